"""Statutory forms as data: the digits a table prints, and the address each line's number is fetched from."""

from __future__ import annotations

from pydantic import BaseModel

from ldip.publish.numbers import FIXED, address
from ldip.publish.statements import PLAN, View, entities_of, entity_name, form_head, in_words, shown_form
from ldip.simulation.run import Run
from ldip.statements.entities import ENTERPRISE, GROUPS
from ldip.statements.rounding import sums_hold


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
    """A statutory form; `stemmer` says whether every sum is the sum of its lines, to the krone."""

    paragraf: str
    navn: str
    enhet: str
    prisnivaa: str
    regnskap: dict[str, str]
    stemmer: bool
    kolonner: list[FormColumn]
    linjer: list[FormLine]


def form_data(run: Run, paragraph: str, view: View) -> FormData:
    """A form as `form_table` prints it. Errors: ModelError for accounts the plan has not, or a form they have not."""
    f = shown_form(run, paragraph, view)
    adopted = run.plan.head.tid.vedtatt_til
    return FormData(
        paragraf=f.form.paragraf,
        navn=f.name,
        enhet=f.entity,
        prisnivaa=f.prices,
        regnskap={e: entity_name(run, e) for e in entities_of(run)},
        stemmer=all(sums_hold(f.form, values) for values in f.values),
        kolonner=[
            FormColumn(
                slag=kind,
                aar=year,
                etikett=form_head(kind, year),
                vedtatt=kind == PLAN and adopted is not None and year <= adopted,
            )
            for kind, year in f.columns
        ],
        linjer=[
            FormLine(
                nr=line.nr,
                navn=in_words(line),
                steg=line.steg,
                sum=bool(line.sum),
                trykt=f.cells(line),
                adresser=[_address(run, line.steg, kind, year, view) for kind, year in f.columns],
            )
            for line in f.form.linjer
        ],
    )


def _address(run: Run, name: str, kind: str, year: int, view: View) -> str:
    if kind != PLAN:
        return address(name, year, kind) if (name, kind, year) in run.earlier else ""
    statistic = FIXED if view.fixed and run.unit(name) == "kr" else "basis"
    if view.entity in run.plan.enterprises:
        own = f"{ENTERPRISE}_{name}"
        return address(own, year, statistic, foretak=view.entity) if own in run.catalogue.steps else ""
    return address((f"{view.entity}_" if view.entity in GROUPS else "") + name, year, statistic)
