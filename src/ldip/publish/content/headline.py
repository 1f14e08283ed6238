"""The headline. Variant, year, window and price level are named in every sentence that quotes the need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.publish.content.cells import Cell, Sentence
from ldip.publish.content.fetched import cell, millions, prices, window
from ldip.publish.digits import grouped
from ldip.publish.numbers import ADOPTED, NEED, address, value_at
from ldip.simulation.run import Run
from ldip.simulation.simulate import range_of_need
from ldip.uncertainty.chances import CERTAINTY

WARN_SHARE: Final = 0.01
SURE: Final = 80
BESIDE: Final = ("inndekningsbehov_andel", "inndekningsbehov_per_innbygger", "inndekningsbehov_per_aarsverk")
UNSPECIFIED: Final = ("ukonkretisert_innsparing", "ukonkretisert_andel")
VARIANTS: Final = ("aar_for_aar", "realisert", "varig")


@dataclass(frozen=True)
class Headline:
    """The quoted need with the terms that every sentence about it must name, the numbers beside it, and the sentences.

    `certainty` is the saving that is enough in 50, 80 and 95 of 100 draws, keyed `p50` …; empty without draws."""

    year: int
    variant: str
    window: str
    rule: str
    how: str
    short: str
    adopted: bool
    prices: int
    need: Cell
    beside: Mapping[str, Cell]
    certainty: Mapping[str, float]
    sentences: tuple[Sentence, ...]

    @property
    def texts(self) -> list[str]:
        """The sentences as they are printed."""
        return [s.text for s in self.sentences]


def headline(run: Run) -> Headline:
    """The headline of the year the plan quotes."""
    year, mill = run.plan.shown_year, millions(run)
    need = cell(run, address(NEED, year), mill)
    beside = {n: cell(run, address(n, year), mill if run.unit(n) == "kr" else None) for n in (*BESIDE, *UNSPECIFIED)}
    beside |= {v: cell(run, address(NEED, year, variant=v), mill) for v in VARIANTS}
    adopted = need.note == ADOPTED
    return Headline(
        year=year,
        variant=run.variant,
        window=window(run),
        rule=run.binding_rule(last_need(run, year)),
        how=how(run, year),
        short=short(run, year),
        adopted=adopted,
        prices=prices(run),
        need=need,
        beside=beside,
        certainty=certainty(run),
        sentences=(
            *((Sentence(run.illustration),) if run.illustration else ()),
            *((Sentence(tr("headline.adopted", year=year)),) if adopted else _sentences(run, year, need, beside)),
            _unspecified(beside),
        ),
    )


def _sentences(run: Run, year: int, need: Cell, beside: Mapping[str, Cell]) -> tuple[Sentence, ...]:
    share, person, staff = (beside[n] for n in BESIDE)
    words = {"year": year, "prices": prices(run), "window": window(run)}
    variants = {v: beside[v] for v in VARIANTS}
    return (
        Sentence(tr("headline.need", year=year, value=need.words, how=how(run, year)), (need,)),
        Sentence(tr("headline.share", share=share.words, person=person.words, fte=staff.words), (share, person, staff)),
        Sentence(tr("headline.variants", **words, **{v: c.words for v, c in variants.items()}), tuple(variants.values())),
        *_range(run, year),
        *_draws(run, year),
    )


def how(run: Run, year: int) -> str:
    """Price level, variant, window and binding rule of a quoted need."""
    rule = run.binding_rule(last_need(run, year))
    return tr("headline.how", prices=prices(run), variant=run.variant, window=window(run), rule=rule)


def short(run: Run, year: int) -> str:
    """Year, variant, price level and window, for every other sentence that quotes the need."""
    return tr("headline.short", year=year, variant=run.variant, prices=prices(run), window=window(run))


def last_need(run: Run, year: int) -> int:
    """The latest year up to `year` in which new need arose, whose rule explains the level; else `year`."""
    arose = [y for y in run.years if y <= year and run.value("behov_uten_innsparing", y) > 0.0]
    return arose[-1] if arose else year


def certainty(run: Run) -> dict[str, float]:
    """The saving that is enough in 50, 80 and 95 of 100 draws of the quoted year, keyed `p50` …; empty without draws."""
    year = run.plan.shown_year
    return {f"p{p:g}": value_at(run, NEED, year, f"p{p:g}", {}) for p in CERTAINTY} if run.draws else {}


@remembered
def _need_over_the_range(plan: Plan) -> tuple[tuple[float, float], ...] | None:
    """The headline's need at both ends of the calibrated parameter; it takes two runs, and the plan never becomes another."""
    return range_of_need(plan)


def _range(run: Run, year: int) -> tuple[Sentence, ...]:
    """The need at both ends of the calibrated parameter: numbers of two other runs, so without an address in this one."""
    ends, free = _need_over_the_range(run.plan), run.plan.macro.kalibrering_realvekst
    if ends is None or free is None:
        return ()
    (low, high_need), (high, low_need) = (
        (grouped(v, 2), Cell(need, format=millions(run), unit="kr_fast", year=year)) for v, need in ends
    )
    words = {"low": low, "high": high, "chosen": grouped(free.verdi, 2)}
    text = tr("headline.range", short=short(run, year), high_need=high_need.words, low_need=low_need.words, **words)
    return (Sentence(text, (high_need, low_need)),)


def _draws(run: Run, year: int) -> tuple[Sentence, ...]:
    if not run.draws:
        return ()
    sure = cell(run, address(NEED, year, f"p{SURE}"), millions(run))
    return (Sentence(tr("headline.draws", n=SURE, value=sure.words, short=short(run, year), draws=run.draws), (sure,)),)


def _unspecified(beside: Mapping[str, Cell]) -> Sentence:
    amount, share = (beside[n] for n in UNSPECIFIED)
    flag = tr("headline.flag") if (share.value or 0.0) > WARN_SHARE else ""
    return Sentence(tr("headline.unspecified", value=amount.words, share=share.words, flag=flag), (amount, share))
