"""Growth of income and expenditure as content: the sentence that holds, the question that follows from it, and both lines."""

from __future__ import annotations

from dataclasses import dataclass

from ldip.compare.growth import Growth, growth
from ldip.locales import tr
from ldip.publish.content.fetched import decimals, prices
from ldip.publish.digits import grouped
from ldip.simulation.run import Run


@dataclass(frozen=True)
class GrowthText:
    """`title` is the answer and `question` the one that follows; `text` has the year of the widest gap. Kroner in the price year.

    Without a year to compare, the lines are empty and the title explains it."""

    title: str
    question: str
    text: str
    base: int
    prices: int
    decimals: int
    years: tuple[int, ...]
    income: tuple[float, ...]
    expenses: tuple[float, ...]
    gap: tuple[float, ...]


def growth_text(run: Run) -> GrowthText:
    """The growth of a run in words and numbers."""
    found = growth(run)
    if found is None:
        none = tr("vekst.ingen"), tr("vekst.spor.ellers"), ""
        return GrowthText(*none, run.years[0], prices(run), decimals(run), (), (), (), ())
    income, expenses, gap = (tuple(v.tolist()) for v in (found.income, found.expenses, found.gap))
    return GrowthText(*_words(run, found), found.base, prices(run), decimals(run), found.years, income, expenses, gap)


def _words(run: Run, found: Growth) -> tuple[str, str, str]:
    def mill(kroner: float) -> str:
        return grouped(abs(kroner) / 1e6, decimals(run))

    end, top = found.gap_in(found.last), found.gap_in(found.peak)
    words = {"v": mill(end), "year": found.last, "base": found.base, "prices": prices(run)}
    if found.even:
        title, question = tr("vekst.likt", **words), tr("vekst.spor.ellers")
    elif found.faster:
        title, question = tr("vekst.utgifter", **words), tr("vekst.spor.utgifter")
    else:
        title, question = tr("vekst.inntekter", **words), tr("vekst.spor.ellers")
    widest = tr("vekst.storst", v=mill(top), year=found.peak) if top > 0.0 else tr("vekst.aldri")
    return title, question, widest
