"""The area of each key figure: today's number for a municipality's earlier one, by the figure's year."""

from __future__ import annotations

from collections.abc import Iterable

from ldip.locales.written import first_of
from ldip.pack.areas import Area, area, current_number, ever, in_use
from ldip.sources.indicator_terms import Known, Placed, Stated


def placed(known: Iterable[Known]) -> tuple[list[Placed], tuple[str, ...]]:
    """Figures with their areas, and what was left out and read otherwise than it is written, in words."""
    kept: list[Placed] = []
    lists: dict[str, dict[str, None]] = {}
    for k in known:
        found = area(k.stated.region, k.stated.region_text)
        code, why = _area_of(found, k.stated)
        if why:
            lists.setdefault(why, {})[_called(k.stated, found)] = None
        if code:
            kept.append(Placed(k.named, k.stated, code))
    return kept, tuple(f"{why}: {first_of(list(which))}" for why, which in lists.items())


def _area_of(found: Area | None, stated: Stated) -> tuple[str, str]:
    """The area's code (empty when the figure is left out), and what to tell of it (empty for nothing)."""
    if found is None:
        return "", "utelatt, områder som verken er kommune, KOSTRA-gruppe, fylke eller landet"
    if found.kind != "kommune":
        return found.code, ""
    lost = "første null i kommunenummeret var borte, lest som fire sifre" if found.lost else ""
    year = stated.year
    if not ever(found.code):
        return "", "utelatt, nummeret tilhører ingen kommune"
    current = current_number(found.code, year)
    if not in_use(found.code, year) and (current is None or stated.value == 0.0):
        return "", f"utelatt, nummeret var ikke i bruk i {year}"
    if current is None:
        return "", f"utelatt, nummeret i {year} er ikke hele kommunen i dag"
    moved = "tidligere nummer, lagt på dagens kommune" if current != found.code else ""
    return current, lost or moved


def _called(stated: Stated, found: Area | None) -> str:
    name = stated.region_text or stated.region
    return f"{stated.region} {name}".strip() if found is not None and name not in stated.region else stated.region or name
