"""The form of a fund move: an amount set aside to a fund in a year, or used of it, added to what the plan has there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.forms.asked import Asked
from ldip.forms.common import earliest_open
from ldip.forms.posts import Stated, added, raised, vector
from ldip.forms.terms import Choice, Made, Proposal, Spec, Values
from ldip.forms.written import printed
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, SetValue
from ldip.plan.schema.fields import SCALE, YearVector

FILE: Final = "fond.toml"
POSTS: Final = "investeringer.toml"
UNIT: Final = "mill. kr"
IN: Final = "avsetning"
OUT: Final = "bruk"
BOUND: Final = "bundne_driftsfond"
# Investment funds by direction: the posts of § 5-5 lines 21–24.
INVESTMENT: Final = {
    "bundne_investeringsfond": {IN: "avsetning_bundne_investeringsfond", OUT: "planlagt_bruk_bundne_investeringsfond"},
    "ubundet_investeringsfond": {
        IN: "planlagt_avsetning_ubundet_investeringsfond",
        OUT: "planlagt_bruk_ubundet_investeringsfond",
    },
}


def files(name: str) -> tuple[str, ...]:
    """The files a fund move is written in."""
    return (FILE, POSTS)


def load(plan: Plan, name: str) -> Values | None:
    """A move has no id of its own: it is an amount in a year."""
    return None


def draw(a: Asked) -> Made:
    """The fields, and the edits they give."""
    ways = [Choice(k, tr(f"skjema.fond.slag.{k}")) for k in (IN, OUT)]
    way = a.choice(Spec("slag"), ways, Proposal(IN))
    own = a.choice(Spec("fond"), _funds(a.plan), Proposal(_funds(a.plan)[0].id, tr("skjema.fond.foerste")))
    a.help("fond", tr(f"skjema.fond.lov.{own if own in (BOUND, *INVESTMENT) else 'disposisjonsfond'}"))
    first, last = float(earliest_open(a.plan)), float(a.plan.years[-1])
    year = a.year(Spec("aar", "naar", low=first, high=last), Proposal(earliest_open(a.plan), tr("skjema.fond.aar")))
    amount = a.number(
        Spec("beloep", "naar", required=True, unit="mill.", prices=a.short_prices, low=0.0, high=1e6),
        Proposal("", tr("skjema.fond.beloep")),
    )
    if amount == 0.0:
        a.lack("beloep")
    before = _held(a.plan, own, way, year)
    a.help("beloep", tr("skjema.fond.fra_foer", verdi=printed(round(before, 3)), aar=year))
    stated = a.source(tr("skjema.laan.enhet"))
    a.touches["aar"] = str(year)
    edits = tuple(_edits(a, own, way, {year: amount}, stated)) if amount else ()
    return Made(edits, {(FILE, ""): "beloep", (POSTS, ""): "beloep"}, (tr("skjema.fond.netto"),))


def _funds(plan: Plan) -> list[Choice]:
    """The parts of disposisjonsfond by name, and the other funds."""
    parts = [Choice(f.id, f.navn) for f in plan.funds.disposisjonsfond]
    return [*parts, *(Choice(k, tr(f"skjema.fond.navn.{k}")) for k in (BOUND, *INVESTMENT))]


def _vector(plan: Plan, own: str, way: str) -> YearVector | None:
    """The vector that a move is added to; None where the plan has none."""
    if own in INVESTMENT:
        return plan.investment.poster.get(INVESTMENT[own][way])  # type: ignore[call-overload, no-any-return]
    if own == BOUND:
        found: YearVector = getattr(plan.funds.bundne_driftsfond, way)
        return found
    return next((getattr(f, way) for f in plan.funds.disposisjonsfond if f.id == own), None)


def _held(plan: Plan, own: str, way: str, year: int) -> float:
    """The amount of the plan in the year already, in millions."""
    found = _vector(plan, own, way)
    return 0.0 if found is None else (found.said(year) or 0.0) * SCALE[str(getattr(found, "enhet", UNIT))] / SCALE[UNIT]


def _edits(a: Asked, own: str, way: str, by_year: dict[int, float], stated: Stated) -> Iterator[Edit]:
    if own in INVESTMENT:
        yield from added(a, POSTS, INVESTMENT[own][way], by_year, stated)
        return
    held = _vector(a.plan, own, way)
    index = next((i for i, f in enumerate(a.plan.funds.disposisjonsfond) if f.id == own), None)
    path: tuple[str | int, ...] = (BOUND, way) if index is None else ("disposisjonsfond", index, way)
    if held is not None:
        yield from raised(a, FILE, path, held, by_year)
    else:
        yield SetValue(fil=FILE, noekkel=list(path), verdi=vector(a, by_year, stated))
