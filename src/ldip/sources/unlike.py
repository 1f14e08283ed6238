"""Rows of one file that are never added: versions, companies, years, or the same rows twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import gcd
from typing import Final

from ldip.errors import Problem
from ldip.locales import tr
from ldip.tabular.headings import key_of
from ldip.tabular.questions import CHOOSE, one_of, only
from ldip.tabular.terms import Answers, Question, Table, UnclearError, Wanted

# Headings that name what a row belongs to; several values are figures that replace each other, or of different owners.
OWNERS: Final = (
    *("versjon", "versjoner", "budsjettversjon", "versjonsnavn", "scenario", "alternativ"),
    *("selskap", "selskapsnr", "selskapskode", "firma", "firmanr", "klient", "klientnr", "regnskapsenhet", "foretak", "orgnr"),
    *("kommune", "kommunenr", "kommunenummer", "knr", "region", "regnskapsomfang", "beløpstype", "datatype"),
)
YEARS: Final = ("år", "aar", "årgang", "regnskapsår", "budsjettår")
PERIODS: Final = ("periode", "regnskapsperiode", "bokføringsperiode")  # of a year, by month
ALL: Final = "*"  # an answer: the values belong together
PERIOD: Final = re.compile(r"(?<!\d)(?:19|20)\d\d[-./ ]?(?:0\d|1[0-3])(?!\d)")
YEAR: Final = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


def with_choices(velg: Mapping[str, str], answers: Answers) -> dict[str, str]:
    """The user's answers, and those of a map that the user has not answered otherwise."""
    given = {key_of(k) for k in answers}
    return {CHOOSE + h: v for h, v in velg.items() if key_of(CHOOSE + h) not in given} | dict(answers)


def owner_columns(named: Collection[str], answers: Answers) -> Iterator[Wanted]:
    """The columns to look for beside those a map has named: one that an answer chooses from must be there."""
    asked = [k.removeprefix(CHOOSE) for k in answers if k.startswith(CHOOSE)]
    for heading in asked:
        yield Wanted(CHOOSE + heading, (heading,), "tekst")
    taken = {key_of(n) for n in (*named, *asked)}
    for heading in (*OWNERS, *YEARS, *PERIODS):
        if key_of(heading) not in taken:
            yield Wanted(heading, (heading,), "tekst", required=False)


def one_owner(table: Table, answers: Answers) -> Table:
    """The rows of the one value that is chosen in every column of owners or years; `*` takes all, and that is reported.

    Errors: UnclearError for every column with several values and no answer; SourceError for a value it lacks."""
    rows = set(range(len(table.lines)))
    problems: list[Problem] = []
    questions: list[Question] = []
    told: list[str] = []
    whole = {key_of(k.removeprefix(CHOOSE)) for k, v in answers.items() if k.startswith(CHOOSE) and v == ALL}
    for name in [n for n in table.columns if n.startswith(CHOOSE) or n in OWNERS or n in YEARS]:
        heading = table.headings.get(name, name)
        if key_of(heading) in whole:
            told.append(tr("read.together", column=heading))
            continue
        try:
            rows &= set(one_of(table, name, answers))
        except UnclearError as error:
            problems += error.problems
            together = () if name in YEARS else ((ALL, tr("read.all")),)
            questions += [replace(q, choices=(*q.choices, *together)) for q in error.questions]
    if problems:
        raise UnclearError(problems, tuple(questions))
    return only(replace(table, told=(*table.told, *told)), sorted(rows))


def of_another_year(table: Table, year: int, headings: Iterable[str]) -> Iterator[Problem]:
    """Rows or amount columns of another year than the map's."""
    for heading in headings:
        named = {int(m.group()) for m in YEAR.finditer(heading)}
        if named and year not in named:
            hint = "rett aargang i kartet, eller velg kolonnen for året"
            yield Problem(table.file, heading, f"kolonnen er ikke for {year}, som kartet gjelder", "", hint)
    for column in (*YEARS, *PERIODS):
        for line, text in zip(table.lines, table.texts(column), strict=True):
            plain = text.split(".")[0] if text.endswith(".0") else text
            found = PERIOD.search(plain) or YEAR.search(plain)
            if found and int(found.group()[:4]) != year:
                hint = "ta med filen for det året planen bygger på, eller rett aargang i kartet"
                yield Problem(table.file, column, f"raden er for et annet år enn kartet gjelder ({year})", text, hint, line)
                break  # one row is enough: the column has one value


def without_amount(table: Table, amounts: Iterable[Sequence[float | None]]) -> Iterator[str]:
    """Rows that have no amount in any column: they are no zero, and a user must know that they are left out."""
    empty = [line for line, *row in zip(table.lines, *amounts, strict=True) if all(v is None for v in row)]
    if empty:
        yield tr("read.without", n=len(empty), line=empty[0])


def twice(table: Table, rows: Sequence[tuple[object, ...]]) -> Iterator[Problem]:
    """The whole list more than once, row by row: an export that was pasted in twice."""
    counts = Counter(rows)
    times = gcd(*counts.values()) if len(counts) > 1 else 1
    if times > 1:
        again = rows.index(rows[0], 1)
        hint = "fjern den ene, eller velg én versjon om radene er fra hver sin"
        text = f"alle radene står {times} ganger i filen"
        yield Problem(table.file, "", text, f"{len(rows)} rader, {len(counts)} ulike", hint, table.lines[again])
