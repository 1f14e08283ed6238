"""Filling in a form of a plan: the fields, and the edits tried through the ordinary reading of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ldip.binding.reading import collect_contents
from ldip.errors import PlanError, Problem
from ldip.forms.asked import Asked
from ldip.forms.kinds import KINDS
from ldip.forms.terms import Form, Given, Made
from ldip.locales import tr
from ldip.plan.edits import Contents, apply

Shown = Callable[[Sequence[Problem]], Sequence[Problem]]


def filled(kind: str, contents: Contents, given: Given, shown: Shown = list) -> Form | None:
    """The form of a kind, filled in; None for an id that the plan lacks. `shown` gives the problems as the user may see them.

    Errors: PlanError where the plan itself cannot be read: its problems could not be separated from those of the form."""
    reading, problems = collect_contents(contents, levers=False)
    if problems:
        raise PlanError(shown(problems))
    plan, own = reading.plan(), KINDS[kind]
    stored = own.load(plan, given.id) if given.id else {}
    if stored is None:
        return None
    asked = Asked(kind, plan, given, stored)
    made = own.draw(asked)
    form = _form(asked, made)
    if form.wrong or not made.edits:
        return form
    return _tried(asked, made, contents, shown)


def files_of(kind: str, name: str) -> tuple[str, ...]:
    """Files that a form of a kind may read its proposals from or change, for the guards of what is hidden."""
    return KINDS[kind].files(name)


def _tried(asked: Asked, made: Made, contents: Contents, shown: Shown) -> Form:
    """The form after its edits have been read with the plan: every problem is located at the field it comes from."""
    try:
        _, problems = collect_contents(apply(contents, made.edits), levers=False)
    except PlanError as error:
        problems = error.problems
    for p in shown(problems):
        asked.wrong(_field(p, made.places), _said(p))
    return _form(asked, made)


def _field(p: Problem, places: Mapping[tuple[str, str], str]) -> str:
    """The field of a problem: that of the longest key above it; empty for none."""
    keys = _above(p.key)
    return next((places[p.file, k] for k in keys if (p.file, k) in places), "")


def _above(key: str) -> Iterable[str]:
    parts = key.split(".")
    return (".".join(parts[:n]) for n in range(len(parts), -1, -1))


def _said(p: Problem) -> str:
    """A problem in a form: what is wrong, and the remedy."""
    value = f" ({p.value})" if p.value else ""
    hint = f". {p.hint[:1].upper()}{p.hint[1:]}" if p.hint else ""
    return f"{p.message[:1].upper()}{p.message[1:]}{value}{hint}."


def _form(a: Asked, made: Made) -> Form:
    key = "ny" if a.new else "endre"
    form = Form(
        kind=a.kind,
        id=a.given.id,
        title=tr(f"skjema.{a.kind}.{key}"),
        intro=tr(f"skjema.{a.kind}.ingress"),
        fields=tuple(a.fields.values()),
        problems=tuple(a.problems),
        notes=made.notes,
        sheets=made.sheets,
        touches=dict(a.touches),
    )
    return form if form.wrong else Form(**{**form.__dict__, "edits": made.edits})
