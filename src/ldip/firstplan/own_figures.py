"""A municipality's own KOSTRA key figures from a file, to build its services on instead of the nation's (noekkeltall.toml)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.pack.figures import Figure
from ldip.pack.municipalities import municipality
from ldip.parameters.shipped import shipped
from ldip.sources.indicator_names import Names, spelled
from ldip.sources.indicators import Indicator, read_indicators
from ldip.tabular.files import Mistakes
from ldip.tabular.terms import NO_ANSWERS, Answers

FILE: Final = "noekkeltall"
KNOWN: Final = (3, 15)  # month and day that KOSTRA's figures of the year before come out


def own_figures(path: Path, number: str, year: int, answers: Answers = NO_ANSWERS) -> dict[str, Figure]:
    """Key figures of a municipality for a year by the pack's names; names that estimates do not use are passed over.

    Errors: SourceError when it has none for the municipality or the year, two values of one figure, or an impossible one;
    UnclearError as `read_indicators`."""
    place = municipality(number)
    rows = [i for i in read_indicators(path, answers, _names()).figures if i.kommune == place.number]
    mine = [i for i in rows if i.aar == year]
    if not mine:
        have = ", ".join(sorted({str(i.aar) for i in rows})) or "ingen"
        told = f"har ingen av nøkkeltallene til {place.name} i {year}"
        hint = f"bruk et uttrekk med kommunen og året; år med tall for kommunen: {have}"
        raise SourceError([Problem(str(path), "region", told, place.number, hint)])
    problems = Mistakes()
    for figure in mine:
        if problem := _impossible(path, figure):
            problems.append(problem)
    if problems:
        raise SourceError(problems.told())
    source, known = f"SSB KOSTRA {year}, {place.name}", dt.date(year + 1, *KNOWN)
    return {i.maaltall: Figure(i.verdi, _held()[i.maaltall]["enhet"], source, known) for i in mine}


def _impossible(path: Path, figure: Indicator) -> Problem | None:
    row = _held()[figure.maaltall]
    least, most = float(row.get("lavest", 0.0)), float(row["hoeyst"])
    if least <= figure.verdi <= most:
        return None
    hint = f"bruk {least:g}–{most:g}"
    return Problem(str(path), row["navn"][0], "ligger utenfor det mulige", f"{figure.verdi:g}", hint)


@cache
def _held() -> dict[str, dict[str, Any]]:
    return shipped(FILE)


@cache
def _names() -> Names:
    labels = {spelled(label): name for name, row in _held().items() for label in row["navn"]}
    return Names(labels, {}, {name: row["enhet"] for name, row in _held().items()})
