"""Statutory forms as data: the digits a table prints, and the address each line's number is fetched from."""

from __future__ import annotations

from pydantic import BaseModel

from ldip.errors import ModelError
from ldip.locales import language, tr
from ldip.publish.headline import prices
from ldip.publish.numbers import FIXED, address
from ldip.publish.statements import KASSE, PLAN, View, entity_name, form_columns, form_head, printed_column
from ldip.run import Run
from ldip.statements.entities import CONSOLIDATED, ENTERPRISE, GROUPS
from ldip.statements.forms import form


class FormColumn(BaseModel):
    """A column: plan, regnskap, budsjett or revidert, its year and what stands over it."""

    slag: str
    aar: int
    etikett: str
    vedtatt: bool


class FormLine(BaseModel):
    """A line: number, words, whether it is a sum, printed figures and the address of each (empty where there is none)."""

    nr: int
    navn: str
    steg: str
    sum: bool
    trykt: list[str]
    adresser: list[str]


class FormData(BaseModel):
    """A statutory form."""

    paragraf: str
    navn: str
    enhet: str
    prisnivaa: str
    regnskap: dict[str, str]
    kolonner: list[FormColumn]
    linjer: list[FormLine]


def form_data(run: Run, paragraph: str, view: View) -> FormData:
    """A form as `form_table` prints it. Errors: ModelError for accounts the plan has not, or a form they have not."""
    chosen, heads = form(paragraph), form_columns(run, form(paragraph), view)
    entity = entity_name(run, view.entity)
    if view.entity != KASSE and paragraph not in CONSOLIDATED:
        raise ModelError(f"{chosen.paragraf} finnes bare for kommunekassen; for {entity}: {', '.join(CONSOLIDATED)}")
    columns = [printed_column(run, chosen, kind, year, view) for kind, year in heads]
    adopted = run.plan.head.tid.vedtatt_til
    known = (KASSE, *(GROUPS if run.plan.enterprises else ()), *run.plan.enterprises)
    return FormData(
        paragraf=chosen.paragraf,
        navn=chosen.nn if language() == "nn" else chosen.nb,
        enhet=entity,
        prisnivaa=tr("form.fixed", prices=prices(run)) if view.fixed else tr("form.running"),
        regnskap={e: entity_name(run, e) for e in known},
        kolonner=[
            FormColumn(
                slag=kind,
                aar=year,
                etikett=form_head(kind, year),
                vedtatt=kind == PLAN and adopted is not None and year <= adopted,
            )
            for kind, year in heads
        ],
        linjer=[
            FormLine(
                nr=line.nr,
                navn=line.nn if language() == "nn" else line.nb,
                steg=line.steg,
                sum=bool(line.sum),
                trykt=[c.get(line.nr, "–") for c in columns],
                adresser=[_address(run, line.steg, kind, year, view) for kind, year in heads],
            )
            for line in chosen.linjer
        ],
    )


def _address(run: Run, name: str, kind: str, year: int, view: View) -> str:
    if kind != PLAN:
        return address(name, year, kind) if (name, kind, year) in run.earlier else ""
    statistic = FIXED if view.fixed and run.unit(name) == "kr" else "basis"
    if view.entity in run.plan.enterprises:
        own = f"{ENTERPRISE}_{name}"
        return address(own, year, statistic, foretak=view.entity) if own in run.source.steps.steps else ""
    return address((f"{view.entity}_" if view.entity in GROUPS else "") + name, year, statistic)
