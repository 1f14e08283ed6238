"""Everything the draws of a plan tell, in the order it is read: how sure, what matters, when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ldip.compare.draw_causes import ALL
from ldip.compare.drawn import Drawn
from ldip.compare.tornado import NEED, tornado
from ldip.publish.content.broken import Broken, first_years
from ldip.publish.content.cells import Sentence, Table
from ldip.publish.content.chances import Chances, chances
from ldip.publish.content.debt_draws import Debt, debt_draws
from ldip.publish.content.draw_story import DrawStory, draw_story
from ldip.publish.content.drawn_words import too_few
from ldip.publish.content.enough import Enough, enough
from ldip.publish.content.fans import Fan, fans
from ldip.publish.content.tornado import SharesShown, TornadoShown, shares_content, tornado_content
from ldip.publish.content.when_broken import WhenBroken, when_broken
from ldip.simulation.run import Run

SURE: Final = 80


@dataclass(frozen=True)
class PathShown:
    """The draws on one path of the plan."""

    chances: Chances
    broken: Broken
    debt: Debt
    fans: tuple[Fan, ...]

    @property
    def said(self) -> tuple[Sentence, ...]:
        """The sentences above its tables."""
        return (*self.chances.said, *self.broken.said, *self.debt.said)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables, without those of the fans."""
        return tuple(t for t in (self.chances.table, self.broken.table, self.debt.table) if t is not None)


@dataclass(frozen=True)
class Uncertain:
    """All summaries of a plan's draws. `plain` is without new saving and `saved` with the plan's lasting saving in every draw
    (None for a plan without a need). `sure` is the draw whose need is enough in 80 of 100, and `few` that there are too few."""

    few: Sentence | None
    enough: Enough | None
    plain: PathShown
    saved: PathShown | None
    tornado: TornadoShown
    shares: SharesShown
    when: tuple[WhenBroken, ...]
    sure: DrawStory | None


def uncertain(found: Drawn) -> Uncertain:
    """All summaries of a plan's draws."""
    run, few = found.plain, too_few(found.plain)
    nok = enough(run)
    has_need = nok is not None
    level = next((x for x in nok.levels if x.percent == SURE), None) if nok else None
    return Uncertain(
        few=few,
        enough=nok,
        plain=path_shown(run),
        saved=path_shown(found.saved) if has_need else None,
        tornado=tornado_content(run, tornado(run)),
        shares=shares_content(run),
        when=() if few else tuple(_when(found, has_need)),
        sure=draw_story(run, level.draw) if level else None,
    )


def path_shown(run: Run) -> PathShown:
    """The summaries of the path that a run shows."""
    return PathShown(chances(run), first_years(run), debt_draws(run), fans(run))


def _when(found: Drawn, has_need: bool) -> Iterator[WhenBroken]:
    """When the plan's own saving is too little, and when a måltall is broken with it."""
    if has_need:
        yield when_broken(found.plain, NEED)
    yield when_broken(found.saved if has_need else found.plain, ALL)
