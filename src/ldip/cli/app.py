"""ldip new | check | run | explain, serve and the groups. Heavy modules are imported in the commands, so --help is fast."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

from ldip.locales import install_gettext, tr
from ldip.version import VERSION

install_gettext()
import typer  # noqa: E402  (after the language is set)

from ldip.cli import etterproev, etterproev_plan, excel, excel_eget, hent, lager, landet, rull, sammenlign, skriv, vis  # noqa: E402
from ldip.cli.common import Commands, PlanArg, console, echo_cautions, exit_on_error, exit_on_problems  # noqa: E402
from ldip.cli.groups import OPTIONS, Group, Pair, Top, add, group  # noqa: E402
from ldip.cli.new import new  # noqa: E402
from ldip.cli.serve import serve  # noqa: E402
from ldip.store.limits import MOST_DRAWS  # noqa: E402

if TYPE_CHECKING:
    from ldip.simulation.run import Run


app = typer.Typer(
    cls=Top,
    help=tr("cli.help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    options_metavar=OPTIONS,
    subcommand_metavar=tr("help.commands"),
)

VariantOpt = Annotated[Optional[str], typer.Option("--variant", help=tr("opt.variant"))]


def _version(show: bool) -> None:
    if show:
        typer.echo(VERSION)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[bool, typer.Option("--version", help=tr("opt.version"), callback=_version, is_eager=True)] = False,
) -> None:
    """Entry point; the help text comes from the catalogue."""


def check(plan: PlanArg) -> None:
    """Print every problem of a plan."""
    from ldip.binding.reading import collect
    from ldip.plan.kinds import told
    from ldip.simulation.plausible import cautions

    reading, problems = collect(plan)
    for line in told(problems) or (tr("check.ok"),):
        typer.echo(line)
    if "plan.toml" in reading.single:
        echo_cautions(cautions(reading.plan()))
    if problems:
        raise typer.Exit(1)


def run(
    plan: PlanArg,
    trekninger: Annotated[int, typer.Option("--trekninger", "--draws", min=0, max=MOST_DRAWS, help=tr("opt.draws"))] = 0,
    froe: Annotated[Optional[int], typer.Option("--froe", "--seed", min=0, help=tr("opt.seed"))] = None,
    ut: Annotated[Optional[Path], typer.Option("--ut", "--out", help=tr("opt.out"))] = None,
    oppstilling: Annotated[Optional[list[str]], typer.Option("--oppstilling", "--form", help=tr("opt.form"))] = None,
    grep: Annotated[Optional[list[str]], typer.Option("--grep", "--lever", help=tr("opt.levers"))] = None,
    internt: Annotated[bool, typer.Option("--internt", "--internal", help=tr("opt.internal"))] = False,
) -> None:
    """Run a plan and print the verdict and its tables."""
    from ldip.publish.protect import shown_cautions
    from ldip.simulation.plausible import cautions

    result = _simulate(plan, trekninger, froe, grep or [])
    if ut is not None and ut.exists() and not ut.is_dir():
        raise typer.BadParameter(tr("run.notfolder", folder=ut))
    failed = _show(result, oppstilling or [], internt)
    found = cautions(result)
    shown = found if internt else shown_cautions(found, result.plan, result)
    echo_cautions(shown)
    _write(result, ut or plan / "resultat", internt, [str(c) for c in shown])
    if ut is not None:
        _draw(result, ut / "figurer")
    if failed:
        raise typer.Exit(1)


def _simulate(plan: Path, draws: int, seed: int | None, levers: Sequence[str] = ()) -> Run:
    from rich.progress import Progress

    from ldip.binding.reading import read_plan, with_levers
    from ldip.errors import LdipError
    from ldip.simulation.simulate import simulate

    try:
        with exit_on_problems():
            document = with_levers(read_plan(plan), levers)
            if not draws:
                return simulate(document, seed=seed)
            with Progress(console=console(stderr=True), transient=True) as bar:
                task = bar.add_task(tr("run.progress"), total=1.0)
                return simulate(document, draws, seed, progress=lambda done: bar.update(task, completed=done))
    except LdipError as error:
        typer.echo(tr("error.model", text=error), err=True)
        raise typer.Exit(2) from None


def _show(result: Run, forms: list[str], internal: bool) -> bool:
    """Print the verdict and the tables. Returns whether the run fails."""
    from ldip.publish.content.demands import roots_table, waiting_table
    from ldip.publish.content.headline import headline
    from ldip.publish.content.ratio_table import ratio_table
    from ldip.publish.content.statements import statement
    from ldip.publish.content.years import years_table
    from ldip.publish.render.terminal import on_screen
    from ldip.publish.screen.named import EXTRA, extra_tables
    from ldip.statements.forms import FORMS, named

    screen = console()
    head = result.plan.head
    screen.print(f"\n[bold]{head.kommune.navn} – {head.navn}[/bold] ({head.kommune.enhet})")
    found = headline(result, internal)
    _show_first(result, found.verdict.national is not None)
    first = bool(result.illustration)
    for i, line in enumerate(s.text for s in found.sentences if s is not found.verdict.national):
        screen.print(line, style="bold" if first <= i <= first + 1 else "", soft_wrap=True)
    _show_unpriced(result, internal)
    screen.print()
    needs = (roots_table(result), waiting_table(result)) if found.verdict.need.amount.value is not None else ()
    for shown in (ratio_table(result), *needs):
        screen.print(on_screen(shown))
    screen.print(on_screen(years_table(result)))
    for name in forms:
        if name in EXTRA:
            for table in extra_tables(result, name, internal):
                screen.print(table)
            continue
        try:
            for form in named(name):
                screen.print(on_screen(statement(result, form)))
        except KeyError:
            raise typer.BadParameter(f"{name}: {', '.join((*FORMS, *EXTRA))}") from None
    _checked(result, len(found.verdict.missed))
    return found.verdict.fails


def _show_first(result: Run, national: bool) -> None:
    """Print first, for a plan built on national levels, that it is, and what to replace first."""
    from ldip.publish.content.replace_first import to_replace
    from ldip.publish.render.terminal import on_screen

    if national:
        found = to_replace(result)
        for sentence in found.said:
            console().print(sentence.text, style="bold", soft_wrap=True, markup=False)
        console().print(on_screen(found.table))


def _checked(result: Run, missed: int) -> None:
    """Breaches in the draws, every kind of problem of the base case, and the control figures that are met."""
    from ldip.plan.kinds import kinds_of

    screen = console()
    if result.draws:
        short, uncovered = (result.breaches.get(n, 0) for n in ("merforbruk_ub", "udekket_ub"))
        screen.print(tr("run.breaches", draws=result.draws, merforbruk=short, udekket=uncovered))
    if result.problems:
        screen.print(tr("run.problems", n=len(result.problems)), style="red")
        for line in (line for kind in kinds_of(result.problems) for line in kind.lines):
            screen.print(f"  {line}", markup=False)
    controls = len(result.plan.tables["kontroll.csv"].rows) if "kontroll.csv" in result.plan.tables else 0
    if controls:
        screen.print(tr("run.controls", n=controls - missed, of=controls))


def _show_unpriced(result: Run, internal: bool) -> None:
    """Print the need when what the plan leaves out is priced; bold where it is the plan's headline."""
    from ldip.publish.content.unpriced import unpriced_need

    second = unpriced_need(result, internal)
    for i, text in enumerate(second.texts):
        console().print(text, style="bold" if second.first and i == 0 else "", soft_wrap=True, markup=False)


