"""The files of a folder on disk, listed with their sizes before any is read. Only plain files inside the folder are read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.plan.bounds import MOST_PROBLEMS, PLAN_FILES, file_limit, plan_problems
from ldip.tabular.files import read_bytes

LISTED: Final = 20 * PLAN_FILES  # names in a folder that is no plan, for instance a home folder given by mistake
DEEPEST: Final = 20  # folders in one another
RESULTS: Final = frozenset({"resultat"})  # results never belong to a plan


class Folder(Mapping[str, bytes]):
    """The files of a folder with some endings, by path, read on access; every file where no ending is given.

    Hidden files and results are left out. Links, pipes and devices are not read, and are `problems`: a plan saved without
    them would lose a file without anybody knowing. Errors: SourceError for a file that cannot be read or is too large."""

    def __init__(self, folder: Path, kinds: tuple[str, ...] = ("",)) -> None:
        self.folder, self.problems = folder, list[Problem]()
        self.sizes = dict(sorted(self._files(kinds)))
        self.problems += plan_problems(self.sizes)

    def __getitem__(self, name: str) -> bytes:
        if name not in self.sizes:
            raise KeyError(name)
        return read_bytes(self.folder / name, file_limit(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self.sizes)

    def __len__(self) -> int:
        return len(self.sizes)

    def _files(self, kinds: tuple[str, ...]) -> Iterator[tuple[str, int]]:
        """(path, bytes) of the plain files."""
        waiting, listed = [("", 0)], 0
        while waiting:
            inside, depth = waiting.pop()
            for entry in self._listed(inside):
                listed += 1
                if listed > LISTED:
                    hint = "oppgi mappen som har plan.toml"
                    self.problems.append(Problem("plan.toml", "", f"flere enn {LISTED} filer i mappen", "", hint))
                    return
                name = f"{inside}{entry.name}"
                if entry.name.startswith(".") or (not inside and entry.name in RESULTS):
                    continue
                if entry.is_dir(follow_symlinks=False) and depth < DEEPEST:
                    waiting.append((f"{name}/", depth + 1))
                elif entry.is_file(follow_symlinks=False):
                    if entry.name.endswith(kinds):
                        yield name, entry.stat(follow_symlinks=False).st_size
                elif len(self.problems) < MOST_PROBLEMS:
                    hint = "legg selve filen i planmappen, eller ta den bort"
                    self.problems.append(Problem(name, "", "er en lenke eller annet som ikke er en vanlig fil", "", hint))

    def _listed(self, inside: str) -> list[os.DirEntry[str]]:
        """The names in a folder; none where it cannot be opened, and at most one more than is allowed."""
        try:
            with os.scandir(self.folder / inside) as found:
                return [entry for entry, _ in zip(found, range(LISTED + 1), strict=False)]
        except OSError:
            return []


def sizes_of(contents: Mapping[str, bytes]) -> Mapping[str, int]:
    """Bytes of every file by path, without reading the files of a folder."""
    return contents.sizes if isinstance(contents, Folder) else {n: len(raw) for n, raw in contents.items()}


def problems_of_size(contents: Mapping[str, bytes]) -> list[Problem]:
    """Problems of size, and of names that are no plain files, before any file of a plan is parsed."""
    return contents.problems if isinstance(contents, Folder) else plan_problems(sizes_of(contents))


def read_all(folder: Path) -> dict[str, bytes]:
    """Every file of a folder. Errors: SourceError, before anything is read, for files that are too many or too large."""
    found = Folder(folder)
    if found.problems:
        raise SourceError(found.problems)
    return dict(found)
