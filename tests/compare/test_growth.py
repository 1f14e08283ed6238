"""Growth of income against expenditure, the sentence that follows it, and measures that may take the same money."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ldip import Plan, read_plan, simulate
from ldip.compare.growth import growth
from ldip.compare.measure_overlaps import measure_overlaps
from ldip.compare.measures import followed
from ldip.plan.document import Table
from ldip.plan.measures import FILE
from ldip.plan.schema.tables import MeasureRow
from ldip.publish.content.growth import growth_text
from ldip.publish.content.measure_facts import measure_facts

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def town() -> Plan:
    return read_plan(EXAMPLES / "solvik")


@pytest.mark.parametrize("name", ["solvik", "nordvik", "baerum-2022"])
def test_the_sentence_is_the_one_that_holds(name: str) -> None:
    run = simulate(read_plan(EXAMPLES / name))
    found, words = growth(run), growth_text(run)
    assert found is not None
    fixed = {n: run.series(n) / run.series("deflator_indeks_ub") for n in ("sum_driftsinntekter", "sum_driftsutgifter")}
    at = run.years.index(found.base)
    grew = {n: float(v[-1] - v[at]) for n, v in fixed.items()}
    more = grew["sum_driftsutgifter"] - grew["sum_driftsinntekter"]
    assert found.gap_in(found.last) == pytest.approx(more) and found.faster == (more > 0.0)
    assert ("Hvorfor vokser utgiftene raskere" in words.question) == (more > 0.0)
    assert words.title.startswith("Utgiftene vokser" if more > 0.0 else "Inntektene vokser")
    assert found.gap_in(found.peak) == pytest.approx(float(found.gap[at + 1 :].max()))
    assert not found.income[:at].any() and not found.expenses[: at + 1].any()


def with_rows(plan: Plan, *more: MeasureRow) -> Plan:
    rows = (*plan.table(FILE, MeasureRow).rows, *more)
    return replace(plan, tables={**plan.tables, FILE: Table(FILE, rows, tuple(range(len(rows))))})


def test_measures_of_one_service_that_save_in_the_same_years_are_told(town: Plan) -> None:
    assert measure_overlaps(*followed(town)) == ()
    first = next(r for r in town.table(FILE, MeasureRow).rows if r.id == "skyss")
    other = first.model_copy(update={"id": "skyss-2", "navn": "Felles skyss", "aar": 2030})
    (found,) = measure_overlaps(*followed(with_rows(town, other)))
    assert (found.service, found.measures, found.first) == ("skole", ("skyss", "skyss-2"), 2030)
    dearer = other.model_copy(update={"beloep": 0.4})
    dropped = other.model_copy(update={"status": "droppet"})
    assert measure_overlaps(*followed(with_rows(town, dearer))) == measure_overlaps(*followed(with_rows(town, dropped))) == ()
    text = measure_facts(simulate(with_rows(town, other))).overlaps[0]
    assert "Felles skyss" in text and "2030" in text


def test_the_degree_of_realisation_is_of_the_last_known_year(town: Plan) -> None:
    facts = {f.id: f for f in measure_facts(simulate(town)).measures}
    assert facts["felles-innkjoep"].realised == pytest.approx(0.4 / 0.6) and facts["felles-innkjoep"].realised_text.startswith(
        "67"
    )
    assert facts["skyss"].realised is None and facts["skyss"].realised_text == ""
