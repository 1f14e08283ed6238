"""ldip vis endringsforslag: proposals line by line, their balance, and the plan with carried lines."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from ldip.cli.common import PlanArg, console, exit_on_error, exit_on_problems
from ldip.locales import tr


def amendments(
    plan: PlanArg,
    vedtatt: Annotated[Optional[list[str]], typer.Option("--vedtatt", "--carried", help=tr("opt.carried"))] = None,
) -> None:
    """Proposals line by line with balance; with carried lines, the plan that follows."""
    from ldip.binding.reading import read_plan
    from ldip.compare.amendments import carry
    from ldip.publish.content.amendments import amendment_tables, proposals, standing_sentences
    from ldip.publish.content.verdict import verdict
    from ldip.publish.render.terminal import on_screen
    from ldip.simulation.simulate import simulate

    screen = console(180)
    with exit_on_error(2), exit_on_problems():
        run = simulate(read_plan(plan))
        if run.illustration:
            screen.print(run.illustration, style="bold")
        for table in amendment_tables(run):
            screen.print(on_screen(table))
        if not run.plan.folders.get("endringsforslag"):
            screen.print(tr("endring.ingen"))
        named = {p.id: [a.id for a in p.lines] for p in proposals(run)}
        if wanted := [i for name in vedtatt or () for i in named.get(name, [name])]:
            found = carry(run, wanted)
            after = simulate(found.trial.plan)
            for sentence in standing_sentences(verdict(run, True), verdict(after, True), run, found):
                screen.print(sentence.text, soft_wrap=True)
