"""The composition of the lasting need: exact, each part what it is alone, and printed digits that add up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ldip import Plan, Run, simulate
from ldip.compare.composition import PARTS, START, composition
from ldip.publish.content.composition import need_composition


@pytest.mark.parametrize("which", ["nordvik_run", "solvik_run", "baerum_run"])
def test_the_parts_sum_to_the_need(which: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(which)
    found = composition(run)
    assert found is not None and run.lasting.amount is not None
    assert found.amount == pytest.approx(run.lasting.amount, rel=1e-9, abs=2e-3)
    for parts in (found.parts, found.in_order):
        assert tuple(parts) == PARTS
        assert found.start + sum(parts.values()) == pytest.approx(found.amount, abs=1e-2)
    assert found.held == run.plan.head.tid.vedtatt_til
    assert found.parts["investeringer"] > 0.0 > found.parts["inntektsvekst"]


def without(plan: Plan, **changed: object) -> Plan:
    return replace(plan, single={**plan.single, "handlingsregler.toml": plan.rules.model_copy(update=changed)})


def test_a_part_that_is_neutral_already_is_nothing(nordvik: Plan) -> None:
    """No end condition, and no real growth in free income: these parts are zero, and the others still sum to the need."""
    growth = nordvik.income.nasjonalt.realvekst_frie_inntekter.model_copy(update={"verdi": 0.0, "verdier": {}})
    income = nordvik.income.model_copy(
        update={"nasjonalt": nordvik.income.nasjonalt.model_copy(update={"realvekst_frie_inntekter": growth})}
    )
    single = {**without(nordvik, sluttkrav="av").single, "inntekter.toml": income}
    macro = nordvik.macro.model_copy(update={"kalibrering_realvekst": None})
    found = composition(simulate(replace(nordvik, single={**single, "forutsetninger.toml": macro})))
    assert found is not None
    assert found.parts["sluttkrav"] == pytest.approx(0.0, abs=1e-6) == found.parts["inntektsvekst"]


def test_no_need_has_no_composition(nordvik: Plan) -> None:
    adopted = nordvik.head.tid.model_copy(update={"vedtatt_til": nordvik.years[-1]})
    plan = replace(nordvik, single={**nordvik.single, "plan.toml": nordvik.head.model_copy(update={"tid": adopted})})
    assert composition(simulate(plan)) is None is need_composition(simulate(plan))


def test_the_printed_parts_add_up_to_the_printed_need(solvik_run: Run) -> None:
    found = need_composition(solvik_run)
    assert found is not None
    assert [n for n, _ in found.parts] == [START, *PARTS] == [r.id for r in found.table.rows[:-1]]
    printed = [c.figure for _, c in found.parts]
    assert sum(f for f in printed if f is not None) == found.amount.figure
    for cell in found.sentence.cells:
        assert cell.words in found.sentence.text
    exact = found.found
    for (name, cell), row in zip(found.parts, found.table.rows, strict=False):
        assert cell.value == (exact.start if name == START else exact.parts[name]) and row.cells[1] is cell
