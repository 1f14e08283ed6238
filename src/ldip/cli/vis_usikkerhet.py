"""ldip vis usikkerhet and forloep, and ldip sammenlign sjanse: how sure a plan is, what a draw is, and whether A beats B."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ldip.cli.common import PlanArg, console, exit_on_error, exit_on_problems
from ldip.locales import tr
from ldip.store.limits import MOST_DRAWS

if TYPE_CHECKING:
    from ldip.publish.content.cells import Sentence, Table

DrawsOpt = Annotated[int, typer.Option("--trekninger", "--draws", min=1, max=MOST_DRAWS, help=tr("opt.draws"))]
SeedOpt = Annotated[Optional[int], typer.Option("--froe", "--seed", min=0, help=tr("opt.seed"))]


def uncertainty(plan: PlanArg, trekninger: DrawsOpt = 1000, froe: SeedOpt = None) -> None:
    """Print the summaries of a plan's draws: the saving that is enough, chances, causes and when it fails."""
    from ldip.binding.reading import read_plan
    from ldip.compare.drawn import drawn
    from ldip.publish.content.uncertain import uncertain

    with exit_on_error(2), exit_on_problems():
        found = drawn(read_plan(plan), trekninger, froe)
        shown = uncertain(found)
    if found.plain.illustration:
        console().print(found.plain.illustration, style="bold")
    if shown.few is not None:
        console().print(shown.few.text, style="bold", soft_wrap=True)
    elif shown.enough is not None:
        _print(shown.enough.said, [shown.enough.table] if shown.enough.table else [])
    for path in () if shown.few else (p for p in (shown.plain, shown.saved) if p is not None):
        _print((*path.said, *(f.said for f in path.fans)), path.tables)
    _print(shown.tornado.said, [shown.tornado.table])
    if shown.few is None:
        _print(shown.shares.said, [shown.shares.table] if shown.shares.table else [])
        _print([s for w in shown.when for s in w.said], [])
        _print(shown.sure.said if shown.sure else (), [shown.sure.causes] if shown.sure else [])


def path(
    plan: PlanArg,
    nummer: Annotated[Optional[int], typer.Argument(min=1, max=MOST_DRAWS, help=tr("arg.draw"), metavar="[NR]")] = None,
    sikkert: Annotated[float, typer.Option("--sikkert", "--sure", min=1, max=99, help=tr("opt.sure"))] = 80.0,
    trekninger: DrawsOpt = 1000,
    froe: SeedOpt = None,
) -> None:
    """A draw by its number, or the one whose need is enough in so many of 100: its need, its numbers and each factor in it."""
    from ldip.binding.reading import read_plan
    from ldip.compare.drawn import KEPT
    from ldip.publish.content.draw_story import draw_story, story_at
    from ldip.publish.content.drawn_words import too_few
    from ldip.publish.numbers import OWN_NEED, address
    from ldip.simulation.simulate import simulate

    with exit_on_error(2), exit_on_problems():
        run = simulate(read_plan(plan), trekninger, froe, KEPT)
        if nummer is None and (few := too_few(run)):
            console().print(few.text, style="bold", soft_wrap=True)
            raise typer.Exit(2)
        where = address(OWN_NEED, run.plan.shown_year, f"p{sikkert:g}")
        story = draw_story(run, nummer) if nummer is not None else story_at(run, where)
    if run.illustration:
        console().print(run.illustration, style="bold")
    if story is not None:
        _print(story.said, [story.causes, story.years])


def chance(
    a: Annotated[Path, typer.Argument(help=tr("arg.plan_a"), metavar="A")],
    b: Annotated[Path, typer.Argument(help=tr("arg.plan_b"), metavar="B")],
    trekninger: DrawsOpt = 1000,
    froe: SeedOpt = None,
) -> None:
    """The chance that plan A is better than plan B, on the same futures."""
    from ldip.binding.reading import read_plan
    from ldip.compare.beats import beats
    from ldip.publish.content.beats import beats_content

    with exit_on_error(2), exit_on_problems():
        found = beats(read_plan(a), read_plan(b), trekninger, froe)
    for run in (found.a, found.b):
        if run.illustration:
            console().print(run.illustration, style="bold")
    shown = beats_content(found, *_names(found.a.plan.head.navn, found.b.plan.head.navn))
    _print(shown.said, [shown.table] if shown.table else [])


def _names(a: str, b: str) -> tuple[str, str]:
    """The plans' names, with A and B where they are the same."""
    return (a, b) if a != b else (f"{a} (A)", f"{b} (B)")


def _print(said: Iterable[Sentence], tables: Iterable[Table]) -> None:
    from ldip.publish.render.terminal import on_screen

    screen = console(200)
    for sentence in said:
        screen.print(sentence.text, soft_wrap=True, markup=False)
    for table in tables:
        screen.print(on_screen(table))
