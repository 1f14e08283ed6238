"""The cost of the plan to a household: municipal fees by area and property tax of a dwelling, by year in fixed prices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.document import Plan
from ldip.publish.content.cells import Cell, Row, Sentence, Table
from ldip.publish.content.fetched import cells, identity, line, over_years, prices
from ldip.publish.digits import Format, grouped
from ldip.publish.numbers import FIXED
from ldip.simulation.run import Run

KRONER: Final = Format("kr", 0, 0)
FEE, FEES = "husholdning_gebyr", "husholdning_gebyr_sum"
TAX, PAYS = "husholdning_eiendomsskatt_sum", "husholdning_betaler"
NAMES: Final = (FEE, FEES, TAX, PAYS)  # names of the engine, kept in a run so that the bill costs nothing more
HALF: Final = 0.5  # kroner; less is no tax


@dataclass(frozen=True)
class HouseholdBill:
    """The yearly bill in whole kroner of the price year: a table by year, sentences, and the sum by year. `sums` is empty for a
    plan with neither self-cost areas nor property tax of dwellings."""

    table: Table
    sentences: tuple[Sentence, ...]
    sums: tuple[Cell, ...]


def household_bill(run: Run) -> HouseholdBill:
    """The fees and property tax of the household that the plan describes, or of an ordinary one."""
    lines = tuple(_lines(run))
    sums = cells(run, PAYS, run.years, KRONER, FIXED) if lines else ()
    table = Table(
        id="husholdning",
        title=tr("household.title", prices=prices(run)),
        columns=over_years(run.years),
        rows=(*lines, *((line(label(PAYS, language()), sums, "sum"),) if lines else ())),
        notes=tuple(_notes(run.plan)),
        run=identity(run),
    )
    return HouseholdBill(table, tuple(_sentences(run, sums)), sums)


def _lines(run: Run) -> Iterator[Row]:
    """The fee of each area and the tax of the dwelling."""
    for area in run.ids("selvkostomraade"):
        fees = cells(run, FEE, run.years, KRONER, FIXED, selvkostomraade=area)
        yield line(tr("household.fee", name=run.plan.fees[area].navn.lower()), fees)
    if _taxed(run):
        yield line(tr("household.tax"), cells(run, TAX, run.years, KRONER, FIXED))


def _taxed(run: Run) -> bool:
    return bool((run.series(TAX) > HALF).any())


def _sentences(run: Run, sums: tuple[Cell, ...]) -> Iterator[Sentence]:
    """The bill now and in the last year, and whether property tax is in it."""
    if sums:
        first, last = sums[0], sums[-1]
        words = {"first": first.words, "year": run.years[0], "last": last.words, "end": run.years[-1], "prices": prices(run)}
        grows = (last.figure or 0) - (first.figure or 0)
        key = "household.up" if grows > 0 else "household.down" if grows < 0 else "household.same"
        yield Sentence(tr(key, change=grouped(abs(float(grows))), **words), (first, last))
    else:
        yield Sentence(tr("household.none"))
    yield Sentence(tr(f"household.tax.{_tax_state(run)}"))


def _tax_state(run: Run) -> str:
    """Whether dwellings are taxed, the tax is one amount that no dwelling has a part of, or there is none."""
    if _taxed(run):
        return "dwelling"
    return "lump" if bool((run.series("eiendomsskatt") > HALF).any()) else "absent"


def _notes(plan: Plan) -> Iterator[str]:
    """The household that the bill is of, with its source."""
    said = plan.income.husholdning
    if said is None:
        yield tr("household.usual")
        return
    yield tr("household.own", source=said.kilde)
    for area, count in said.abonnement.items():
        yield tr("household.subscriptions", name=plan.fees[area].navn.lower(), n=grouped(count, 2).rstrip("0").rstrip(","))
