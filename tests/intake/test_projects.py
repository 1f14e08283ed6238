"""Lists of projects by year become projects with financing: sums to the krone, one version, and what a list leaves open."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from ldip import read_plan
from ldip.binding.reading import collect_contents, plan_of_contents
from ldip.cli.app import app
from ldip.errors import SourceError
from ldip.intake.project_terms import ProjectProposal
from ldip.intake.projects import proposed_projects
from ldip.plan.edits import apply
from ldip.plan.folder import read_all
from ldip.sources.column_map import parse_map
from ldip.sources.project_map import FUNDING, USES, ProjectMap
from ldip.tabular.terms import UnclearError

NORDVIK = Path(__file__).resolve().parents[2] / "examples" / "nordvik"
BERGEN = """
uten_prosjekt = ["9"]
[kolonner]
prosjekt = "prosjekt"
navn = "prosjekt-tekst"
slag = "kost2a"
funksjon = { kolonne = "tjeneste", siffer = "1-3" }
sektor = "avdeling-tekst"
[aar]
YEARS
[slag]
100 = "varige_driftsmidler"
110 = "utlaan"
120 = "avdrag"
130 = "avsetning"
150 = "laan"
160 = "salg"
170 = "tilskudd"
180 = "mottatte_avdrag"
210 = "overfoering_fra_drift"
220 = "bruk_av_fond"
"""
NEW = '2026 = "2012"\n2027 = "2013"\n2028 = "2014"\n2029 = "2015"'
OLD = '2026 = "2011-fra-vedt-okonomiplan"'
FOERDE = """
[kolonner]
prosjekt = "prosjekt"
navn = "prosjekt_tekst"
slag = "konto"
art = { kolonne = "konto", siffer = "1-3", lengde = 4 }
funksjon = { kolonne = "teneste", siffer = "1-3" }
[aar]
2026 = "budsjett_2012"
2027 = "budsjett_2013"
[slag]
"930*" = "bruk_av_fond"
"948*" = "bruk_av_fond"
"958*" = "bruk_av_fond"
"548*" = "avsetning"
"""
SAUDA = """
uten_prosjekt = ["8.999.*"]
fordel = ["mva_kompensasjon"]
[kolonner]
prosjekt = "tiltak"
navn = "ansvar_tekst"
slag = "tiltak"
funksjon = "funksjonsomrade"
[aar]
2026 = "nok"
[slag]
"8.999.01" = "laan"
"8.999.02" = "mva_kompensasjon"
"8.999.05" = "tilskudd"
"8.999.*" = "overfoering_fra_drift"
"1.006.01" = "mottatte_avdrag"
"1.006.09" = "avdrag"
"1.007.02" = "utlaan"
"1.007.09" = "laan"
"1.008.03" = "aksjer"
"1.008.09" = "overfoering_fra_drift"
"*" = "varige_driftsmidler"
"""
SMALL = """
uten_prosjekt = ["0"]
[kolonner]
prosjekt = "Nr"
navn = "Prosjekt"
art = "Art"
funksjon = "Funksjon"
"""
HEAD = "Nr;Prosjekt;Art;Funksjon;2026;2027;2028"


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return read_all(NORDVIK)


def map_of(text: str) -> ProjectMap:
    return parse_map("kart.toml", text.encode(), ProjectMap)


def small(contents: Mapping[str, bytes], rows: str, extra: str = "", head: str = HEAD) -> ProjectProposal:
    return proposed_projects(contents, "liste.csv", f"{head}\n{rows}".encode(), map_of(extra + SMALL))


def kroner(text: str) -> float:
    """An amount as the raw files write it, read without the program."""
    plain = text.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    return float(plain) if plain else 0.0


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def plan_sums(contents: Mapping[str, bytes], found: ProjectProposal) -> dict[str, dict[int, float]]:
    """Kroner by year of each project's file, as the plan reads it; the plan has no problems."""
    after = apply(contents, found.edits)
    assert not collect_contents(after)[1]
    projects = plan_of_contents(after).projects
    made: dict[str, dict[int, float]] = {}
    for code, file in found.files.items():
        p = projects[file.removeprefix("prosjekter/").removesuffix(".toml")]
        made[code] = {int(y): share * p.kostnad.kroner for y, share in p.framdrift.items()}
    return made


