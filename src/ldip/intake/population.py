"""Importing population figures into a plan: records become the plan's csv files, the raw file is kept with its hash.

Everything is checked before anything is written, all files are written or none, and the plan's TOML keeps its comments.
"""

from __future__ import annotations

import gzip
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ldip.binding.reading import NOWHERE, collect_contents
from ldip.errors import PlanError, Problem
from ldip.intake.own_refusals import beyond
from ldip.intake.people_files import named_source, raw_name
from ldip.intake.people_made import FILE, Made, Order, What, made_of
from ldip.locales import tr
from ldip.plan.bounds import NOTE_BYTES
from ldip.plan.document import Plan
from ldip.plan.edits import apply
from ldip.plan.folder import Folder
from ldip.plan.read import read_contents, read_folder
from ldip.plan.write import write_all
from ldip.sources.codes import CodeHistory, read_codes, shipped
from ldip.sources.records import records_of
from ldip.tabular.files import read_bytes

__all__ = ["FILE", "Imported", "Made", "Order", "What", "codes_of", "import_population", "made_of"]
CODES: Final = "notater/kommunenummer.csv"
LISTED: Final = 5


@dataclass(frozen=True)
class Imported:
    """The written files: the plan's csv file, the kept raw file, number of rows and persons in the last year, and notes."""

    file: str
    raw: str
    rows: int
    year: int
    persons: float
    sums_left_out: int
    told: tuple[str, ...] = ()


def import_population(folder: Path, source: Path, order: Order) -> Imported:
    """Import a file into the plan folder. Errors: PlanError with every Problem; then nothing is written."""
    plan = _plan(folder)
    raw = read_bytes(source)
    table = records_of(str(source), raw, order.svar)
    files = Folder(folder)
    made = made_of(plan, codes_of(plan), files, table, replace(order, kilde=named_source(order.kilde, source.name, raw)))
    kept, name = (raw, source.name) if len(raw) <= NOTE_BYTES else (gzip.compress(raw, 9, mtime=0), f"{source.name}.gz")
    after = {
        made.file: made.text.encode("utf-8"),
        raw_name(files, name, kept): kept,
        FILE: apply({FILE: files[FILE]}, made.edits)[FILE],
    }
    told = (*table.told, *made.told, *_checked(files, after))
    write_all(folder, after)
    last = max(r.year for r in made.records)
    return Imported(made.file, list(after)[1], len(made.lines) - 1, last, made.persons(last), table.sums, told)


def codes_of(plan: Plan) -> CodeHistory:
    """Municipality numbers by date: the plan's own file of SSB's classification, else what ships."""
    own = plan.folder / CODES
    return read_codes(own) if own.is_file() else shipped()


def _plan(folder: Path) -> Plan:
    reading = read_folder(folder)
    if FILE not in reading.single or "plan.toml" not in reading.single:
        raise PlanError(reading.problems or [Problem(str(folder), "", "fant ingen plan her", "", "oppgi planmappen")])
    return reading.plan()


def _checked(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """Notes on mistakes that the plan would have and does not have already, for instance years that a history still lacks.

    Errors: PlanError with those of the new files themselves."""
    contents = ChainMap(dict(after), dict(before))
    if own := beyond(before, read_contents(contents, NOWHERE).problems):
        raise PlanError(own)
    new = beyond(before, collect_contents(contents, levers=False)[1])
    more = [tr("import.broken.more", n=len(new) - LISTED)] if len(new) > LISTED else []
    return [tr("import.broken", problem=str(p)) for p in new[:LISTED]] + more
