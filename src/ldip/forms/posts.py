"""Amounts added to a post by year, in a table of posts or a fund: other years of the post are unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ldip.forms.asked import Asked
from ldip.plan.edits import Edit, Key, SetValue, SetYear
from ldip.plan.inputs import Keys
from ldip.plan.schema.fields import SCALE, YearVector

UNIT: Final = "mill. kr"
ENDS: Final = "null"  # nothing after the last given year
POSTS: Final = "poster"
NONE_OF: Final = "ingen"
Stated = tuple[str, bool]  # the source, and whether it is an estimate


def added(a: Asked, file: str, post: str, by_year: Mapping[int, float], stated: Stated) -> Iterator[Edit]:
    """Edits that add amounts in millions of fixed prices to a post of investeringer.toml."""
    document = a.plan.documents[file]
    posts: Mapping[str, Any] = getattr(document, POSTS)
    if post in posts:
        yield from raised(a, file, (POSTS, post), posts[post], by_year)
        return
    none = list(getattr(document, NONE_OF))
    if post in none:
        left = [n for n in none if n != post]
        yield SetValue(fil=file, noekkel=[NONE_OF], verdi=left or None)
    if not posts:
        yield SetValue(fil=file, noekkel=[POSTS], verdi={post: vector(a, by_year, stated)})
    else:
        yield SetValue(fil=file, noekkel=[POSTS, post], verdi=vector(a, by_year, stated))


def raised(a: Asked, file: str, path: Keys, held: YearVector, by_year: Mapping[int, float]) -> Iterator[Edit]:
    """Edits that add amounts in millions to a vector that is there, year by year. The year after is stated first, since years
    without a value of their own follow the last one that has."""
    factor = SCALE[UNIT] / SCALE[str(getattr(held, "enhet", UNIT))]
    keys: list[Key] = list(path)
    after = max(by_year) + 1
    if after in a.plan.years and (kept := held.said(after)) is not None:
        yield SetYear(fil=file, noekkel=keys, aar=after, verdi=kept)
    for year, amount in sorted(by_year.items()):
        yield SetYear(fil=file, noekkel=keys, aar=year, verdi=round((held.said(year) or 0.0) + amount * factor, 6))


def vector(a: Asked, by_year: Mapping[int, float], stated: Stated) -> dict[str, Any]:
    """A new vector with amounts in millions of fixed prices, and nothing in the other years."""
    last = max(by_year)
    values = {str(y): round(by_year.get(y, 0.0), 6) for y in a.plan.years if y <= last}
    return {"enhet": UNIT, "priser": a.prices, "verdier": values, "videre": ENDS, "kilde": stated[0], "anslag": stated[1]}