def _write(result: Run, folder: Path, internal: bool, warnings: Sequence[str]) -> None:
    from ldip.plan.write import write_text
    from ldip.publish.numbers import as_csv, as_json, published

    folder.mkdir(parents=True, exist_ok=True)
    numbers = published(result, internal)
    problems = [str(p) for p in result.problems]
    contents = {"tall.csv": as_csv(result, numbers), "tall.json": as_json(result, numbers, problems, warnings)}
    for name, text in contents.items():
        write_text(folder / name, text)
    typer.echo(tr("run.files", files=", ".join(str(folder / n) for n in contents)))


def _draw(result: Run, folder: Path) -> None:
    from ldip.plan.write import write_text
    from ldip.publish.content.figures import figures_of
    from ldip.publish.render.svg import as_svg

    folder.mkdir(parents=True, exist_ok=True)
    for figure in figures_of(result):
        write_text(folder / f"{figure.id}.svg", as_svg(figure))
    typer.echo(tr("run.files", files=folder))


def explain(
    plan: PlanArg,
    navn: Annotated[str, typer.Argument(help=tr("arg.name"), metavar="NAVN")],
    aar: Annotated[int, typer.Argument(help=tr("arg.year"), metavar="ÅR")],
    dybde: Annotated[int, typer.Option("--dybde", "--depth", min=1, help=tr("opt.depth"))] = 5,
    element: Annotated[Optional[list[str]], typer.Option("--element", help=tr("opt.element"))] = None,
    variant: VariantOpt = None,
    trekning: Annotated[int, typer.Option("--trekning", "--draw", min=0, help=tr("opt.draw"))] = 0,
) -> None:
    """Print the cards that explain a number, and its tree."""
    from ldip.publish.explain.chain import chain
    from ldip.publish.numbers import address
    from ldip.publish.render.card import card_lines
    from ldip.publish.render.trace import trace_tree
    from ldip.simulation.explain import explain as explain_number

    result = _simulate(plan, trekning, None)
    axes = dict(e.partition("=")[::2] for e in element or [])
    if variant is not None:
        axes["variant"] = variant
    with exit_on_error(2):
        trace = explain_number(result, navn, aar, trekning, dybde, **axes)
        cards = chain(result, address(navn, aar, f"t{trekning}" if trekning else "basis", **axes))
    screen = console()
    if result.illustration:
        screen.print(result.illustration, style="bold")
    adopted = result.plan.head.tid.vedtatt_til
    if navn.startswith("inndekningsbehov") and adopted is not None and aar <= adopted:
        screen.print(tr("explain.adopted"), style="bold")
    for step, card in enumerate(cards, 1):
        for line in card_lines(card, step, len(cards)):
            screen.print(line)
    screen.print(trace_tree(trace))


COMMAND_GROUPS: dict[str, Commands] = {
    "hent": hent.COMMANDS,
    "vis": vis.COMMANDS,
    "excel": {**excel.COMMANDS, **excel_eget.COMMANDS},
    "sammenlign": sammenlign.COMMANDS,
    "skriv": skriv.COMMANDS,
    "etterproev": {**etterproev.COMMANDS, **etterproev_plan.COMMANDS},
    "landet": landet.COMMANDS,
    "lager": lager.COMMANDS,
    "brukere": lager.USERS,
}
add(app, {"new": new, "check": check, "run": run, "rull": rull.roll, "explain": explain, "serve": serve})
for name, commands in COMMAND_GROUPS.items():
    app.add_typer(group(name, commands, Pair if name == "sammenlign" else Group), name=name)
