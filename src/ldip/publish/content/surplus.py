"""«Vi har alltid overskudd»: where the net operating result goes each year, as a table and as one paragraph."""

from __future__ import annotations

from dataclasses import dataclass

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.schema.money import Fund
from ldip.publish.content.cells import Row, RowKind, Table
from ldip.publish.content.fetched import cells, decimals, line, millions
from ldip.publish.content.years import shown_years, table_over_years
from ldip.publish.digits import grouped, shown
from ldip.publish.numbers import address, fetch
from ldip.simulation.run import Run

SINGLE = ("overfoering_til_investering", "til_bundne_fond", "dekning_av_merforbruk")


def surplus_table(run: Run) -> Table:
    """The result and what it pays for, with the paragraph of the headline year; the parts sum to the result, less a merforbruk
    carried on."""
    years = shown_years(run)

    def row(text: str, name: str, kind: RowKind = "line", **axes: str) -> Row:
        return line(text, cells(run, name, years, millions(run), **axes), kind)

    def named(name: str, inset: str = "  ", kind: RowKind = "line") -> Row:
        return row(inset + label(name, language()), name, kind)

    arose = [n for n in (SINGLE[2], "merforbruk_i_aaret") if any(fetch(run, address(n, y)).value for y in years)]
    rows = [named("netto_driftsresultat", "", "sum"), *(named(n) for n in SINGLE[:2])]
    rows += [row(f"  {_fund_name(f)}", "til_disposisjonsfond", fond=f.id) for f in run.plan.funds.disposisjonsfond]
    rows += [*(named(n) for n in arose), named("anvendt_av_resultatet", "", "sum")]
    note = surplus_text(run, run.plan.shown_year)
    return table_over_years(run, "overskudd", tr("surplus.title"), rows, (note,))


def _fund_name(fund: Fund) -> str:
    return tr("surplus.free" if fund.tar_rest else "surplus.fund", name=fund.navn)


@dataclass(frozen=True)
class Part:
    """A part of the disposed result: its name, where its number is, and whether it is free to use."""

    name: str
    address: str
    free: bool = False


def surplus_parts(run: Run, year: int) -> list[Part]:
    """The result first, then what it pays for; the parts sum to the result, less a merforbruk carried on."""

    def part(name: str) -> Part:
        return Part(label(name, language()), address(name, year))

    found = [part("netto_driftsresultat"), *(part(n) for n in SINGLE[:2])]
    for fund in run.plan.funds.disposisjonsfond:
        where = address("til_disposisjonsfond", year, fond=fund.id)
        found.append(Part(_fund_name(fund), where, fund.tar_rest))
    return found + [part(n) for n in (SINGLE[2], "merforbruk_i_aaret") if fetch(run, address(n, year)).value]


def surplus_text(run: Run, year: int) -> str:
    """One paragraph on one year: the result, what investments take, what funds take, and what is free."""
    width = decimals(run)

    def money(name: str, **axes: str) -> float:
        return fetch(run, address(name, year, **axes)).value / 1e6

    def amount_of(value: float) -> str:
        return grouped(abs(value), width)

    result, invested = money("netto_driftsresultat"), money("overfoering_til_investering")
    share = shown(fetch(run, address("andel_av_resultatet_til_investering", year)), decimals=0)
    if result < 0.0:
        return tr("surplus.deficit", year=year, result=amount_of(result))
    parts = [tr("surplus.invest", amount=amount_of(invested), share=share)]
    to_funds = [(f, money("til_disposisjonsfond", fond=f.id)) for f in run.plan.funds.disposisjonsfond]
    moves = [(tr("surplus.bound"), money("til_bundne_fond")), *((f.navn, v) for f, v in to_funds if not f.tar_rest)]
    for name, amount in moves:
        if abs(amount) >= 0.5 * 10.0**-width:
            parts.append(tr("surplus.to" if amount > 0 else "surplus.from", name=name, amount=amount_of(amount)))
    free = next(v for f, v in to_funds if f.tar_rest)  # exactly one fund takes the rest
    last = tr("surplus.rest" if free >= 0 else "surplus.taken", amount=amount_of(free))
    return tr("surplus.text", year=year, result=amount_of(result), parts=", ".join(parts), last=last)
