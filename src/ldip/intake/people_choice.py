"""The records of a file that are the plan's municipality, by its numbers on each date, and of one alternative.

A number that did not exist in a year has no inhabitants that year: the zeros that a source answers with are never people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ldip.errors import PlanError, Problem
from ldip.intake.places import Home, Place, joined, place_of
from ldip.locales import tr
from ldip.locales.written import separated, spans
from ldip.plan.messages import nearest
from ldip.sources.codes import OPEN
from ldip.sources.records import Record, Table
from ldip.tabular.terms import Question, UnclearError

ALTERNATIVE: Final = "velg.alternativ"
BORDERS: Final = "velg.grenser"
APART: Final = 0.001  # of the persons: two series of the same municipality that differ by more are not the same
LISTED: Final = 20
NO_PEOPLE: Final = "0 er ikke et folketall: hent årene på nytt, eller ta dem ut av filen"
OLD_NAME: Final = "eldre navn"  # the name of a year in which several numbers were what the municipality is now
Rows = list[Record]


@dataclass
class Chosen:
    """Records with the municipality's own numbers, persons weighted by the share that became it, and notes for the user."""

    records: Rows = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def of_alternative(table: Table, alternative: str) -> Rows:
    """Records of one alternative. Errors: PlanError for one that the file lacks, UnclearError where one must be chosen."""
    contents = sorted({r.contents for r in table.records})
    if alternative and alternative not in contents:
        raise PlanError([Problem(table.file, "", "ukjent alternativ", alternative, nearest(alternative, contents))])
    if len(contents) > 1 and not alternative:
        hint = f"velg ett med --alternativ eller --svar {ALTERNATIVE}=…"
        problem = Problem(table.file, "", "filen har flere alternativer", "; ".join(contents)[:200], hint)
        question = Question(ALTERNATIVE, "Hvilke tall skal leses?", tuple((c, c or "uten navn") for c in contents))
        raise UnclearError([problem], (question,))
    return [r for r in table.records if not alternative or r.contents == alternative]


def of_home(table: Table, records: Sequence[Record], home: Home) -> Chosen:
    """The municipality's records of every year. Errors: PlanError for years without people, UnclearError with questions."""
    groups: dict[int, dict[tuple[str, str], Rows]] = defaultdict(lambda: defaultdict(list))
    for r in records:
        groups[r.year][r.region, r.label].append(r)
    places = {key: place_of(*key) for found in groups.values() for key in found}
    own = _Own(table.file, home, places)
    for year in sorted(groups):
        own.take(year, groups[year])
    own.finish(_regions_of(records))
    lost = sorted({key[0] for key, p in places.items() if p.number and key[0] != p.number and p.number in own.used})
    told = [tr("import.zero", given=", ".join(lost), number=", ".join(n.zfill(4) for n in lost))] if lost else []
    others = sum(1 for key in places if key not in own.keys)
    told += [tr("import.others", n=others)] if others else []
    return Chosen(own.records, [*told, *own.told()])


def _regions_of(records: Sequence[Record]) -> str:
    return ", ".join(sorted({f"{r.region} {r.label}".strip() if r.label != r.region else r.region for r in records}))[:120]


