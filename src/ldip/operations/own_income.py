"""Own income of the services, beside their gross frames: prices, and users where staff follows population."""

from __future__ import annotations

from ldip.engine.graph import Array, Opening, divide, step, total

T, TI = ("tjeneste",), ("tjeneste", "inntektsart")

OPENINGS = (Opening("ramme_inntekt_ib", "rammer.csv: beloep"),)


@step(unit="kr", source="metode: drift#egne-inntekter: følger prisen", axes=TI)
def prisjustering_inntekt(ramme_inntekt_ib: Array, prisvekst_inntekt: Array) -> Array:
    """Growth in own income from prices. (batch, tjeneste, inntektsart)."""
    return ramme_inntekt_ib * prisvekst_inntekt[:, None, :]


@step(unit="kr", source="metode: drift#egne-inntekter: følger brukerne der bemanningen følger befolkningen", axes=TI)
def brukervekst_inntekt(
    ramme_inntekt_ib: Array,
    prisvekst_inntekt: Array,
    kostnadsbrukere_ib: Array,
    brukervekst: Array,
    bemanning_foelger_befolkning: Array,
) -> Array:
    """Growth in own income from users. (batch, tjeneste, inntektsart)."""
    volume = divide(brukervekst, kostnadsbrukere_ib, 0.0) * bemanning_foelger_befolkning
    return ramme_inntekt_ib * (1.0 + prisvekst_inntekt[:, None, :]) * volume[..., None]


demografi_betalt = total(
    "demografi_betalt",
    plus=("brukervekst_inntekt",),
    axes=T,
    unit="kr",
    source="metode: drift#demografi: kostnaden som de nye brukernes egne inntekter dekker, så rammen er brutto",
)
ramme_inntekt_ub = total(
    "ramme_inntekt_ub",
    plus=("ramme_inntekt_ib", "prisjustering_inntekt", "brukervekst_inntekt"),
    axes=TI,
    unit="kr",
    source="metode: drift#egne-inntekter",
)
