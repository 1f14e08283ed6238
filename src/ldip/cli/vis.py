"""ldip vis: statutory forms with earlier accounts and budgets, the library of måltall and their results, estimates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional

import typer

from ldip.cli import vis_usikkerhet
from ldip.cli.alternatives import household
from ldip.cli.amendments import amendments
from ldip.cli.common import Commands, PlanArg, console, exit_on_error, exit_on_problems
from ldip.locales import tr

if TYPE_CHECKING:
    from rich.table import Table

    from ldip.publish.content.statements import View
    from ldip.simulation.run import Run

Unit = Literal["mill", "tusen", "kroner"]


def forms(
    plan: PlanArg,
    oppstilling: Annotated[Optional[list[str]], typer.Argument(help=tr("arg.forms"), metavar="[§…]")] = None,
    faste: Annotated[bool, typer.Option("--faste", "--fixed", help=tr("opt.fixed"))] = False,
    enhet: Annotated[Unit, typer.Option("--enhet", "--unit", help=tr("opt.unit"))] = "mill",
    alle: Annotated[bool, typer.Option("--alle-aar", "--every-year", help=tr("opt.everyyear"))] = False,
    regnskap: Annotated[str, typer.Option("--regnskap", "--entity", help=tr("opt.entity"))] = "kommunekasse",
    grep: Annotated[Optional[list[str]], typer.Option("--grep", "--lever", help=tr("opt.levers"))] = None,
) -> None:
    """Print statutory forms of a plan."""
    from ldip.binding.reading import read_plan, with_levers
    from ldip.publish.content.statements import KASSE, View
    from ldip.simulation.simulate import simulate
    from ldip.statements.entities import CONSOLIDATED
    from ldip.statements.forms import FORMS, named

    every = FORMS if regnskap == KASSE else CONSOLIDATED
    try:
        chosen = [form for name in oppstilling or every for form in named(name)]
    except KeyError as error:
        raise typer.BadParameter(f"{error.args[0]}: {', '.join(FORMS)}") from None
    screen = console(200)
    with exit_on_error(2), exit_on_problems():
        run = simulate(with_levers(read_plan(plan), grep or []))
        if run.illustration:
            screen.print(run.illustration, style="bold")
        for table in _tables(run, list(dict.fromkeys(chosen)), View(faste, enhet, alle, regnskap)):
            screen.print(table)


def _tables(run: Run, chosen: list[str], view: View) -> Iterator[Table]:
    """The forms, and the second tables of §§ 5-4 and 5-5 after them."""
    from ldip.publish.content.appropriations import appropriation_table
    from ldip.publish.content.statements import KASSE, statement
    from ldip.publish.render.terminal import on_screen
    from ldip.publish.screen.projects import spending_table

    for form in chosen:
        yield on_screen(statement(run, form, view))
        if form == "5-4":
            yield on_screen(appropriation_table(run, view))
        if form == "5-5" and view.entity == KASSE:
            yield spending_table(run)


def ratios(plan: Annotated[Optional[Path], typer.Argument(help=tr("arg.ratioplan"), metavar="[PLAN]")] = None) -> None:
    """The library of måltall and the sets a plan can adopt; with a plan, its måltall beside KOSTRA's spread."""
    from ldip.publish.screen.ratio_library import ratio_library

    if plan is not None:
        show_ratios(plan)
        return
    screen = console(180)
    for table in ratio_library():
        screen.print(table)


def show_ratios(plan: Path) -> None:
    """A plan's måltall, then they and the unit costs beside neighbours, group, county and nation, and KOSTRA's spread."""
    from ldip.binding.reading import read_plan
    from ldip.publish.content.beside import costs_beside, ratios_beside
    from ldip.publish.content.ratio_table import ratio_table
    from ldip.publish.render.terminal import on_screen
    from ldip.publish.screen.spread import spread_table
    from ldip.simulation.simulate import simulate

    with exit_on_error():
        run = simulate(read_plan(plan))
    screen = console(180)
    if run.illustration:
        screen.print(run.illustration, style="bold")
    for table in (ratio_table(run), ratios_beside(run), costs_beside(run)):
        screen.print(on_screen(table))
    beside = spread_table(run)
    screen.print(beside if beside is not None else tr("spread.none"))


def bridge(plan: PlanArg) -> None:
    """The bridge from the last adopted to the first projected year."""
    from ldip.binding.reading import read_plan
    from ldip.publish.content.bridge import bridge_table
    from ldip.publish.render.terminal import on_screen
    from ldip.simulation.simulate import simulate

    screen = console(200)
    with exit_on_error(2), exit_on_problems():
        run = simulate(read_plan(plan))
        if run.illustration:
            screen.print(run.illustration, style="bold")
        table = bridge_table(run)
        screen.print(on_screen(table) if table.rows else table.notes[0])


def estimates(
    plan: PlanArg,
    alle: Annotated[bool, typer.Option("--alle", "--all", help=tr("opt.everyfigure"))] = False,
) -> None:
    """The groups to replace first, and every estimate of a plan with value, source and place."""
    from ldip.binding.reading import read_plan
    from ldip.publish.content.replace_first import estimates_table, to_replace
    from ldip.publish.render.terminal import on_screen
    from ldip.simulation.simulate import simulate

    screen = console(180)
    with exit_on_error(2), exit_on_problems():
        run = simulate(read_plan(plan))
        if run.illustration:
            screen.print(run.illustration, style="bold")
        found = to_replace(run)
        for sentence in found.said:
            screen.print(sentence.text, soft_wrap=True)
        for table in (found.whole, estimates_table(run.plan, alle)):
            screen.print(on_screen(table) if table.rows else tr("anslag.ingen"))


def factors(plan: PlanArg) -> None:
    """The uncertain factors: what is drawn and how much, what is not drawn and why, and which deviations come together."""
    from ldip.binding.reading import read_plan
    from ldip.publish.content.factors import factor_tables
    from ldip.publish.render.terminal import on_screen
    from ldip.simulation.simulate import simulate

    screen = console(200)
    with exit_on_error(2), exit_on_problems():
        run = simulate(read_plan(plan))
        if run.illustration:
            screen.print(run.illustration, style="bold")
        for table in factor_tables(run):
            screen.print(on_screen(table))


def measures(plan: PlanArg) -> None:
    """Measures followed up, and the need without them, with them and what is left."""
    from ldip.binding.reading import read_plan
    from ldip.publish.content.measures import follow_up, follow_up_sentences, measure_need
    from ldip.publish.render.terminal import on_screen
    from ldip.simulation.simulate import simulate

    screen = console(180)
    with exit_on_error(2), exit_on_problems():
        run = simulate(read_plan(plan))
        if run.illustration:
            screen.print(run.illustration, style="bold")
        table, found = follow_up(run), measure_need(run)
        if not table.rows:
            screen.print(tr("tiltak.ingen"))
            return
        for sentence in (*(found.sentences if found else ()), *follow_up_sentences(run)):
            screen.print(sentence.text, soft_wrap=True)
        screen.print(on_screen(table))


COMMANDS: Commands = {
    "oppstillinger": forms,
    "bro": bridge,
    "maaltall": ratios,
    "anslag": estimates,
    "faktorer": factors,
    "usikkerhet": vis_usikkerhet.uncertainty,
    "forloep": vis_usikkerhet.path,
    "tiltak": measures,
    "husholdning": household,
    "endringsforslag": amendments,
}
