"""The editable row of an input: file with the path of a TOML value or the line of a csv row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ldip.binding.bound import Origin
from ldip.digits import is_digits
from ldip.engine.names import AVVIK
from ldip.plan.document import Plan
from ldip.plan.schema.files import FOLDERS, file_of
from ldip.simulation.figures import Ref
from ldip.simulation.run import Run

ADOPTED = "vedtatt.csv"


@dataclass(frozen=True)
class Place:
    """Place of an input: a file of the plan with a path, or with a line (0 for a path)."""

    file: str
    path: tuple[str | int, ...] = ()
    line: int = 0


def origin_of(run: Run, ref: Ref) -> Origin | None:
    """Origin of an input, by the element that has an origin of its own."""
    for _, element in ref.at:
        own = run.binding.element_origins.get(ref.name, {}).get(element)
        if own is not None:
            return own
    return run.origin(ref.name, ref.year, next((i for _, i in ref.at), ""))


def place_of(run: Run, ref: Ref) -> Place | None:
    """The row of an input; None where it is no part of the plan (national parameters, choices of the view)."""
    found = origin_of(run, ref)
    return place_at(run.plan, found, ref) if found is not None else None


def place_at(plan: Plan, origin: Origin, ref: Ref) -> Place | None:
    """The row that an origin points to."""
    file = origin.file
    if file.endswith("/"):
        inside = _document(plan, file.removesuffix("/"), ref)
        return Place(inside) if inside else None
    if file.endswith(".csv"):
        return _row(plan, file, origin, ref)
    document = plan.documents.get(file)
    return Place(file, _path(document, origin.key)) if document is not None else None


def _document(plan: Plan, folder: str, ref: Ref) -> str:
    """The document of a folder that one of the elements names."""
    found = plan.folders.get(folder, {})
    which = next((i for _, i in ref.at if i in found), "")
    return file_of(FOLDERS[folder], which) if which else ""


def _path(document: Any, key: str) -> tuple[str | int, ...]:
    """A dotted key as a path; an id in a list becomes its index."""
    path, at = list[str | int](), document
    for part in filter(None, key.split(".")):
        if isinstance(at, list | tuple):
            index = next((i for i, one in enumerate(at) if getattr(one, "id", None) == part), None)
            index = int(part) if index is None and is_digits(part) and int(part) < len(at) else index
            if index is None:
                break
            path.append(index)
            at = at[index]
            continue
        path.append(part)
        at = at.get(part) if isinstance(at, Mapping) else getattr(at, part, None)
    return tuple(path)


def _row(plan: Plan, file: str, origin: Origin, ref: Ref) -> Place | None:
    """The line of a csv row: that of the element, of the adopted line, or of the key the origin names."""
    table = plan.tables.get(file)
    if table is None:
        return None
    wanted = {i for _, i in ref.at} | {origin.key.partition(".")[0], ref.name.removeprefix(AVVIK)} - {""}
    year = ref.year if file == ADOPTED else None
    best = 0, 0
    for line, row in table.numbered():
        given = row.model_dump()
        score = sum(1 for v in given.values() if isinstance(v, str) and v in wanted)
        own_year = given.get("aar")
        if year is not None and isinstance(own_year, int):
            score = 0 if own_year > year or not score else score * 10_000 - (year - own_year)
        if score > best[0]:
            best = score, line
    return Place(file, line=best[1]) if best[1] else None
