"""Building cost whose growth deviates at random makes its level and the debt wander: as far in draws as closed forms say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ldip import Plan, Run
from ldip.engine.graph import Array
from ldip.model.catalogue import FACTORS
from ldip.plan.schema.uncertainty import Factor
from ldip.simulation.cases import Cases, product
from ldip.simulation.inputs import no_shocks, run_rows, variant_inputs
from ldip.simulation.run_cases import Results, run_cases

DRAWS = 1500
KEEP = ("byggekostnad_indeks_ub", "laanegjeld_ub")
SD = 0.001  # so small a spread that debt answers in proportion
KEPT = (0.0, 0.6)
ERROR = 4.0 / np.sqrt(2.0 * DRAWS)  # four standard errors of a standard deviation


def alone(plan: Plan, kept: float, name: str = "byggekostnadsvekst") -> Plan:
    """The plan with one uncertain factor, AR(1)."""
    share = {"enhet": "prosent", "verdi": 100.0 * SD, "kilde": "prøve"}
    own = [Factor.model_validate({"id": f, "av": f != name, "kilde": "prøve"}) for f in FACTORS if f != name]
    said = {"id": name, "standardavvik": share, "varighet": kept, "frihetsgrader": 1000.0, "kilde": "prøve"}
    own.append(Factor.model_validate(said))
    people = plan.uncertainty.befolkning
    assert people is not None
    still = people.model_copy(update={"tellestoey": "ingen"})
    found = plan.uncertainty.model_copy(update={"faktor": own, "befolkning": still})
    return replace(plan, single={**plan.single, "usikkerhet.toml": found})


@pytest.fixture(scope="module", params=KEPT, ids=["random walk", "AR(1)"])
def drawn(request: pytest.FixtureRequest, baerum: Plan) -> tuple[float, Results]:
    kept: float = request.param
    return kept, run_cases(Cases.of([alone(baerum, kept)], product(draws=range(DRAWS + 1))), KEEP)


def closed(response: Array, kept: float) -> float:
    """Standard deviation of Σ rₜ·xₜ for xₜ = ρ·xₜ₋₁ + sd·zₜ: each surprise counts with all that it leaves behind."""
    n = len(response)
    weights = [sum(response[t] * kept ** (t - k) for t in range(k, n)) for k in range(n)]
    return float(SD * np.sqrt(np.square(weights).sum()))


def test_the_level_wanders_as_the_sum_of_its_growth(drawn: tuple[float, Results], baerum_run: Run) -> None:
    kept, found = drawn
    level, growth = found.values["byggekostnad_indeks_ub"], baerum_run.series("byggekostnadsvekst")
    log = np.log(level[:, 1:] / level[:, :1])
    for t in (1, 5, 10, 19):
        response = np.array([0.0, *(1.0 / (1.0 + growth[1 : t + 1]))])  # the index is 1 in the plan's first year
        assert log[t].std() == pytest.approx(closed(response, kept), rel=ERROR), t
        assert abs(log[t].mean()) < 4.0 * log[t].std() / np.sqrt(DRAWS), t
    if kept == 0.0:
        steps = np.diff(log, axis=0)
        assert abs(np.corrcoef(steps[:-1].ravel(), steps[1:].ravel())[0, 1]) < 4.0 / np.sqrt(steps[1:].size)


def test_debt_wanders_as_its_answers_to_each_year_add_up(drawn: tuple[float, Results], baerum_run: Run) -> None:
    """The answer of debt to a deviation in each year alone, and the closed form of their sum."""
    kept, found = drawn
    bound, n = baerum_run.bound, len(baerum_run.years)
    impulses = np.zeros((n, n + 1))
    impulses[np.arange(n), np.arange(1, n + 1)] = SD
    extra = no_shocks(n, bound.ids) | variant_inputs(["uten_innsparing"] * (n + 1), n)
    extra["sjokk_byggekostnadsvekst"] = impulses
    debt = run_rows(bound.catalogue, bound.inputs(bound.whole[:1]), ("laanegjeld_ub",), extra, n + 1)["laanegjeld_ub"]
    for t in (9, 14, 19):
        response = (debt[t, 1:] - debt[t, 0]) / SD
        assert response[1:t].min() > 1e9  # ten million kroner and more for each per cent
        assert found.values["laanegjeld_ub"][t, 1:].std() == pytest.approx(closed(response, kept), rel=ERROR + 0.01), t
