"""Guards of answers to actors without insight: versions and drafts that reveal no shielded amount and no small count.

Amounts are hidden in the same way in every answer (publish.protect), but two answers can differ by a hidden amount alone. So
those without insight get no draft that touches a project, or a service with hidden counts, and numbers only of versions in which
the hidden projects are the same as in the newest version of the main line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from ldip.binding.telling import read_by
from ldip.errors import PlanError
from ldip.plan.document import Plan
from ldip.plan.edits import changed_files
from ldip.plan.levers import CLOSED
from ldip.plan.schema.files import ServiceFile, file_of
from ldip.plan.shield import secret_projects, shield_of
from ldip.publish.protect import COUNTS, hidden_levels, tells_counts
from ldip.publish.protect_inputs import CHANGES, input_shown, of_projects, shown_problems
from ldip.store.versions import ancestors, branch_of, history, version_of
from ldip.uncertainty.factors import drawn_by
from ldip.web.drafts import COUNTED, EMPTY, Draft, Drafts
from ldip.web.errors import RefusedError

MOST_BACK: Final = 50  # versions looked through for one that can be read


def permit(drafts: Drafts, version: int, draft: Draft, drawn: bool = False) -> None:
    """Errors: RefusedError 403 when the answer on a draft, or its draws, could be used to find a hidden number."""
    permit_version(drafts, version)
    permit_files(drafts, version, [e.fil for e in draft.endringer])  # before the draft is read, since its problems may tell too
    if draft != EMPTY:
        permit_files(drafts, version, _changed(drafts, version, draft))
        _permit_expressions(drafts, version, draft)
    if drawn and shield_of(drafts.plan(version)).counted and drawn_by(drafts.plan(version, draft), "prosjekt"):
        raise RefusedError(403, "nektet.trekninger")


def _changed(drafts: Drafts, version: int, draft: Draft) -> Collection[str]:
    """Files that a draft changes, those of its levers included. Errors: PlanError without values of hidden inputs."""
    try:
        return changed_files(drafts.contents(version), drafts.drafted(version, draft))
    except PlanError as error:
        raise PlanError(shown_problems(drafts.plan(version), error.problems)) from None


def permit_version(drafts: Drafts, version: int) -> None:
    """Errors: RefusedError 403 for a version whose shields do not hold, or whose totals differ from those of the newest by hidden
    amounts."""
    plan, newest = _read(drafts, version), _newest(drafts, version)
    own, now = shield_of(plan), shield_of(newest)
    if own.refused or now.refused or (own.hidden and read_by(plan, "prosjekt")):
        raise RefusedError(403, "nektet.skjerming")
    same = own.hidden == now.hidden and all(plan.projects[i] == newest.projects[i] for i in own.hidden)
    if not same and not (not now.hidden and _lifted(drafts, version, plan, newest)):
        raise RefusedError(403, "nektet.versjon")


def _permit_expressions(drafts: Drafts, version: int, draft: Draft) -> None:
    """Errors: RefusedError 403 for a draft with a måltall of its own that reads what could be hidden."""
    plan, after = drafts.plan(version), drafts.plan(version, draft)

    def added(axis: str) -> list[str]:
        return [name for _, name in read_by(after, axis) - read_by(plan, axis)]

    if shield_of(plan).hidden and added("prosjekt"):
        raise RefusedError(403, "nektet.uttrykk")
    if any(s.nivaaer for s in plan.services.values()) and [*added("behovsnivaa"), *filter(tells_counts, added("tjeneste"))]:
        raise RefusedError(403, "nektet.uttrykk")


def _read(drafts: Drafts, version: int) -> Plan:
    """The plan of a version. Errors: PlanError without values, since an unreadable plan does not tell which are hidden."""
    try:
        return drafts.plan(version)
    except PlanError as error:
        raise PlanError([replace(p, value="") for p in error.problems]) from None


def _lifted(drafts: Drafts, version: int, plan: Plan, newest: Plan) -> bool:
    """Whether the newest version, which hides nothing, has ended the shields of a version: each shielded project is under
    contract, or the version is an earlier one of the main line. The shields of an alternative are its own."""
    if not shield_of(plan).hidden <= newest.projects.keys():
        return False
    if all(newest.projects[i].settled for i in secret_projects(plan)):
        return True
    with drafts.store.reading() as session:
        head = branch_of(session, version_of(session, version).plan_id).hode_id
        return version in ancestors(session, [head])


def permit_files(drafts: Drafts, version: int, files: Collection[str]) -> None:
    """Errors: RefusedError 403 when a draft may not touch some files, since its effect would tell a hidden number."""
    plan = drafts.plan(version)
    if shield_of(plan).hidden and any(of_projects(f) or _holds_amounts(plan, f) for f in files):
        raise RefusedError(403, "nektet.skjermet")
    levels = [i for i, s in plan.services.items() if s.nivaaer]
    if levels and COUNTS in files:
        raise RefusedError(403, "nektet.smaatall")
    if touched := [i for i in levels if file_of(ServiceFile, i) in files]:
        run = drafts.run(version, EMPTY, COUNTED)
        if any(hidden_levels(run, i) for i in touched):
            raise RefusedError(403, "nektet.smaatall")


def _holds_amounts(plan: Plan, file: str) -> bool:
    """Whether a lever, a stress, a scenario or a proposal of the plan has changes that are hidden: pointed at another field, or
    held against a guess, they would tell an amount."""
    folder, _, name = file.removesuffix(".toml").rpartition("/")
    return folder in CLOSED and name in plan.folders.get(folder, {}) and not input_shown(plan, file, CHANGES)


def _newest(drafts: Drafts, version: int) -> Plan:
    """The newest version of the plan's main line that can be read; the version itself where none can."""
    with drafts.store.reading() as session:
        head = branch_of(session, version_of(session, version).plan_id).hode_id
    if head == version:
        return drafts.plan(version)
    return drafts.plan(drafts.answers.get(("lesbar", head), lambda: _readable(drafts, head, version)))


def _readable(drafts: Drafts, head: int, otherwise: int) -> int:
    with drafts.store.reading() as session:
        line = [v.id for v in history(session, head)[:MOST_BACK]]
    for found in line:
        try:
            drafts.plan(found)
        except PlanError:
            continue
        return found
    return otherwise
