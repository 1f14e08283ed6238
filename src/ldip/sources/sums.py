"""Records that are sums of other records of a file: both sexes beside each, all ages or groups beside their parts."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.sources.record import Record
from ldip.tabular.files import Mistakes

Span = tuple[int, int]
Spans = frozenset[Span]
SLACK: Final = 1.0  # persons: figures of a projection are rounded one by one
LISTED: Final = 3
SEXES: Final = ("", "k", "m")


def without_sums(file: str, records: Sequence[Record]) -> tuple[tuple[Record, ...], list[str]]:
    """The records that are no sums of others, and notes on sums that differ from their parts.

    Errors: SourceError where ages or sexes overlap without one being the sum of the others."""
    groups: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for r in records:
        groups[r.region, r.label, r.zone, r.zone_label, r.year, r.contents].append(r)
    left_out: set[int] = set()
    notes: list[str] = []
    problems = Mistakes()
    for group in groups.values():
        spans = tuple(frozenset((r.first, r.last) for r in group if r.sex == s) for s in SEXES)
        sums, overlap = sums_of(*spans)
        if overlap:
            what = " og ".join(f"{a}–{b} år" for a, b in overlap)
            hint = "behold bare én inndeling i alder og kjønn, og ta de andre radene ut av filen"
            problems.append(Problem(file, "", "aldre eller kjønn overlapper", f"{group[0].who()}: {what}", hint, group[0].line))
        elif any(sums.values()):
            whole = [r for r in group if (r.first, r.last) in sums[r.sex]]
            left_out |= {id(r) for r in whole}
            notes += _wrong(whole, [r for r in group if id(r) not in left_out])
    if problems:
        raise SourceError(problems.told())
    more = [f"og {len(notes) - LISTED} slike summer til"] if len(notes) > LISTED else []
    return tuple(r for r in records if id(r) not in left_out), notes[:LISTED] + more


@lru_cache(maxsize=4096)
def sums_of(both: Spans, women: Spans, men: Spans) -> tuple[Mapping[str, Spans], tuple[Span, ...]]:
    """Spans of ages by sex that are sums of narrower spans or of the sexes, and two spans that overlap without being so."""
    own = {s: _covered(spans, spans) for s, spans in zip(SEXES, (both, women, men), strict=True)}
    whole = _covered_by_each(both, women, men)
    of_sexes = frozenset(s for s in (women | men) - own["k"] - own["m"] if _fills(s, both - {s}))
    sums = {"": own[""] | whole, "k": own["k"] | of_sexes, "m": own["m"] | of_sexes}
    left = [spans - sums[s] for s, spans in zip(SEXES, (both, women, men), strict=True)]
    for one, other in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2)):
        found = _overlap(left[one], left[other], same=one == other)
        if found:
            return sums, found
    return sums, ()


def _covered(spans: Spans, by: Spans) -> Spans:
    if all(a == b for a, b in spans):
        return frozenset()
    return frozenset(s for s in spans if s[0] != s[1] and _fills(s, by - {s}))


def _covered_by_each(both: Spans, women: Spans, men: Spans) -> Spans:
    return frozenset(s for s in both if _fills(s, women) and _fills(s, men)) if women and men else frozenset()


def _fills(whole: Span, parts: Iterable[Span]) -> bool:
    """Whether the parts inside a span leave no age of it out."""
    reached = whole[0]
    for a, b in sorted(p for p in parts if whole[0] <= p[0] and p[1] <= whole[1]):
        if a > reached:
            return False
        reached = max(reached, b + 1)
    return reached > whole[1]


def _overlap(one: Spans, other: Spans, *, same: bool) -> tuple[Span, ...]:
    if same:
        ordered = sorted(one)
        return next(((a, b) for a, b in itertools.pairwise(ordered) if b[0] <= a[1]), ())
    return next(((a, b) for a in one for b in other if a[0] <= b[1] and b[0] <= a[1]), ())


def _wrong(sums: Iterable[Record], parts: Sequence[Record]) -> Iterable[str]:
    """Sums that differ from the parts they cover."""
    for whole in sums:
        inside = [r.value for r in parts if whole.first <= r.first and r.last <= whole.last and whole.sex in ("", r.sex)]
        if whole.value is not None and None not in inside:
            found = sum(v for v in inside if v is not None)
            if inside and abs(found - whole.value) > SLACK + 0.5 * len(inside) ** 0.5:
                yield f"{whole.who()}: summen i filen er {whole.value:g}, men radene den er summen av, er {found:g}"
