"""Editing plan files: comments and layout are kept, and writes are atomic.

An edit changes one value element by element; the result must parse to exactly the intended values
or nothing is written. Folders are copied byte for byte.
"""

from __future__ import annotations

import copy
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from ldip.errors import PlanError, Problem
from ldip.plan.csvfile import decode
from ldip.plan.tomlfile import loads

Key = str | int
# What tomlkit raises for a value that does not fit where it is set, besides its own errors.
UNWRITABLE: Final = (TOMLKitError, ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError)
MOST_WORK: Final = 500_000  # edits made one at a time, times characters of the file: about five seconds


def set_value(folder: Path, file: str, path: Sequence[Key], value: Any, *, seen: str | None = None) -> None:
    """Set the value at `path` in a TOML file of the plan, for example ("loennsvekst", "verdi").

    `seen` is the file's sha256 when it was read for editing; a file changed since then is refused. Errors: PlanError
    when the file changed, the path does not exist above the last key, or the result would not parse
    to the intended values. The file is then untouched.
    """
    place = folder / file
    text, problems = decode(place.read_bytes(), file)
    if problems:
        raise PlanError(problems)
    if seen is not None and seen != digest(place):
        raise PlanError([Problem(file, "", "filen er endret av noen andre", "", "les filen på nytt og gjør endringen igjen")])
    write_text(place, edited(text, path, value, file))


def edited(text: str, path: Sequence[Key], value: Any, file: str) -> str:
    """A TOML text with the value at `path` set (None removes the key; the index after the last appends to a list).

    Errors: PlanError when the text is not TOML, the path does not exist above its last key, or the result would not parse to
    exactly the intended values."""
    try:
        wanted = _with(loads(text), path, value, file)
        changed = _edit(text, path, value, file)
        same = loads(changed) == wanted
    except UNWRITABLE as error:
        raise _refused(file, path, value, f"endringen lar seg ikke skrive: {error}") from None
    if not same:
        raise _refused(file, path, value, "endringen lar seg ikke skrive uten å endre noe annet")
    return changed


def edited_all(text: str, edits: Sequence[tuple[Sequence[Key], Any]], file: str) -> str:
    """A TOML text with values set in order, as `edited`. The text is parsed once for all of them, since a parser that keeps the
    layout is slow; one at a time where the layout does not allow it together.

    Errors: PlanError as `edited`, or for more work than is done for one file."""
    if len(edits) > 1:
        together = _edited_together(text, edits, file)
        if together is not None:
            return together
        if len(edits) * len(text) > MOST_WORK:
            hint = "lagre noen av endringene først, og gjør resten etterpå"
            raise PlanError([Problem(file, "", "for mange endringer av filen på en gang", str(len(edits)), hint)])
    for path, value in edits:
        text = edited(text, path, value, file)
    return text


def _edited_together(text: str, edits: Sequence[tuple[Sequence[Key], Any]], file: str) -> str | None:
    """The text with every edit; None where one of them fails, or the result is not the intended values."""
    try:
        wanted = loads(text)
        document = tomlkit.parse(text)
        for path, value in edits:
            assign(wanted, path, copy.deepcopy(value), file)
            assign(document, path, value, file)
        changed = tomlkit.dumps(document)
        return changed if loads(changed) == wanted else None
    except (PlanError, *UNWRITABLE):
        return None


def digest(path: Path) -> str:
    """sha256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_text(path: Path, text: str) -> None:
    """Write a text file atomically."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file atomically: to a temporary file in the same folder that then replaces it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if path.exists():
            shutil.copymode(path, name)
        else:
            Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by path in a folder, all of them or none: the earlier bytes are put back when one cannot be written."""
    before = {name: (folder / name).read_bytes() if (folder / name).is_file() else None for name in files}
    done: list[str] = []
    try:
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_bytes(folder / name, content)
            done.append(name)
    except OSError as error:
        for written in done:
            earlier = before[written]
            if earlier is None:
                (folder / written).unlink(missing_ok=True)
            else:
                write_bytes(folder / written, earlier)
        hint = "se at mappen kan skrives i, og at det er plass på disken; ingenting er endret"
        raise PlanError([Problem(name, "", "filen kan ikke skrives", error.strerror or "", hint)]) from error


def _umask() -> int:
    """The process's umask; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def copy_folder(source: Path, target: Path, leave_out: Sequence[str] = ("resultat",)) -> None:
    """Copy a plan folder byte for byte, `leave_out` excepted. Errors: PlanError when the target has files."""
    if target.exists() and any(target.iterdir()):
        raise PlanError([Problem(str(target), "", "mappen finnes og er ikke tom", "", "velg en annen mappe")])
    shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*leave_out))


def _with(data: dict[str, Any], path: Sequence[Key], value: Any, file: str) -> dict[str, Any]:
    result = copy.deepcopy(data)
    assign(result, path, value, file)
    return result


def _edit(text: str, path: Sequence[Key], value: Any, file: str) -> str:
    document = tomlkit.parse(text)
    assign(document, path, value, file)
    return tomlkit.dumps(document)


def assign(node: Any, path: Sequence[Key], value: Any, file: str) -> None:
    """Set a value in parsed tables, as `edited`. Errors: PlanError where the path does not exist above its last key."""
    try:
        for key in path[:-1]:
            node = node[key]
        last = path[-1]
        if value is None:
            del node[last]
        elif isinstance(node, list) and last == len(node):
            node.append(value)
        else:
            node[last] = value
    except (TOMLKitError, KeyError, IndexError, TypeError):
        raise _refused(file, path, value, "nøkkelen finnes ikke i filen") from None


def _refused(file: str, path: Sequence[Key], value: Any, message: str) -> PlanError:
    key = ".".join(str(p) for p in path)
    return PlanError([Problem(file, key, message, str(value)[:60], "rett filen for hånd")])
