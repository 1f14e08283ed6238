"""Inputs left out of public output: amounts of hidden projects and what tells of them, and counts of users by level of need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ldip.errors import Problem
from ldip.plan.document import Plan
from ldip.plan.levers import CLOSED
from ldip.plan.schema.files import AmendmentFile, LeverFile, ProjectFile, ScenarioFile, ServiceFile, StressFile, folder_of
from ldip.plan.schema.levers import Change
from ldip.plan.shield import shield_of
from ldip.plan.stresses import layers_of
from ldip.publish.protect import COUNTS, LEVELS, secret_files

# Of a hidden project: names, where and when it opens and for how many. Every other key may tell of the amount.
PUBLIC_KEYS: Final = frozenset(
    {
        *("navn", "type", "tjeneste", "sektor", "fase", "ferdig", "utsettes_aar", "skjermet", "alternativ", "forutsetter"),
        *("erstatter", "kapasitet"),
    }
)
CHANGES: Final = ("endringer", "lag", "linjer")  # the keys that hold the changes of a lever, a stress or a scenario
PROJECT_FILES: Final = (f"{folder_of(ProjectFile)}/", "investeringer.toml", "anlegg.csv", "bygg.csv", "bygghendelser.csv")


def of_projects(file: str) -> bool:
    """Whether a file describes projects, or decides how they count."""
    return file.startswith(PROJECT_FILES[0]) or file in PROJECT_FILES


def input_shown(plan: Plan, file: str, key: Sequence[str | int]) -> bool:
    """Whether public output shows an input, by its file and path of keys (empty for a whole file)."""
    folder, _, name = file.removesuffix(".toml").rpartition("/")
    first = str(key[0]) if key else ""
    if file == COUNTS:
        return False
    if file in secret_files(plan):
        return first in PUBLIC_KEYS
    if folder == folder_of(ServiceFile) and name in plan.services and plan.services[name].nivaaer:
        return first not in ("", LEVELS)
    if folder in CLOSED and first in ("", *CHANGES) and shield_of(plan).hidden:
        changes = _changes(plan, folder, name)
        return changes is not None and not any(of_projects(c.fil) for c in changes)
    return True


def _changes(plan: Plan, folder: str, name: str) -> list[Change] | None:
    """The changes by key of a lever, a stress or a scenario; None for a file that cannot be read."""
    test = plan.folders.get(folder, {}).get(name)
    if isinstance(test, LeverFile):
        return test.endringer
    if isinstance(test, AmendmentFile):
        return [c for line in test.linjer for c in line.endringer]
    return [c for layer in layers_of(test) for c in layer.endringer] if isinstance(test, StressFile | ScenarioFile) else None


def shown_problems(plan: Plan, problems: Sequence[Problem]) -> list[Problem]:
    """Problems without the values of inputs that public output leaves out."""
    return [p if input_shown(plan, p.file, p.key.split(".") if p.key else ()) else replace(p, value="") for p in problems]


def text_shown(file: str, *versions: Mapping[str, bytes]) -> bool:
    """Whether public output may show the whole text of a file, in any of some versions; read without parsing them."""
    if of_projects(file) or file == COUNTS or file.partition("/")[0] in CLOSED:
        return False
    return not any(LEVELS.encode() in v.get(file, b"") for v in versions)
