"""Areas of KOSTRA's figures: municipalities by number or name in a year, groups of them, counties and the nation.

Codes are Statistikkbanken's own: four digits, EKG01–EKG17 (KOSTRA groups), EKA and a county's digits, EAK and EAKUO (the nation
with and without Oslo).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from ldip.pack.municipalities import all_municipalities, counties, folded, of_number
from ldip.sources.codes import shipped

Kind = Literal["kommune", "gruppe", "fylke", "landet"]
CODE: Final = r"\d{4}|EAK(?:UO)?|EKA\d{2}|EKG\d{2}"
GROUP_CODE: Final = re.compile(r"EAK(?:UO)?|EK[AG]\d{2}")
NATION: Final = {"EAK": "Landet", "EAKUO": "Landet uten Oslo"}
NATIONAL: Final = {
    "landet": "EAK", "hele landet": "EAK", "heile landet": "EAK", "the whole country": "EAK",
    "landet uten oslo": "EAKUO", "landet u/oslo": "EAKUO", "landet utan oslo": "EAKUO",
}  # fmt: skip
CODED: Final = re.compile(rf"(?:K[-_ ])?(?P<code>{CODE}|\d{{3}})(?:[\s.:–-]+(?P<name>\S.*))?", re.IGNORECASE)
GROUPED: Final = re.compile(r"kostra[- ]?gr(?:uppe|\.)?\s*0*(?P<n>\d{1,2})", re.IGNORECASE)
PERIOD: Final = re.compile(r"\s*\((?P<first>\d{4})?\s*[-–−]\s*(?P<last>\d{4})?\)\s*$")
DIGITS: Final = 4


@dataclass(frozen=True)
class Area:
    """An area by its code. `given` is the code or name the source has, `lost` whether its first zero was lost."""

    code: str
    given: str
    lost: bool = False

    @property
    def kind(self) -> Kind:
        """Kind of the area."""
        return kind_of(self.code)


def kind_of(code: str) -> Kind:
    """Kind of a code."""
    return (
        "landet" if code in NATION else "gruppe" if code.startswith("EKG") else "fylke" if code.startswith("EKA") else "kommune"
    )


@cache
def area(given: str, text: str = "") -> Area | None:
    """An area by its code, a code with a name behind it, or a name alone; `text` is the name in a column of its own.

    None for what is no such area, and for a name that several municipalities have."""
    said = given.strip()
    if found := CODED.fullmatch(said):
        code = found["code"].upper()
        return Area(code.zfill(DIGITS), said, len(code) < DIGITS) if code[0] != "E" else Area(code, said)
    code = _by_name(said) or (_by_name(text.strip()) if text else "")
    return Area(code, said) if code else None


def _by_name(name: str) -> str:
    period = PERIOD.search(name)
    plain = PERIOD.sub("", name)
    if group := GROUPED.fullmatch(plain):
        return f"EKG{int(group['n']):02d}"
    if nation := NATIONAL.get(plain.lower()):
        return nation
    numbers = _named().get(folded(plain), ())
    if len(numbers) == 1:
        last = int(period["last"]) if period and period["last"] else 0
        return _number_of(numbers[0], last) if last else numbers[0]
    county = _counties().get(folded(plain.removesuffix(" fylke")))
    return f"EKA{county}" if county and not numbers else ""


def _number_of(current: str, year: int) -> str:
    """The one number a municipality had in a year; empty where today's municipality was several."""
    found = shipped().on(current, year)
    return found[0].number if len(found) == 1 else ""


@cache
def _named() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for m in all_municipalities():
        for name in {folded(n) for n in (m.name, *m.others)}:
            found.setdefault(name, []).append(m.number)
    return {name: tuple(numbers) for name, numbers in found.items()}


@cache
def _counties() -> dict[str, str]:
    return {folded(name): digits for digits, name in counties().items()}


@cache
def area_name(code: str) -> str:
    """The name of an area in Norwegian; the code itself for one that is not known."""
    if code in NATION:
        return NATION[code]
    if code.startswith("EKG"):
        return f"KOSTRA-gruppe {int(code[3:])}"
    if code.startswith("EKA"):
        return f"Kommunene i {counties().get(code[3:], code)}"
    known = of_number(code)
    return known.name if known else code


@cache
def current_number(code: str, year: int) -> str | None:
    """Today's number of the municipality that a number was the whole of in a year.

    The number itself where it is today's, also for a year it was not in use; None where the municipality of today was
    several, where the number was split, and for a number that is not known."""
    codes = shipped()
    if of_number(code) is not None:
        return code
    found = codes.became(code, year)
    if len(found) != 1 or found[0].weight < 1.0:
        return None
    return found[0].current if len(codes.on(found[0].current, year)) == 1 else None


@cache
def in_use(code: str, year: int) -> bool:
    """Whether a municipality's number was in use in a year, 1 January or during it."""
    return any(f.number == code and f.first <= year <= f.last for f in shipped().formers)


@cache
def ever(code: str) -> bool:
    """Whether a municipality has had the number since 2005."""
    return any(f.number == code for f in shipped().formers)
