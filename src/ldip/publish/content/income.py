"""Income tables: the block grant part by part, growth shown three ways, demography, and marginal effects."""

from __future__ import annotations

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.content.cells import Cell, Row, RowKind, Table
from ldip.publish.content.fetched import cells, line
from ldip.publish.content.years import shown_years, table_over_years
from ldip.publish.digits import MILLIONS, format_of
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


def income_tables(run: Run) -> list[Table]:
    """Every income table."""
    return [income_table(run), demography_table(run), marginal_table(run)]


def income_table(run: Run) -> Table:
    """Every part of the income by year, millions of kroner; growth and index below."""
    rows = [_named(run, n) for n in GRANT]
    for part in run.ids("tilskuddsdel"):
        numbers = _numbers(run, "tilskuddsdeler", tilskuddsdel=part)
        rows += [line(tr(f"income.part.{part}"), numbers)] if any(c.value for c in numbers) else []
    for name in INCOME:
        row = _named(run, name, "sum" if name in INCOME[:3] else "line")
        rows += [row] if any(c.value for c in row.cells) else []
    for name in GROWTH:
        first = 0 if name == "realvekst_brukt" else run.years[0]  # the first plan year has no year before it to grow from
        numbers = tuple(Cell() if c.year == first else c for c in _numbers(run, name))
        rows.append(line(f"{label(name, language())} (%)", numbers))
    index = line(label("behovsindeks_brukt", language()), _numbers(run, "behovsindeks_brukt", decimals=4))
    return table_over_years(run, "inntekter", tr("income.table"), [*rows, index])


def demography_table(run: Run) -> Table:
    """The cost of demography, the part the income system covers, and the rest, millions in fixed prices."""
    title = tr("income.demography", year=run.plan.head.tid.prisnivaa)
    return table_over_years(run, "demografi", title, [_named(run, n) for n in DEMOGRAPHY])


def marginal_table(run: Run) -> Table:
    """One more krone of tax, one more point, one more inhabitant, an index 0.01 lower."""
    rows = []
    for name in MARGINAL:
        unit = {"marginal_skattekrone": "prosent", "marginal_innbygger": "kr"}.get(name, MILLIONS)
        suffix = {"prosent": " (%)", MILLIONS: " (mill. kr)"}.get(unit, " (kr)")
        rows.append(line(label(name, language()) + suffix, _numbers(run, name, unit, 0 if unit == "kr" else 1)))
    return table_over_years(run, "marginalt", tr("income.marginal"), rows)


def _numbers(run: Run, name: str, unit: str = "", decimals: int = 1, **axes: str) -> tuple[Cell, ...]:
    return cells(run, name, shown_years(run), format_of(run.unit(name), unit, decimals), **axes)


def _named(run: Run, name: str, kind: RowKind = "line") -> Row:
    return line(label(name, language()), _numbers(run, name), kind)
