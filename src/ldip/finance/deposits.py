"""Interest on what the bank holds, on an overdraft, and on money lent: own funds and on-lending (docs/method/finans.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, step, total

ART = "budsjett- og regnskapsforskriften § 5-6, linje "
METHOD = "metode: finans#renter-på-innskudd-trekk-og-utlån"
PLAN = "planens finans.toml"

GIVENS = (
    Given("innskuddsmargin", "andel", PLAN + ": innskuddsmargin"),
    Given("trekkmargin", "andel", PLAN + ": trekkmargin, påslag på innskuddsrenten"),
    Given("egne_utlaansmargin", "andel", PLAN + ": egne_utlaan.margin"),
    Given("utlaansmargin", "andel", PLAN + ": videreutlaan.utlaansmargin"),
)
OPENINGS = (Opening("videreutlaan_utestaaende_ib", "balanse.toml: videreutlaan_utestaaende"),)

videreutlaan_utestaaende_ub = total(
    "videreutlaan_utestaaende_ub",
    plus=("videreutlaan_utestaaende_ib", "videreutlaan"),
    minus=("mottatte_avdrag_videreutlaan",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-8, linje A II 3; kommuneloven § 14-17: det videreutlånet har ute",
)
egne_utlaan_ub = total(
    "egne_utlaan_ub",
    plus=("utlaan_ub",),
    minus=("videreutlaan_utestaaende_ub",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-8, linje A II 3: utlån av egne midler",
)


@step(unit="kr", source=METHOD + ": bankinnskudd ved årets start")
def renter_bankinnskudd(bankinnskudd_ib: Array, nibor_3m: Array, innskuddsmargin: Array) -> Array:
    """Interest on deposits when the year opens; none on an overdraft, which `renter_trekk` charges. (batch,)."""
    return np.maximum(bankinnskudd_ib, 0.0) * (nibor_3m + innskuddsmargin)


@step(unit="kr", source=METHOD + ": overtrekk ved årets start")
def renter_trekk(bankinnskudd_ib: Array, nibor_3m: Array, innskuddsmargin: Array, trekkmargin: Array) -> Array:
    """Interest on an overdraft when the year opens: the deposit rate and a margin. (batch,)."""
    return np.maximum(-bankinnskudd_ib, 0.0) * (nibor_3m + innskuddsmargin + trekkmargin)


@step(unit="kr", source=METHOD + ": utlån av egne midler ved årets start")
def renter_egne_utlaan(utlaan_ib: Array, videreutlaan_utestaaende_ib: Array, nibor_3m: Array, egne_utlaansmargin: Array) -> Array:
    """Interest on own money lent when the year opens. (batch,)."""
    return (utlaan_ib - videreutlaan_utestaaende_ib) * (nibor_3m + egne_utlaansmargin)


@step(unit="kr", source=METHOD + ": det videreutlånet har ute ved årets start")
def renter_fra_videreutlaan(videreutlaan_utestaaende_ib: Array, nibor_3m: Array, utlaansmargin: Array) -> Array:
    """Interest on what on-lending has out, not on the debt behind it. (batch,)."""
    return videreutlaan_utestaaende_ib * (nibor_3m + utlaansmargin)


renteinntekter = total(
    "renteinntekter",
    plus=("renter_bankinnskudd", "renter_egne_utlaan", "renter_fra_videreutlaan"),
    unit="kr",
    source=ART + "17",
    avvik=True,
)
