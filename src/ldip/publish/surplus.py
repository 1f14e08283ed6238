"""«Vi har alltid overskudd»: where the net operating result goes each year, as a table and as one paragraph."""

from __future__ import annotations

from dataclasses import dataclass

from rich.table import Table

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.headline import decimals
from ldip.publish.numbers import address, fetch
from ldip.publish.tables import plain_table, shown_years
from ldip.publish.text import grouped, shown
from ldip.simulation.run import Run

WIDTH = 100
SINGLE = ("overfoering_til_investering", "til_bundne_fond", "dekning_av_merforbruk")


def surplus_table(run: Run) -> Table:
    """The result and what it pays for; the parts sum to the result, less a merforbruk carried on."""
    years, width = shown_years(run), decimals(run)
    table = plain_table(tr("surplus.title"), years, WIDTH)

    def cells(name: str, **axes: str) -> list[str]:
        return [shown(fetch(run, address(name, y, **axes)), "mill. kr", width) for y in years]

    table.add_row(label("netto_driftsresultat", language()), *cells("netto_driftsresultat"), style="bold")
    for name in SINGLE[:2]:
        table.add_row(f"  {label(name, language())}", *cells(name))
    for fund in run.plan.funds.disposisjonsfond:
        kind = "surplus.free" if fund.tar_rest else "surplus.fund"
        table.add_row(f"  {tr(kind, name=fund.navn)}", *cells("til_disposisjonsfond", fond=fund.id))
    for name in (SINGLE[2], "merforbruk_i_aaret"):
        if any(fetch(run, address(name, y)).value for y in years):
            table.add_row(f"  {label(name, language())}", *cells(name))
    table.add_row(label("anvendt_av_resultatet", language()), *cells("anvendt_av_resultatet"), style="bold")
    return table


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
        kind = "surplus.free" if fund.tar_rest else "surplus.fund"
        where = address("til_disposisjonsfond", year, fond=fund.id)
        found.append(Part(tr(kind, name=fund.navn), where, fund.tar_rest))
    return found + [part(n) for n in (SINGLE[2], "merforbruk_i_aaret") if fetch(run, address(n, year)).value]


def surplus_text(run: Run, year: int) -> str:
    """One paragraph on one year: the result, what investments take, what funds take, and what is free."""
    width = decimals(run)

    def money(name: str, **axes: str) -> float:
        return fetch(run, address(name, year, **axes)).value / 1e6

    def said(value: float) -> str:
        return grouped(abs(value), width)

    result, invested = money("netto_driftsresultat"), money("overfoering_til_investering")
    share = shown(fetch(run, address("andel_av_resultatet_til_investering", year)), decimals=0)
    if result < 0.0:
        return tr("surplus.deficit", year=year, result=said(result))
    parts = [tr("surplus.invest", amount=said(invested), share=share)]
    to_funds = [(f, money("til_disposisjonsfond", fond=f.id)) for f in run.plan.funds.disposisjonsfond]
    moves = [(tr("surplus.bound"), money("til_bundne_fond")), *((f.navn, v) for f, v in to_funds if not f.tar_rest)]
    for name, amount in moves:
        if abs(amount) >= 0.5 * 10.0**-width:
            parts.append(tr("surplus.to" if amount > 0 else "surplus.from", name=name, amount=said(amount)))
    free = next(v for f, v in to_funds if f.tar_rest)  # exactly one fund takes the rest
    last = tr("surplus.rest" if free >= 0 else "surplus.taken", amount=said(free))
    return tr("surplus.text", year=year, result=said(result), parts=", ".join(parts), last=last)


def tables(run: Run) -> list[Table]:
    """The table with the paragraph for the headline year under it."""
    table = surplus_table(run)
    table.caption = surplus_text(run, run.plan.rules.overskriftsaar)
    table.caption_justify = "left"
    return [table]
