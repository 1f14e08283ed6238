"""Declarations and compilation: what is missing or wrong is a clear ModelError."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ldip.engine.compile import compile_program
from ldip.engine.execute import Inputs, Lines, project
from ldip.engine.graph import Array, Given, Step, collect, largest, pick, product, ratio, renamed, smallest, step, total
from ldip.engine.schedule import Catalogue
from ldip.errors import ModelError

YEARS = range(2026, 2030)
SRC = "prøve"


@step(unit="kr", source=SRC)
def gjeld_ub(gjeld_ib: Array, opptak: Array) -> Array:
    """Closing debt."""
    return gjeld_ib + opptak


@step(unit="kr", source=SRC)
def renter(gjeld_ib: Array, sats: Array) -> Array:
    """Interest."""
    result = gjeld_ib * sats
    return result


@step(unit="kr", source=SRC)
def opptak(renter: Array, drift: Array) -> Array:
    return renter - drift


GIVEN = (Given("sats", "andel", SRC), Given("drift", "kr", SRC))
BASE = (gjeld_ub, renter, opptak)


def values(rows: int = 1) -> Inputs:
    return Inputs(
        {"sats": np.full((4, 1), 0.1), "drift": np.tile(np.arange(1.0, rows + 1.0), (4, 1))},
        {"gjeld_ib": np.array([100.0])},
        rows=rows,
    )


def test_recursion_by_hand() -> None:
    program = compile_program(Catalogue.of(BASE, GIVEN), YEARS, ["gjeld_ub", "renter"])
    got = project(program, values(2))
    debt, paid = [100.0, 100.0], []
    for t in range(4):
        paid = [d * 0.1 for d in debt]
        debt = [d + r - k for d, r, k in zip(debt, paid, (1.0, 2.0), strict=True)]
        assert got["gjeld_ub"][t].tolist() == pytest.approx(debt)
        assert got["renter"][t].tolist() == pytest.approx(paid)


def test_pruned_to_what_is_kept() -> None:
    program = compile_program(Catalogue.of(BASE, GIVEN), YEARS, ["renter"], cut=["gjeld_ib"])
    assert set(program.versions) == {"renter"}


@pytest.mark.parametrize(
    ("declare", "text"),
    [
        (lambda: step(unit="", source=SRC)(lambda a: a), "gyldig identifikator"),
        (lambda: Given("x", "", SRC), "enhet"),
        (lambda: Given("x", "kroner", SRC), "enhet"),
        (lambda: Given("x", "kr", " "), "kilde"),
        (lambda: Given("x", "kr", SRC, ("planet",)), "akse"),
        (lambda: Given("lånegjeld", "kr", SRC), "ASCII"),
        (lambda: total("x", plus=("a",), unit="kr", source=""), "kilde"),
        (lambda: step(unit="kr", source=SRC, first=2030, last=2020)(gjeld_ub.fn), "første gyldige år"),
    ],
)
def test_declaration_errors(declare: Callable[[], object], text: str) -> None:
    with pytest.raises(ModelError, match=text):
        declare()


def test_two_formulas_for_one_name_and_year() -> None:
    again = step(unit="kr", source="ny lov", name="renter", first=2028)(lambda gjeld_ib: gjeld_ib)
    old = step(unit="kr", source="gammel lov", name="renter", last=2028)(lambda gjeld_ib: gjeld_ib)
    with pytest.raises(ModelError, match="to formler for renter i 2028"):
        compile_program(Catalogue.of((gjeld_ub, opptak, again, old), GIVEN), YEARS, ["gjeld_ub"])


def test_formulas_change_with_the_years() -> None:
    new = step(unit="kr", source="ny", name="renter", first=2028)(lambda gjeld_ib: gjeld_ib * 0.0)
    old = step(unit="kr", source="gammel", name="renter", last=2027)(lambda gjeld_ib, sats: gjeld_ib * sats)
    got = project(compile_program(Catalogue.of((gjeld_ub, opptak, new, old), GIVEN), YEARS, ["renter"]), values())
    assert got["renter"][:, 0].tolist() == pytest.approx([10.0, 10.9, 0.0, 0.0])
    flat = step(unit="kr", source="ny", name="gebyr", first=2028)(lambda drift: drift * 3.0)
    before = step(unit="kr", source="gammel", name="gebyr", last=2027)(lambda drift, sats: drift * sats)
    got = project(compile_program(Catalogue.of((flat, before), GIVEN), YEARS, ["gebyr"]), values(2))
    assert got["gebyr"][:, 1].tolist() == pytest.approx([0.2, 0.2, 6.0, 6.0])


def test_no_formula_in_a_year() -> None:
    late = step(unit="kr", source=SRC, name="renter", first=2027)(lambda gjeld_ib: gjeld_ib)
    with pytest.raises(ModelError, match="ingen formel for renter gjelder i 2026"):
        compile_program(Catalogue.of((late, gjeld_ub, opptak), GIVEN), YEARS, ["renter"])


def test_missing_input_and_value() -> None:
    with pytest.raises(ModelError, match="sats er verken formel eller inndata"):
        compile_program(Catalogue.of(BASE, GIVEN[1:]), YEARS, ["renter"])
    program = compile_program(Catalogue.of(BASE, GIVEN), YEARS, ["renter"])
    with pytest.raises(ModelError, match="mangler inndata: sats, gjeld_ib"):
        project(program, Inputs({"drift": np.ones((4, 1))}, {}))


def test_unit_and_axis_clashes() -> None:
    with pytest.raises(ModelError, match="enhetskollisjon i s"):
        Catalogue.of((*BASE, total("s", plus=("renter", "sats"), unit="kr", source=SRC)), GIVEN)
    with pytest.raises(ModelError, match="faste og løpende"):
        fixed = step(unit="kr_fast", source=SRC, name="fast")(lambda renter: renter)
        Catalogue.of((*BASE, fixed), GIVEN)
    with pytest.raises(ModelError, match="enhetskollisjon"):
        other = step(unit="andel", source=SRC, name="renter", first=2030)(lambda sats: sats)
        Catalogue.of((*BASE, other), GIVEN)
    with pytest.raises(ModelError, match="aksekollisjon i t"):
        Catalogue.of((*BASE, total("t", plus=("renter",), axes=("laan",), unit="kr", source=SRC)), GIVEN)
    with pytest.raises(ModelError, match="erklært to ganger"):
        Catalogue.of(BASE, (*GIVEN, Given("sats", "andel", SRC)))


def test_same_year_cycle_is_named() -> None:
    a = step(unit="kr", source=SRC, name="a")(lambda b: b)
    b = step(unit="kr", source=SRC, name="b")(lambda a: a)
    with pytest.raises(ModelError, match="ringslutning innenfor samme år: .*a"):
        compile_program(Catalogue.of((a, b), ()), YEARS, ["a"])


def test_whole_years_step_cannot_recur() -> None:
    all_years = step(unit="kr", source=SRC, name="opptak", whole=True)(lambda renter: renter)
    with pytest.raises(ModelError, match="trenger alle år"):
        compile_program(Catalogue.of((gjeld_ub, renter, all_years), GIVEN), YEARS, ["gjeld_ub"])


def test_whole_years_step() -> None:
    total_step = step(unit="kr", source=SRC, name="samlet", whole=True)(lambda drift: drift.sum(axis=0) + 0.0 * drift)
    got = project(compile_program(Catalogue.of((total_step,), GIVEN), YEARS, ["samlet"]), values(2))
    assert got["samlet"].tolist() == [[4.0, 8.0]] * 4


def test_results_are_finite_or_named() -> None:
    broken = step(unit="kr", source=SRC, name="brutt")(lambda drift: np.where(drift > 1.0, np.inf, drift))
    with pytest.raises(ModelError, match="steget brutt gir et tall som ikke er endelig i 2026"):
        project(compile_program(Catalogue.of((broken,), GIVEN), YEARS, ["brutt"]), values(2))


def test_a_recursion_that_blows_up_names_the_step_and_the_year() -> None:
    wild = step(unit="kr", source=SRC, name="renter")(lambda gjeld_ib: np.where(gjeld_ib > 150.0, np.nan, gjeld_ib))
    with pytest.raises(ModelError, match="steget renter gir et tall som ikke er endelig i 2027"):
        project(compile_program(Catalogue.of((gjeld_ub, wild, opptak), GIVEN), YEARS, ["gjeld_ub"]), values())


def test_shapes_are_checked() -> None:
    program = compile_program(Catalogue.of(BASE, GIVEN), YEARS, ["renter"])
    with pytest.raises(ModelError, match="sats: inndata har form"):
        project(program, Inputs({"sats": np.ones((3, 1)), "drift": np.ones((4, 1))}, {"gjeld_ib": np.ones(1)}))
    wrong = step(unit="kr", source=SRC, name="feil")(lambda drift: drift[:1])
    with pytest.raises(ModelError, match="feil"):
        project(compile_program(Catalogue.of((wrong,), GIVEN), YEARS, ["feil"]), values())


def test_override_of_a_leaf_and_residual_of_a_total() -> None:
    sum_step = total("samlet", plus=("renter",), minus=("drift",), unit="kr", source=SRC, avvik=True)
    catalogue = Catalogue.of((*BASE, sum_step), GIVEN)
    mask = np.array([[True], [False], [False], [False]])
    lines = {"renter": Lines(mask, np.full((4, 1), 7.0)), "samlet": Lines(mask, np.full((4, 1), 50.0))}
    inputs = values()
    inputs = Inputs(inputs.values, inputs.openings, lines, {}, 1)
    program = compile_program(catalogue, YEARS, ["renter", "samlet", "avvik_samlet"], avvik=["samlet"])
    got = project(program, inputs)
    assert got["renter"][0, 0] == 7.0
    assert got["avvik_samlet"][:, 0].tolist() == [44.0, 0.0, 0.0, 0.0]
    assert got["samlet"][0, 0] == 50.0
    assert got["samlet"][1, 0] == got["renter"][1, 0] - 1.0


def test_steps_may_ask_whether_a_line_stands() -> None:
    sum_step = total("samlet", plus=("drift",), unit="kr", source=SRC, avvik=True)
    asks = step(unit="kr", source=SRC, name="spoer")(lambda linje_samlet, har_linje_samlet: linje_samlet + har_linje_samlet)
    catalogue = Catalogue.of((sum_step, asks), GIVEN)
    program = compile_program(catalogue, YEARS, ["spoer", "samlet"], avvik=["samlet"])
    mask = np.array([[True], [False], [False], [False]])
    inputs = Inputs(values().values, {}, {"samlet": Lines(mask, np.full((4, 1), 5.0))})
    assert project(program, inputs)["spoer"][:, 0].tolist() == [6.0, 0.0, 0.0, 0.0]
    without = compile_program(catalogue, YEARS, ["spoer"])
    assert project(without, values())["spoer"].tolist() == [[0.0]] * 4
    assert catalogue.unit_of("har_linje_samlet") == "flagg"
    assert catalogue.unit_of("avvik_samlet") == catalogue.unit_of("linje_samlet") == "kr"
    assert catalogue.unit_of("ukjent") is None
    assert catalogue.axes_of("ukjent") == ()


def test_balances_and_plain_sums_take_no_line() -> None:
    plain = total("sum", plus=("renter",), unit="kr", source=SRC)
    follows = step(unit="kr", source=SRC, use_instead="opptak")(gjeld_ub.fn)
    assert not gjeld_ub.takes_line
    assert not plain.takes_line
    assert not follows.takes_line
    assert renter.takes_line
    assert total("s", plus=("renter",), unit="kr", source=SRC, avvik=True).takes_line
    assert not largest("m", of=("renter",), unit="kr", source=SRC).takes_line


def test_opening_formula_and_later_start() -> None:
    opening = step(unit="kr", source=SRC, name="gjeld_aapning")(lambda drift: drift * 10.0)
    catalogue = Catalogue.of((*BASE, opening), GIVEN)
    program = compile_program(catalogue, YEARS, ["gjeld_ub", "renter"])
    plain = Inputs(values(2).values, {}, {}, {}, 2)
    got = project(program, plain)
    assert got["renter"][0].tolist() == pytest.approx([1.0, 2.0])
    start = np.zeros((4, 2), dtype=bool)
    start[0] = True
    assert project(program, Inputs(plain.values, {}, {}, {}, 2, start))["renter"].tolist() == got["renter"].tolist()
    start[0, 1], start[2, 1] = False, True
    with pytest.raises(ModelError, match="alle åpner det første året"):
        project(program, Inputs(plain.values, {}, {}, {}, 2, start))
    restarting = compile_program(catalogue, YEARS, ["gjeld_ub", "renter"], restarts=True)
    later = project(restarting, Inputs(plain.values, {}, {}, {}, 2, start))
    assert later["renter"][2, 1] == pytest.approx(2.0)
    assert later["renter"][:, 0].tolist() == got["renter"][:, 0].tolist()


def test_opening_balances_may_be_replaced_later() -> None:
    program = compile_program(Catalogue.of(BASE, GIVEN), YEARS, ["gjeld_ub", "renter"])
    mask = np.array([[False], [False], [True], [False]])
    replaced = {"gjeld_ib": Lines(mask, np.full((4, 1), 500.0))}
    got = project(program, Inputs(values().values, values().openings, replaced, {}, 1))
    assert got["renter"][2, 0] == pytest.approx(50.0)
    growth = step(unit="kr", source=SRC, name="saldo_ub")(lambda drift: drift * 2.0)
    reads = step(unit="kr", source=SRC, name="leser")(lambda saldo_ib: saldo_ib)
    program = compile_program(Catalogue.of((growth, reads), GIVEN), YEARS, ["leser"])
    inputs = Inputs(values().values, {"saldo_ib": np.ones(1)}, {"saldo_ib": Lines(mask, np.full((4, 1), 9.0))})
    assert project(program, inputs)["leser"][:, 0].tolist() == [1.0, 2.0, 9.0, 2.0]


def test_declared_kinds() -> None:
    most = largest("mest", of=("renter", "drift"), unit="kr", source=SRC)
    least = smallest("minst", of=("renter", "drift"), unit="kr", source=SRC)
    share = ratio("andelen", "renter", "drift", unit="andel", source=SRC, empty=-1.0)
    times = product("ganger", of=("sats", "renter"), unit="kr", source=SRC)
    got = project(
        compile_program(Catalogue.of((*BASE, most, least, share, times), GIVEN), YEARS, ["mest", "minst", "andelen", "ganger"]),
        values(),
    )
    assert got["mest"][0, 0] == 10.0
    assert got["minst"][0, 0] == 1.0
    assert got["andelen"][0, 0] == 10.0
    assert got["ganger"][0, 0] == 1.0
    zero = project(
        compile_program(Catalogue.of((*BASE, share), GIVEN), YEARS, ["andelen"]),
        Inputs({"sats": np.full((4, 1), 0.1), "drift": np.zeros((4, 1))}, {"gjeld_ib": np.ones(1)}),
    )
    assert zero["andelen"][0, 0] == -1.0
    assert most.text == "mest = størst av (renter, drift)"
    assert least.text == "minst = minst av (renter, drift)"
    assert share.text == "andelen = renter / drift"
    assert times.text == "sats · renter"
    assert pick("f", "x", 2, unit="kr", source=SRC).text == "x[…, 2]"


def test_sums_over_axes_and_empty_axes() -> None:
    parts = Given("deler", "kr", SRC, ("laan", "fond"))
    whole = total("alt", plus=("deler",), unit="kr", source=SRC)
    by_fund = total("per_fond", plus=("deler",), minus=("fond_del",), axes=("fond",), unit="kr", source=SRC)
    catalogue = Catalogue.of((whole, by_fund), (parts, Given("fond_del", "kr", SRC, ("fond",))))
    program = compile_program(catalogue, YEARS, ["alt", "per_fond"])
    array = np.arange(24.0).reshape(4, 1, 2, 3)
    got = project(program, Inputs({"deler": array, "fond_del": np.ones((4, 1, 3))}, {}, {}, {"laan": 2, "fond": 3}))
    assert got["alt"][:, 0].tolist() == array.sum(axis=(1, 2, 3)).tolist()
    assert got["per_fond"][0, 0].tolist() == [2.0, 4.0, 6.0]
    empty = {"deler": np.zeros((4, 1, 0, 3)), "fond_del": np.ones((4, 1, 3))}
    got = project(program, Inputs(empty, {}, {}, {"laan": 0, "fond": 3}))
    assert got["alt"].tolist() == [[0.0]] * 4
    assert got["per_fond"][1, 0].tolist() == [-1.0, -1.0, -1.0]


def test_total_must_be_compiled() -> None:
    with pytest.raises(ModelError, match="kompileres"):
        total("s", plus=("a",), unit="kr", source=SRC)(np.ones(1))


def test_formula_text_comes_from_the_source() -> None:
    assert gjeld_ub.text == "return gjeld_ib + opptak"
    assert renter.text == "result = gjeld_ib * sats\nreturn result"
    assert opptak.text == "return renter - drift"
    assert total("s", plus=("a",), minus=("b",), unit="kr", source=SRC).text == "s = a − b"
    made = step(unit="kr", source=SRC, name="laget")(eval("lambda x: x"))
    assert made.text == ""


def test_collect_and_rename() -> None:
    import types

    module = types.ModuleType("m")
    vars(module).update(a=gjeld_ub, b=(renter, opptak), g=GIVEN)
    assert collect(Step, module) == (gjeld_ub, renter, opptak)
    assert collect(Given, module) == GIVEN
    second = renamed(renter, "renter_egen", ("gjeld_egen_ib", "sats"))
    assert second.text == renter.text
    assert second.inputs == ("gjeld_egen_ib", "sats")


def test_progress_is_reported() -> None:
    seen: list[float] = []
    program = compile_program(Catalogue.of(BASE, GIVEN), YEARS, ["renter"])
    project(program, values(), seen.append)
    assert seen[-1] == 1.0


def test_a_residual_may_be_asked_for_first() -> None:
    first = total("aaa", plus=("drift",), unit="kr", source=SRC, avvik=True)
    program = compile_program(Catalogue.of((first,), GIVEN), YEARS, ["avvik_aaa"], avvik=["aaa"])
    mask = np.array([[True], [False], [False], [False]])
    got = project(program, Inputs(values().values, {}, {"aaa": Lines(mask, np.full((4, 1), 5.0))}))
    assert got["avvik_aaa"][:, 0].tolist() == [4.0, 0.0, 0.0, 0.0]
    with pytest.raises(ModelError, match="avvik_aaa er verken formel eller inndata"):
        compile_program(Catalogue.of((first,), GIVEN), YEARS, ["avvik_aaa"])


def test_a_residual_is_carried_on_where_the_plan_says_so() -> None:
    whole = total("samlet", plus=("drift",), unit="kr", source=SRC, avvik=True)
    catalogue = Catalogue.of((whole,), GIVEN)
    mask = np.array([[True], [False], [False], [False]])
    carry = np.array([[0.0], [1.0], [1.0], [0.0]])
    program = compile_program(catalogue, YEARS, ["samlet", "avvik_samlet"], avvik=["samlet"], carried=["samlet"])
    lines = {"samlet": Lines(mask, np.full((4, 1), 5.0), carry)}
    got = project(program, Inputs(values(2).values, {}, lines, {}, 2))
    assert got["avvik_samlet"].tolist() == [[4.0, 3.0], [4.0, 3.0], [4.0, 3.0], [0.0, 0.0]]
    assert got["samlet"][1].tolist() == [5.0, 5.0]
    by_fund = total("per_fond", plus=("deler",), axes=("fond",), unit="kr", source=SRC, avvik=True)
    wide = Catalogue.of((by_fund,), (Given("deler", "kr", SRC, ("fond",)),))
    program_2 = compile_program(wide, YEARS, ["avvik_per_fond"], avvik=["per_fond"], carried=["per_fond"])
    one = np.zeros((4, 1, 2))
    one[0, 0, 1] = 1.0
    stands = {"per_fond": Lines(one > 0, one * 9.0, np.ones((4, 1, 2)))}
    got = project(program_2, Inputs({"deler": np.ones((4, 1, 2))}, {}, stands, {"fond": 2}))
    assert got["avvik_per_fond"][3, 0].tolist() == [0.0, 8.0]
    bare = {"samlet": Lines(mask, np.full((4, 1), 5.0))}
    assert project(program, Inputs(values().values, {}, bare))["avvik_samlet"][:, 0].tolist() == [4.0, 0.0, 0.0, 0.0]
