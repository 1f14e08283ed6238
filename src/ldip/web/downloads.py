"""Tables as files: the numbers of a chart or form, of a draft, of two versions compared, or of a visitor's choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from ldip.compare.adopted_bridge import FORMS as BRIDGED
from ldip.locales import tr
from ldip.publish.content.answers import answer_table, sides_table
from ldip.publish.content.bridge import bridge_table
from ldip.publish.content.cells import Table
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.explain.table import explained_table
from ldip.publish.numbers import NEED, YEARLY
from ldip.publish.questions import Question, names_of
from ldip.publish.render.csv import as_csv
from ldip.publish.render.xlsx import as_xlsx
from ldip.simulation.run import Run
from ldip.web.compared import CompareIn, bridge_of
from ldip.web.context import OpenVersion, Served, Who, versioned
from ldip.web.drafts import EMPTY, Draft
from ldip.web.inputs import form_of
from ldip.web.numbers import asked, draws_for
from ldip.web.sandbox import SandboxIn, Token, opened_link, tried
from ldip.web.schemas import Name, QuestionIn, View
from ldip.web.schemas_inputs import FormIn

router = APIRouter(prefix="/api", tags=["filer"])
Reader = Annotated[OpenVersion, versioned("les")]
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FILE: Final[dict[str, Any]] = {"response_class": Response, "responses": {200: {"content": {kind: {} for kind in TYPES.values()}}}}


class FileIn(BaseModel):
    """Title and format of a file."""

    model_config = ConfigDict(extra="forbid")
    tittel: Annotated[str, Field(min_length=1, max_length=200)]
    format: Literal["csv", "xlsx"] = "xlsx"


class TableIn(FileIn):
    """A table to download: series by their questions, or a form."""

    utkast: Draft = EMPTY
    sporringer: Annotated[list[QuestionIn], Field(max_length=80)] = Field(default_factory=list)
    oppstilling: FormIn | None = None


class ComparedTableIn(CompareIn, FileIn):
    """Results of two versions, by name."""

    navn: Annotated[list[Name], Field(min_length=1, max_length=80)]


class SandboxTableIn(SandboxIn, FileIn):
    """The need of the plan and with a visitor's choices."""


def file_of(body: FileIn, found: Table, beside: Mapping[str, Table] | None = None) -> Response:
    """A table in the asked format."""
    made = as_csv(found) if body.format == "csv" else as_xlsx(found, beside)
    return Response(made, media_type=TYPES[body.format])


@router.post("/versjoner/{versjon}/tabell", **FILE)
def table(body: TableIn, opened: Reader, variant: View = None) -> Response:
    """A table as csv or a workbook, with what identifies the run; series as a variant sees them."""
    questions = asked(body.sporringer, variant)
    draft, drafts = opened.allowed(body.utkast, draws_for(questions) > 0), opened.service.drafts
    if body.oppstilling is not None:
        found, run = form_of(body.oppstilling, opened, draft), drafts.run(opened.id, draft, ALWAYS)
        bridged = body.oppstilling.paragraf in BRIDGED and body.format == "xlsx"
        beside = {tr("file.bridge"): bridge_table(run)} if bridged else {}
        return file_of(body, replace(found, title=body.tittel), beside | _explained(body, run, found, opened))
    run = drafts.run(opened.id, draft, names_of(questions), draws_for(questions), variant or "")
    answered = answer_table(run, body.tittel, questions, opened.internal)
    return file_of(body, answered, _explained(body, run, answered, opened))


def _explained(body: FileIn, run: Run, found: Table, opened: OpenVersion) -> dict[str, Table]:
    """The explanations of a table's numbers as a sheet of its own, in a workbook."""
    return {tr("forklar.ark"): explained_table(run, found, opened.internal)} if body.format == "xlsx" else {}


@router.post("/sammenligning/tabell", **FILE)
def compared_table(body: ComparedTableIn, service: Served, actor: Who) -> Response:
    """Results of two versions, one below the other."""
    bridge, _ = bridge_of(body, service, actor)
    questions = [Question(n, years=tuple(bridge.years)) for n in body.navn]
    return file_of(body, sides_table(body.tittel, [(tr("ui.fra"), bridge.before), (tr("ui.til"), bridge.after)], questions))


@router.post("/delt/{token}/tabell", **FILE)
def shared_table(token: Token, body: SandboxTableIn, service: Served) -> Response:
    """The numbers a visitor sees, as a table: the need in the plan, and with the visitor's choices."""
    link = opened_link(service, token)
    before, after = (tried(service, link, b) for b in (SandboxIn(), body))
    sides = [(tr("ui.planen"), before), (tr("ui.med_dine_valg"), after)]
    return file_of(body, sides_table(body.tittel, sides, [Question(NEED, axes={"variant": YEARLY})]))
