"""The municipality's own figures in place of estimates: accounts, ledgers, lists of projects and population files.

`proposed` reads everything, refuses in words what cannot be used (all of it at once), and otherwise gives edits of a plan that
the page, the command line and the store make alike. Nothing is written here, and no edits are given where anything is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ldip.binding.reading import collect_contents, plan_of_contents
from ldip.errors import PlanError
from ldip.intake import own_accounts, own_balance, own_income, own_key_figures, own_people
from ldip.intake.own_costs import measured, unit_costs
from ldip.intake.own_reading import Given, codes_in, read_uploads
from ldip.intake.own_refusals import refuse_new
from ldip.intake.own_terms import KINDS as KINDS
from ldip.intake.own_terms import Asked, Choices, Part, Proposal, UnclearUploadsError
from ldip.intake.own_terms import Kind as Kind
from ldip.intake.own_terms import Row as Row
from ldip.intake.own_terms import Upload as Upload
from ldip.intake.projects import PROJECTS, projects_of_uploads
from ldip.plan.edits import Contents, Edit, apply
from ldip.plan.read import read_contents
from ldip.tabular.terms import UnclearError

if TYPE_CHECKING:
    from ldip.plan.document import Plan

NOWHERE = Path("egne-tall")


def proposed(contents: Contents, uploads: Sequence[Upload], choices: Choices | None = None) -> Proposal:
    """Edits that put the uploads' figures in the plan. Never raises for what a user gives: see `Proposal.problems`."""
    asked = choices or Choices()
    if any(u.kind == PROJECTS for u in uploads):
        return projects_of_uploads(contents, uploads)
    reading = read_contents(contents, NOWHERE)
    if reading.problems:
        return Proposal((), (), tuple(sorted(reading.problems)), ())
    plan = reading.plan()
    try:
        given = read_uploads(contents, plan, uploads)
        return _made(contents, plan, given, asked)
    except UnclearUploadsError as error:
        return Proposal((), (), error.problems, (), error.asked)
    except UnclearError as error:  # of figures held against the plan
        at = next((i for i, u in enumerate(uploads) if u.name in {p.file for p in error.problems}), 0)
        return Proposal((), (), error.problems, (), tuple(Asked(at, uploads[at].name, q) for q in error.questions))
    except PlanError as error:
        return Proposal((), (), error.problems, ())


def _made(contents: Contents, plan: Plan, given: Given, choices: Choices) -> Proposal:
    """The parts one after the other, since unit costs are own frames divided by own users. Errors: PlanError."""
    parts = [
        own_people.replaced(contents, plan, codes_in(contents), given, choices),
        own_accounts.replaced(contents, plan, given, choices),
        own_balance.replaced(contents, plan, given, choices),
        own_key_figures.replaced(plan, given),
    ]
    if wrong := [p for part in parts for p in part.problems]:
        raise PlanError(wrong)
    after = apply(contents, _edits(parts))
    refuse_new(contents, after)
    if parts[1].edits:
        changed = plan_of_contents(after)
        found = measured(changed)
        parts += [unit_costs(changed, given, found), own_income.replaced(changed, given, found.factor, choices.refunds)]
        parts.append(_without_empty(contents, changed, parts))
        refuse_new(contents, apply(contents, _edits(parts)))
    rows = tuple(r for part in parts for r in part.rows)
    told = tuple(dict.fromkeys(t for part in (*parts, Part(told=given.told)) for t in part.told))
    return Proposal(tuple(_edits(parts)), rows, (), told)


def _without_empty(contents: Contents, changed: Plan, parts: Sequence[Part]) -> Part:
    """Removal of services that nothing is left of, each where no other file of the plan names it."""
    dropped: list[Edit] = []
    for edit in own_accounts.emptied(changed):
        if not collect_contents(apply(contents, [*_edits(parts), *dropped, edit]), levers=False)[1]:
            dropped.append(edit)
    return Part(tuple(dropped))


def _edits(parts: Sequence[Part]) -> list[Edit]:
    return [e for part in parts for e in part.edits]
