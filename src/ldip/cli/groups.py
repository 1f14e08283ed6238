"""Command groups for users: help in the user's language, words with æ, ø and å, unknown words, old names."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from ldip.cli.common import Commands
from ldip.cli.earlier import renamed
from ldip.cli.spreading import spread
from ldip.locales import tr

OPTIONS = tr("help.options")
ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def _ascii(word: str) -> str:
    return unicodedata.normalize("NFC", word).translate(ASCII)


class _Worded:
    """Usage line and help option in the user's language."""

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        """Usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix=tr("help.usage"))

    def get_help_option(self, ctx: Any) -> Any:
        """The --help option."""
        option: Any = super().get_help_option(ctx)  # type: ignore[misc]  # a mixin: the next class has it
        if option is not None:
            option.help = tr("gettext.Show this message and exit.")
        return option


class Command(_Worded, TyperCommand):
    """A command."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Several files after an option that may be repeated (`--kostra 0A.dat 0B.dat`) are as the option before each."""
        repeated = frozenset(o for p in self.params if getattr(p, "multiple", False) and _of_files(p) for o in p.opts)
        return super().parse_args(ctx, spread(args, repeated) if repeated else args)


def _of_files(parameter: Any) -> bool:
    return bool(parameter.metavar == "FIL…")


class Group(_Worded, TyperGroup):
    """A group of commands; its words may be typed with æ, ø and å."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command a word names; the error for an unknown word suggests the nearest known one."""
        word, *rest = args
        name = _ascii(word)
        if name not in self.commands and not name.startswith("-"):
            near = get_close_matches(name, self.commands, n=1)
            ctx.fail(tr("cli.unknown", word=word) + (tr("cli.near", word=near[0]) if near else ""))
        return super().resolve_command(ctx, [name, *rest])

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Every command with its whole help text, never cut."""
        self.write_section(formatter, "gettext.Commands", list(self.commands))

    def write_section(self, formatter: Any, title: str, names: list[str]) -> None:
        """A titled list of commands."""
        with formatter.section(tr(title)):
            formatter.write_dl([(name, self.commands[name].help or "") for name in names])


class Pair(Group):
    """A group where two arguments that name no command are a command's own: `sammenlign A B` compares the two plans."""

    command = "planer"

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command a word names, or the pair's."""
        words = [a for a in args if not a.startswith("-")]
        near = get_close_matches(_ascii(words[0]), self.commands, n=1) if words else []
        if len(words) > 1 and _ascii(words[0]) not in self.commands and (not near or Path(words[0]).exists()):
            return super().resolve_command(ctx, [self.command, *args])
        return super().resolve_command(ctx, args)


class Top(Group):
    """The program: its own commands first, then the groups; the old names of commands still work."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command a present or an old word names."""
        found = renamed([_ascii(args[0]), *args[1:]])
        if found is not None:
            typer.echo(tr("cli.renamed", old=found.old, new=found.new), err=True)
        return super().resolve_command(ctx, args if found is None else found.args)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """The program in one line, close under the usage, so that the whole help fits on one screen."""
        formatter.write(f"  {self.help}\n")

    def group_words(self) -> dict[str, list[str]]:
        """The groups, each with its commands."""
        return {n: list(c.commands) for n, c in self.commands.items() if isinstance(c, Group)}

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands for one plan, then the groups."""
        groups = self.group_words()
        self.write_section(formatter, "help.plan", [n for n in self.commands if n not in groups])
        self.write_section(formatter, "help.groups", list(groups))


def add(app: typer.Typer, commands: Commands, key: str = "cli") -> None:
    """Register commands by name; the help of one is the message `key` with its name."""
    for name, action in commands.items():
        app.command(name, cls=Command, help=tr(f"{key}.{name}"), options_metavar=OPTIONS)(action)


def group(name: str, commands: Commands, cls: type[Group] = Group) -> typer.Typer:
    """A group of commands."""
    made = typer.Typer(
        cls=cls,
        help=tr(f"cli.{name}"),
        no_args_is_help=True,
        options_metavar=OPTIONS,
        subcommand_metavar=tr("help.commands"),
        rich_markup_mode=None,
    )
    add(made, commands, f"cli.{name}")
    return made
