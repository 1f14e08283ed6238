"""Operations tables: each service's frame rolled forward, and what stands beside the frames: fees, pension, grants."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.table import Table

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.operations.fees import gebyrgrunnlag
from ldip.plan.schema import tables as t
from ldip.publish.content.fetched import decimals
from ldip.publish.content.years import shown_years
from ldip.publish.digits import grouped, shown
from ldip.publish.numbers import address, fetch
from ldip.publish.protect import HIDDEN, is_hidden
from ldip.publish.screen.plain import plain_table
from ldip.simulation.run import Run

WIDTH = 100
Cells = Callable[[str, int], list[str]]
PARTS = (
    ("prisjustering_utgift_sum", 1),
    ("prisreserve_fordelt_sum", 1),
    ("standardvekst_sum", 1),
    ("demografikostnad", 1),
    ("driftskonsekvens", 1),
    ("byggdrift_endring", 1),
    ("internhusleie_endring", 1),
    ("tiltak_endring", 1),
    ("oppgaveendring", 1),
    ("effektivisering_sum", -1),
    ("innsparing_i_rammen_sum", -1),
)
YEARLY = (("engangstiltak", 1), ("helaarsfradrag", -1), ("bygghendelser", 1))
BESIDE = (
    "ressurskrevende_utgift",
    "toppfinansiering",
    "tilskudd_til_private_sum",
    "pensjonspremie",
    "netto_pensjonskostnad",
    "pensjonspremie_utover_rammen",
    "premieavvik",
    "amortisering_premieavvik",
    "premieavvik_saldo_ub",
    "oppgaveendring_sum_ub",
    "oppgaveendring_udekket",
    "ukonkretisert_innsparing",
    "leieforpliktelse_ub",
)
FEE = (
    *gebyrgrunnlag.inputs,
    "gebyrgrunnlag",
    "gebyrinntekt",
    "gebyrbalanse_ub",
)
PIPES = (("fornyelsestakt", 2, " (%)"), ("nettalder_ub", 1, ""), ("fornyelsesetterslep_km_ub", 1, ""))


def frame_table(run: Run, service: str, internal: bool = False) -> Table:
    """One service's frame from last year's to this year's, signed so that the column adds up.

    Where counts of its users are hidden, public output leaves the components out: they would give the counts away."""
    years, width = shown_years(run), decimals(run)
    table = plain_table(tr("drift.frame", name=run.plan.services[service].navn), years, WIDTH)

    def cells(name: str, sign: int) -> list[str]:
        return [grouped(sign * fetch(run, address(name, y, tjeneste=service)).value / 1e6, width) for y in years]

    table.add_row(label("ramme_i_fjor", language()), *cells("ramme_i_fjor", 1))
    told = internal or not any(is_hidden(run, "demografikostnad", y, {"tjeneste": service}) for y in years)
    if told:
        _signed(run, table, PARTS, service, cells)
    else:
        table.add_row(f"  {tr('drift.hidden')}", *(HIDDEN for _ in years))
    table.add_row(label("ramme_utgift_sum_ub", language()), *cells("ramme_utgift_sum_ub", 1), style="bold")
    _signed(run, table, YEARLY, service, cells)
    table.add_row(label("bevilgning_sum", language()), *cells("bevilgning_sum", 1), style="bold")
    return table


def _signed(run: Run, table: Table, parts: Iterable[tuple[str, int]], service: str, cells: Cells) -> None:
    for name, sign in parts:
        if any(fetch(run, address(name, y, tjeneste=service)).value for y in shown_years(run)):
            table.add_row(f"  {label(name, language())}", *cells(name, sign))


def beside_table(run: Run) -> Table:
    """What stands beside the frames."""
    years, width = shown_years(run), decimals(run)
    table = plain_table(tr("drift.beside"), years, WIDTH)
    for name in BESIDE:
        cells = [fetch(run, address(name, y)) for y in years]
        if any(c.value for c in cells):
            table.add_row(label(name, language()), *(shown(c, "mill. kr", width) for c in cells))
    for service in run.ids("tjeneste"):
        if run.plan.services[service].privat is not None:
            rates = (shown(fetch(run, address("privat_tilskuddssats", y, tjeneste=service)), "kr") for y in years)
            table.add_row(tr("drift.rate", name=run.plan.services[service].navn), *rates)
    return table


def measure_table(run: Run) -> Table:
    """Measures by year, with type, sector and goal, fixed prices."""
    years, width = shown_years(run), decimals(run)
    table = plain_table(tr("drift.measures", year=run.plan.head.tid.prisnivaa), years, WIDTH)
    said = {r.id: r for r in run.plan.table("tiltak.csv", t.MeasureRow).rows}
    for i in run.ids("tiltak"):
        row = said[i]
        amounts = (shown(fetch(run, address("tiltak_i_aaret", y, tiltak=i)), "mill. kr", width) for y in years)
        about = ", ".join(t for t in (row.type, row.sektor, row.maal) if t)
        table.add_row(f"{row.navn} ({about})", *amounts)
    return table


def fee_table(run: Run, area: str) -> Table:
    """One self-cost area: what the fee is made of, the fee, the fund, the pipes."""
    years, width = shown_years(run), decimals(run)
    table = plain_table(run.plan.fees[area].navn, years, WIDTH)
    for name in FEE:
        cells = [fetch(run, address(name, y, selvkostomraade=area)) for y in years]
        bold = "bold" if name in ("gebyrgrunnlag", "gebyrinntekt") else ""
        table.add_row(label(name, language()), *(shown(c, "mill. kr", width) for c in cells), style=bold)
    fees = (shown(fetch(run, address("gebyr_per_abonnent", y, selvkostomraade=area)), "kr") for y in years)
    table.add_row(label("gebyr_per_abonnent", language()), *fees)
    rates = (shown(fetch(run, address("kalkylerente", y)), decimals=2) for y in years)
    table.add_row(label("kalkylerente", language()) + " (%)", *rates)
    for name, places, unit in PIPES if run.plan.fees[area].nett is not None else ():
        cells = [fetch(run, address(name, y, selvkostomraade=area)) for y in years]
        table.add_row(label(name, language()) + unit, *(shown(c, decimals=places) for c in cells))
    return table


def tables(run: Run, internal: bool = False) -> list[Table]:
    """Every service's frame, measures, and what stands beside the frames."""
    frames = (frame_table(run, i, internal) for i in run.ids("tjeneste"))
    return [*frames, measure_table(run), beside_table(run)]


def fee_tables(run: Run) -> list[Table]:
    """Every self-cost area."""
    return [fee_table(run, i) for i in run.ids("selvkostomraade")]
