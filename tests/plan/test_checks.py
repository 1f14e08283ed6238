"""Each check between keys and files, one mistake at a time."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ldip.binding.reading import collect, read_plan
from ldip.plan.checks.run import check_plan
from ldip.plan.document import Plan
from ldip.plan.schema.fields import Priced
from ldip.plan.schema.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]

# example, file, old, new, message
CHECKS = [
    ("nordvik", "plan.toml", "prisnivaa = 2026", "prisnivaa = 2020", ["tid.prisnivaa", "2025 eller 2026"]),
    ("nordvik", "plan.toml", "vedtatt_til = 2026", "vedtatt_til = 2050", ["tid.vedtatt_til", "utenfor planårene"]),
    ("nordvik", "plan.toml", "2026-10-15", "2010-10-15", ["kunnskapsdato", "ingen verdi for 2026 var kjent"]),
    ("nordvik", "forutsetninger.toml", "verdi = 60", "", ["deflator_loennsandel", "enten verdi eller verdier"]),
    ("nordvik", "forutsetninger.toml", "2027 = 2.0 }", '"2027a" = 2.0 }', ["prisvekst", "årstall"]),
    ("nordvik", "forutsetninger.toml", "2027 = 3.5, ", "", ["loennsvekst.verdier", "mangler 2027"]),
    ("nordvik", "investeringer.toml", "ingen = [", 'ingen = [\n  "aksjer_og_andeler",', ["aksjer_og_andeler", "to ganger"]),
    ("nordvik", "prosjekter/skole-nord.toml", 'tjeneste = "skole"', 'tjeneste = "skolen"', ["ukjent tjeneste", "mente du skole?"]),
    ("nordvik", "prosjekter/skole-nord.toml", 'tjeneste = "skole"\n', "", ["mangler når prosjektet har kapasitet"]),
    ("nordvik", "prosjekter/skole-nord.toml", "ferdig = 2028\n", "", ["ferdig", "mangler for et prosjekt"]),
    ("nordvik", "prosjekter/skole-nord.toml", "ferdig = 2028", "ferdig = 2027", ["ferdig", "før siste år med utgift"]),
    ("nordvik", "prosjekter/skole-nord.toml", "2026 = 0.1", '"i år" = 0.1', ["framdrift", "årstall"]),
    ("nordvik", "prosjekter/skole-nord.toml", 'priser = "2026-kroner"\nkilde = "Mulighet', 'priser = "løpende"\nkilde = "Mulighet', ["faste priser"]),
    ("nordvik", "prosjekter/skole-nord.toml", 'priser = "2026-kroner"\nkilde = "Mulighet', 'priser = "1999-kroner"\nkilde = "Mulighet', ["kan ikke regnes om"]),
    ("nordvik", "prosjekter/vann.toml", 'videre = "siste"\n', "", ["videre", "mangler for en ramme"]),
    ("nordvik", "rammer.csv", "skole;overfoeringer;2", "skole;kjoep;2", ["står to ganger", "skole, kjoep"]),
    ("nordvik", "rammer.csv", "mill. kr;løpende;ja;Oppdiktet regnskap 2025\nskole;sosiale", "mill. kr;2026-kroner;ja;Oppdiktet regnskap 2025\nskole;sosiale", ["rammer.csv", "løpende"]),
    ("nordvik", "laan.csv", "kbn-2;", "kbn-1;", ["laan.csv", "står to ganger", "kbn-1"]),
    ("nordvik", "anlegg.csv", "utstyr;30", "bygg;30", ["anlegg.csv", "står to ganger"]),
    ("nordvik", "anlegg.csv", "utstyr;30", "utstyr;31", ["avskrivbare_anleggsmidler", "521"]),
    ("nordvik", "tiltak.csv", "jubileum;Kommunejubileum;annet;engangs;2028", "jubileum;Kommunejubileum;annet;engangs;2058", ["utenfor planårene", "2058"]),
    ("nordvik", "tiltak.csv", "0,5;mill. kr;2026-kroner", "0,5;mill. kr;2020-kroner", ["tiltak.csv", "feil prisnivå"]),
    ("nordvik", "vedtatt.csv", "2026;161,0;mill. kr;løpende", "2026;161,0;mill. kr;2026-kroner", ["vedtatt.csv", "løpende kroner"]),
    ("nordvik", "vedtatt.csv", "loennsutgifter_rammer;2026", "nibor_3m;2026", ["nibor_3m", "ikke kroner"]),
    ("nordvik", "vedtatt.csv", "loennsutgifter_rammer;2026", "netto_driftsresultat;2026", ["netto_driftsresultat", "tar ingen linje", "rammetilskudd"]),
    ("nordvik", "vedtatt.csv", "161,0;mill. kr;løpende;;", "161,0;mill. kr;løpende;skole;", ["ingen akse", "skole"]),
    ("nordvik", "vedtatt.csv", "loennsutgifter_rammer;2026", "planlagt_avsetning_disposisjonsfond;2026", ["ukjent fond"]),
    ("nordvik", "vedtatt.csv", "loennsutgifter_rammer;2026", "prisjustering_utgift;2026", ["akser"]),
    ("nordvik", "balanse.toml", "arbeidskapital = 69", "arbeidskapital = 69\nprinsippendringer_drift = 5", ["arbeidskapital", "prinsippendringer (§ 5-10 a) gir 74 000 000 kr"]),
    ("nordvik", "balanse.toml", "utlaan = 40", "utlaan = 40\nvidereutlaan_utestaaende = 41", ["videreutlaan_utestaaende", "større enn utlaan", "høyst 40"]),
    ("nordvik", "balanse.toml", "kortsiktig_gjeld = 60", "kortsiktig_gjeld = 60\nanlegg_under_utfoerelse = 20", ["under_utfoerelse_ferdig", "summen er ikke anlegg_under_utfoerelse (20)"]),
    ("nordvik", "balanse.toml", "kortsiktig_gjeld = 60", "kortsiktig_gjeld = 60\nanlegg_under_utfoerelse = 20\nunder_utfoerelse_ferdig = { 2025 = 20 }", ["under_utfoerelse_ferdig.2025", "fra og med første planår"]),
    ("nordvik", "fond.toml", 'id = "bufferfond"', 'id = "buffer"', ["ukjent fond", "mente du buffer?"]),
    ("nordvik", "balanse.toml", "bufferfond = 8", "", ["mangler saldo for fondet", "bufferfond"]),
    ("nordvik", "handlingsregler.toml", 'gulv = 30\nkrevd = "maal"', 'krevd = "gulv"', ["gulv", "mangler når gulvet"]),
    ("nordvik", "handlingsregler.toml", "gulv = 30\nkrevd", "gulv = 50\nkrevd", ["høyere enn målet"]),
    ("nordvik", "handlingsregler.toml", 'id = "bufferfond"', 'id = "gjeldsgrad"', ["står to ganger", "gjeldsgrad"]),
    ("nordvik", "handlingsregler.toml", 'id = "bufferfond"', 'id = "minimumsavdrag"', ["i bruk i modellen"]),
    ("nordvik", "handlingsregler.toml", "disposisjonsfond_ub['bufferfond']", "100 * 2", ["nevner ingen størrelse"]),
    ("nordvik", "handlingsregler.toml", "maal = 1.75\nkilde", 'maal_uttrykk = "0.02 + ukjent_tall"\nkilde', ["maaltall.0.maal_uttrykk", "ukjent størrelse 'ukjent_tall'"]),
    ("nordvik", "handlingsregler.toml", "maal = 1.75\nkilde", 'maal_uttrykk = "0.02"\nkilde', ["maaltall.0.maal_uttrykk", "nevner ingen størrelse", "oppgi tallet som maal"]),
    ("nordvik", "handlingsregler.toml", 'id = "bufferfond"', 'id = "gjeldsgrad_tak"', ["står to ganger", "gjeldsgrad_tak"]),
    ("nordvik", "handlingsregler.toml", 'enhet = "mill. kr"\ngulv = 8', 'enhet = "mill. kr"\ngulv = 8\ngjelder = "siste_aar"', ["siste_aar", "mangler"]),
    ("solvik", "finans.toml", 'kursreserve = "kursreserve"', 'kursreserve = "kursreserven"', ["kapitalforvaltning.kursreserve", "mente du kursreserve?"]),
    ("solvik", "finans.toml", 'uttak = "realavkastning"', 'uttak = "andel"', ["uttaksandel", "hører sammen med uttak"]),
    ("solvik", "finans.toml", 'kursreserve = "kursreserve"', "", ["kursreserve", "mangler når uttaket følger en regel"]),
    ("solvik", "finans.toml", "tapsbane = [-12, -4, 6]", "tap_inntreffer = 2029", ["tapsbane", "mangler når tapet inntreffer"]),
    ("solvik", "fond.toml", "ubundet_markedsforvaltet = false", "ubundet_markedsforvaltet = true", ["regnet to ganger"]),
    ("solvik", "finans.toml", "[kapitalforvaltning.verdi]", "[kapitalforvaltning.tilfoersel]\nenhet = \"mill. kr\"\npriser = \"2026-kroner\"\nverdi = 1\nkilde = \"x\"\n[nye_laan_x]", ["tilfoersel", "oppgi verdi"]),
    ("solvik", "regnskap.csv", "rammetilskudd;2024", "ramme_tilskudd;2024", ["regnskap.csv", "står ikke i noen oppstilling", "mente du rammetilskudd?"]),
    ("solvik", "regnskap.csv", "rammetilskudd;2024", "rammetilskudd;2026", ["er et planår", "vedtatt.csv"]),
    ("solvik", "regnskap.csv", "mill. kr;løpende", "mill. kr;2026-kroner", ["regnskap.csv", "løpende kroner"]),
    ("solvik", "regnskap.csv", "eiendomsskatt;2024;", "rammetilskudd;2024;", ["står to ganger", "rammetilskudd regnskap 2024"]),
    ("solvik", "regnskap.csv", "rammetilskudd;2024;", "sum_driftsinntekter;2024;regnskap;9,9;mill. kr;løpende;ja;x\nrammetilskudd;2024;", ["sum_driftsinntekter", "linjene gir 399"]),
    ("solvik", "foretak/havn.toml", 'motlinje = "kjoep_av_varer_og_tjenester"', 'motlinje = "brukerbetalinger"', ["intern.0", "to sider av samme sak"]),
    ("solvik", "foretak/havn.toml", 'form = "kf" ', 'form = "iks"', ["eierandel under 100 hører til et IKS"]),
    ("solvik", "foretak/havn.toml", "verdi = 0.7", "verdi = 70", ["intern.0.beloep", "større enn foretakets salgs_og_leieinntekter i 2026"]),
    ("solvik", "plan.toml", 'enhet = "kommunekasse"', 'enhet = "samlet"', ["kommune.enhet", "allerede samlet"]),
    ("solvik", "handlingsregler.toml", 'id = "resultatgrad_samlet"\nbibliotek = "resultatgrad"', 'id = "resultatgrad_samlet"\nbibliotek = "korrigert_resultatgrad"', ["regnskapsenhet", "premieavvik finnes ikke i regnskapet samlet"]),
    ("solvik", "kostra.csv", "resultatgrad;2025;9901", "resultat;2025;9901", ["kostra.csv", "ukjent måltall", "mente du resultatgrad?"]),
    ("solvik", "kostra.csv", "resultatgrad;2025;9902", "resultatgrad;2025;9901", ["står to ganger", "resultatgrad 2025 9901"]),
    ("solvik", "laan.csv", "selvkost;ja", "va;ja", ["formaal"]),
    ("nordvik", "befolkning.toml", "dato = 2026-01-01", "dato = 2026-06-01", ["1. januar"]),
    ("nordvik", "befolkning.toml", "dato = 2026-01-01", "dato = 2020-01-01", ["når ikke fram"]),
    ("nordvik", "befolkning.toml", "fra = 6\n", "fra = 5\n", ["står i to grupper", "5"]),
    ("nordvik", "befolkning/flytting.csv", "k;4;0", "k;3;0", ["står to ganger"]),
    ("nordvik", "finans.toml", "loepetid = 30", "loepetid = true", ["loepetid"]),
    ("nordvik", "balanse.toml", "tomter = 20", 'tomter = ["x"]', ["tomter", "tall"]),
    ("nordvik", "plan.toml", "kunnskapsdato = 2026-10-15", 'kunnskapsdato = "i høst"', ["kunnskapsdato", "dato"]),
    ("nordvik", "befolkning.toml", 'fil = "befolkning/folketall.csv"', 'fil = "befolkning/Folketall.xlsx"', ["fil", "csv"]),
    ("nordvik", "befolkning/fruktbarhet.csv", "15;49;100", "", ["ingen rader"]),
    ("nordvik", "befolkning/fruktbarhet.csv", "15;49;100", "49;15;100", ["til_alder", "bytt om"]),
    ("nordvik", "befolkning/fruktbarhet.csv", "15;49;100", "15;49;0", ["summerer til null"]),
    ("nordvik", "befolkning/doedelighet.csv", "1;0;0", "0;0;0", ["stigende rekkefølge"]),
    ("nordvik", "tjenester/omsorg.toml", "fra_alder = 80, til_alder = 105, prosent", "fra_alder = 105, til_alder = 80, prosent", ["bruksrate", "bytt om"]),
    ("nordvik", "tjenester/omsorg.toml", "fra_alder = 80\ntil_alder = 105", "fra_alder = 105\ntil_alder = 80", ["dekning", "bytt om"]),
    ("baerum-2022", "forutsetninger.toml", "verdi = 0.49", "verdi = 0.91", ["kalibrering_realvekst", "utenfor spennet"]),
    ("baerum-2022", "befolkning/framskriving.csv", "2026;80-89", "2026;80-99", ["ukjent aldersgruppe", "80-89"]),
    ("baerum-2022", "befolkning/framskriving.csv", "2031;0;1407\n", "", ["gruppen mangler i 2031"]),
    ("baerum-2022", "befolkning.toml", "[[laast_totalt]]\naar = 2040", '[[laast_totalt]]\naar = 2045\npersoner = 1\nkilde = "x"\n\n[[laast_totalt]]\naar = 2040', ["stigende"]),
    ("baerum-2022", "kontroll.csv", "sum_driftsinntekter;2022", "sum_driftsinntektr;2022", ["kontroll.csv", "mente du sum_driftsinntekter?"]),
]  # fmt: skip


@pytest.mark.parametrize(("example", "file", "old", "new", "said"), CHECKS, ids=[f"{i}-{c[1]}" for i, c in enumerate(CHECKS)])
def test_check(example: str, file: str, old: str, new: str, said: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(ROOT / "examples" / example, folder, ignore=shutil.ignore_patterns("resultat"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = [str(p) for p in collect(folder)[1]]
    assert any(all(word in p for word in said) for p in problems), problems
    assert all("→" in p for p in problems), problems


def wrongly_priced(plan: Plan) -> list[str]:
    return [f"{p.file} {p.key} {p.value} {p.message}" for p in check_plan(plan) if p.key.endswith("priser")]


@pytest.mark.parametrize("file", [n for n, m in TABLES.items() if issubclass(m, Priced)])
def test_a_row_in_other_prices_than_its_type_takes_is_refused(file: str) -> None:
    plan, model = read_plan(ROOT / "examples" / "solvik"), TABLES[file]
    table = plan.tables[file]
    assert issubclass(model, Priced) and table.rows and not wrongly_priced(plan)
    other = "2001-kroner"
    changed = replace(table, rows=(table.rows[0].model_copy(update={"priser": other}), *table.rows[1:]))
    assert wrongly_priced(replace(plan, tables={**plan.tables, file: changed})) == [f"{file} priser {other} {model.WRONG}"]


def test_a_price_basis_is_compared_with_its_type_and_nowhere_else() -> None:
    said = {p.name for p in (ROOT / "src/ldip/plan/checks").glob("*.py") if ".priser" in p.read_text(encoding="utf-8")}
    said |= {p.name for p in (ROOT / "src/ldip/binding").glob("*.py") if ".priser " in p.read_text(encoding="utf-8")}
    assert said == {"values.py", "projects.py"}  # projects.py: amounts in a price year of their own, which are converted