# Published lists.


def test_bergens_two_versions_are_asked(data: Path, contents: dict[str, bytes]) -> None:
    path = data / "bop" / "bergen_investeringsbudsjett_2012.csv"
    with pytest.raises(UnclearError) as error:
        proposed_projects(contents, path.name, path.read_bytes(), map_of(BERGEN.replace("YEARS", NEW)))
    (question,) = error.value.questions
    assert question.key == "velg.versjoner" and [k for k, _ in question.choices] == ["11-14VB", "12-15IN1", "*"]


@pytest.mark.parametrize(
    ("version", "years", "assets", "loans", "transfers", "codes"),
    [
        ("12-15IN1", NEW, [2080.8, 1796.1, 1100.9, 794.1], [2062.7, 1922.7, 1225.1, 839.7], [174.0, 212.7, 224.3, 222.9], 225),
        ("11-14VB", OLD, [1290.2], [1371.1], [69.2], 230),
    ],
)
def test_bergens_list_is_taken_in_to_the_krone(
    version: str,
    years: str,
    assets: list[float],
    loans: list[float],
    transfers: list[float],
    codes: int,
    data: Path,
    contents: dict[str, bytes],
) -> None:
    path = data / "bop" / "bergen_investeringsbudsjett_2012.csv"
    m = map_of(BERGEN.replace("YEARS", years))
    found = proposed_projects(contents, path.name, path.read_bytes(), m, {"velg.versjoner": version})
    assert not found.problems
    columns = {int(y): c for y, c in m.aar.items()}
    raw = [r for r in rows_of(path) if r["versjoner"] == version]
    by_kind = {(m.slag[r["kost2a"]], y): 0.0 for r in raw for y in columns}
    by_project: dict[str, dict[int, float]] = defaultdict(lambda: dict.fromkeys(columns, 0.0))
    for r in raw:
        for y, column in columns.items():
            by_kind[m.slag[r["kost2a"]], y] += kroner(r[column])
            if r["kost2a"] == "100":
                by_project[r["prosjekt"]][y] += kroner(r[column])
    assert len({r["prosjekt"] for r in raw}) == codes
    listed = {(s.kind, y): v for s in found.sums for y, v in s.listed.items()}
    for (kind, year), amount in by_kind.items():
        assert listed.get((kind, year), 0.0) == pytest.approx(amount if kind in USES else -amount, abs=0.005)
    for kind, millions in (("varige_driftsmidler", assets), ("laan", loans), ("overfoering_fra_drift", transfers)):
        assert [listed[kind, y] / 1e6 for y in columns] == pytest.approx(millions, abs=0.05)
    for y in columns:
        uses, sources = (sum(listed.get((k, y), 0.0) for k in kinds) for kinds in (USES, FUNDING))
        assert uses == pytest.approx(sources, abs=0.005)
    made = plan_sums(contents, found)
    positive = {c: v for c, v in by_project.items() if sum(v.values()) > 0 and c != "9"}
    assert made.keys() == positive.keys()
    for code, amounts in positive.items():
        if min(amounts.values()) >= 0.0:
            assert {y: v for y, v in amounts.items() if v} == pytest.approx(made[code], abs=0.5), code
        assert sum(made[code].values()) == pytest.approx(sum(amounts.values()), abs=0.5)
    reduced = {c: v for c, v in by_project.items() if sum(v.values()) < 0}
    told = "\n".join(found.told)
    assert all(f"{next(r['prosjekt-tekst'] for r in raw if r['prosjekt'] == c)} er satt ned" in told for c in reduced)
    cut = sum(sum(v.values()) for v in reduced.values())
    taken = sum(sum(v.values()) for v in made.values())
    assert taken == pytest.approx(sum(listed["varige_driftsmidler", y] for y in columns) - cut, abs=1.0)


