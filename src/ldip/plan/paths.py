"""Paths of files in a plan: one rule for uploads, the store, edits and folders, safe wherever a plan is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.plan.texts import fault_of_name

LONGEST: Final = 400  # characters of a path, as the store holds
PART: Final = 120  # bytes of a name in it; most file systems take 255
DEEPEST: Final = 8  # folders in one another
FORBIDDEN: Final = frozenset('\\:*?"<>|')  # drive letters, alternate data streams, wildcards
# Names that Windows gives to devices, whatever ending they have («Naming Files, Paths, and Namespaces», Microsoft).
DEVICE: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def path_fault(path: str) -> str:
    """The reason that a path cannot be that of a file in a plan; empty for none."""
    parts = path.split("/")
    if len(path) > LONGEST or len(parts) > DEEPEST:
        return "stien er for lang eller for dyp"
    if (wrong := fault_of_name(path)) or (FORBIDDEN & set(path)):
        return wrong or "stien har et tegn som ikke kan brukes i filnavn på alle maskiner"
    if any(p in ("", ".", "..") for p in parts):
        return "stien går ut av planmappen"
    for part in parts:
        if len(part.encode()) > PART:
            return "et navn i stien er for langt"
        if part != part.strip() or part.endswith("."):
            return "et navn i stien begynner med mellomrom, eller slutter med mellomrom eller punktum"
        if DEVICE.fullmatch(part.partition(".")[0].rstrip()):
            return "navnet er en enhet i Windows"
    return ""


def no_device(name: str) -> str:
    """A file's name without ending, with a number where it alone would be a device in Windows."""
    return f"{name}-1" if DEVICE.fullmatch(name) else name


def allowed(path: str) -> str:
    """The path itself. Errors: SourceError with the reason and the remedy."""
    if fault := path_fault(path):
        shown = path[:100].encode("utf-8", "replace").decode()
        hint = "bruk stier inne i planmappen, med små bokstaver a–z, sifre, bindestrek og punktum"
        raise SourceError([Problem("plan", "", f"stien er ikke tillatt: {fault}", repr(shown), hint)])
    return path


def all_allowed(paths: Iterable[str]) -> None:
    """Errors: SourceError for a path that is not allowed, or two that are one file where case does not count."""
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(allowed(path).casefold(), path)
        if other != path:
            hint = "gi filene ulike navn; store og små bokstaver er like på Windows og macOS"
            raise SourceError([Problem(path, "", "to filer har samme navn", other, hint)])
