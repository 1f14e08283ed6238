"""What only the first year needs is made for that year alone, and what a zero leaves unread is not made; no number moves."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from ldip import Run
from ldip.engine.compile import compile_program
from ldip.engine.execute import Inputs, Lines, project
from ldip.engine.graph import Array, Given, Step, kept, step, total
from ldip.engine.schedule import Catalogue
from ldip.errors import ModelError
from ldip.simulation.draw_people import SUMS
from ldip.simulation.inputs import program_of

YEARS = range(2026, 2030)
SRC = "prøve"
GIVEN = (Given("drift", "kr", SRC), Given("bryter", "kr", SRC))
VALUES = {"drift": np.arange(1.0, 9.0).reshape(4, 2), "bryter": np.zeros((4, 1))}
FIRST = np.array([[True], [False], [False], [False]])


@step(unit="kr", source=SRC)
def gjeld_ub(gjeld_ib: Array, drift: Array) -> Array:
    return gjeld_ib + drift


@step(unit="kr", source=SRC)
def saldo_ub(saldo_ib: Array, drift: Array) -> Array:
    return saldo_ib * 2.0 + drift


@step(unit="kr", source=SRC)
def saldo_halv(saldo_ib: Array) -> Array:
    return saldo_ib / 2.0


@step(unit="kr", source=SRC)
def gjeld_aapning(saldo_halv: Array, drift: Array) -> Array:
    return saldo_halv + drift


def both(steps: Iterable[Step], keep: list[str], inputs: Inputs, **asked: list[str]) -> tuple[set[str], dict[str, Array]]:
    """Names made for the first year alone, and the kept numbers, equal to those of a run with every opening in every year."""
    catalogue = Catalogue.of(steps, GIVEN)
    program = compile_program(catalogue, YEARS, keep, **asked)
    got = project(program, inputs)
    whole = project(compile_program(catalogue, YEARS, keep, restarts=True, **asked), inputs)
    assert {n: v.tolist() for n, v in got.items()} == {n: v.tolist() for n, v in whole.items()}
    return set(program.opens), got


def opened(lines: dict[str, Lines] | None = None) -> Inputs:
    return Inputs(VALUES, {"saldo_ib": np.array([10.0])}, lines or {}, {}, 2)


CHAIN = (gjeld_ub, saldo_ub, saldo_halv, gjeld_aapning)


def test_an_opening_and_what_stands_behind_it_is_run_for_the_first_year() -> None:
    once, got = both(CHAIN, ["gjeld_ub"], opened())
    assert once == {"gjeld_aapning", "saldo_halv", "saldo_ib"}
    assert got["gjeld_ub"][:, 0].tolist() == [7.0, 10.0, 15.0, 22.0]
    program = compile_program(Catalogue.of(CHAIN, GIVEN), YEARS, ["gjeld_ub"])
    assert "saldo_ub" not in program.versions  # nobody reads its closing balance
    assert not compile_program(Catalogue.of(CHAIN, GIVEN), YEARS, ["gjeld_ub"], restarts=True).opens


def test_a_kept_opening_is_made_for_every_year() -> None:
    once, got = both(CHAIN, ["gjeld_ub", "gjeld_aapning"], opened())
    assert once == set()
    assert got["gjeld_aapning"].shape[0] == 4
    once, got = both(CHAIN, ["gjeld_ub", "saldo_ib"], opened())
    assert once == {"gjeld_aapning", "saldo_halv"}
    assert got["saldo_ib"].shape[0] == 4


def test_lines_on_what_opens_stand_in_the_first_year() -> None:
    for name, value in (("gjeld_aapning", 8.0), ("saldo_halv", 5.0), ("saldo_ib", 7.0)):
        lines = {name: Lines(FIRST, np.full((4, 1), value))}
        _, got = both(CHAIN, ["gjeld_ub"], opened(lines))
        assert got["gjeld_ub"][0, 0] == {"gjeld_aapning": 9.0, "saldo_halv": 7.0, "saldo_ib": 5.5}[name]


def test_an_opening_may_read_a_balance_with_an_opening_of_its_own() -> None:
    own = step(unit="kr", source=SRC, name="saldo_aapning")(lambda drift: drift * 4.0)
    once, got = both((*CHAIN, own), ["gjeld_ub"], opened())
    assert once == {"gjeld_aapning", "saldo_halv", "saldo_ib", "saldo_aapning"}
    assert got["gjeld_ub"][0].tolist() == [4.0, 8.0]


def test_an_opening_may_follow_from_a_closing_balance() -> None:
    """A recursion runs all its years, also where only the first one is read."""
    kept_ub, kept_aapning = kept("holdt", "saldo_ub", unit="kr", source=SRC, first=True)
    reads = step(unit="kr", source=SRC, name="leser")(lambda holdt_ib, drift: holdt_ib + drift)
    once, got = both((saldo_ub, reads, kept_ub, kept_aapning), ["leser"], opened())
    assert once == {"holdt_aapning", "saldo_ub", "saldo_ib"}
    assert got["leser"][:, 0].tolist() == [22.0, 24.0, 26.0, 28.0]


def test_totals_with_lines_and_formulas_over_all_years_are_made_for_all_years() -> None:
    whole = step(unit="kr", source=SRC, name="samlet", whole=True)(lambda drift: drift.sum(axis=0) + 0.0 * drift)
    lined = total("sum_drift", plus=("drift",), unit="kr", source=SRC, avvik=True)
    opens = step(unit="kr", source=SRC, name="gjeld_aapning")(lambda samlet, sum_drift: samlet + sum_drift)
    lines = {"sum_drift": Lines(FIRST, np.full((4, 1), 50.0))}
    once, got = both((gjeld_ub, whole, lined, opens), ["gjeld_ub"], opened(lines), avvik=["sum_drift"])
    assert once == {"gjeld_aapning"}
    assert got["gjeld_ub"][0, 0] == 16.0 + 50.0 + 1.0
    with pytest.raises(ModelError, match="samlet er verken formel eller inndata"):
        compile_program(Catalogue.of((gjeld_ub, lined, opens), GIVEN), YEARS, ["gjeld_ub"])


# -- an opening formula that reads the recursion it opens --------------------------------------------


def joined(at_opening: bool) -> tuple[Step, ...]:
    """Two balances that read each other, of which one opens with half of what the other opens with."""
    one = step(unit="kr", source=SRC, name="bank_ub")(lambda bank_ib, lager_ib, drift: bank_ib + 0.5 * lager_ib + drift)
    other = step(unit="kr", source=SRC, name="lager_ub")(lambda lager_ib, bank_ub: lager_ib - 0.1 * bank_ub)
    opens = step(unit="kr", source=SRC, name="lager_aapning", at_opening=at_opening)(
        lambda bank_ib, bryter: bank_ib * 0.5 + bryter
    )
    return one, other, opens


BANK = np.array([[8.0], [12.0]])[:, 0]


def test_an_opening_may_read_what_opens_in_its_own_recursion() -> None:
    inputs = Inputs(VALUES, {"bank_ib": BANK}, {}, {}, 2)
    once, got = both(joined(True), ["bank_ub", "lager_ib"], inputs)
    assert once == {"lager_aapning"}
    assert got["lager_ib"][0].tolist() == [4.0, 6.0]
    assert got["bank_ub"][0].tolist() == [8.0 + 2.0 + 1.0, 12.0 + 3.0 + 2.0]
    once, got = both(joined(True), ["bank_ub", "lager_aapning"], inputs)
    assert got["lager_aapning"].tolist() == [[4.0, 6.0]] * 4, "as it opens, in whatever year"


def test_a_row_that_opens_later_opens_with_its_own_balances() -> None:
    start = np.zeros((4, 2), dtype=bool)
    start[0, 0] = start[2, 1] = True
    mask, value = start.copy(), np.full((4, 2), 20.0)
    mask[0] = False
    inputs = Inputs(VALUES, {"bank_ib": BANK}, {"bank_ib": Lines(mask, value)}, {}, 2, start)
    program = compile_program(Catalogue.of(joined(True), GIVEN), YEARS, ["bank_ib", "lager_ib"], restarts=True)
    got = project(program, inputs)
    assert got["lager_ib"][2, 1] == 10.0 and got["bank_ib"][2, 1] == 20.0
    assert got["lager_ib"][0, 0] == 4.0


def test_a_balance_opens_again_where_what_its_formula_reads_does() -> None:
    """A row may take balances from a plan that opens later than the row: what follows from them then opens anew."""
    opens = step(unit="kr", source=SRC, name="gjeld_aapning")(lambda saldo_ib: saldo_ib / 2.0)
    late = np.array([[False, False], [False, False], [False, True], [False, False]])
    inputs = opened({"saldo_ib": Lines(late, np.full((4, 2), 40.0))})
    names = ["gjeld_ib", "gjeld_ub", "saldo_ib"]
    got = project(compile_program(Catalogue.of((gjeld_ub, saldo_ub, opens), GIVEN), YEARS, names, restarts=True), inputs)
    assert got["gjeld_ib"][2, 1] == 20.0 == got["saldo_ib"][2, 1] / 2.0
    assert got["gjeld_ib"][1:, 0].tolist() == got["gjeld_ub"][:-1, 0].tolist()
    assert got["gjeld_ib"][3, 1] == got["gjeld_ub"][2, 1]


def test_an_opening_that_follows_from_its_own_recursion_is_refused() -> None:
    message = "lager_aapning åpner en rekursjon, men leser bank_ib fra den.*at_opening=True"
    with pytest.raises(ModelError, match=message):
        compile_program(Catalogue.of(joined(False), GIVEN), YEARS, ["bank_ub"])
    late = step(unit="kr", source=SRC, name="lager_aapning", at_opening=True)(lambda bank_ub: bank_ub * 0.5)
    with pytest.raises(ModelError, match="ringslutning innenfor samme år"):
        slow = step(unit="kr", source=SRC, name="bank_ub")(lambda bank_ib, lager_ib: bank_ib + lager_ib)
        compile_program(Catalogue.of((slow, joined(True)[1], late), GIVEN), YEARS, ["bank_ub"])


# -- what a zero leaves unread ---------------------------------------------------------------------


@step(unit="kr", source=SRC, name="tung")
def heavy(drift: Array) -> Array:
    return drift * 3.0


@step(unit="kr", source=SRC, name="utfall", only_with={"bryter": ("tung",)})
def outcome(drift: Array, tung: Array, bryter: Array) -> Array:
    return drift + tung * bryter if bryter.any() else drift * 1.0


def test_an_input_that_a_zero_leaves_unread_is_not_made() -> None:
    catalogue = Catalogue.of((heavy, outcome), GIVEN)
    assert catalogue.switches == {"bryter"}
    program = compile_program(catalogue, YEARS, ["utfall"], zero=["bryter"])
    assert set(program.versions) == {"utfall"}
    assert set(compile_program(catalogue, YEARS, ["utfall"]).versions) == {"utfall", "tung"}
    got, whole = project(program, opened()), project(compile_program(catalogue, YEARS, ["utfall"]), opened())
    assert got["utfall"].tolist() == whole["utfall"].tolist() == VALUES["drift"].tolist()
    both_kept = project(compile_program(catalogue, YEARS, ["utfall", "tung"], zero=["bryter"]), opened())
    assert both_kept["tung"][0].tolist() == [3.0, 6.0]


def test_only_with_names_inputs_of_the_formula() -> None:
    with pytest.raises(ModelError, match="utfall: only_with nevner tunge"):
        step(unit="kr", source=SRC, name="utfall", only_with={"bryter": ("tunge",)})(outcome.fn)


SKIPPED = ("overlevelse_justert", "restlevetid_80")


@pytest.mark.parametrize(("plan_name", "read"), [("baerum_run", False), ("nordvik_run", False), ("solvik_run", True)])
def test_remaining_life_is_made_only_where_rates_are_shifted(plan_name: str, read: bool, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(plan_name)
    bound = run.bound
    made = program_of(bound.catalogue, bound.inputs(bound.whole), ["kostnadsbrukere_ub", "klasser"], SUMS).versions
    assert [n in made for n in SKIPPED] == [read] * 2
    assert all(n in run.row(0) for n in SKIPPED)
