"""Growth by which an adopted deviation is carried on after the last adopted year, by kind of line (docs/method/drift.md).

Frames and fees follow the prices of their own kind, taxes the modelled tax, and the grant the per capita grant.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Step, divide, kept, pick, step

METHOD = "metode: drift#vedtatt-budsjett-er-starten"
PRICES = "metode: drift#pris-og-lønn"
EXPENDITURE = ("loenn", "sosiale", "kjoep", "overfoeringer")
TAX = METHOD + ": en andel av den modellerte skatten"
INCOME = ("stat", "andre", "brukerbetalinger", "salg")

by_expenditure = tuple(
    pick(f"prisvekst_{art}", "prisvekst_utgift", i, unit="andel", source=PRICES) for i, art in enumerate(EXPENDITURE)
)
by_income = tuple(pick(f"prisvekst_{art}", "prisvekst_inntekt", i, unit="andel", source=PRICES) for i, art in enumerate(INCOME))


def growth(now: Array, before: Array, otherwise: Array | float) -> Array:
    """Growth from last year; `otherwise` where there was nothing to grow from."""
    return np.asarray(np.where(before == 0.0, otherwise, divide(now, before, 1.0) - 1.0))


def _like_the_model(name: str, of: str, source: str) -> tuple[Step, ...]:
    """The growth of a modelled amount, and the amount kept for it; the deflator where the model has nothing."""

    def fn(now: Array, before: Array, deflator_vekst: Array) -> Array:
        return growth(now, before, deflator_vekst)

    fn.__dict__["formula"] = f"{of} / {of} i fjor − 1; deflator_vekst når {of} i fjor er null"
    before = kept(f"{of}_fjor", of, unit="kr", source=f"{of}, til neste år")
    return (*before, Step(name, fn, (of, f"{of}_fjor_ib", "deflator_vekst"), "andel", source))


skattevekst = _like_the_model("skattevekst", "skatt_etter_forholdstall", TAX)
andre_skatter_vekst = _like_the_model("andre_skatter_vekst", "andre_skatter_oppgitt", TAX)
eiendomsskattevekst = _like_the_model("eiendomsskattevekst", "eiendomsskatt_beregnet", TAX)
tilskuddsvekst = _like_the_model(
    "tilskuddsvekst", "innbyggertilskudd", METHOD + ": kroner per innbygger som følger innbyggertilskuddet"
)


@step(unit="andel", source=METHOD + ": avviket i en tjenestes ramme går inn i rammen og rulles der")
def rammevedtak_vekst(deflator_vekst: Array) -> Array:
    """−1: nothing of the deviation is carried beside the frame that took it up. (batch,)."""
    return deflator_vekst * 0.0 - 1.0
