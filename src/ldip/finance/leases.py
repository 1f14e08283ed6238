"""Long leases treated as debt, which they are in substance (docs/method/finans.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, step, total, weighted_sum

METHOD = "metode: finans#leie-er-gjeld-i-realiteten: nåverdien av gjenstående leie med rente på nye lån"

GIVENS = (
    Given("leie_fast", "kr_fast", "bygghendelser.csv: leie", ("bygg",)),
    Given("leieaar_etter_planen", "aar", "bygghendelser.csv: til, ut over siste planår", ("bygg",), nature="egenskap"),
)


@step(unit="kr", source=METHOD, axes=("bygg",), deflates=True)
def langsiktig_leie(leie_fast: Array, deflator_indeks_ub: Array) -> Array:
    """Rent of long leases by building. (batch, bygg)."""
    return leie_fast * deflator_indeks_ub[:, None]


@step(unit="kr", source=METHOD, whole=True)
def leieforpliktelse_ub(langsiktig_leie: Array, leieaar_etter_planen: Array, rente_nye_laan: Array) -> Array:
    """Present value 31 December of the rent that remains, also after the plan's last year. (år, batch).

    After the horizon the last year's rent is held nominally; rent is paid at the end of each year."""
    rate = np.where(rente_nye_laan[-1] == 0.0, 1e-12, rente_nye_laan[-1])[:, None]
    after = langsiktig_leie[-1] * (1.0 - (1.0 + rate) ** -leieaar_etter_planen[-1]) / rate
    value = weighted_sum("rb->r", after)
    rent = weighted_sum("yrb->yr", langsiktig_leie)
    out = np.empty((len(rent), max(rent.shape[1], len(value), rente_nye_laan.shape[1])))
    out[-1] = value
    for year in range(len(rent) - 2, -1, -1):
        out[year] = (out[year + 1] + rent[year + 1]) / (1.0 + rente_nye_laan[year + 1])
    return out


gjeld_inkl_leie_ub = total(
    "gjeld_inkl_leie_ub",
    plus=("laanegjeld_ub", "leieforpliktelse_ub"),
    unit="kr",
    source="metode: finans#leie-er-gjeld-i-realiteten",
)