class _Own:
    """Choice of a municipality's rows year by year; the faults of all years are reported together."""

    def __init__(self, file: str, home: Home, places: Mapping[tuple[str, str], Place]) -> None:
        self.file, self.home, self.places = file, home, places
        self.records: Rows = []
        self.keys: set[tuple[str, str]] = set()
        self.used: set[str] = set()
        self.unborn: dict[int, set[str]] = {}  # years of zeros: the numbers that have people
        self.zero: list[int] = []
        self.partial: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self.differ: dict[int, tuple[float, float]] = {}
        self.split: dict[tuple[str, float], list[int]] = defaultdict(list)
        self.bare: list[int] = []
        self.absent: list[int] = []

    def take(self, year: int, groups: Mapping[tuple[str, str], Rows]) -> None:
        """Add the municipality's rows of a year, or note why there are none."""
        formers = {f.number: f.weight for f in self.home.on(year)}
        today = {self.home.number, self.home.current}
        found: dict[str, Rows] = defaultdict(list)
        for key, rows in groups.items():
            number = self._number(self.places[key], year, formers, today)
            if number:
                found[number] += rows
                self.keys.add(key)
        dated = {n: found[n] for n in formers if any(r.value is None or r.value for r in found.get(n, []))}
        present = [rows for n in sorted(today - formers.keys()) if _has_people(rows := found.get(n, []))]
        if len(dated) == len(formers):
            self._dated(year, dated, formers, present)
        elif present:
            self._add(self.home.number, present[0], 1.0)
            if len(formers) > 1:
                self.bare.append(year)
        elif dated or _has_people(found.get(OLD_NAME, [])):
            self.partial[tuple(n for n in formers if n not in dated)].append(year)
        elif not any(found.values()):
            self.absent.append(year)
        elif set(found) & formers.keys() == formers.keys():
            self.zero.append(year)
        else:
            self.unborn[year] = set(formers)

    def _number(self, place: Place, year: int, formers: Mapping[str, float], today: set[str]) -> str:
        """The number that a region counts as in a year; empty for another place."""
        if place.number:
            return place.number if place.number in formers or place.number in today else ""
        if not (place.first <= year <= place.last and self.home.is_named(place)):
            return ""
        if place.last == OPEN and not place.first:
            return self.home.number
        return next(iter(formers)) if len(formers) == 1 else OLD_NAME

    def _dated(self, year: int, dated: Mapping[str, Rows], formers: Mapping[str, float], present: list[Rows]) -> None:
        """Rows of the numbers of the date, unless the file has the municipality on today's borders as well and they differ."""
        if present:
            then = sum(formers[n] * _persons(rows) for n, rows in dated.items())
            if abs(then - (now := _persons(present[0]))) > APART * max(then, now):
                self.differ[year] = (then, now)
                if self.home.answers.get(BORDERS) == "dagens":
                    self._add(self.home.number, present[0], 1.0)
                    return
        for number, rows in dated.items():
            self._add(number, rows, formers[number])
            if formers[number] != 1.0:
                self.split[number, formers[number]].append(year)

    def _add(self, number: str, rows: Rows, weight: float) -> None:
        self.used.add(number)
        for r in rows:
            value = r.value if r.value is None or weight == 1.0 else r.value * weight
            self.records.append(replace(r, region=number, value=value))

    def finish(self, regions: str) -> None:
        """Raise what was found wrong. Errors: PlanError, UnclearError."""
        problems = [*self._without_people(), *missing(self.file, self.records)]
        if not self.records and not problems:
            known = joined(f.number for f in self.home.formers)
            hint = f"kommunen har hatt numrene {known}; filen har {regions}. Er områdene deler av kommunen, bruk --soner"
            problems = [Problem(self.file, "", "kommunen finnes ikke i filen", self.home.number, hint)]
        if problems:
            raise PlanError(problems)
        if self.differ and self.home.answers.get(BORDERS) not in ("dagens", "datoens"):
            raise self._two_borders()

    def _without_people(self) -> Iterable[Problem]:
        home = self.home
        if self.unborn:
            years = spans(self.unborn)
            first = min((f.first for f in home.formers if f.number == home.number), default=0)
            born = f"nummeret {home.number} fantes ikke før {first}" if first > min(self.unborn) else f"{home.number} fantes ikke"
            hint = f"hent også {home.listed(self.unborn)}, eller ta disse årene ut av filen"
            yield Problem(self.file, "", f"{born}, og 0 i {years} er ikke folketall", "", hint)
        for lacking, found in self.partial.items():
            all_ = joined(f.number for f in home.on(found[0]))
            hint = f"hent også {home.listed(found, {f.number for f in home.on(found[0])} - set(lacking))}"
            yield Problem(self.file, "", f"kommunen var {all_} i {spans(found)}, og {joined(lacking)} mangler", "", hint)
        if self.zero:
            numbers = joined(dict.fromkeys(f.number for y in self.zero for f in home.on(y)))
            yield Problem(self.file, "", f"alle tall for {numbers} er 0 i {spans(self.zero)}", "", NO_PEOPLE)

    def _two_borders(self) -> UnclearError:
        year, (then, now) = next(iter(self.differ.items()))
        numbers = joined(f.number for f in self.home.on(year))
        shown = [separated(f"{v:,.0f}") for v in (then, now)]
        what = f"filen har både {numbers} og {self.home.number} for {spans(self.differ)}, med ulike tall"
        hint = f"svar med --svar {BORDERS}=datoens eller --svar {BORDERS}=dagens"
        choices = (
            ("datoens", f"numrene kommunen hadde ({year}: {shown[0]})"),
            ("dagens", f"dagens grenser ({year}: {shown[1]})"),
        )
        problem = Problem(self.file, "", what, f"{year}: {shown[0]} og {shown[1]}", hint)
        return UnclearError([problem], (Question(BORDERS, "Hvilke tall skal brukes?", choices),))

    def told(self) -> Iterable[str]:
        """Notes on shares, on names of merged municipalities, and on years without the municipality."""
        for (number, weight), found in self.split.items():
            yield tr("import.split", number=number, years=spans(found), share=f"{100.0 * weight:g}")
        if self.bare:
            numbers = joined(f.number for f in self.home.on(self.bare[0]))
            yield tr("import.today", years=spans(self.bare), numbers=numbers)
        if self.absent:
            yield tr("import.absent", years=spans(self.absent))


def missing(file: str, records: Iterable[Record]) -> list[Problem]:
    """Cells without a figure as problems, by place."""
    found = [r for r in records if r.value is None]
    hint = "et tall som mangler, er ikke null: hent tallet, eller ta bort året"
    listed = [Problem(file, r.place, "tallet mangler", r.who(), hint, r.line) for r in found[:LISTED]]
    if len(found) > LISTED:
        listed.append(Problem(file, "", f"og {len(found) - LISTED} tall til mangler", "", hint, found[-1].line))
    return listed


def _has_people(rows: Rows) -> bool:
    return any(r.value for r in rows)


def _persons(rows: Rows) -> float:
    return sum(r.value or 0.0 for r in rows)