def test_bergens_grants_and_source(data: Path, contents: dict[str, bytes]) -> None:
    """The nursing home of 284 mill. kr has the State's 80 mill. as a share; each file names list, hash and version."""
    path = data / "bop" / "bergen_investeringsbudsjett_2012.csv"
    text = '[velg]\nversjoner = "12-15IN1"\n' + BERGEN.replace("YEARS", NEW).replace('uten_prosjekt = ["9"]', "")
    found = proposed_projects(contents, path.name, path.read_bytes(), map_of('uten_prosjekt = ["9"]\n' + text))
    plan = plan_of_contents(apply(contents, found.edits))
    home = plan.projects["bud201-nytt-sykehjem-90-plasser"]
    assert home.kostnad.kroner * home.finansiering.tilskudd_andel == pytest.approx(79_992_000, abs=0.5)
    assert (home.tjeneste, home.anleggsklasse, home.ferdig) == ("omsorg", "institusjon", 2029)
    assert all(s in (home.kilde or "") for s in (path.name, "sha256 ", "versjon 12-15IN1", "prosjekt BUD201"))
    assert any("149 av 158 prosjekter" in t for t in found.told)


@pytest.mark.parametrize(
    ("file", "text", "code", "columns"),
    [
        ("foerde_investeringsbudsjett_2013.csv", FOERDE, "prosjekt", {2026: "budsjett_2012", 2027: "budsjett_2013"}),
        ("sauda_investeringsbudsjett_2013.csv", SAUDA, "tiltak", {2026: "nok"}),
    ],
)
def test_small_lists_have_every_projects_sum(
    file: str, text: str, code: str, columns: dict[int, str], data: Path, contents: dict[str, bytes]
) -> None:
    raw = (data / "bop" / file).read_bytes()
    found = proposed_projects(contents, file, raw, m := map_of(text))
    assert not found.problems
    uses: dict[str, dict[int, float]] = defaultdict(lambda: dict.fromkeys(columns, 0.0))
    net = dict.fromkeys(columns, 0.0)
    for r in rows_of(data / "bop" / file):
        # arts 010–500 but grants (430, 470) are fixed assets of § 5-5; in Sauda all but the lines of loans, shares and financing
        asset = not r["tiltak"].startswith(("8.999", "1.00")) if "tiltak" in r else of_assets(r["konto"])
        for y, column in columns.items():
            net[y] += kroner(r[column])
            uses[r[code]][y] += kroner(r[column]) if asset else 0.0
    wanted = {c: v for c, v in uses.items() if sum(v.values()) > 0.0}
    made = plan_sums(contents, found)
    assert made.keys() == wanted.keys() and len(made) > 25
    for project, amounts in wanted.items():
        assert sum(made[project].values()) == pytest.approx(sum(amounts.values()), abs=0.5), project
        if min(amounts.values()) >= 0.0:
            assert made[project] == pytest.approx({y: v for y, v in amounts.items() if v}, abs=0.5), project
    for y in columns:
        listed = {k: sum(s.listed[y] for s in found.sums if s.kind in k) for k in (USES, FUNDING)}
        assert listed[USES] - listed[FUNDING] == pytest.approx(net[y], abs=0.005)
    assert m.aar and any("like" in t for t in found.told)


def of_assets(account: str) -> bool:
    """Whether Førde's account is one of fixed assets."""
    return int(account) // 10 <= 500 and int(account) // 10 not in (430, 470)


def test_saudas_central_compensation_is_shared_by_cost(data: Path, contents: dict[str, bytes]) -> None:
    raw = (data / "bop" / "sauda_investeringsbudsjett_2013.csv").read_bytes()
    found = proposed_projects(contents, "sauda.csv", raw, map_of(SAUDA))
    projects = plan_of_contents(apply(contents, found.edits)).projects.values()
    given = [p for p in projects if (p.kilde or "").startswith("Prosjektliste")]
    shared = sum(p.kostnad.kroner * p.finansiering.mva_kompensasjon_andel for p in given)
    assert shared == pytest.approx(9_600_000, abs=1.0)
    kept = proposed_projects(contents, "sauda.csv", raw, map_of(SAUDA.replace('fordel = ["mva_kompensasjon"]', "")))
    assert any('fordel = ["mva_kompensasjon"]' in t for t in kept.told)


