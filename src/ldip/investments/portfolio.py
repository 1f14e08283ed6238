"""Project list beside the investment form: appropriations, frames, spread, emissions (docs/method/investeringer.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, step, total

PLAN = "planens prosjekter/"
METHOD = "metode: investeringer#bevilgning-og-kostnadsramme"
P = ("prosjekt",)
P85 = 1.0364333894937896  # 85th percentile of the standard normal distribution

GIVENS = (
    Given("kostnadsramme_fast", "kr_fast", PLAN + ": kostnadsramme", P),
    Given("har_kostnadsramme", "flagg", PLAN + ": kostnadsramme", P, nature="egenskap"),
    Given("kostnadsskjevhet", "andel", "parameters/prosjektfase.toml: skjevhet", P),
    Given("utslipp_bygging_tonn", "tonn", PLAN + ": klimagass.bygging_tonn", P),
    Given("utslipp_drift_tonn", "tonn", PLAN + ": klimagass.drift_tonn", P),
)
OPENINGS = (Opening("bevilget_ib", "prosjekter/: tidligere_bevilget"),)


@step(unit="kr", source=METHOD + ": årsbevilgning, det planen bevilger i året", axes=P, deflates=True)
def aarsbevilgning(planlagt_utgift_fast: Array, byggekostnad_indeks_ub: Array) -> Array:
    """New appropriation of the year. (batch, prosjekt)."""
    return planlagt_utgift_fast * byggekostnad_indeks_ub[:, None]


@step(unit="kr", source=METHOD + ": rebevilgning, det som ikke ble brukt i fjor", axes=P, deflates=True)
def rebevilgning(utgift_utsatt_ib: Array, byggekostnad_indeks_ub: Array) -> Array:
    """Earlier appropriation that was not spent, appropriated again. (batch, prosjekt)."""
    return utgift_utsatt_ib * byggekostnad_indeks_ub[:, None]


@step(unit="kr", source=METHOD + ": ubrukt bevilgning ved årets slutt", axes=P, deflates=True)
def ubrukt_bevilgning(utgift_utsatt_ub: Array, byggekostnad_indeks_ub: Array) -> Array:
    """Remainder of the year's appropriations: årsbevilgning + rebevilgning − spending. (batch, prosjekt)."""
    return utgift_utsatt_ub * byggekostnad_indeks_ub[:, None]


@step(unit="kr_fast", source=METHOD + ": tidligere bevilget og årsbevilgninger i planens prisår", axes=P)
def bevilget_ub(bevilget_ib: Array, planlagt_utgift_fast: Array) -> Array:
    """Appropriated so far. (batch, prosjekt)."""
    return bevilget_ib + planlagt_utgift_fast


@step(unit="kr_fast", source=METHOD + ": rest av kostnadsrammen; under null er rammen brukt opp", axes=P)
def kostnadsramme_rest_ub(kostnadsramme_fast: Array, bevilget_ub: Array, har_kostnadsramme: Array) -> Array:
    """Remainder of the adopted cost frame; 0 without a frame. (batch, prosjekt)."""
    return (kostnadsramme_fast - bevilget_ub) * har_kostnadsramme


@step(unit="kr_fast", source="metode: investeringer#usikker-kostnad: F0 har skjevhet; forventet er P50 · skjevhet", axes=P)
def kostnad_forventet(kostnad: Array, kostnad_omregning: Array, kostnadsskjevhet: Array) -> Array:
    """Cost with the bias that early phases have shown; shown beside the plan's own. (batch, prosjekt)."""
    return kostnad * kostnad_omregning * kostnadsskjevhet


@step(unit="kr_fast", source="metode: investeringer#usikker-kostnad: lognormal, P85 = P50 · exp(1,036 · σ)", axes=P)
def kostnad_p85(kostnad: Array, kostnad_omregning: Array, kostnadsspredning: Array) -> Array:
    """Cost not exceeded in 85 of 100 projects of the phase. (batch, prosjekt)."""
    return kostnad * kostnad_omregning * np.exp(P85 * kostnadsspredning)


@step(
    unit="kr_fast",
    source="metode: investeringer#å-utsette-et-prosjekt: utsettelse sparer I·(1 − ((1+g)/(1+r))ⁿ), her ett år",
    axes=P,
)
def utsettelsesgevinst(kostnad: Array, kostnad_omregning: Array, byggekostnadsvekst: Array, nibor_3m: Array) -> Array:
    """Present value saved by a year's delay: money market rate against construction cost growth. (batch, prosjekt).

    Avoided operation comes in addition; unmet need and temporary places must be set against it."""
    saved = 1.0 - (1.0 + byggekostnadsvekst) / (1.0 + nibor_3m)
    return kostnad * kostnad_omregning * saved[:, None]


@step(unit="tonn", source="metode: investeringer#klimagass: utslipp fra materialer og byggeplass følger framdriften", axes=P)
def utslipp_bygging(utslipp_bygging_tonn: Array, framdrift_brukt: Array) -> Array:
    """Embodied emissions in the years of building. (batch, prosjekt)."""
    return utslipp_bygging_tonn * framdrift_brukt


@step(unit="tonn", source="metode: investeringer#klimagass: utslipp i drift fra åpningsåret", axes=P)
def utslipp_drift(utslipp_drift_tonn: Array, prosjekt_aapent_brukt: Array) -> Array:
    """Emissions a year in use. (batch, prosjekt)."""
    return utslipp_drift_tonn * prosjekt_aapent_brukt


prosjektutslipp = total(
    "prosjektutslipp", plus=("utslipp_bygging", "utslipp_drift"), unit="tonn", source="sum over prosjektene, bygging og drift"
)
