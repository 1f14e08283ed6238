"""Lines a plan may state in place of one that is not taken, and checks of the marks on a row for the years after it."""

from __future__ import annotations

from collections.abc import Container, Iterator

from ldip.engine.graph import Step
from ldip.engine.schedule import ub_of
from ldip.errors import Problem
from ldip.model.catalogue import catalogue
from ldip.operations.frames import TAKEN_UP
from ldip.plan.schema import tables as t

FILE = "vedtatt.csv"
MOST_NAMED = 6  # lines named in one remedy


def lasting_problems(row: t.AdoptedRow, s: Step, line: int, lasting: Container[tuple[str, int, str]]) -> Iterator[Problem]:
    """Problems of a row's marks for the years after it; `lasting` are line, year and element of the rows that last."""
    if row.varighet and row.uttrapping_aar:
        hint = "la den ene stå tom; en uttrapping over ett år er engangs"
        yield Problem(FILE, "uttrapping_aar", "står sammen med varighet", str(row.uttrapping_aar), hint, line)
    elif row.uttrapping_aar and not s.follows:
        hint = "la feltet stå tomt, eller gi planens egne tall for årene etter"
        yield Problem(FILE, "uttrapping_aar", "linjen føres ikke videre og kan ikke trappes ut", row.linje, hint, line)
    elif row.years_left and s.follows == TAKEN_UP and (row.linje, row.aar, row.element) not in lasting:
        hint = "gi den varige rammen i en egen rad, og beløpet utenom i denne"
        yield Problem(FILE, "varighet", "en ramme kan ikke være engangs alene", row.linje, hint, line)


def instead(name: str) -> str:
    """The remedy for a line that is not taken."""
    found = lines_instead(name)
    if not found:
        return "fjern raden"
    return f"oppgi {found[0]}" if len(found) == 1 else f"oppgi en eller flere av: {', '.join(found[:MOST_NAMED])}"


def lines_instead(name: str) -> tuple[str, ...]:
    """Lines in kroner that a plan may state, nearest below a quantity that takes none, each of which is taken."""
    steps, seen, found = catalogue().steps, {name}, dict[str, None]()
    queue = [name]
    while queue:
        s = steps[queue.pop(0)][0]
        below = (s.use_instead,) if s.use_instead else s.inputs
        for n in dict.fromkeys(map(ub_of, below)):
            if n in seen or n not in steps:
                continue
            seen.add(n)
            if is_taken(steps[n][0]):
                found[n] = None
            else:
                queue.append(n)
        if found and s.name == name:  # the nearest are those the reader knows
            break
    return tuple(found)


def is_taken(s: Step) -> bool:
    """Whether vedtatt.csv takes a line for the quantity."""
    return s.takes_line and s.unit == "kr" and len(s.axes) < 2
