"""The finance chain, the ways of looking and the lasting need against a second program written from docs/method alone.

Nordvik is changed in a temporary folder, the model runs on it, and `recalculation.py` computes the same years from the plan's
files. Only what comes before finance is handed over: operating income and expenditure, frames by art, inhabitants.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.golden import recalculation as second

from ldip import Run, read_plan, simulate

NORDVIK = Path(__file__).resolve().parents[2] / "examples" / "nordvik"
OPERATIONS = ("loennsutgifter", "sosiale_utgifter", "kjoep_av_varer_og_tjenester", "overfoeringer_til_andre")

#: Compared in every year and every way of looking, kroner; the lists by loan or fund element by element.
COMPARED = (
    "ramme_utgift_ub",
    "investeringer_varige",
    "avskrivninger",
    "avskrivbare_anleggsmidler_ub",
    "renter_laan",
    "renter_nye_laan",
    "renter_videreutlaan",
    "renter_bankinnskudd",
    "renter_trekk",
    "renter_aarets_opptak",
    "renteinntekter",
    "renteutgifter",
    "utbytter",
    "minimumsavdrag",
    "planlagt_avdrag",
    "avdrag_paa_laan",
    "egenfinansiering_alle",
    "egenfinansiering_tellende_annen",
    "overfoering_utenfor_regelen",
    "finansieringsbehov",
    "laanetak",
    "planlagte_avsetninger",
    "fondsgulv_tillegg",
    "overfoering_krav",
    "overfoering_minst",
    "overfoering_lovlig",
    "ndr_krav",
    "ndr_foer",
    "over_eller_under_kravet",
    "nytt",
    "overfoering_senket",
    "overfoering_hevet",
    "mangel",
    "fondsgulv_ufylt",
    "overfoering_til_lovens_minste",
    "uloest",
    "bruk_av_fond_i_kort_aar",
    "dekning_utenfra",
    "netto_driftsresultat",
    "bruk_av_laan",
    "overfoering_til_investering",
    "avsetning_disposisjonsfond",
    "bruk_disposisjonsfond",
    "dekning_av_merforbruk",
    "egenfinansiering_tellende",
    "disposisjonsfond_ub",
    "ubundet_investeringsfond_ub",
    "bundne_investeringsfond_ub",
    "merforbruk_ub",
    "udekket_ub",
    "laanegjeld_ub",
    "arbeidskapital_ub",
    "bankinnskudd_ub",
    "gap_fast",
    "innsparing_varig",
    "innsparing_realisert",
    "slippes_fra_neste_aar",
    "brist_ek_maal",
    "brist_ek_gulv",
    "brist_resultat_maal",
    "brist_resultat_gulv",
    "brist_gjeldstak",
    "brist_fondsgulv",
    "brist_sluttkrav",
    "brist_lov",
)

Edit = tuple[str, str, str]

RULES = "handlingsregler.toml"
WAGES = "loennsutgifter_rammer;2026;243,0"
PLANNED = (
    'avsetning = { enhet = "mill. kr", priser = "2026-kroner", verdier = { 2026 = 1, 2027 = 2, 2028 = 0, 2029 = 3 }, videre = "null", kilde = "P" }\n'
    'bruk = { enhet = "mill. kr", priser = "2026-kroner", verdier = { 2026 = 0, 2027 = 0, 2028 = 3, 2029 = 1, 2030 = 4, 2031 = 2 }, videre = "siste", kilde = "P" }\n'
)


def wages(amount: str) -> Edit:
    """The adopted wages of 2026, million kroner: a higher level carries on."""
    return ("vedtatt.csv", WAGES, f"loennsutgifter_rammer;2026;{amount}")


def adopted(*lines: tuple[str, str]) -> Edit:
    rows = "".join(f"{name};2026;{amount};mill. kr;løpende;;vedtatt;nei;Prøve\n" for name, amount in lines)
    return ("vedtatt.csv", WAGES, rows + WAGES)


def stated(name: str, amount: int) -> str:
    return f'{name} = {{ enhet = "mill. kr", priser = "2026-kroner", verdi = {amount}, kilde = "Prøve" }}\n'


def covered_over(years: int) -> Edit:
    return ("finans.toml", "avdragspolitikk", f"merforbruk_dekkes_over = {years}\navdragspolitikk")


def opens_short(years: int) -> tuple[Edit, ...]:
    """An opening merforbruk of 6 million, covered over some years."""
    return (
        ("balanse.toml", "merforbruk = 0", "merforbruk = 6"),
        ("balanse.toml", "arbeidskapital = 69", "arbeidskapital = 63"),
        ("balanse.toml", "kortsiktig_gjeld = 60", "kortsiktig_gjeld = 66"),
        covered_over(years),
    )


FASTER: Edit = (RULES, "slippes_etter_aar = 4", "slippes_etter_aar = 2")
MOVES: Edit = ("fond.toml", "tar_rest = true\n", "tar_rest = true\n" + PLANNED)
TARGETS: Edit = ("fond.toml", 'navn = "Bufferfond"\n', 'navn = "Bufferfond"\n' + stated("maal", 14) + stated("tak", 16))
TO_TRANSFER: Edit = (RULES, 'overskudd_til = "fond"', 'overskudd_til = "overfoering"')
NOMINAL: Edit = ("fond.toml", 'maal_foelger = "innbygger"', 'maal_foelger = "nominell"')
NOMINAL_END: Edit = (RULES, 'sluttkrav = "innbygger"', 'sluttkrav = "nominell"')
CAP: Edit = (RULES, "[gjeldsgrad]\ntak = 95", "[gjeldsgrad]\ntak = 74")
LONGER: Edit = ("plan.toml", "vedtatt_til = 2026", "vedtatt_til = 2029")
EVERYTHING: tuple[Edit, ...] = (
    ("rammer.csv", "omsorg;loenn;110;", "omsorg;loenn;112;"),
    ("rammer.csv", "skole;kjoep;10;", "skole;kjoep;10,5;"),
    ("laan.csv", "kbn-1;KBN flytende;200;mill. kr;25;flytende;;;0,40", "kbn-1;KBN flytende;180;mill. kr;12,5;flytende;;;0,70"),
    (
        "laan.csv",
        "kbn-2;KBN fast til 2029;100;mill. kr;20;fast;3,10;2029;0,45",
        "kbn-2;KBN fast;120;mill. kr;20;fast;2,80;2031;0,55",
    ),
    ("forutsetninger.toml", "2028 = 3.2, 2029 = 3.0", "2028 = 3.9, 2029 = 4.1"),
    ("fond.toml", "2029 = 8.0, 2030 = 10.0", "2029 = 9.0, 2030 = 12.0"),
    ("fond.toml", "tak_prosent = 150", "tak_prosent = 120"),
    (RULES, "maal = 40\ngulv = 30\nkrevd", "maal = 50\ngulv = 35\nkrevd"),
    (RULES, "[resultatgrad]\nmaal = 1.75", "[resultatgrad]\nmaal = 2.0\ngulv = 0.5"),
    (RULES, 'sluttkrav = "innbygger"', 'sluttkrav = "faste"'),
    (RULES, "slippes_etter_aar = 4", "slippes_etter_aar = 2"),
    (RULES, "gjenoppbygging_aar = 8", "gjenoppbygging_aar = 5"),
    (RULES, "innfasing_aar = 4", "innfasing_aar = 3"),
    (RULES, "vindu = 4                      # år; målet", "vindu = 3                      # år; målet"),
    ("vedtatt.csv", "formue;2026;161,0", "formue;2026;162,5"),
)
LOANS: tuple[Edit, ...] = (
    ("laan.csv", "fast_til;margin;anslag", "fast_til;margin;type;forfaller;referanse;swap_rente;swap_til;anslag"),
    ("laan.csv", "25;flytende;;;0,40;", "25;flytende;;;0,40;annuitet;;styringsrente;2,9;2033;"),
    ("laan.csv", "20;fast;3,10;2029;0,45;", "20;fast;3,10;2029;0,45;avdragsfritt;2031;nibor;;;"),
    ("finans.toml", "loepetid = 30\n", 'loepetid = 25\ntype = "annuitet"\n'),
)
CASES: dict[str, tuple[Edit, ...]] = {
    "som den er": (),
    "alt endret": EVERYTHING,
    "merforbruk over fire år": (wages("256,0"), MOVES, *opens_short(4)),
    "fire vedtatte år": (wages("252,0"), MOVES, LONGER),
    "overskudd til overføring": (wages("258,0"), TO_TRANSFER, covered_over(2)),
    "egne mål og tak": (TARGETS, ("fond.toml", 'maal_foelger = "innbygger"', 'maal_foelger = "faste"'), NOMINAL_END),
    "lånetyper": LOANS,
    "gjeldstak og trekk": (wages("250,0"), CAP, ("balanse.toml", "kortsiktige_fordringer = 60", "kortsiktige_fordringer = 130")),
    "vedtatt lån og overføring": (
        adopted(("overfoering_til_investering", "8,0"), ("bruk_av_laan", "12,0"), ("utbytter", "2,4")),
    ),
    "kort plan": (wages("250,0"), ("plan.toml", "antall_aar = 20", "antall_aar = 5")),
    "underskudd på videreutlån": (wages("250,0"), ("investeringer.toml", "verdi = 2.2\nkilde", "verdi = 1.5\nkilde")),
    "nominelt mål": (TARGETS, NOMINAL, NOMINAL_END),
    "sluttkrav i én målestokk": (NOMINAL,),
    "nye lån betales én gang": (("finans.toml", "loepetid = 30\n", "loepetid = 10\n"),),
    "resultatet slik året ble": (wages("258,0"), TO_TRANSFER, FASTER),
    "avsetning ved siden av merforbruk": (
        wages("262,0"),
        LONGER,
        ("fond.toml", 'navn = "Bufferfond"\n', 'navn = "Bufferfond"\n' + stated("avsetning", 4)),
        covered_over(4),
    ),
    "resultatgulv på null": ((RULES, "[resultatgrad]\nmaal = 1.75", "[resultatgrad]\nmaal = 1.75\ngulv = 0"),),
}


def changed(folder: Path, edits: tuple[Edit, ...]) -> Path:
    """A copy of Nordvik with each text replaced once."""
    target = folder / "plan"
    shutil.copytree(NORDVIK, target, ignore=shutil.ignore_patterns("resultat"))
    for name, old, new in edits:
        text = (target / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old, text.count(old))
        (target / name).write_text(text.replace(old, new), encoding="utf-8")
    return target


def before_finance(run: Run) -> dict[str, object]:
    """What comes before finance, as plain lists."""

    def listed(name: str) -> list:
        return run.series(name, 0, "uten_innsparing").tolist()

    return {
        "driftsinntekter": listed("sum_driftsinntekter"),
        "driftsutgifter": [sum(x) for x in zip(*(listed(n) for n in OPERATIONS), strict=True)],
        "innbyggere_ub": listed("innbyggere_ub"),
        "innbyggere_aapning": listed("innbyggere_ib")[0],
        "tjenester": list(run.ids("tjeneste")),
        "endring": listed("endring_i_rammen"),
    }


def agree(run: Run, plan: second.Plan, way: str, names: tuple[str, ...]) -> None:
    chain = second.Chain(plan, way, run.lasting.amount if way == "varig" else 0.0)
    for name in names:
        theirs, mine = run.series(name, 0, way), chain.out[name]
        for k, year in enumerate(plan.years):
            pairs = zip(np.ravel(theirs[k]), mine[k] if isinstance(mine[k], list) else [mine[k]], strict=True)
            for found, own in pairs:
                if own is not None:  # a measure that is not taken in the year
                    assert found == pytest.approx(own, rel=1e-9, abs=0.01), (name, year, way)


def solved(edits: tuple[Edit, ...], folder: Path) -> tuple[Run, second.Plan]:
    plan = changed(folder, edits)
    run = simulate(read_plan(plan))
    return run, second.Plan(plan, before_finance(run))


def agrees(state: str, amount: float | None, own: float | str) -> bool:
    return abs((amount or 0.0) - own) < 1.0 if isinstance(own, float) else state == own


@pytest.fixture(scope="module", params=list(CASES))
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, second.Plan]:
    return solved(CASES[request.param], tmp_path_factory.mktemp("plan"))


@pytest.mark.parametrize("way", second.WAYS)
def test_every_year_of_every_quantity(both: tuple[Run, second.Plan], way: str) -> None:
    names = COMPARED if way == "realisert" else tuple(x for x in COMPARED if x != "nytt")  # only there is it saved
    agree(*both, way, names)


def test_the_lasting_need_and_where_it_binds(both: tuple[Run, second.Plan]) -> None:
    run, plan = both
    own = second.roots(plan)
    assert {x.id for x in run.lasting.roots} == set(own)
    for x in run.lasting.roots:
        assert agrees(x.state, x.amount, own[x.id]), (x, own[x.id])
        if x.state == "rot":
            assert (x.first, x.last) == second.binds(plan, x.id, own[x.id]), x
    assert run.lasting.amount == pytest.approx(max(x for x in own.values() if isinstance(x, float)), abs=1.0)


@pytest.mark.parametrize("name", ["som den er", "kort plan"])
def test_the_cost_of_waiting(name: str, tmp_path: Path) -> None:
    run, plan = solved(CASES[name], tmp_path)
    for later in run.waiting:
        own = second.roots(plan, later.waited)
        for x in later.roots:
            assert agrees(x.state, x.amount, own[x.id]), (later.waited, x, own[x.id])
