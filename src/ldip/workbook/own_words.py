"""Words of workbooks: headings and names compared without case, spaces and footnote signs, years and units found in text."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final

from ldip.plan.paths import no_device
from ldip.tabular.terms import Fault, Raw

YEAR: Final = re.compile(r"(?<![\d.,/-])((?:19|20|21)\d\d)(?![\d/-])")
# Words that may be beside a year in the heading of a column of that year.
OF_YEARS: Final = frozenset(
    [
        "år",
        "budsjett",
        "bud",
        "b",
        "vedtatt",
        "revidert",
        "opprinnelig",
        "oppr",
        "rev",
        "forslag",
        "øp",
        "økonomiplan",
        "økplan",
        "plan",
        "planår",
        "hp",
        "handlingsprogram",
        "hop",
        "handlings",
        "og",
        "økonomiplanen",
        "prognose",
        "framskrevet",
        "fremskrevet",
        "framskriving",
        "fremskriving",
        "regnskap",
        "r",
        "ramme",
        "beløp",
        "utgift",
        "utgifter",
        "brutto",
        "netto",
        "sum",
        "kostnad",
        "per",
        "pr",
        "i",
        "mill",
        "kr",
        "kroner",
        "1000",
        "folketall",
        "innbyggere",
    ]
)
BEFORE: Final = re.compile(r"\b(t\.?o\.?m\.?|tom|til og med|før|tidligere|etter|ut over|utover|fom|f\.?o\.?m)\b", re.IGNORECASE)
MILLION: Final = re.compile(r"\b(mill?\.?|millioner|mkr|mnok)\b", re.IGNORECASE)
THOUSAND: Final = re.compile(r"(\b1[ \u00a0.]?000\b ?(kr|kroner)?|\btkr\b|\btusen\b|\bknok\b)", re.IGNORECASE)
KRONER: Final = re.compile(r"\b(kr|kroner|nok)\b", re.IGNORECASE)
FIXED: Final = re.compile(r"\b((?:19|20)\d\d)[ -](?:kr|kroner|priser)\b|prisnivå[ :]*((?:19|20)\d\d)", re.IGNORECASE)
RUNNING: Final = re.compile(r"\b(løpende|nominelle?)\b", re.IGNORECASE)
SPAN: Final = re.compile(r"^(\d{1,3})\s*(?:[-–—]|til)\s*(\d{1,3})\b")
OPEN: Final = re.compile(r"^(\d{1,3})\s*(?:(?:år ?)?\+|år (?:og|eller) (?:over|eldre|oppover)|(?:og|eller) (?:over|eldre))")
SINGLE: Final = re.compile(r"^(\d{1,3})(?:\s*(?:år|-?åringer))?$")
OLDEST: Final = 105
CLOSE: Final = 0.72  # likeness of two names that may be the same


def text_of(raw: Raw) -> str:
    """A cell as text: whole numbers without decimals, years of dates kept, faults as the file shows them."""
    if isinstance(raw, Fault):
        return raw.text
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else repr(raw)
    return raw.isoformat() if isinstance(raw, dt.date) else " ".join(raw.split())


def norm(text: str) -> str:
    """A heading or name for comparison."""
    plain = unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold()
    return " ".join(" ".join(plain.split()).rstrip("*¹²³:").split())


def loose(text: str) -> str:
    """The same without years and other digits, for the heading that carries last year's number."""
    return " ".join(re.sub(r"[^\w]+", " ", re.sub(r"\d+", " ", norm(text))).split())


def same(text: str, wanted: str) -> bool:
    """Whether two headings are the same."""
    return norm(text) == norm(wanted)


def matches(text: str, patterns: Iterable[str]) -> bool:
    """Whether a name matches one of some patterns."""
    plain = norm(text)
    return any(fnmatchcase(plain, pattern_of(p)) for p in patterns)


def pattern_of(pattern: str) -> str:
    """A pattern in the form that names are compared in."""
    return " ".join(unicodedata.normalize("NFKC", pattern).casefold().split())


def year_in(raw: Raw) -> tuple[int, str]:
    """The year that a heading names as a column of that year, and its other words; 0 for any other heading."""
    if isinstance(raw, dt.date):
        return raw.year, ""
    if isinstance(raw, float):
        return (int(raw), "") if raw.is_integer() and 1950 <= raw <= 2150 else (0, "")
    if isinstance(raw, Fault) or not raw.strip():
        return 0, ""
    found = YEAR.findall(raw)
    rest = " ".join(re.sub(r"[^\w]+", " ", YEAR.sub(" ", re.sub(r"\b\d{1,2}\.\d{1,2}\.", " ", raw))).casefold().split())
    fits = len(found) == 1 and not BEFORE.search(raw) and set(rest.split()) <= OF_YEARS
    return (int(found[0]), "" if rest == "år" else rest) if fits else (0, "")


def unit_in(text: str) -> str:
    """The money unit that a text names; empty for none."""
    if MILLION.search(text):
        return "mill. kr"
    if THOUSAND.search(text):
        return "1000 kr"
    return "kr" if KRONER.search(text) else ""


def prices_in(text: str) -> str:
    """The price basis that a text names; empty for none."""
    if found := FIXED.search(text):
        return f"{found[1] or found[2]}-kroner"
    return "løpende" if RUNNING.search(text) else ""


def ages_in(text: str) -> tuple[int, int] | None:
    """The span of ages that a name of an age group names, both ends included; None for any other name."""
    plain = norm(re.sub(r"^[^\d]*(?=\d)", "", text)) if re.match(r"^(alder|aldersgruppe)\b", norm(text)) else norm(text)
    inside = re.search(r"\((\d{1,3}\s*(?:[-–—]\s*\d{1,3}|\+)?[^)]*)\)", plain)
    plain = inside[1] if inside and not plain[:1].isdigit() else plain
    if found := SPAN.match(plain):
        return int(found[1]), min(int(found[2]), OLDEST)
    if found := OPEN.match(plain):
        return int(found[1]), OLDEST
    found = SINGLE.match(plain)
    return (int(found[1]), int(found[1])) if found and int(found[1]) <= OLDEST else None


def slug(name: str) -> str:
    """An id of a name: å becomes aa, and other signs a hyphen."""
    plain = norm(name).replace("å", "aa").replace("ø", "oe").replace("æ", "ae")
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return no_device(re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:60].strip("-") or "rad")


def nearest_names(name: str, known: Mapping[str, Sequence[str]], most: int = 5) -> list[tuple[str, float]]:
    """Ids by likeness of a name to the names each goes under, the most alike first."""
    plain = _plain(name)
    match = difflib.SequenceMatcher(None, "", plain, autojunk=False)
    scored = [(max((_like(match, _plain(n), plain) for n in names), default=0.0), key) for key, names in known.items()]
    return [(key, score) for score, key in sorted(scored, key=lambda s: (-s[0], s[1]))[:most] if score >= CLOSE]


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return loose(name) or norm(name)


def _like(match: difflib.SequenceMatcher[str], a: str, b: str) -> float:
    """Likeness of two names; `match` is prepared for the second, which is the costly side of it."""
    if a == b:
        return 1.0
    first, second = set(a.split()), set(b.split())
    part = 0.9 if first and second and (first <= second or second <= first) and len(min(a, b, key=len)) > 3 else 0.0
    match.set_seq1(a)
    near = match.real_quick_ratio() > CLOSE and match.quick_ratio() > CLOSE  # upper bounds, and much quicker
    return max(match.ratio() if near else 0.0, part)
