"""Every sentence a run is introduced with: the one verdict, the lasting need, and the numbers beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ldip.binding.rules import phases
from ldip.compare.drawn import need_spread
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.publish.content.cells import Cell, Sentence
from ldip.publish.content.drawn_words import too_few
from ldip.publish.content.fetched import cell, millions, prices
from ldip.publish.content.measures import measure_need
from ldip.publish.content.need_card import Need
from ldip.publish.content.verdict import Verdict, verdict
from ldip.publish.digits import MINUS, grouped
from ldip.publish.numbers import LASTING, NEED, REALISED, YEARLY, address
from ldip.simulation.run import Run
from ldip.simulation.simulate import range_of_need
from ldip.uncertainty.summary import many_enough

WARN_SHARE: Final = 0.01
SURE: Final = 80
UNSPECIFIED: Final = ("ukonkretisert_innsparing", "ukonkretisert_andel")
VARIANTS: Final = (YEARLY, LASTING, REALISED)


@dataclass(frozen=True)
class Headline:
    """The verdict with every sentence that introduces a run.

    `certainty` is the saving that is enough in 50, 80, 90 and 95 of 100 draws, keyed `p50` …; empty with too few draws."""

    verdict: Verdict
    certainty: Mapping[str, float]
    sentences: tuple[Sentence, ...]

    @property
    def texts(self) -> list[str]:
        """The sentences as they are printed."""
        return [s.text for s in self.sentences]


def headline(run: Run, internal: bool = False) -> Headline:
    """The verdict on a run and the numbers beside it; public unless `internal`."""
    found = verdict(run, internal)
    said = Sentence(" ".join(s.text for s in found.said), tuple(c for s in found.said for c in s.cells))
    return Headline(
        verdict=found,
        certainty=certainty(run),
        sentences=(
            *((Sentence(run.illustration),) if run.illustration else ()),
            *((found.national,) if found.national else ()),
            said,
            need_line(found),
            *_measures(run),
            *found.card,
            *_beside(run, found.need),
            *_range(run, found.need),
            *_draws(run, found),
            _unspecified(run),
        ),
    )


def _measures(run: Run) -> tuple[Sentence, ...]:
    """The need without the measures, the part they give and the rest, which is the headline number."""
    found = measure_need(run)
    return found.sentences if found is not None else ()


def need_line(found: Verdict) -> Sentence:
    """The headline number with its terms; a dash where there is none."""
    need, quoted = found.need, found.quoted
    if need.amount.value is None:
        return Sentence(tr("headline.none"))
    words = {"value": quoted.words, "terms": need_terms(found)}
    if quoted is not need.amount:
        return Sentence(tr("headline.need.priced", base=need.amount.words, **words), (quoted, need.amount))
    return Sentence(tr("headline.need", **words), (need.amount, need.step))


def need_terms(found: Verdict) -> str:
    """The price level, phase-in and horizon of the headline number; empty where there is no number.

    The yearly step is that of the need itself, so a number with unpriced needs states the years of the phase-in."""
    need = found.need
    if need.amount.value is None or need.start is None or need.full is None:
        return ""
    words = {"prices": need.prices, "start": need.start, "end": need.end}
    if found.quoted is not need.amount:
        return tr("headline.terms.priced", years=need.full - need.start + 1, **words)
    return tr("headline.terms", step=need.step.words, **words)


def _beside(run: Run, need: Need) -> tuple[Sentence, ...]:
    """The need in other measures, and what the two other views show at most."""
    found = phases(run.plan)
    if need.amount.value is None or found.start is None:
        return ()
    share = tr("headline.share", share=need.share.words, person=need.person.words, year=need.full)
    worst, real = (_highest(run, v, found.start) for v in (YEARLY, REALISED))
    words = {"worst_year": worst.year, "real": real.words, "real_year": real.year, "prices": need.prices}
    lacks = (worst.value or 0.0) > 0.0
    views = tr("headline.views" if lacks else "headline.views.room", worst=worst.words.lstrip(MINUS), **words)
    return Sentence(share, (need.share, need.person)), Sentence(views, (worst, real))


def _highest(run: Run, variant: str, start: int) -> Cell:
    """The highest need of a view in the projected years; the first of equals."""
    years = [y for y in run.years if y >= start]
    values = run.series(NEED, 0, variant)
    year = max(years, key=lambda y: float(values[run.years.index(y)]))
    return cell(run, address(NEED, year, variant=variant), millions(run))


def certainty(run: Run) -> dict[str, float]:
    """The lasting saving that is enough in 50, 80, 90 and 95 of 100 draws, kr_fast, keyed `p50` …; empty with too few draws."""
    return {f"p{p.percent:g}": p.value for p in need_spread(run).percentiles} if many_enough(run.draws) else {}


@remembered
def _need_over_the_range(plan: Plan) -> tuple[tuple[float, float], ...] | None:
    """The need at both ends of the calibrated parameter; it takes two runs, and the plan never becomes another."""
    return range_of_need(plan)


def _range(run: Run, need: Need) -> tuple[Sentence, ...]:
    """The need at both ends of the calibrated parameter: numbers of two other runs, so without an address in this one."""
    free = run.plan.macro.kalibrering_realvekst
    ends = _need_over_the_range(run.plan) if free is not None and need.amount.value is not None else None
    if ends is None or free is None:
        return ()
    (low, high_need), (high, low_need) = (
        (grouped(v, 2), Cell(amount, format=millions(run), unit="kr_fast")) for v, amount in ends
    )
    words = {"low": low, "high": high, "chosen": grouped(free.verdi, 2), "prices": prices(run)}
    text = tr("headline.range", high_need=high_need.words, low_need=low_need.words, **words)
    return (Sentence(text, (high_need, low_need)),)


def _draws(run: Run, found: Verdict) -> tuple[Sentence, ...]:
    """The saving that is enough in most draws, and the factors that are not drawn."""
    if not run.draws:
        return ()
    if few := too_few(run):
        return (few,)
    sure = Cell(certainty(run)[f"p{SURE}"], format=millions(run), unit="kr_fast")
    enough = Sentence(tr("headline.draws", n=SURE, value=sure.words, draws=run.draws, prices=prices(run)), (sure,))
    return (enough, Sentence(undrawn_text(found))) if found.undrawn else (enough,)


def undrawn_text(found: Verdict) -> str:
    """The uncertain factors that the plan does not draw."""
    return tr("headline.undrawn", names=", ".join(label(f"faktor_{f}", language()).lower() for f in found.undrawn))


def _unspecified(run: Run) -> Sentence:
    names = ((n, address(n, run.plan.shown_year)) for n in UNSPECIFIED)
    amount, share = (cell(run, where, millions(run) if run.unit(n) == "kr" else None) for n, where in names)
    flag = tr("headline.flag") if (share.value or 0.0) > WARN_SHARE else ""
    return Sentence(tr("headline.unspecified", value=amount.words, share=share.words, flag=flag), (amount, share))
