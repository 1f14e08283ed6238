"""Files of a population import: names that overwrite no other file of the plan, and raw files that are all kept."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from typing import Final

from ldip.errors import PlanError, Problem
from ldip.intake.people_rows import WHOLE, slug
from ldip.plan.document import Plan
from ldip.plan.paths import path_fault
from ldip.plan.schema import tables as t
from ldip.plan.unused import references

FOLDER: Final = "befolkning/"
KEPT: Final = "notater/kilder"
SHORT: Final = 8  # digits of the hash that tells two raw files of one name apart
STATED: Final = 12  # digits of a hash that a source names


def digest(raw: bytes) -> str:
    """The start of a file's sha256, as sources name it."""
    return hashlib.sha256(raw).hexdigest()[:STATED]


def named_source(source: str, name: str, raw: bytes) -> str:
    """A source with the file its figures are from."""
    return f"{source}; {name}, sha256 {digest(raw)}"


def table_name(plan: Plan, taken: Collection[str], wanted: str, held: str | None) -> str:
    """Path of the csv file to write: the one that the plan's key refers to, unless another key does too, else a free name.

    `wanted` is the name without folder and ending, `held` the file that the key refers to, and `taken` every file there is."""
    if held is not None and sum(name.lower() == held.lower() for name in references(plan.population)) == 1:
        return held
    used = {name.lower() for name in (*taken, *references(plan.population))}
    stem = f"framskriving-{wanted}" if held is None and wanted in t.REFERENCED and _is_other(plan, wanted) else wanted
    names = (f"{FOLDER}{stem}{f'-{n}' if n > 1 else ''}.csv" for n in range(1, len(used) + 2))
    return next(name for name in names if name not in used)


def _is_other(plan: Plan, key: str) -> bool:
    """Whether a name is that of another table of the plan that it has."""
    return getattr(plan.population, key, None) is not None


def raw_name(files: Mapping[str, bytes], name: str, raw: bytes) -> str:
    """Path to keep a raw file at: where the same bytes are already, else its own name, with a hash where that is another file."""
    hashed = hashlib.sha256(raw).hexdigest()
    kept = {path: files[path] for path in files if path.startswith(f"{KEPT}/")}
    if same := next((path for path, content in kept.items() if content == raw), None):
        return same
    path = PurePosixPath(name)
    if path_fault(f"{KEPT}/{name}"):
        path = PurePosixPath(f"{slug(path.stem)[:60]}{path.suffix.lower() if path.suffix.isascii() else ''}")
    taken = {p.lower() for p in kept}
    names = (f"{KEPT}/{path}", f"{KEPT}/{path.stem}-{hashed[:SHORT]}{path.suffix}", f"{KEPT}/{hashed}{path.suffix}")
    found = next((n for n in names if n.lower() not in taken), None)
    if found is None:
        raise PlanError([Problem(f"{KEPT}/{name}", "", "finnes fra før med annet innhold", "", "gi filen et annet navn")])
    return found


def projection_fault(plan: Plan, file: str, name: str, ident: str) -> Problem | None:
    """The reason that a projection cannot have a name: none, the plan's own, or an id that another has."""
    if not name.strip() or ident == "egen" or (ident == WHOLE and name.strip().lower() != WHOLE):
        return Problem(file, "", "framskrivingen trenger et navn", name, "oppgi --navn")
    other = next((f for f in plan.population.framskrivinger if f.id == ident and f.navn.strip() != name.strip()), None)
    if other is not None:
        what = f"navnet gir samme id ({ident}) som framskrivingen «{other.navn}»"
        return Problem(file, "", what, name, "velg et annet navn, eller bruk det samme for å erstatte den")
    return None
