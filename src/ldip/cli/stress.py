"""ldip sammenlign stress and omvendt: a plan under stresses and scenarios, and how far each factor can move before it breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from ldip.cli.common import PlanArg, console, exit_on_error
from ldip.locales import tr


def stressed(
    plan: PlanArg,
    stress: Annotated[Optional[list[str]], typer.Option("--stress", help=tr("opt.stress"))] = None,
    scenario: Annotated[Optional[list[str]], typer.Option("--scenario", help=tr("opt.scenario"))] = None,
    sammen: Annotated[bool, typer.Option("--sammen", "--together", help=tr("opt.together"))] = False,
    aar: Annotated[Optional[int], typer.Option("--aar", "--year", help=tr("opt.stressyear"))] = None,
    liste: Annotated[bool, typer.Option("--liste", "--list", help=tr("opt.stresslist"))] = False,
    kopier: Annotated[Optional[str], typer.Option("--kopier", "--copy", help=tr("opt.copy"))] = None,
) -> None:
    """A plan under stresses and scenarios."""
    from ldip.binding.reading import read_plan
    from ldip.compare.stress import stress as run_stressed
    from ldip.publish.content.stress import library_table, ratio_table, stress_table
    from ldip.publish.render.terminal import on_screen

    if kopier is not None:
        _copy(plan, kopier)
        return
    with exit_on_error():
        document = read_plan(plan)
        if liste:
            console(160).print(on_screen(library_table(document)))
            return
        chosen = [*(stress or []), *(scenario or [])]
        found = run_stressed(document, chosen or None, together=sammen or not chosen)
    year = aar or document.shown_year
    if year not in found.run.years:
        raise typer.BadParameter(f"{year}: {found.run.years[0]}–{found.run.years[-1]}")
    screen = console(180)
    if found.run.illustration:
        screen.print(found.run.illustration, style="bold")
    for table in (stress_table(found), ratio_table(found, year)):
        screen.print(on_screen(table))


def reversed_(
    plan: PlanArg,
    endring: Annotated[Optional[list[str]], typer.Option("--endring", "--change", help=tr("opt.direction"))] = None,
    regel: Annotated[Optional[str], typer.Option("--regel", "--rule", help=tr("opt.reverserule"))] = None,
    aar: Annotated[Optional[int], typer.Option("--aar", "--year", help=tr("opt.reverseyear"))] = None,
    uten: Annotated[bool, typer.Option("--uten-innsparing", "--without-saving", help=tr("opt.withoutsaving"))] = False,
) -> None:
    """The change of each factor at which a rule is broken."""
    from ldip.binding.reading import read_plan
    from ldip.compare.reverse import reverse
    from ldip.publish.content.reverse import reverse_sentences, reverse_table, rule_table
    from ldip.publish.render.terminal import on_screen
    from ldip.simulation.inputs import PLAIN
    from ldip.simulation.needs import LASTING_VIEW

    with exit_on_error():
        found = reverse(
            read_plan(plan), endring, None if regel is None else [regel], year=aar, variant=PLAIN if uten else LASTING_VIEW
        )
    screen = console(180)
    if found.run.illustration:
        screen.print(found.run.illustration, style="bold")
    screen.print(on_screen(reverse_table(found) if regel is None else rule_table(found, regel)))
    for said in reverse_sentences(found) if regel is None else ():
        screen.print(said.text)


def _copy(plan: Path, name: str) -> None:
    """Write a shipped stress or scenario into the plan's folder, where it replaces the shipped one."""
    from ldip.plan.stresses import shipped_text

    with exit_on_error():
        path, text = shipped_text(name)
        target = plan / path
        if target.exists():
            raise typer.BadParameter(tr("stress.exists", file=path))
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    typer.echo(tr("stress.copied", file=path, plan=plan))
