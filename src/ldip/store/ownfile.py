"""Text files that only their owner reads, on disk before they are used."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ldip.errors import Problem, SourceError


def temporary(path: Path, text: str) -> Path:
    """The text in a new file beside `path`, to be put in its place at once. Errors: SourceError when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
        _written(handle, text)
    except OSError as error:
        raise _refused(path, "filen kan ikke skrives", f"se at mappen kan skrives til: {error.strerror}") from error
    return Path(name)


def write_new(path: Path, text: str) -> None:
    """The text in a file that does not exist. Errors: SourceError when it does, or cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _written(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), text)
    except FileExistsError:
        raise _refused(path, "filen finnes", "velg et annet navn") from None
    except OSError as error:
        raise _refused(path, "filen kan ikke skrives", f"se at mappen kan skrives til: {error.strerror}") from error


def placed(source: Path, target: Path) -> None:
    """Put a file in its place at once, never over another. Errors: FileExistsError; SourceError when it cannot be done."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        if target.exists():
            raise FileExistsError(target) from None
        try:
            source.rename(target)
        except OSError as error:
            raise _refused(target, "filen kan ikke skrives", f"se at mappen kan skrives til: {error.strerror}") from error


def _written(handle: int, text: str) -> None:
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _refused(path: Path, what: str, hint: str) -> SourceError:
    return SourceError([Problem(str(path), "", what, "", hint)])
