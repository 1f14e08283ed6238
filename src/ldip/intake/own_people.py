"""Population from SSB's files as edits of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ldip.errors import PlanError, Problem
from ldip.intake.own_reading import Given
from ldip.intake.own_terms import Choices, Part, Row
from ldip.intake.people_files import named_source
from ldip.intake.population import Made, Order, What, made_of
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, Edit, NewFile, apply
from ldip.plan.read import read_contents
from ldip.sources.codes import CodeHistory
from ldip.tabular.terms import UnclearError

WHAT: Final[dict[str, What]] = {"ssb-folketall": "folketall", "ssb-historie": "historie", "ssb-framskriving": "framskriving"}


def replaced(contents: Contents, plan: Plan, codes: CodeHistory, given: Given, choices: Choices) -> Part:
    """Stocks, history and projections as files of the plan, each on the plan that those before it make.

    A second file of a kind adds to what the first made, and must not differ from it. Errors: UnclearError with the questions of
    figures that can be taken in several ways."""
    edits, rows, told = list[Edit](), list[Row](), list[str]()
    problems: list[Problem] = []
    after, now = contents, plan
    done: dict[str, tuple[str, Made]] = {}
    for upload, table in given.people:
        kilde = named_source(upload.source or "SSB", upload.name, upload.raw)
        order = Order(WHAT[upload.kind], kilde, upload.label, upload.alternative, today=choices.today, svar=upload.answers)
        try:
            made = made_of(now, codes, after, table, order)
        except UnclearError as error:
            raise UnclearError([*problems, *(replace(p, file=upload.name) for p in error.problems)], error.questions) from None
        except PlanError as error:
            problems += [replace(p, file=upload.name) for p in error.problems]
            continue
        if order.key in done and not set(done[order.key][1].lines) <= set(made.lines):
            hint = "ta med bare den ene, eller la dem ha hver sine år"
            problems.append(Problem(upload.name, "", "filen gir andre tall enn en annen fil", done[order.key][0], hint))
            continue
        done[order.key] = (upload.name, made)
        step: list[Edit] = [NewFile(fil=made.file, tekst=made.text), *made.edits]
        edits += step
        after = apply(after, step)
        now = read_contents(after, plan.folder).plan()
        rows.append(_preview(plan, order, made))
        told += [*table.told, *made.told, *([tr("own.sums", file=upload.name, n=table.sums)] if table.sums else [])]
    return Part(tuple(edits), tuple(rows), tuple(problems), tuple(told))


def _preview(plan: Plan, order: Order, made: Made) -> Row:
    """Persons of the plan's date, or of the last year there is."""
    years = {r.year for r in made.records}
    year = plan.population.dato.year if plan.population.dato.year in years else max(years)
    name = tr("own.people", name=order.navn or tr(f"own.{order.what}"), year=year)
    return Row(made.file, name, None, made.persons(year), "personer", made.source)
