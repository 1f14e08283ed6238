"""The 357 municipalities, today's and earlier numbers, and the search in them."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.pack.figures import records
from ldip.sources.codes import Former, shipped

LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ŋ": "n", "đ": "d", "ŧ": "t"})
OUTSIDE: Final = {"2100": "Svalbard", "2111": "Longyearbyen", "2211": "Jan Mayen"}
FIELD: Final = "kommune"
LONGEST: Final = 60
FAIR: Final = 0.6  # how alike a name must be to be proposed (difflib's own default)


@dataclass(frozen=True)
class Municipality:
    """A municipality of today. `inhabitants` 1 January 2026; `others` are its names in other languages or in full."""

    number: str
    name: str
    county: str
    inhabitants: int
    formers: tuple[Former, ...]
    others: tuple[str, ...] = ()


@cache
def all_municipalities() -> tuple[Municipality, ...]:
    """Every municipality, ordered by number."""
    codes = shipped()
    found = []
    for r in records("kommuner.csv"):
        formers = tuple(f for f in codes.numbers(r["kommunenr"]) if f.number != r["kommunenr"])
        names = tuple(n for n in r["andre_navn"].split("|") if n)
        found.append(Municipality(r["kommunenr"], r["navn"], r["fylke"], int(r["innbyggere_2026"]), formers, names))
    return tuple(sorted(found, key=lambda m: m.number))


@cache
def _by_number() -> dict[str, Municipality]:
    """Every municipality by its number."""
    return {m.number: m for m in all_municipalities()}


def of_number(number: str) -> Municipality | None:
    """The municipality of today with a number; None for another number."""
    return _by_number().get(number)


@cache
def counties() -> dict[str, str]:
    """Name of each county by its two-digit number."""
    return {r["fylkesnr"]: r["fylke"] for r in records("kommuner.csv")}


def municipality(number: str) -> Municipality:
    """A municipality by today's number, or by a name that only one has.

    Errors: SourceError in words for an earlier number (which it is today), a county, and one that is unknown."""
    given = number.strip()[:LONGEST]
    found = _by_number().get(given)
    if found is None and not is_digits(given):
        named = [m for m in all_municipalities() if folded(given) in map(folded, (m.name, *m.others))]
        found = named[0] if len(named) == 1 else None
    if found is None:
        raise SourceError([refusal(given)])
    return found


def refusal(given: str) -> Problem:
    """Reason that a text is no municipality of today, with the remedy."""
    became = shipped().all_of(given)
    if became:
        return Problem(FIELD, "", _former(given, became), given, _instead(became))
    if given in OUTSIDE:
        return Problem(FIELD, "", f"{given} er {OUTSIDE[given]}, som ikke er en kommune", given, "velg en av de 357 kommunene")
    county = counties().get(given[:2]) if given in counties() or (len(given) == 4 and given.endswith("00")) else None
    if county is not None and (given[:2] != "03" or len(given) == 2):
        said = f"{given} er fylket {county}; fylkeskommuner er utenfor"
        return Problem(FIELD, "", said, given, "oppgi kommunens nummer, fire sifre")
    if is_digits(given):
        return Problem(FIELD, "", f"{given} er ikke nummeret til noen kommune", given, _nearest_number(given))
    near = search(given, 3) or ()
    same = [m for m in near if folded(m.name) == folded(given)]
    if not given:
        return Problem(FIELD, "", "mangler", "", "oppgi kommunens nummer, fire sifre, eller navnet")
    said = f"flere kommuner heter {given}" if len(same) > 1 else f"ingen kommune heter «{given}»"
    listed = ", ".join(f"{m.number} {m.name} ({m.county})" for m in same or near)
    return Problem(FIELD, "", said, given, f"mente du {listed}?" if listed else "oppgi nummeret, fire sifre, eller navnet")


def _former(given: str, became: tuple[Former, ...]) -> str:
    last = max(f.last for f in became)
    names = [f"{f.current} {_by_number()[f.current].name}" for f in became]
    if len(became) > 1:
        return f"{given} var i bruk til {last} og er delt mellom {_and(names)}"
    current = _by_number()[became[0].current]
    beside = {f.number for f in current.formers if f.first <= last <= f.last} - {given}
    if beside:
        return f"{given} gikk inn i {current.name} etter {last}; kommunen har nummer {current.number} i dag"
    return f"{given} var {current.name} til {last}; kommunen har nummer {current.number} i dag"


def _instead(became: tuple[Former, ...]) -> str:
    numbers = sorted({f.current for f in became})
    return f"bruk {numbers[0]}" if len(numbers) == 1 else "bruk " + " eller ".join(numbers)


def _and(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " og " + names[-1]


def _nearest_number(given: str) -> str:
    near = difflib.get_close_matches(given, list(_by_number()), 3, FAIR)
    named = ", ".join(f"{n} {_by_number()[n].name}" for n in near)
    return f"mente du {named}?" if named else "søk opp nummeret med kommunens navn"


def folded(text: str) -> str:
    """Small letters without marks: å and á are a, ø is o, ŋ is n, so that a name is found as it is typed."""
    plain = unicodedata.normalize("NFKD", text.strip().lower().translate(LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))


def search(text: str, most: int = 10) -> tuple[Municipality, ...]:
    """Municipalities by part of a name or by any number, today's or earlier; the best first, at most `most`."""
    wanted = folded(text[:LONGEST])
    if not wanted:
        return ()
    if is_digits(wanted):
        hit = [(min(_number_rank(wanted, m)), m.number, m) for m in all_municipalities()]
    else:
        hit = [(min(_name_rank(wanted, n) for n in names), names[0], m) for names, m in _named()]
    found = sorted((h for h in hit if h[0] < 9.0), key=lambda h: h[:2])
    if found and found[0][0] < 4.0:  # what is like it is shown only when nothing holds it
        found = [h for h in found if h[0] < 4.0]
    return tuple(m for _, _, m in found[:most])


@cache
def _named() -> tuple[tuple[tuple[str, ...], Municipality], ...]:
    return tuple((tuple(folded(n) for n in (m.name, *m.others)), m) for m in all_municipalities())


def _number_rank(wanted: str, found: Municipality) -> list[float]:
    own = [0.0 if found.number == wanted else 2.0 if found.number.startswith(wanted) else 9.0]
    return own + [1.0 if f.number == wanted else 3.0 if f.number.startswith(wanted) else 9.0 for f in found.formers]


def _name_rank(wanted: str, name: str) -> float:
    if name == wanted:
        return 0.0
    if name.startswith(wanted):
        return 1.0
    if any(w.startswith(wanted) for w in name.replace("-", " ").split()):
        return 2.0
    if wanted in name:
        return 3.0
    alike = difflib.SequenceMatcher(None, wanted, name)
    likeness = alike.ratio() if alike.real_quick_ratio() >= FAIR and alike.quick_ratio() >= FAIR else 0.0
    return 5.0 - likeness if likeness >= FAIR else 9.0
