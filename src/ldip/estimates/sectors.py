"""Need index by sector of the income system: published where it is, else from the own age mix, size and the official total.

Grønt hefte publishes the total index of a municipality and the weights of every criterion. The age criteria and `basis` follow
from the population; what the other criteria (travel, living alone, low income …) together must be, follows from the total index.
They are given one common level, so that the sectors weigh together to the official total (docs/method/tjenesteanslag.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.estimates.derivation import Derivation
from ldip.operations.need_index import share_ratio
from ldip.pack.municipalities import all_municipalities
from ldip.parameters.income_system import AGE_CRITERIA, cost_key, nation

# Root mean square error of the derived index over the 35 municipalities whose sector indices are published (a test reckons it).
ERROR: Final = {
    "grunnskole": 0.028,
    "barnehage": 0.029,
    "pleie_omsorg": 0.031,
    "kommunehelse": 0.031,
    "barnevern": 0.107,
    "sosialhjelp": 0.171,
    "administrasjon_landbruk": 0.056,
}
SECTOR_NAMES: Final = {
    "grunnskole": "grunnskole",
    "barnehage": "barnehage",
    "pleie_omsorg": "pleie og omsorg",
    "kommunehelse": "kommunehelse",
    "barnevern": "barnevern",
    "sosialhjelp": "sosialhjelp",
    "administrasjon_landbruk": "administrasjon og landbruk",
}
METHOD: Final = "kostnadsnøkkelen i Grønt hefte {year}: egen aldersfordeling og basis, de andre kriteriene satt likt"


def sector_indices(need: Derivation, people: Array, year: int, published: Mapping[str, Derivation]) -> dict[str, Derivation]:
    """Index by sector (nation 1.0), from the total index `need` of a year and persons by single age 1 July before, (alder,).

    `published` goes before what is derived. Errors: ModelError for a year without a cost key."""
    if published:
        return dict(published)
    return {s: _derivation(s, v, need, year) for s, v in derived_indices(need.value, people, year).items()}


def derived_indices(total: float, people: Array, year: int) -> dict[str, float]:
    """Index by sector from a total index and persons by single age; they weigh together to the total."""
    key, own = cost_key(year), _criteria(people, year)
    known = {s: sum(w * own[c] for c, w in key.keys[s].items() if c in own) for s in key.sectors}
    rest = {s: sum(w for c, w in key.keys[s].items() if c not in own) for s in key.sectors}
    weight = sum(key.sectors[s] * rest[s] for s in key.sectors)
    level = (total - sum(key.sectors[s] * known[s] for s in key.sectors)) / weight
    return {s: known[s] + rest[s] * level for s in key.sectors}


def fixed_share(sector: str, index: Derivation, people: Array, year: int) -> Derivation:
    """Share of a sector's cost that is the same whatever the number of users: what `basis` makes of its index.

    The income system gives every municipality the same amount for `basis`, and lets it follow no inhabitant."""
    weight, basis = cost_key(year).keys[sector].get("basis", 0.0), _criteria(people, year)["basis"]
    value = min(weight * basis / index.value, 1.0)
    source = f"kostnadsnøkkelen i Grønt hefte {year}: basiskriteriet er likt for alle kommuner"
    text = f"vekt {weight:.4f} × basis {basis:.2f} / ".replace(".", ",") + index.name
    return Derivation(f"fast andel av {SECTOR_NAMES[sector]}", value, "andel", source, text, True, (index,))


def _criteria(people: Array, year: int) -> dict[str, float]:
    """Index of each age criterion and of `basis`: own share over the nation's."""
    before = nation(np.array([year - 1, year])).mean(axis=0)
    mine = np.array([people[first : last + 1].sum() for first, last, _ in AGE_CRITERIA.values()])
    found = dict(zip((c for _, _, c in AGE_CRITERIA.values()), share_ratio(mine, before).tolist(), strict=True))
    return found | {"basis": float(before.sum()) / len(all_municipalities()) / float(people.sum())}


def _derivation(sector: str, value: float, need: Derivation, year: int) -> Derivation:
    return Derivation(
        f"behovsindeks {SECTOR_NAMES[sector]}",
        value,
        "indeks",
        METHOD.format(year=year),
        f"etter alder og størrelse, ± {ERROR[sector]:.2f}, slik at sektorene veid sammen gir ".replace(".", ",") + need.name,
        True,
        (need,),
    )
