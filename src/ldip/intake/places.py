"""Regions of a population file: the municipality that a number or a name is, with the years and the county the name states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ldip.errors import Problem
from ldip.pack.municipalities import Municipality, all_municipalities, folded, of_number
from ldip.sources.codes import OPEN, CodeHistory, Former
from ldip.tabular.terms import Question, UnclearError

CHOSEN: Final = "velg.kommune"
PERIOD: Final = re.compile(r"\(\s{0,3}(?:t\.?\s?o\.?\s?m\.?\s{0,3})?([0-9]{4})?\s{0,3}[-–—]?\s{0,3}([0-9]{4})?\s{0,3}\)")
BRACKETS: Final = re.compile(r"\(([^()]*)\)")
WORDS: Final = re.compile(r"\s+(kommune|kommunekasse|konsern|herad|municipality)$", re.IGNORECASE)
LANGUAGES: Final = re.compile(r"\s+[-–/]\s+|/")


@dataclass(frozen=True)
class Place:
    """A region: a number of four digits, or else names, with the years and the county that the name states."""

    number: str = ""
    names: frozenset[str] = frozenset()
    first: int = 0
    last: int = OPEN
    county: str = ""

    @property
    def is_dated(self) -> bool:
        """Whether the name states years."""
        return bool(self.first) or self.last != OPEN


def place_of(region: str, label: str = "") -> Place:
    """The place of a region's code and name: «0301», «301», or «Porsgrunn (2020-2023)», «Oslo kommune», «Herøy (Nordland)»."""
    if re.fullmatch(r"[0-9]{3,4}", region):
        return Place(region.zfill(4))
    text, first, last = " ".join((label or region).split()), 0, OPEN
    for found in PERIOD.finditer(text):
        if found[1] or found[2]:
            first, last = int(found[1] or 0), int(found[2] or OPEN)
            if found[2] is None and not re.search(r"[-–—]", found[0]):
                first, last = 0, first  # «(t.o.m. 2019)»
    text = PERIOD.sub("", text)
    county = next((folded(c) for c in BRACKETS.findall(text)), "")
    name = WORDS.sub("", BRACKETS.sub("", text).strip())
    names = frozenset(n for n in map(folded, (name, *LANGUAGES.split(name))) if n)
    return Place("", names, first, last, county)


@dataclass(frozen=True)
class Home:
    """The plan's municipality: its number and name, the numbers of every municipality by date, and the user's answers."""

    number: str
    name: str
    codes: CodeHistory
    answers: Mapping[str, str]

    @cached_property
    def current(self) -> str:
        """The number of today that the municipality's number became, where it became one and nothing joined it."""
        if any(f.current == self.number for f in self.codes.formers):
            return self.number
        became = self.codes.all_of(self.number)
        if len(became) != 1 or became[0].weight != 1.0:
            return self.number
        alone = [f.number for f in self.codes.on(became[0].current, became[0].last)] == [self.number]
        return became[0].current if alone else self.number

    @cached_property
    def formers(self) -> tuple[Former, ...]:
        """Every number it has had, oldest first."""
        return self.codes.numbers(self.current)

    def on(self, year: int) -> tuple[Former, ...]:
        """Its numbers 1 January of a year; its own where the history does not reach."""
        return self.codes.on(self.current, year) or (Former(self.number, self.number, 0, OPEN),)

    @cached_property
    def names(self) -> frozenset[str]:
        """Its names, folded."""
        known = of_number(self.current)
        texts = (self.name, known.name, *known.others) if known else (self.name,)
        return frozenset(n for t in texts for n in place_of("", t).names)

    def is_named(self, place: Place) -> bool:
        """Whether a name is the municipality's. Errors: UnclearError for a name that several municipalities have."""
        if place.number or not place.names & self.names:
            return False
        same = [m for m in all_municipalities() if _is_called(m, place)]
        if self.current not in {m.number for m in same}:
            return of_number(self.current) is None
        if len(same) == 1:
            return True
        if CHOSEN in self.answers:
            return self.answers[CHOSEN] == self.current
        raise self._unclear(same)

    def _unclear(self, same: list[Municipality]) -> UnclearError:
        choices = tuple((m.number, f"{m.number} {m.name} ({m.county})") for m in same)
        text = f"Flere kommuner heter {same[0].name}. Hvilken er det i filen?"
        hint = f"svar med --svar {CHOSEN}={self.current}, eller hent tallene med kommunenummer"
        what = f"flere kommuner heter {same[0].name}, og filen har ikke kommunens nummer"
        problem = Problem("", "", what, ", ".join(t for _, t in choices), hint)
        return UnclearError([problem], (Question(CHOSEN, text, choices),))

    def listed(self, years: Iterable[int], without: Iterable[str] = ()) -> str:
        """The numbers of some years with when they were in use: «3806 (2020–2023) og 0805 (til 2019)»."""
        begun, left = min((f.first for f in self.codes.formers), default=0), set(without)
        wanted = {f for y in years for f in self.on(y) if f.number not in left}
        texts = []
        for f in sorted(wanted, key=lambda f: (-f.last, f.number)):
            period = "" if f.last == OPEN else f"til {f.last}" if f.first <= begun else f"{f.first}–{f.last}"
            texts.append(f"{f.number} ({period or f'fra {f.first}'})")
        return joined(texts)


def _is_called(m: Municipality, place: Place) -> bool:
    own = {n for t in (m.name, *m.others) for n in place_of("", t).names}
    return bool(own & place.names) and (not place.county or place.county in {folded(m.county), *own})


def joined(texts: Iterable[str]) -> str:
    """Texts as a list in words."""
    found = list(texts)
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " og " + found[-1] if found else ""
