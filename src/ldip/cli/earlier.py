"""Names commands had before the groups. They work for one release, with a note on standard error, and are hidden in the help."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

MOVED: Final = {
    "importer": ("hent", "befolkning"),
    "kostra": ("hent", "regnskap"),
    "oppstilling": ("vis", "oppstillinger"),
    "maaltall": ("vis", "maaltall"),
    "revisor": ("skriv", "revisorfil"),
    "grep": ("sammenlign", "grep"),
    "stress": ("sammenlign", "stress"),
    "tilbakeprov": ("etterproev",),  # was a group: its subcommand follows
    "proev": ("etterproev", "program"),
    "inntektsutjevning": ("landet", "inntektsutjevning"),
    "utgiftsbehov": ("landet", "utgiftsbehov"),
    "reform": ("landet", "reform"),
}
WITHIN: Final = {"bruker": ("brukere", "ny"), "rolle": ("brukere", "rolle")}  # were commands of `lager`
READ: Final = ("--les", "--read")  # was an option of maaltall and is a command now


class Renamed(NamedTuple):
    """The words typed, the present name, and the arguments that follow."""

    old: str
    new: str
    args: list[str]


def renamed(args: Sequence[str]) -> Renamed | None:
    """The present words for an old name; None where the first word is not an old name."""
    word, rest = args[0], list(args[1:])
    if word == "lager" and rest and rest[0] in WITHIN:
        found = WITHIN[rest[0]]
        return Renamed(f"{word} {rest[0]}", " ".join(found), [*found, *rest[1:]])
    if word not in MOVED:
        return None
    new, rest = _by_arguments(word, rest)
    return Renamed(word, " ".join(new), [*new, *rest])


def _by_arguments(word: str, rest: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Two old commands had two uses each; the arguments decide which present command is meant."""
    if word == "revisor" and any(Path(a).is_file() for a in rest):
        return ("etterproev", "revisorfil"), rest
    if word == "maaltall":
        flat = [part for a in rest for part in (a.split("=", 1) if a.startswith(READ) else [a])]
        at = next((i for i, a in enumerate(flat) if a in READ), None)
        if at is not None:
            return ("hent", "noekkeltall"), [*flat[:at], *flat[at + 2 :], *flat[at + 1 : at + 2]]
    return MOVED[word], rest
