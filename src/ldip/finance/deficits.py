"""Cover of merforbruk by year it arose, and the triggers of ROBEK in every plan year (kommuneloven §§ 14-11, 28-1)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, largest, step, weighted_sum
from ldip.finance.closing import take_in_order

LAW = "kommuneloven § 14-11"
ROBEK = "kommuneloven § 28-1 første ledd bokstav "
V = ("inndekningsaar",)
KRONE = 0.5
PLAN_YEARS = 4
LIMIT = 0.03  # of driftsinntekter, § 28-1 d

GIVENS = (Given("inndekning_over_aar", "aar", "finans.toml: merforbruk_dekkes_over"),)
OPENINGS = (Opening("merforbruk_aargang_ib", "balanse.toml: merforbruk, i det siste året"),)


@step(unit="kr", source=LAW + ": i året etter, senest det andre; over inntil fire år etter særskilt vedtak")
def krav_dekning_merforbruk(merforbruk_ib: Array, merforbruk_aargang_ib: Array, inndekning_over_aar: Array) -> Array:
    """Earlier merforbruk that this year should cover: of each year's, an equal part of the years that remain. (batch,)."""
    age = np.arange(merforbruk_aargang_ib.shape[1])
    left = np.maximum(inndekning_over_aar[:, None] - age, 1.0)
    spread = weighted_sum("rv->r", merforbruk_aargang_ib / left)
    return np.where(inndekning_over_aar > 1.0, spread, merforbruk_ib)


@step(unit="kr", source=LAW + ": det eldste dekkes først", axes=V)
def merforbruk_aargang_ub(merforbruk_aargang_ib: Array, dekning_av_merforbruk: Array, merforbruk_i_aaret: Array) -> Array:
    """Merforbruk by years since it arose, this year's first. (batch, inndekningsaar)."""
    paid = take_in_order(dekning_av_merforbruk, merforbruk_aargang_ib[:, ::-1])[:, ::-1]
    left = merforbruk_aargang_ib - paid
    out = np.empty((max(len(left), len(merforbruk_i_aaret)), left.shape[1]))
    out[:, 0] = merforbruk_i_aaret
    out[:, 1:] = left[:, :-1]
    out[:, -1] += left[:, -1]
    return out


@step(unit="flagg", source=ROBEK + "a: driftsbudsjettet er vedtatt med merforbruk")
def robek_a(merforbruk_i_aaret: Array) -> Array:
    """1 when the year's budget has a merforbruk. (batch,)."""
    return np.asarray((merforbruk_i_aaret > KRONE) * 1.0, dtype=np.float64)


@step(unit="flagg", source=ROBEK + "b: økonomiplanens driftsdel er vedtatt med merforbruk", whole=True)
def robek_b(merforbruk_i_aaret: Array) -> Array:
    """1 when one of the four years from this one has a merforbruk. (år, batch)."""
    over = merforbruk_i_aaret > KRONE
    return np.asarray(np.stack([over[t : t + PLAN_YEARS].any(axis=0) for t in range(len(over))]), dtype=np.float64)


@step(unit="flagg", source=ROBEK + "c: merforbruk skal dekkes over mer enn to år etter at det oppsto")
def robek_c(merforbruk_aargang_ub: Array, inndekning_over_aar: Array) -> Array:
    """1 when merforbruk is two years old and not covered, or the plan spreads it over more than two. (batch,)."""
    old = weighted_sum("rv->r", merforbruk_aargang_ub[:, 2:]) > KRONE
    spread = (inndekning_over_aar > 2.0) & (weighted_sum("rv->r", merforbruk_aargang_ub) > KRONE)
    return np.asarray((old | spread) * 1.0, dtype=np.float64)


@step(unit="flagg", source=ROBEK + "d: akkumulert merforbruk over tre prosent av driftsinntektene")
def robek_d(merforbruk_ub: Array, sum_driftsinntekter: Array) -> Array:
    """1 when accumulated merforbruk is above the limit. (batch,)."""
    return np.asarray((merforbruk_ub > LIMIT * sum_driftsinntekter) * 1.0, dtype=np.float64)


robek = largest("robek", of=("robek_a", "robek_b", "robek_c", "robek_d"), unit="flagg", source="kommuneloven § 28-1")
