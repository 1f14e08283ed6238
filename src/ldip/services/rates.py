"""Use rates over time: trend, target, shifted age axis, moved threshold age (docs/method/tjenester.md).

The effect of better health (`brukere_bedre_helse`) is shown apart from need that is no longer met
(`udekket_behov`): a threshold moved with the rate held meets less need; it does not make anyone healthier.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, Opening, divide, kept, step, weighted_sum

PLAN = "planens tjenester/"
T = ("tjeneste",)
TA = ("tjeneste", "alder")
RATE = "metode: tjenester#bruksraten-over-tid: fire måter å sette bruksraten"
SHIFT = "metode: tjenester#flere-friske-år: rate(a, t) = rate₀(a − κ·Δe)"
THRESHOLD = "metode: tjenester#terskelalder: terskelalder holdt eller rekalibrert"
PREVENTION = "metode: tjenester#forebygging: rate · (1 − η · samlet innsats / N), med forsinkelse"
FROM_AGE = 80

GIVENS = (
    Given("bruksrate", "andel", PLAN + ": bruksrate", TA),
    Given("bruksrate_trend", "andel", PLAN + ": bruksrate_bane.vekst", T),
    Given("bruksrate_gulv", "indeks", PLAN + ": bruksrate_bane.gulv", T),
    Given("bruksrate_tak", "indeks", PLAN + ": bruksrate_bane.tak", T),
    Given("bruksrate_maal", "indeks", PLAN + ": bruksrate_bane.maal", T),
    Given("bruksrate_mot_maal", "andel", PLAN + ": bruksrate_bane.maal_aar", T),
    Given(
        "sjokk_bruksrate",
        "andel",
        "usikkerhetsfaktor; null i basisforløpet",
        T,
        "tjenester",
        factor=Factor("bruksrate", axis="tjeneste"),
    ),
    Given("kappa", "andel", PLAN + ": aldersforskyvning.kappa", T),
    Given("forebygging_fast", "kr_fast", PLAN + ": forebygging, tiltakets beløp etter forsinkelsen", T),
    Given("forebygging_virkning", "andel", PLAN + ": forebygging.virkning_per_1000_kr", T),
    Given("terskel_i_kraft", "flagg", PLAN + ": terskel.fra", T),
    Given("terskel_starter", "flagg", PLAN + ": terskel.fra", T),
    Given("terskel_under", "flagg", PLAN + ": terskel", TA),
    Given("terskel_rekalibreres", "flagg", PLAN + ": terskel.rate", T),
)
OPENINGS = (
    Opening("forebygging_ib", "ingen forebygging ved åpning", "tiltak", start=0.0),
    Opening("bruksratefaktor_ib", "1 ved åpning: planens egne rater", "tjenester", start=1.0),
    Opening("terskelfaktor_ib", "1 ved åpning: planens egne rater", "tjenester", start=1.0),
)


@step(unit="aar", source="Preston, Heuveline & Guillot 2001, kap. 3: gjenstående levetid ved 80 år")
def restlevetid_80(overlevelse_justert: Array) -> Array:
    """Remaining years of life at 80, mean of the sexes. (batch,)."""
    old = np.ascontiguousarray(overlevelse_justert[:, :, FROM_AGE + 1 :])  # a sum over two axes follows their order in memory
    alive = np.asarray(np.cumprod(old, axis=-1), dtype=np.float64)
    return np.asarray(0.5 + weighted_sum("rka->r", alive) / alive.shape[1])


restlevetid_basis = kept("restlevetid_basis", "restlevetid_80", unit="aar", source=SHIFT, first=True)


@step(unit="indeks", source=RATE + ": trend med gulv og tak", axes=T)
def bruksratefaktor_ub(bruksratefaktor_ib: Array, bruksrate_trend: Array, bruksrate_gulv: Array, bruksrate_tak: Array) -> Array:
    """Level of the rates against the plan's own, moved by the trend within floor and ceiling. (batch, tjeneste)."""
    return np.clip(bruksratefaktor_ib * (1.0 + bruksrate_trend), bruksrate_gulv, bruksrate_tak)


@step(unit="indeks", source=RATE + ": mål", axes=T)
def bruksratenivaa(bruksratefaktor_ub: Array, bruksrate_maal: Array, bruksrate_mot_maal: Array) -> Array:
    """Level in use: the trend, or a linear path to the target. (batch, tjeneste)."""
    return bruksratefaktor_ub + (bruksrate_maal - bruksratefaktor_ub) * bruksrate_mot_maal


@step(unit="indeks", source="metode: tjenester#usikker-bruk: flere eller færre brukere enn ratene gir, likt i alle aldre", axes=T)
def bruksavvik(sjokk_bruksrate: Array) -> Array:
    """Users against what the plan's rates give; 1 in the base case. (batch, tjeneste)."""
    return 1.0 + sjokk_bruksrate