# Lists of our own.


def test_projects_of_the_same_name_are_told_apart_by_the_code(contents: dict[str, bytes]) -> None:
    found = small(contents, "7;Vannverket;230;345;1;2;3\n8;Vannverket;230;345;4;5;6\n9;Skole;230;222;1;1;1\n")
    made = plan_of_contents(apply(contents, found.edits)).projects
    assert {made[n.removeprefix("prosjekter/").removesuffix(".toml")].navn for n in found.files.values()} == {
        "Vannverket (7)", "Vannverket (8)", "Skole"
    }  # fmt: skip
    assert "(planen har ingen)" in "\n".join(found.told)


def test_negative_years_are_moved_and_reductions_are_no_projects(contents: dict[str, bytes]) -> None:
    rows = "1;Skole;230;222;100;-30;50\n2;Veg;230;332;0;-40;10\n3;Bru;230;332;10;20;-25\n4;Tomt;280;315;0;0;0\n"
    found = small(contents, rows, 'enhet = "1000 kr"\n')
    assert plan_sums(contents, found) == {"1": pytest.approx({2026: 1e5, 2028: 2e4}), "3": pytest.approx({2026: 5e3})}
    told = "\n".join(found.told)
    assert "Skole har negative beløp" in told and "Veg er satt ned i lista" in told and "1 prosjekter har ingen beløp" in told
    assert "Bruk og kilder er ikke like" in told


def test_financing_of_projects_and_of_none(contents: dict[str, bytes]) -> None:
    rows = (
        "1;Skole;230;222;1000;0;0\n1;Skole;729;841;-200;0;0\n1;Skole;810;222;-100;0;0\n1;Skole;660;222;0;-50;0\n"
        "1;Skole;910;870;-650;50;0\n0;Felles;230;345;500;0;0\n0;Felles;970;880;-500;0;0\n5;Startlån;520;283;90;0;0\n5;Startlån;910;283;-90;0;0\n"
    )
    found = small(contents, rows, 'enhet = "1000 kr"\n')
    plan = plan_of_contents(apply(contents, found.edits))
    school, shared = plan.projects["1-skole"], plan.projects["uten-prosjekt-345"]
    assert (school.finansiering.mva_kompensasjon_andel, school.finansiering.tilskudd_andel) == pytest.approx((0.2, 0.1))
    assert school.salg is not None and (school.salg.aar, school.salg.kroner) == (2027, 50_000.0)
    assert (shared.kostnad.kroner, shared.anleggsklasse) == (500_000.0, "ledningsnett")
    told = "\n".join(found.told)
    assert "Startlån" in told and "utlaan_av_egne_midler" in told and "salg_av_varige_driftsmidler" not in told


def test_the_kind_of_one_project_and_several_functions(contents: dict[str, bytes]) -> None:
    rows = "1;Veg;230;332;100;0;0\n1;Veg;230;335;900;0;0\n1;Veg;920;332;-400;0;0\n2;Bru;230;332;50;0;0\n2;Bru;920;332;-9;0;0\n"
    plain = "\n".join(small(contents, rows).told)
    assert "1 prosjekter har flere funksjoner" in plain and '"1/KODE" = "tilskudd"' in plain
    found = proposed_projects(contents, "l.csv", f"{HEAD}\n{rows}".encode(), map_of(f'{SMALL}[slag]\n"1/92*" = "tilskudd"\n'))
    projects = plan_of_contents(apply(contents, found.edits)).projects
    assert (projects["1-veg"].finansiering.tilskudd_andel, projects["2-bru"].finansiering.tilskudd_andel) == (0.4, 0.0)


