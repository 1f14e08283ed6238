"""Income tables: the block grant part by part, growth shown three ways, demography, and marginal effects."""

from __future__ import annotations

from rich.table import Table

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.content.years import shown_years
from ldip.publish.digits import shown
from ldip.publish.numbers import address, fetch
from ldip.publish.screen.plain import plain_table
from ldip.simulation.run import Run

GRANT = ("innbyggertilskudd", "utgiftsutjevning", "ingar", "andre_rammetilskudd", "inntektsutjevning")
INCOME = (
    "rammetilskudd",
    "skatt_paa_inntekt_og_formue",
    "frie_inntekter",
    "eiendomsskatt",
    "integreringstilskudd",
    "konsesjonskraft",
)
GROWTH = (
    "vekst_frie_inntekter_nominell",
    "vekst_frie_inntekter_reell",
    "vekst_frie_inntekter_oppgavekorrigert",
    "realvekst_brukt",
)
DEMOGRAPHY = ("demografikostnad_egen", "demografi_indeksvirkning", "demografi_folketallsvirkning", "demografi_ukompensert")
MARGINAL = ("marginal_skattekrone", "marginal_skattepoeng", "marginal_innbygger", "marginal_indeks")


def income_table(run: Run) -> Table:
    """Every part of the income by year, millions of kroner; growth and index below."""
    years = shown_years(run)
    table = plain_table(tr("income.table"), years)
    for name in GRANT:
        table.add_row(label(name, language()), *(shown(fetch(run, address(name, y)), decimals=1) for y in years))
    for part in run.ids("tilskuddsdel"):
        cells = [fetch(run, address("tilskuddsdeler", y, tilskuddsdel=part)) for y in years]
        if any(c.value for c in cells):
            table.add_row(tr(f"income.part.{part}"), *(shown(c, decimals=1) for c in cells))
    for name in INCOME:
        cells = [fetch(run, address(name, y)) for y in years]
        if any(c.value for c in cells):
            table.add_row(
                label(name, language()), *(shown(c, decimals=1) for c in cells), style="bold" if name in INCOME[:3] else ""
            )
    for name in GROWTH:
        first = 0 if name == "realvekst_brukt" else run.years[0]  # the first plan year has no year before it to grow from
        texts = ("" if y == first else shown(fetch(run, address(name, y)), decimals=1) for y in years)
        table.add_row(f"{label(name, language())} (%)", *texts)
    index = (shown(fetch(run, address("behovsindeks_brukt", y)), decimals=4) for y in years)
    table.add_row(label("behovsindeks_brukt", language()), *index)
    return table


def demography_table(run: Run) -> Table:
    """What demography costs, what the income system pays for, and the rest, millions in fixed prices."""
    years = shown_years(run)
    table = plain_table(tr("income.demography", year=run.plan.head.tid.prisnivaa), years)
    for name in DEMOGRAPHY:
        table.add_row(label(name, language()), *(shown(fetch(run, address(name, y)), decimals=1) for y in years))
    return table


def marginal_table(run: Run) -> Table:
    """One more krone of tax, one more point, one more inhabitant, an index 0.01 lower."""
    years = shown_years(run)
    table = plain_table(tr("income.marginal"), years)
    for name in MARGINAL:
        cells = [fetch(run, address(name, y)) for y in years]
        unit = {"marginal_skattekrone": "prosent", "marginal_innbygger": ""}.get(name, "mill. kr")
        suffix = {"prosent": " (%)", "mill. kr": " (mill. kr)"}.get(unit, " (kr)")
        table.add_row(label(name, language()) + suffix, *(shown(c, unit, 0 if not unit else 1) for c in cells))
    return table


def tables(run: Run) -> list[Table]:
    """Every income table."""
    return [income_table(run), demography_table(run), marginal_table(run)]
