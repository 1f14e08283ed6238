"""Files only their owner can read: the database, its log, keys, and what is exported about a person."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

OWNER: Final = 0o600
FOLDER: Final = 0o700
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
POSIX: Final = os.name == "posix"  # elsewhere the folder's access list decides


def private_file(path: Path) -> None:
    """Create an empty file for its owner alone, whatever the umask; an existing file is left as it is."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER))
    except FileExistsError:
        return


def private_folder(path: Path) -> None:
    """Create a folder, and those above it that are missing, for their owner alone."""
    for folder in reversed([path, *path.parents]):
        if not folder.exists():
            folder.mkdir(mode=FOLDER, exist_ok=True)


def files_of(store: str) -> list[Path]:
    """The files of a SQLite store that exist: the database, its log, and the keys beside it. None for a server's database."""
    name = store.removeprefix("sqlite:///")
    if "://" in name or not name or name.startswith(":memory:"):
        return []
    return [p for end in ("", "-wal", "-shm", "-journal", ".noekkel") if (p := Path(f"{name}{end}")).is_file()]


def open_to_others(store: str) -> list[Path]:
    """Files of a SQLite store that other users of the machine may read or write."""
    return [p for p in files_of(store) if POSIX and p.stat().st_mode & OTHERS]


def close_to_others(store: str) -> list[Path]:
    """Take the access of other users away; returns the files that had it. One owned by another user is left and returned."""
    found = open_to_others(store)
    for path in found:
        try:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
        except PermissionError:
            continue
    return found