def test_frames_services_fees_classes_and_prices_of_the_map(contents: dict[str, bytes]) -> None:
    extra = 'rammer = ["7"]\npriser = 2026\nfase = "kontrakt"\n'
    tables = '[tjenester]\n"22*" = "skole"\n"333" = "annet"\n[anleggsklasser]\n"7" = "inventar"\n"333" = "veg"\n'
    raw = f"{HEAD}\n7;Inventar;200;222;40;50;50\n8;Gamlevegen;230;333;0;9;0\n".encode()
    found = proposed_projects(contents, "liste.csv", raw, map_of(extra + SMALL + tables))
    plan = plan_of_contents(apply(contents, found.edits))
    frame, road = plan.projects["7-inventar"], plan.projects["8-gamlevegen"]
    assert (frame.type, frame.videre, frame.ferdig) == ("ramme", "siste", None)
    assert frame.kostnad.kroner * frame.framdrift["2026"] == pytest.approx(40.0)
    assert (frame.tjeneste, road.tjeneste, road.anleggsklasse, road.fase) == ("skole", "annet", "veg", "kontrakt")
    assert road.kostnad.priser == "2026-kroner" and not any("prisnivå" in t for t in found.told)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1;Skole;999;222;1;2;3\n", "liste.csv:2: Art: kartet sier ikke hva beløpet er"),
        ("1;Skole;230;22200;1;2;3\n", "liste.csv:2: Funksjon: funksjonen er ikke tre sifre"),
        ("1;Skole;230;222;1;2;fem\n2;Veg;230;332;1;2;3\n", "liste.csv:2"),
        ("1;A;230;222;1;2;3\n2;B;230;222;4;5;6\n" * 2, "alle radene står 2 ganger"),
    ],
)
def test_rows_that_cannot_be_read_are_refused(rows: str, said: str, contents: dict[str, bytes]) -> None:
    found = small(contents, rows)
    assert not found.edits and said in "\n".join(map(str, found.problems))


def test_the_map_of_the_guide_is_a_map() -> None:
    page = (NORDVIK.parents[1] / "docs" / "guide" / "prosjektlister.md").read_text(encoding="utf-8")
    m = map_of(page.split("```toml\n")[1].split("```")[0])
    assert m.fordel == ("mva_kompensasjon",) and all(f"`{k}`" in page for k in (*USES, *FUNDING))


def test_unknown_names_of_the_map_are_refused_together(contents: dict[str, bytes]) -> None:
    tables = '[tjenester]\n"222" = "skoole"\n[anleggsklasser]\n"1" = "hus"\n[selvkost]\n"345" = "vann"\n'
    found = proposed_projects(contents, "l.csv", f"{HEAD}\n1;Skole;230;222;1;2;3\n".encode(), map_of(SMALL + tables))
    assert {p.value for p in found.problems} == {"skoole", "vann", "hus"} and not found.edits


def test_years_outside_the_plan(contents: dict[str, bytes]) -> None:
    head = "Nr;Prosjekt;Art;Funksjon;Rekneskap 2024;Budsjett 2025;2026;2027"
    found = small(contents, "1;Skole;230;222;7;10;20;30\n", head=head)
    assert plan_sums(contents, found) == {"1": pytest.approx({2026: 20.0, 2027: 30.0})}
    told = "\n".join(found.told)
    assert "Rekneskap" in told and "2025 er utenfor planen" in told
    refused = small(contents, "1;Skole;230;222;5;6\n", head="Nr;Prosjekt;Art;Funksjon;2014;2015")
    assert [p.message for p in refused.problems] == ["ingen av årene i lista er i planen (2026–2045)"]


def test_two_columns_of_one_year_are_refused(contents: dict[str, bytes]) -> None:
    found = small(contents, "1;Skole;230;222;5;6\n", head="Nr;Prosjekt;Art;Funksjon;Vedtatt 2026;Revidert 2026")
    assert "[aar], 2026" in found.problems[0].hint


