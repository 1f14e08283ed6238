"""Every rate has a range, every balance a floor, and numbers too great or small to compute are told where they stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.demography.plans import changed, told

from ldip import Plan, PlanError, Run, simulate
from ldip.engine.graph import OPENING
from ldip.model.catalogue import catalogue
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.plan.schema.declared import plan_fields
from ldip.plan.schema.finance import BalanceFile
from ldip.publish.content.verdict import Seen
from ldip.simulation.floors import BALANCES, FLOWS, FRAME, USES, below_floors

RELATIVE = ("prosent", "andel", "promille", "indeks")
# Balances that may be below zero: on either side of the balance sheet, or a difference of two sides.
EITHER_SIDE = {
    "arbeidskapital",
    "kapitalkonto",
    "kapitalkonto_med_pensjon",
    "egenkapital_drift",
    "egenkapital_investering",
    "sum_egenkapital",
    "sum_egenkapital_og_gjeld",
    "prinsippendringer",
    "balansedifferanse",
    "bankinnskudd",
}


def test_every_rate_and_share_has_a_range() -> None:
    """What is measured against something else is told when it cannot be meant; måltall have levels in units of their own."""
    open_ended = [
        f"{p.file} {p.key}"
        for p in plan_fields()
        if any(word in p.about.unit.split() for word in RELATIVE) and not (p.low and p.high) and p.kind != "tekst"
    ]
    assert open_ended == []


@pytest.mark.parametrize(
    ("example", "file", "old", "new", "words"),
    [
        ("nordvik", "finans.toml", "verdi = 0.40", "verdi = 500", ["nye_laan.margin", "500 prosent er utenfor", "fra -10 til 10 prosent"]),
        ("nordvik", "finans.toml", "verdi = -0.10", "verdi = -40", ["innskuddsmargin", "-40 prosent er utenfor"]),
        ("nordvik", "finans.toml", "verdi = 50", "verdi = 5000", ["rente_andel_av_aarets_opptak", "fra 0 til 100 prosent"]),
        ("nordvik", "forutsetninger.toml", "2027 = 3.5, ", "2027 = 350, ", ["loennsvekst", "350 prosent er utenfor"]),
        ("nordvik", "forutsetninger.toml", "2026 = 3.9", "2026 = 390", ["styringsrente", "fra -5 til 30 prosent"]),
        ("nordvik", "laan.csv", "fast;3,10;2029", "fast;310;2029", ["laan.csv:4", "fast_rente", "er for høy: må være høyst 30"]),
        ("nordvik", "laan.csv", "flytende;;;0,40", "flytende;;;-40", ["laan.csv:3", "margin", "er for lav: må være minst -10"]),
        ("nordvik", "investeringer.toml", "2027 = 5.0, 2028 = 5.0", "2027 = -5.0, 2028 = 5.0", ["planlagt_bruk_ubundet_investeringsfond", "utenfor det gyldige", "0 eller mer"]),
        ("nordvik", "fond.toml", "verdi = 2.0", "verdi = -2.0", ["bundne_driftsfond.avsetning", "0 eller mer mill. kr"]),
        ("nordvik", "fond.toml", "2027 = 8.0", "2027 = 8e9", ["disposisjonsfond.1.gulv", "10 000 milliarder"]),
        ("nordvik", "rammer.csv", "skole;loenn;58;mill. kr", "skole;loenn;58e9;mill. kr", ["rammer.csv:3", "10 000 milliarder"]),
        ("nordvik", "finans.toml", "loepetid = 30", "loepetid = 3000", ["nye_laan.loepetid", "høyst 60"]),
        ("nordvik", "anlegg.csv", "bygg;420;mill. kr;30", "bygg;420;mill. kr;1e-300", ["anlegg.csv:3", "restlevetid", "minst 0.01"]),
        ("nordvik", "balanse.toml", "tomter = 20", "tomter = 1e300", ["tomter", "er for høy"]),
    ],
)  # fmt: skip
def test_a_slip_of_the_keyboard_is_told_where_it_stands(
    tmp_path: Path, example: str, file: str, old: str, new: str, words: list[str]
) -> None:
    shown = told(tmp_path, example, file, old, new)
    for word in words:
        assert word in shown, shown


def test_every_opening_balance_has_a_floor() -> None:
    """A balance that a plan opens is checked in every year, or may be on either side of the balance sheet."""
    checked = {name.removesuffix("_ub") for name, _, _ in BALANCES}
    opened = {n.removesuffix("_ib") for p in plan_fields() if p.file == "balanse.toml" for n in p.goes_to if n.endswith("_ib")}
    held = {"kortsiktig_gjeld", "kortsiktige_fordringer", "pensjonsmidler", "pensjonsforpliktelse"}  # as opened, never below zero
    deficits = {"merforbruk", "udekket", "merforbruk_aargang"}  # told as unlawful, above zero
    counted = {"ubundet_investeringsfond_planlagt"}  # the fund as planned, held by the checks of planned use
    signed = {"prinsippendringer_drift", "prinsippendringer_investering"}
    assert opened - checked - held - deficits - counted - signed - EITHER_SIDE == set()
    for name in (*(n for n, _, _ in BALANCES), *FLOWS, *(n for n, _, _ in USES), FRAME):
        assert catalogue().steps[name][0].unit == "kr", name
    assert "under_utfoerelse_ferdig" in BalanceFile.model_fields and OPENING


def adopted(plan: Plan, line: str, year: int, kroner: float, element: str = "") -> Run:
    """The plan with one more adopted line."""
    cells = {"linje": line, "aar": year, "beloep": kroner, "enhet": "kr", "priser": "løpende", "element": element}
    row = t.AdoptedRow.model_validate({**cells, "status": "vedtatt", "anslag": False, "kilde": "prøve"})
    rows = plan.table("vedtatt.csv", t.AdoptedRow).rows
    return simulate(replace(plan, tables=dict(plan.tables) | {"vedtatt.csv": Table("vedtatt.csv", (*rows, row))}))


@pytest.mark.parametrize(
    ("line", "element", "kroner", "words"),
    [
        ("planlagt_bruk_ubundet_investeringsfond", "", -5e6, "planlagt_bruk_ubundet_investeringsfond/2026: er negativ (verdi: 5,000 mill. kr)"),
        ("planlagt_bruk_bundne_investeringsfond", "", 90e6, "planlagt bruk er større enn det som står på bundne investeringsfond (verdi: 87,000"),
        ("planlagt_bruk_ubundet_investeringsfond", "", 90e6, "planlagt bruk er større enn det som står på ubundet investeringsfond (verdi: 76,000"),
        ("planlagt_bruk_bundne_driftsfond", "", 90e6, "planlagt bruk er større enn det som står på bundne driftsfond (verdi: 78,000"),
        ("planlagt_bruk_disposisjonsfond", "fritt", 90e6, "planlagt_bruk_disposisjonsfond/2026/fritt: planlagt bruk er større"),
        ("avsetning_bundne_driftsfond", "", -90e6, "bundne_driftsfond_ub/2026: bundne driftsfond under null"),
        ("mottatte_avdrag_egne_utlaan", "", 90e6, "egne_utlaan_ub/2026: utlån av egne midler under null"),
        ("mottatte_avdrag_videreutlaan", "", 90e6, "videreutlaan_utestaaende_ub/2026: utestående videreutlån under null"),
        ("loennsutgifter_rammer", "", -90e6, "loennsutgifter/2026: er negativ"),
    ],
)  # fmt: skip
def test_what_lies_below_its_floor_is_told(nordvik: Plan, line: str, element: str, kroner: float, words: str) -> None:
    rows = tuple(r for r in nordvik.table("vedtatt.csv", t.AdoptedRow).rows if r.linje != line)
    plan = replace(nordvik, tables=dict(nordvik.tables) | {"vedtatt.csv": Table("vedtatt.csv", rows)})
    shown = "\n".join(str(p) for p in adopted(plan, line, 2026, kroner, element).problems)
    assert words in shown, shown


def test_a_negative_frame_is_told_once_with_its_first_year(tmp_path: Path) -> None:
    run = simulate(changed(tmp_path, "nordvik", ("tiltak.csv", "velferdsteknologi;Velferdsteknologi;omsorg;varig;2027;nei;-1,5", "velferdsteknologi;Velferdsteknologi;omsorg;varig;2027;nei;-900")))  # fmt: skip
    found = [str(p) for p in run.problems if FRAME in str(p)]
    assert len(found) == 1 and f"{FRAME}/2027/omsorg: rammen er under null" in found[0]


def test_a_frame_that_the_plan_writes_below_zero_is_a_counter_entry(tmp_path: Path) -> None:
    run = simulate(changed(tmp_path, "nordvik", ("rammer.csv", "annet;loenn;66", "annet;loenn;-900")))
    assert run.series(FRAME)[0].sum(axis=-1).min() < 0.0
    assert not [p for p in run.problems if FRAME in str(p)]


def test_the_examples_are_within_every_floor(baerum_run: Run, nordvik_run: Run, solvik_run: Run) -> None:
    """With the lasting saving nothing is below its floor; without it a plan may run out of money in the bank, and only of that."""
    for run in (baerum_run, nordvik_run, solvik_run):
        assert not list(below_floors(Seen(run, "varig")))
        assert {p.key.split("/")[0] for p in below_floors(run)} <= {"betalingsevne_ub"}


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (
            "tjenester/omsorg.toml",
            "2026 = 1.0, 2027",
            "2026 = 1e-300, 2027",
            ["tjenester/omsorg.toml", "for stort til å regnes", "1.2e-301"],
        ),
    ],
)
def test_numbers_that_overflow_are_a_located_problem(tmp_path: Path, file: str, old: str, new: str, words: list[str]) -> None:
    plan = changed(tmp_path, "nordvik", (file, old, new))
    with pytest.raises(PlanError) as error:
        simulate(plan)
    for word in words:
        assert word in str(error.value)
