"""A loss in one year within free funds: it never makes the municipality richer, and is spread over the years that follow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ldip import Plan
from ldip.simulation.demands import SHORT

from .plans import CAP_FALL, KRONE, OWN_FINANCING, RARE, Batch, with_losses


class Losses:
    """A batch, its need and path at the need, and the same with a loss in one year of each plan within free funds."""

    NAMES = ("laanegjeld_ub", "deflator_indeks_ub", "netto_driftsresultat", "ek_mangel_fast", "resultat_mangel_fast")
    FREE = ("fond_over_gulv_sum", "over_eller_under_kravet", "rente_nye_laan")

    def __init__(self, batch: Batch, seed: int) -> None:
        chance = np.random.default_rng(seed)
        rows, self.batch = batch.all, batch
        self.roots = batch.roots
        self.level = np.nan_to_num(self.roots.largest)
        self.before = batch.played((*self.NAMES, *self.FREE), "varig", self.level)
        first = batch.given("framskrevet_aar").argmax(axis=0)
        self.year = np.array([chance.integers(t, len(batch.years)) for t in first])
        left = self.before["fond_over_gulv_sum"] + np.minimum(self.before["over_eller_under_kravet"], 0.0)
        self.amount = np.maximum(left[self.year, rows], 0.0) * chance.uniform(0.2, 1.0, batch.count)
        self.fixed = self.amount / self.before["deflator_indeks_ub"][self.year, rows]
        self.short = with_losses(batch, self.year, self.fixed)
        self.after = self.short.played(self.NAMES, "varig", self.level)


@pytest.fixture(scope="module", params=[1, 2, 3])
def losses(request: pytest.FixtureRequest, random_batch: Batch) -> Losses:
    return Losses(random_batch, request.param)


def test_the_loss_is_a_loss(losses: Losses) -> None:
    """The result of its year falls by the loss; less only of the year's own loan interest, where the transfer falls too."""
    fell = (losses.before["netto_driftsresultat"] - losses.after["netto_driftsresultat"])[losses.year, losses.batch.all]
    assert (losses.amount > KRONE).mean() > 0.6
    assert (fell >= losses.amount - 0.01).all() and (fell <= losses.amount * 1.08 + 0.01).all()


def test_a_loss_never_lowers_end_debt(losses: Losses) -> None:
    """At the same saving. Where a debt cap makes both paths equal, instalments of what was borrowed earlier come earlier."""
    change = losses.after["laanegjeld_ub"][-1] - losses.before["laanegjeld_ub"][-1]
    deflator = losses.before["deflator_indeks_ub"][-1]
    capped = CAP_FALL * losses.batch.income()[-1] * deflator * losses.batch.given("har_krav_gjeld")[-1]
    assert (change >= -KRONE - capped).all(), (change.min(), int(change.argmin()))


def test_instalments_on_a_new_loan_end_with_it(nordvik: Plan) -> None:
    """Why the loans of random plans are not shorter than the plan: what is paid on after the term lowers end debt."""
    terms = nordvik.finance.nye_laan.model_copy(update={"loepetid": 6.0})
    finance = nordvik.finance.model_copy(update={"nye_laan": terms, "avdragspolitikk": "fast"})
    batch = Batch.of([replace(nordvik, single={**nordvik.single, "finans.toml": finance})])
    v = batch.played(["laaneopptak", "nye_laan_avdrag_planlagt"])
    taken, paid = v["laaneopptak"][:, 0], v["nye_laan_avdrag_planlagt"][:, 0]
    for t in range(len(taken)):
        assert paid[t] <= taken[max(0, t - 6) : t].sum() / 6.0 + KRONE


def test_a_loss_raises_the_need_by_no_more_than_itself_spread(losses: Losses) -> None:
    """At most the loss divided by the phased-in years from then to the year that binds, plus interest.

    A transfer that a debt cap forces counts as own financing, and what it forces changes with the loss; that is rare.
    In a window the year that binds is the first year from the loss in which the demand is worse than before the loss: a window
    is met by the surplus of some of its years, funds never raise a transfer above the demand, and so a loss in the year of the
    surplus is not spread over the years that follow."""
    batch, rows = losses.short, losses.batch.all
    found = batch.roots
    rise = np.nan_to_num(found.largest) - losses.level
    places = np.where(np.isnan(found.level), -np.inf, found.level).argmax(axis=0)
    under = np.nan_to_num(found.below[places, rows])
    broken = (batch.trial.shortfalls(under, rows)[places, :, rows] > SHORT).argmax(axis=1)
    last = np.array([_felt(losses, batch.demands[places[r]], r, int(broken[r])) for r in rows])
    most = np.array([_spread(losses, r, int(last[r])) for r in rows])
    worse = rise > most + KRONE
    own = np.isin(np.array(batch.demands)[places], OWN_FINANCING)
    excused = own & (losses.batch.cap_forces(losses.level, rows) | batch.cap_forces(losses.level, rows))
    assert not (worse & ~excused).any(), [(int(r), rise[r], most[r]) for r in np.flatnonzero(worse & ~excused)]
    assert worse.mean() <= RARE


def _felt(losses: Losses, demand: str, row: int, broken: int) -> int:
    """Year to which a loss is spread."""
    measured = {"ek_maal": ("ek_mangel_fast", "vindu_ek"), "resultat_maal": ("resultat_mangel_fast", "vindu_resultat")}
    if demand not in measured:
        return broken
    name, window = measured[demand]
    worse = (losses.after[name] - losses.before[name])[:, row]
    start = max(int(losses.year[row]), broken - int(losses.batch.given(window)[0, row]) + 1)
    felt = np.flatnonzero(worse[start : broken + 1] > KRONE)
    return start + int(felt[0]) if len(felt) else broken


def _spread(losses: Losses, row: int, last: int) -> float:
    """The loss in fixed prices with interest to a year, divided by the phased-in years up to it; nothing before the loss."""
    year = int(losses.year[row])
    if last < year:
        return 0.0
    share = losses.batch.given("innfasing_andel")[year : last + 1, row].sum()
    interest = np.prod(1.0 + np.maximum(losses.before["rente_nye_laan"][year + 1 : last + 1, row], 0.0))
    return float(losses.fixed[row] * interest / share)
