"""KOSTRA's key figures for many municipalities, as Statistikkbanken or a spreadsheet gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.pack.areas import kind_of
from ldip.sources.indicator_cells import stated_figures
from ldip.sources.indicator_choice import one_each
from ldip.sources.indicator_names import Names, ratio_names
from ldip.sources.indicator_places import placed
from ldip.sources.indicator_terms import Known, Named, Stated, Text
from ldip.sources.indicator_usual import unusual
from ldip.tabular.files import read_bytes
from ldip.tabular.terms import NO_ANSWERS, Answers

MOST_LISTED: Final = 80  # characters of names in a message


@dataclass(frozen=True)
class Indicator:
    """A figure: måltall, year, area (a number of today or a code of ldip.pack.areas), value in the reading unit."""

    maaltall: str
    aar: int
    kommune: str
    verdi: float


@dataclass(frozen=True)
class Indicators:
    """Municipalities' figures, those of groups, counties and the nation, names that match no måltall, and what to notice."""

    figures: tuple[Indicator, ...]
    unknown: tuple[str, ...]
    areas: tuple[Indicator, ...] = ()
    told: tuple[str, ...] = field(default=(), compare=False)

    @property
    def other_areas(self) -> int:
        """Count of figures of other areas than municipalities."""
        return len(self.areas)

    @property
    def every(self) -> tuple[Indicator, ...]:
        """The figures of municipalities, then of the other areas."""
        return (*self.figures, *self.areas)


def read_indicators(path: Path, answers: Answers = NO_ANSWERS, names: Names | None = None) -> Indicators:
    """Read a file. Errors: SourceError when it has no figures of a known måltall or one figure twice with unlike values;
    UnclearError when it holds several scopes, versions or units of one figure and `answers` choose none."""
    return indicators_in(str(path), read_bytes(path), answers, names)


def indicators_in(name: str, raw: bytes, answers: Answers = NO_ANSWERS, names: Names | None = None) -> Indicators:
    """Read a file's bytes. `names` are the figures to look for: the library's måltall without. Errors: as read_indicators."""
    known = names or ratio_names()
    stated, told = stated_figures(name, raw, answers, known)
    found, unknown = _known(stated, known)
    kept, left = placed(found)
    if not kept:
        hint = "velg kommunenes nummer, og nøkkeltallene «ldip vis maaltall» kjenner"
        what = ", ".join((*unknown, *left))[:MOST_LISTED]
        raise SourceError([Problem(name, "", "filen har ingen nøkkeltall for kommuner", what, hint)])
    single, repeated = one_each(name, kept, answers)
    figures = [Indicator(p.named.id, p.stated.year, p.area, p.stated.value) for p in single]
    areas = tuple(f for f in figures if kind_of(f.kommune) != "kommune")
    own = tuple(f for f in figures if kind_of(f.kommune) == "kommune")
    usual = unusual((f.maaltall, f.verdi) for f in figures)
    return Indicators(own, unknown, areas, tuple(dict.fromkeys((*told, *left, *repeated, *usual))))


def _known(stated: Iterable[Stated], names: Names) -> tuple[list[Known], tuple[str, ...]]:
    found: list[Known] = []
    unknown: dict[str, None] = {}
    looked: dict[tuple[Text, ...], Named | None] = {}
    for s in stated:
        if s.texts not in looked:
            looked[s.texts] = names.find(s.texts)
        named = looked[s.texts]
        if named is None:
            unknown[", ".join(t.said for t in s.texts if t.said)] = None
        else:
            found.append(Known(named, s))
    return found, tuple(unknown)
