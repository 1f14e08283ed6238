"""ldip excel profil and hent: a municipality's own workbook, by a mapping profile that is made once and reused."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ldip.cli.common import Commands, PlanArg, Preview, Svar, answers_of, console, exit_on_error
from ldip.locales import tr

if TYPE_CHECKING:
    from ldip.tabular.terms import Answers
    from ldip.workbook.own_import import OwnImport
    from ldip.workbook.own_profile import Profile
    from ldip.workbook.own_suggest import Suggestion

BookArg = Annotated[Path, typer.Argument(help=tr("arg.ownbook"), metavar="BOK.xlsx")]
ProfileOut = Annotated[Optional[Path], typer.Option("--ut", "--out", help=tr("opt.profileout"), metavar="FIL.toml")]
ProfileIn = Annotated[Optional[Path], typer.Option("--profil", "--profile", help=tr("opt.profilein"), metavar="FIL.toml")]
AcceptOpt = Annotated[bool, typer.Option("--godta", "--accept", help=tr("opt.accept.guess"))]


def profile(bok: BookArg, plan: PlanArg, svar: Svar = None, godta: AcceptOpt = False, ut: ProfileOut = None) -> None:
    """Propose how a workbook is read, ask what is not sure, and save the profile."""
    from ldip.plan.folder import read_all
    from ldip.plan.write import write_text
    from ldip.publish.screen.own_workbook import choice_table, preview_table
    from ldip.workbook.own_import import own_import
    from ldip.workbook.own_profile import DEFAULT_PATH, profile_text

    with exit_on_error():
        contents, raw, answers = read_all(plan), _bytes(bok), dict(answers_of(svar))
        found = _suggested(contents, bok.name, raw, answers)
        if sys.stdin.isatty() and not godta:
            found = _asked(found, contents, (bok.name, raw), answers)
        console().print(choice_table(found.choices))
        proposed = _settled(found, answers, godta)
        tried = own_import(contents, bok.name, raw, proposed, answers, keep="")
        while tried.questions and sys.stdin.isatty() and not godta:
            answers |= {q.key: _prompt(q.text, "", "", q.choices) for q in tried.questions}
            tried = own_import(contents, bok.name, raw, proposed, answers, keep="")
        if tried.questions:
            _exit_on(tried)
        for preview in tried.previews:
            console().print(preview_table(preview))
        place = ut or plan / DEFAULT_PATH
        place.parent.mkdir(parents=True, exist_ok=True)
        write_text(place, profile_text(tried.profile))
        typer.echo(tr("run.files", files=place))
        _exit_on(tried)


def _suggested(contents: Mapping[str, bytes], name: str, raw: bytes, answers: Answers) -> Suggestion:
    from ldip.binding.reading import plan_of_contents
    from ldip.workbook.own_import import sheets_of_book
    from ldip.workbook.own_suggest import own_suggest

    return own_suggest(plan_of_contents(contents), sheets_of_book(name, raw, answers), name, answers)


def _asked(found: Suggestion, contents: Mapping[str, bytes], book: tuple[str, bytes], answers: dict[str, str]) -> Suggestion:
    """Ask every choice that is not sure; an answer may change the next question, and a wrong one brings the question back."""
    from ldip.errors import SourceError

    while open_choices := found.unanswered(answers):
        first = open_choices[0]
        answers[first.key] = _prompt(first.text, first.basis, first.value, first.options)
        try:
            found = _suggested(contents, *book, answers)
        except SourceError as error:
            typer.echo(str(error), err=True)
            del answers[first.key]
    return found


def _prompt(question: str, basis: str, value_now: str, options: Sequence[tuple[str, str]]) -> str:
    """Ask for one of some values by number."""
    typer.echo(f"{question} ({basis})" if basis else question)
    for i, (value, text) in enumerate(options, 1):
        typer.echo(f"  {i}  {text}" + (f" ({value})" if value != text else ""))
    values = [v for v, _ in options]
    default = str(values.index(value_now) + 1) if value_now in values else None
    given = typer.prompt(tr("own_workbook.prompt"), default=default)
    return values[int(given) - 1] if str(given).isdigit() and 0 < int(given) <= len(values) else str(given)


def _settled(found: Suggestion, answers: Answers, accept: bool) -> Profile:
    """The proposed profile; with choices that are not sure, print them with the answers there are, and exit with 1."""
    if found.profile is None:
        typer.echo(tr("own_workbook.nothing"), err=True)
        raise typer.Exit(1)
    left = [c for c in found.unanswered(answers) if not accept or not c.value]
    if not left:
        return found.profile
    typer.echo(tr("own_workbook.open", n=len(left)), err=True)
    for c in left:
        typer.echo(f"{c.text} ({c.basis})", err=True)
        for value, text in c.options:
            mark = "*" if value == c.value else " "
            typer.echo(f' {mark} --svar "{c.key}={value}"' + (f"  {text}" if text != value else ""), err=True)
    raise typer.Exit(1)


def fetch(bok: BookArg, plan: PlanArg, profil: ProfileIn = None, svar: Svar = None, vis: Preview = False) -> None:
    """Take a workbook in by its profile, with its totals against the plan's; nothing is written when anything is wrong."""
    from ldip.plan.edits import apply, changed_files
    from ldip.plan.folder import read_all
    from ldip.plan.write import write_all, write_text
    from ldip.publish.screen.own_workbook import cause_lines, difference_table
    from ldip.workbook.own_import import own_import
    from ldip.workbook.own_profile import DEFAULT_PATH, parse_profile, profile_text

    with exit_on_error():
        contents = read_all(plan)
        held = _bytes(profil) if profil else _profile_in(contents, plan)
        used = parse_profile(held, str(profil or plan / DEFAULT_PATH))
        found = own_import(contents, bok.name, _bytes(bok), used, answers_of(svar), "" if profil else DEFAULT_PATH)
        _exit_on(found)
        for line in found.told:
            typer.echo(line)
        typer.echo(tr("own_workbook.sums", n=len(found.sums), names="; ".join(found.sums) or "–"))
        console().print(difference_table(found.differences))
        for line in cause_lines(found.differences):
            typer.echo(line)
        changed = {n: raw for n, raw in changed_files(contents, apply(contents, found.edits)).items() if raw is not None}
        if not vis:
            write_all(plan, changed)
        if profil and found.profile != used and not vis:
            write_text(profil, profile_text(found.profile))
    typer.echo(tr("own_workbook.would" if vis else "own_workbook.done", n=len(changed)))


def _profile_in(contents: Mapping[str, bytes], plan: Path) -> bytes:
    """The profile that the plan holds. Errors: SourceError where it has none."""
    from ldip.errors import Problem, SourceError
    from ldip.workbook.own_profile import DEFAULT_PATH

    if DEFAULT_PATH not in contents:
        hint = f"lag den med «ldip excel profil BOK.xlsx {plan}», eller oppgi --profil"
        raise SourceError([Problem(str(plan / DEFAULT_PATH), "", "planen har ingen profil for regneark", "", hint)])
    return contents[DEFAULT_PATH]


def _exit_on(found: OwnImport) -> None:
    """Errors: SourceError with the problems, UnclearError with the questions."""
    from ldip.errors import SourceError
    from ldip.tabular.terms import UnclearError

    if found.questions:
        raise UnclearError(found.problems, found.questions)
    if found.problems:
        raise SourceError(found.problems)


def _bytes(path: Path) -> bytes:
    from ldip.tabular.files import read_bytes
    from ldip.workbook.own_import import MOST_BYTES

    return read_bytes(path, MOST_BYTES + 1)


COMMANDS: Commands = {"profil": profile, "hent": fetch}