@step(unit="kr_fast", source=PREVENTION, axes=T)
def forebygging_ub(forebygging_ib: Array, forebygging_fast: Array) -> Array:
    """Spent on prevention so far, counted from when it works. (batch, tjeneste)."""
    return forebygging_ib + forebygging_fast


@step(unit="andel", source=PREVENTION, axes=T, deflates=True)
def forebyggingsfaktor(forebygging_ub: Array, forebygging_virkning: Array, innbyggere_ub: Array) -> Array:
    """Factor on the rates after prevention, never below zero; 1 without prevention. (batch, tjeneste)."""
    if not forebygging_virkning.any():
        return 1.0 - forebygging_virkning
    per_person = forebygging_ub / innbyggere_ub[:, None] / 1000.0
    return np.maximum(1.0 - forebygging_virkning * per_person, 0.0)


@step(unit="andel", source=SHIFT + "; forebygging", axes=TA, only_with={"kappa": ("restlevetid_80", "restlevetid_basis_ib")})
def bruksrate_forskjoevet(
    bruksrate: Array, kappa: Array, restlevetid_80: Array, restlevetid_basis_ib: Array, forebyggingsfaktor: Array
) -> Array:
    """Rates after better health: read at the age less κ times the gain in life, linear between single years,
    and lowered by prevention. (batch, tjeneste, alder)."""
    if not kappa.any():  # nothing is shifted, and the rates may stay shared by all draws
        return bruksrate * forebyggingsfaktor[..., None]
    gain = kappa * (restlevetid_80 - restlevetid_basis_ib)[:, None]
    ages = bruksrate.shape[-1]
    at = np.clip(np.arange(ages) - gain[..., None], 0.0, ages - 1.0)
    low = np.floor(at).astype(np.int64)
    rates = np.broadcast_to(bruksrate, np.broadcast_shapes(bruksrate.shape, at.shape))
    low = np.broadcast_to(low, rates.shape)
    first = np.take_along_axis(rates, low, axis=-1)
    second = np.take_along_axis(rates, np.minimum(low + 1, ages - 1), axis=-1)
    return (first + (second - first) * (at - low)) * forebyggingsfaktor[..., None]


@step(
    unit="indeks",
    source=THRESHOLD,
    axes=T,
    only_with={"terskel_starter": ("terskel_rekalibreres", "bruksrate_forskjoevet", "terskel_under", "folketall_alder_ib")},
)
def terskelfaktor_ub(
    terskelfaktor_ib: Array,
    terskel_starter: Array,
    terskel_rekalibreres: Array,
    bruksrate_forskjoevet: Array,
    terskel_under: Array,
    folketall_alder_ib: Array,
) -> Array:
    """Recalibration in the year the threshold moves: as many users as before, then held. 1 when the rate is held."""
    if not terskel_starter.any():
        return terskelfaktor_ib * 1.0
    people = folketall_alder_ib[:, None]
    before = weighted_sum("rta->rt", people * bruksrate_forskjoevet)
    after = weighted_sum("rta->rt", people * bruksrate_forskjoevet * (1.0 - terskel_under))
    found = np.where(terskel_rekalibreres > 0.0, divide(before, after, 1.0), 1.0)
    return np.where(terskel_starter > 0.0, found, terskelfaktor_ib)


@step(unit="andel", source=RATE, axes=TA)
def bruksrate_brukt(
    bruksrate_forskjoevet: Array, bruksratenivaa: Array, terskel_i_kraft: Array, terskel_under: Array, terskelfaktor_ub: Array
) -> Array:
    """Users per person by single age, after trend or target, shifted ages and threshold. (batch, tjeneste, alder)."""
    kept = 1.0 - terskel_i_kraft[..., None] * terskel_under
    level = bruksratenivaa * np.where(terskel_i_kraft > 0.0, terskelfaktor_ub, 1.0)
    return bruksrate_forskjoevet * kept * level[..., None]


@step(unit="personer", source=SHIFT + "; vises for seg", axes=T)
def brukere_bedre_helse(
    folketall_alder_ub: Array, bruksrate: Array, bruksrate_forskjoevet: Array, bruksratenivaa: Array, bruksavvik: Array
) -> Array:
    """Reduction in users because people are healthier at the same age; negative when illness expands. (batch, tjeneste)."""
    return weighted_sum("ra,rta->rt", folketall_alder_ub, bruksrate - bruksrate_forskjoevet) * bruksratenivaa * bruksavvik


@step(unit="personer", source=THRESHOLD + "; udekket behov vises for seg", axes=T)
def udekket_behov(
    folketall_alder_ub: Array,
    bruksrate_forskjoevet: Array,
    bruksratefaktor_ub: Array,
    bruksrate_brukt: Array,
    bruksavvik: Array,
) -> Array:
    """Users that a target or a moved threshold leaves without the service, health unchanged. (batch, tjeneste)."""
    wanted = weighted_sum("ra,rta->rt", folketall_alder_ub, bruksrate_forskjoevet) * bruksratefaktor_ub
    return (wanted - weighted_sum("ra,rta->rt", folketall_alder_ub, bruksrate_brukt)) * bruksavvik