def test_next_years_list_renews_amounts_and_keeps_the_rest(contents: dict[str, bytes]) -> None:
    first = small(contents, "1;Skole;230;222;10;20;0\n2;Bru;230;332;0;5;0\n")
    held = apply(contents, first.edits)
    file = "prosjekter/1-skole.toml"
    held[file] = held[file] + b'\n[kapasitet]\nplasser = 40\naapner = "2028-08"\n'
    again = small(held, "1;Skole;230;222;10;20;0\n2;Bru;230;332;0;5;0\n")
    assert not again.edits
    second = small(held, "1;Ny skole;230;222;12;20;8\n1;Ny skole;729;222;-4;0;0\n")
    plan = plan_of_contents(apply(held, second.edits))
    school = plan.projects["1-skole"]
    assert (school.kostnad.kroner, school.ferdig, school.finansiering.mva_kompensasjon_andel) == (40.0, 2028, 0.1)
    assert school.kapasitet is not None and school.kapasitet.plasser == 40
    assert "2-bru" in plan.projects and any("Bru" in t and "tidligere liste" in t for t in second.told)


def test_a_name_of_the_plans_own_is_never_overwritten(contents: dict[str, bytes]) -> None:
    own = {**contents, "prosjekter/1-skole.toml": next(v for k, v in contents.items() if k.startswith("prosjekter/"))}
    found = small(own, "1;Skole;230;222;10;20;0\n")
    assert "finnes fra før" in found.problems[0].message and not found.edits
    twins = small(contents, "A 1;Skole;230;222;10;20;0\nA-1;Skole;230;222;10;20;0\n")
    assert "finnes fra før" in twins.problems[0].message


def test_the_command_shows_and_writes(tmp_path: Path) -> None:
    shutil.copytree(NORDVIK, tmp_path / "plan")
    book = xlsxwriter.Workbook(str(tmp_path / "liste.xlsx"))
    sheet = book.add_worksheet("Investeringer")
    rows: list[list[object]] = [
        ["Investeringsprogram"],
        ["Versjon", "Nr", "Prosjekt", "Art", "Funksjon", 2026, 2027],
        ["A", 1, "Skole", 230, 222, 10, 20.5],
        ["B", 1, "Skole", 230, 222, 99, 99],
        ["B", 1, "Skole", 910, 870, -99, -99],
    ]
    for i, row in enumerate(rows):
        sheet.write_row(i, 0, row)
    book.close()
    (tmp_path / "kart.toml").write_text('enhet = "mill. kr"\n' + SMALL, encoding="utf-8")
    args = ["hent", "prosjekter", str(tmp_path / "plan"), str(tmp_path / "liste.xlsx"), "--kart", str(tmp_path / "kart.toml")]
    asked = CliRunner().invoke(app, args)
    assert asked.exit_code == 1 and '--svar "velg.Versjon=A"' in asked.output
    before = read_all(tmp_path / "plan")
    shown = CliRunner().invoke(app, [*args, "--svar", "velg.Versjon=A", "--vis"])
    assert shown.exit_code == 0 and "30 500 000" in shown.output.replace("\u00a0", " ") and read_all(tmp_path / "plan") == before
    done = CliRunner().invoke(app, [*args, "--svar", "velg.Versjon=A"])
    assert done.exit_code == 0, done.output
    assert read_plan(tmp_path / "plan").projects["1-skole"].kostnad.kroner == pytest.approx(30.5e6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[kolonner]\nart = "Art"\n', "mangler prosjekt eller navn"),
        ('[kolonner]\nprosjekt = "Nr"\n', "kartet sier ikke hva beløpene er"),
        ('[kolonner]\nprosjekt = "Nr"\nart = { kolonne = "Konto", siffer = "1-3" }\n', "art med siffer trenger lengde"),
        ('[kolonner]\nprosjekt = "Nr"\nslag = "S"\n[slag]\n1 = "hus"\n', "slag.1"),
        ('[kolonner]\nprosjekt = "Nr"\nart = "A"\n[aar]\n26 = "x"\n', "aar.26"),
    ],
)
def test_a_map_that_cannot_hold_is_refused(text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        map_of(text)
