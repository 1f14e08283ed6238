"""A first plan on disk: every file or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ldip.errors import PlanError, Problem


def put(files: Mapping[str, str | bytes], folder: Path) -> None:
    """Write the files of a plan to a folder that is new or empty; it gets all of them or is left as it was.

    Errors: PlanError when the folder has files, or is a file."""
    refuse(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        for path, text in files.items():
            place = made / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        made.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def refuse(folder: Path) -> None:
    """Errors: PlanError when a new plan cannot be put in the folder."""
    if folder.exists() and not folder.is_dir():
        raise PlanError([Problem(str(folder), "", "er en fil", "", "velg en mappe som ikke finnes")])
    if folder.exists() and any(folder.iterdir()):
        raise PlanError([Problem(str(folder), "", "mappen finnes og er ikke tom", "", "velg en annen mappe")])
