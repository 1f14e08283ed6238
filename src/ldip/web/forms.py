"""Forms over HTTP: a form of a draft with proposals and errors, and its edits when nothing is wrong. Nothing is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, get_args

from fastapi import APIRouter

from ldip.errors import Problem
from ldip.forms.fill import files_of, filled
from ldip.forms.kinds import KINDS
from ldip.forms.terms import Given, Group
from ldip.locales import tr
from ldip.plan.edits import apply
from ldip.publish.protect_inputs import shown_problems
from ldip.simulation.work import reading_of
from ldip.web.context import OpenVersion, versioned
from ldip.web.drafts import size_of
from ldip.web.errors import RefusedError
from ldip.web.protected import permit_files, permit_version
from ldip.web.schemas_forms import FilledOut, FormAsk, FormKind, form_out

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["inndata"])


@router.post("/skjema/{slag}")
def form(slag: FormKind, body: FormAsk, opened: Annotated[OpenVersion, versioned("rediger")]) -> FilledOut:
    """A form, filled in. Those without insight get none whose proposals or effect could tell a hidden number."""
    drafts = opened.service.drafts
    if slag not in KINDS:
        raise RefusedError(404, "web.404")
    if not opened.internal:
        permit_version(drafts, opened.id)
        permit_files(drafts, opened.id, [*(e.fil for e in body.utkast.endringer), *files_of(slag, body.id)])
    contents = apply(drafts.contents(opened.id), body.utkast.endringer)
    drafts.bear(reading_of(size_of(contents)).times(2))

    def shown(problems: Sequence[Problem]) -> Sequence[Problem]:
        return problems if opened.internal else shown_problems(drafts.plan(opened.id), problems)

    found = filled(slag, contents, Given(dt.date.today(), body.id, body.forslag, body.skrevet), shown)
    if found is None:
        raise RefusedError(404, "web.404")
    return form_out(found, {g: tr(f"skjema.gruppe.{g}") for g in get_args(Group)})
