"""Whether payments can be met when due (kommuneloven § 14-1): bank deposits, unused credit and funds bound to others."""

from __future__ import annotations

from ldip.engine.graph import Array, Given, product, step, total

SHEET = "budsjett- og regnskapsforskriften § 5-8, linje "
LAW = "kommuneloven § 14-1: betalinger ved forfall"

GIVENS = (Given("trekkramme_fast", "kr_fast", "finans.toml: trekkramme"),)

trekkramme = product(
    "trekkramme",
    of=("trekkramme_fast", "deflator_indeks_ub"),
    unit="kr",
    source="kommuneloven § 14-15: driftskreditt, avtalt ramme",
)
fordringer = total(
    "fordringer_og_premieavvik_ub",
    plus=("kortsiktige_fordringer_ub", "premieavvik_saldo_ub"),
    unit="kr",
    source=SHEET + "B III",
)
bankinnskudd_ub = total(
    "bankinnskudd_ub",
    plus=("omloepsmidler_ub",),
    minus=("forvaltningskapital_ub", "fordringer_og_premieavvik_ub"),
    unit="kr",
    source=SHEET + "B I: det som står igjen av omløpsmidlene",
)


@step(unit="kr", source=SHEET + "B I: det som står igjen av omløpsmidlene ved åpning", at_opening=True)
def bankinnskudd_aapning(
    arbeidskapital_ib: Array,
    kortsiktig_gjeld_ib: Array,
    forvaltningskapital_ib: Array,
    kortsiktige_fordringer_ib: Array,
    premieavvik_saldo_ib: Array,
) -> Array:
    """Bank deposits when the plan opens, negative when overdrawn. (batch,)."""
    current = arbeidskapital_ib + kortsiktig_gjeld_ib
    return current - forvaltningskapital_ib - kortsiktige_fordringer_ib - premieavvik_saldo_ib


betalingsevne_ub = total(
    "betalingsevne_ub", plus=("bankinnskudd_ub", "trekkramme"), unit="kr", source=LAW + ", bank og avtalt trekk ved årets slutt"
)
likviditetsreserve_ub = total(
    "likviditetsreserve_ub",
    plus=("betalingsevne_ub",),
    minus=("bundne_driftsfond_ub", "bundne_investeringsfond_ub", "ubrukte_laanemidler_ub"),
    unit="kr",
    source="finansreglementet: bank og avtalt trekk uten bundne midler og ubrukte lånemidler",
)
