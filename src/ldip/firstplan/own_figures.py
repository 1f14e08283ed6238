"""A municipality's own KOSTRA key figures from a file, to build its services on instead of the nation's (noekkeltall.toml)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.pack.figures import Figure
from ldip.pack.municipalities import Municipality, folded, municipality
from ldip.parameters.ratios import plain
from ldip.parameters.shipped import shipped
from ldip.sources.indicators import REGION, cells_of
from ldip.tabular.files import Mistakes

FILE: Final = "noekkeltall"
KNOWN: Final = (3, 15)  # month and day that KOSTRA's figures of the year before come out


def own_figures(path: Path, number: str, year: int) -> dict[str, Figure]:
    """Key figures of a municipality for a year by the pack's names; names that estimates do not use are passed over.

    Errors: SourceError when it has none for the municipality or the year, two values of one figure, or an impossible one."""
    place = municipality(number)
    rows = [c for c in cells_of(path) if _is(c[0], place) and plain(c[2]) in _labels()]
    mine = [c for c in rows if c[1] == year]
    if not mine:
        have = ", ".join(sorted({str(c[1]) for c in rows})) or "ingen"
        told = f"har ingen av nøkkeltallene til {place.name} i {year}"
        hint = f"bruk et uttrekk med kommunen og året; år med tall for kommunen: {have}"
        raise SourceError([Problem(str(path), "region", told, place.number, hint)])
    found: dict[str, Figure] = {}
    problems = Mistakes()
    for _, _, label, value in mine:
        name = _labels()[plain(label)]
        if problem := _wrong(path, name, label, value, found.get(name)):
            problems.append(problem)
        found[name] = Figure(value, _held()[name]["enhet"], f"SSB KOSTRA {year}, {place.name}", dt.date(year + 1, *KNOWN))
    if problems:
        raise SourceError(problems.told())
    return found


def _wrong(path: Path, name: str, label: str, value: float, before: Figure | None) -> Problem | None:
    least, most = float(_held()[name].get("lavest", 0.0)), float(_held()[name]["hoeyst"])
    if not least <= value <= most:
        return Problem(str(path), label, "ligger utenfor det mulige", f"{value:g}", f"bruk {least:g}–{most:g}")
    if before is not None and before.value != value:
        return Problem(str(path), label, "står to ganger med ulike tall", f"{before.value:g} og {value:g}", "la ett tall stå")
    return None


def _is(region: str, place: Municipality) -> bool:
    number = REGION.match(region)
    return number[2] == place.number if number else folded(region) == folded(place.name)


@cache
def _held() -> dict[str, dict[str, Any]]:
    return shipped(FILE)


@cache
def _labels() -> dict[str, str]:
    return {plain(label): name for name, row in _held().items() for label in row["navn"]}
