"""Ages as people and sources write them. A text that is not known whole is no age: «6 mnd», «8. trinn» and «1,5» are refused."""

from __future__ import annotations

import re
from typing import Final

from ldip.digits import LONGEST
from ldip.parameters.demography import AGES

ALL_AGES: Final = frozenset({"i alt", "alle aldre", "alle", "total", "totalt", "sum", "999", "999a", "all ages"})
GREATEST: Final = AGES + 14  # an age above is a mistake, as a year of birth
_N: Final = rf"([0-9]{{1,{LONGEST}}})"
_UNIT: Final = r"\s*-?(?:år|åringer|åringar|åring|aar|years?(?: old)?|yrs)?\.?"
_SINGLE: Final = re.compile(rf"[fh]?{_N}{_UNIT}")  # F and H are Statistikkbanken's groups
_SPAN: Final = re.compile(rf"[fh]?{_N}{_UNIT}\s*(?:[-–—\u2010\u2011\u2212]|til(?: og med)?|t\.?o\.?m\.?|to)\s*{_N}{_UNIT}")
_OPEN: Final = re.compile(
    rf"[fh]?{_N}{_UNIT}\s*(?:\+|(?:og|eller|and|or)\s+(?:eldre|over|oppover|older|above|more|meir|mer))|{_N}\s*\+{_UNIT}"
)
_UNDER: Final = re.compile(rf"(?:<|under)\s*{_N}{_UNIT}")
_ABOVE: Final = re.compile(rf"(?:>=|≥)\s*{_N}{_UNIT}")


def ages(text: str) -> tuple[int, int]:
    """First and last age: «7», «007», «7 år», «105 år eller eldre», «90+», «6-15 år», «under 1 år». Errors: ValueError."""
    plain = " ".join(text.lower().split())
    if plain in ALL_AGES:
        return 0, AGES - 1
    if found := _SINGLE.fullmatch(plain):
        first = last = _age(found[1], text)
    elif found := _SPAN.fullmatch(plain):
        first, last = _age(found[1], text), _age(found[2], text)
    elif found := _OPEN.fullmatch(plain) or _ABOVE.fullmatch(plain):
        first, last = _age(next(g for g in found.groups() if g), text), GREATEST
    elif (found := _UNDER.fullmatch(plain)) and int(found[1]):
        first, last = 0, _age(found[1], text) - 1
    else:
        raise ValueError(f"alderen {text!r} kan ikke leses")
    if last < first:
        raise ValueError(f"alderen {text!r} går baklengs")
    return min(first, AGES - 1), min(last, AGES - 1)


def single_age(text: str) -> int:
    """A single age up to the last, which may be written as open; −1 for anything else."""
    try:
        first, last = ages(text)
    except ValueError:
        return -1
    beyond = [n for n in re.findall("[0-9]+", text) if int(n) >= AGES]
    return first if first == last and not beyond else -1


def span_of(text: str, code: str = "") -> tuple[int, int]:
    """First and last age of a text, or of its code where the text has no age. Errors: ValueError."""
    return ages(code if code and not re.search(r"[0-9]", text) and text.strip().lower() not in ALL_AGES else text)


def _age(digits: str, text: str) -> int:
    if int(digits) > GREATEST:
        raise ValueError(f"alderen {text!r} kan ikke leses")
    return int(digits)
