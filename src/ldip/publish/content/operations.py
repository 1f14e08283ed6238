"""Operations tables: each service's frame rolled forward, and amounts beside the frames: fees, pension, grants."""

from __future__ import annotations

from collections.abc import Iterable

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.operations.fees import gebyrgrunnlag
from ldip.plan.schema import tables as t
from ldip.publish.content.cells import Cell, Row, RowKind, Table
from ldip.publish.content.fetched import cell, cells, line, millions
from ldip.publish.content.years import shown_years, table_over_years
from ldip.publish.digits import Format, format_of
from ldip.publish.numbers import address
from ldip.publish.protect import is_hidden
from ldip.simulation.run import Run

KRONER = Format("kr")
BOLD = ("gebyrgrunnlag", "gebyrinntekt")
PARTS = (
    ("prisjustering_utgift_sum", 1),
    ("prisreserve_fordelt_sum", 1),
    ("standardvekst_sum", 1),
    ("demografikostnad", 1),
    ("demografi_betalt", 1),
    ("driftskonsekvens", 1),
    ("byggdrift_endring", 1),
    ("internhusleie_endring", 1),
    ("tiltak_endring", 1),
    ("oppgaveendring", 1),
    ("effektivisering_sum", -1),
    ("innsparing_i_rammen_sum", -1),
    ("rammevedtak_varig_sum", 1),
)
YEARLY = (("engangstiltak", 1), ("helaarsfradrag", -1), ("bygghendelser", 1), ("rammevedtak_engangs", 1))
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


def frame_tables(run: Run, internal: bool = False) -> list[Table]:
    """Every service's frame, measures, and amounts beside the frames."""
    return [*(frame_table(run, i, internal) for i in run.ids("tjeneste")), measure_table(run), beside_table(run)]


def fee_tables(run: Run) -> list[Table]:
    """Every self-cost area."""
    return [fee_table(run, i) for i in run.ids("selvkostomraade")]


def frame_table(run: Run, service: str, internal: bool = False) -> Table:
    """One service's frame from last year's to this year's, signed so that the column adds up.

    Where counts of its users are hidden, public output leaves the components out: they would give the counts away."""
    years = shown_years(run)
    hides = not internal and any(is_hidden(run, "demografikostnad", y, {"tjeneste": service}) for y in years)
    hidden = line(f"  {tr('drift.hidden')}", (Cell(hidden=True, year=y) for y in years))
    rows = [
        _signed(run, service, "ramme_i_fjor"),
        *((hidden,) if hides else _parts(run, service, PARTS)),
        _signed(run, service, "ramme_utgift_sum_ub", kind="sum"),
        *_parts(run, service, YEARLY),
        _signed(run, service, "bevilgning_sum", kind="sum"),
    ]
    return table_over_years(run, f"ramme-{service}", tr("drift.frame", name=run.plan.services[service].navn), rows)


def _parts(run: Run, service: str, parts: Iterable[tuple[str, int]]) -> list[Row]:
    """The parts that are not zero every year."""
    found = (_signed(run, service, name, sign, inset="  ") for name, sign in parts)
    return [row for row in found if any(c.value for c in row.cells)]


def _signed(run: Run, service: str, name: str, sign: int = 1, inset: str = "", kind: RowKind = "line") -> Row:
    numbers = (cell(run, address(name, y, tjeneste=service), millions(run), sign) for y in shown_years(run))
    return line(inset + label(name, language()), numbers, kind)


def beside_table(run: Run) -> Table:
    """Amounts beside the frames."""
    years = shown_years(run)
    found = (line(label(n, language()), cells(run, n, years, millions(run))) for n in BESIDE)
    rows = [row for row in found if any(c.value for c in row.cells)]
    for service in (i for i in run.ids("tjeneste") if run.plan.services[i].privat is not None):
        rates = cells(run, "privat_tilskuddssats", years, KRONER, tjeneste=service)
        rows.append(line(tr("drift.rate", name=run.plan.services[service].navn), rates))
    return table_over_years(run, "utenom-rammene", tr("drift.beside"), rows)


def measure_table(run: Run) -> Table:
    """Measures by year, with type, sector and goal, fixed prices."""
    measures, rows = {r.id: r for r in run.plan.table("tiltak.csv", t.MeasureRow).rows}, []
    for i in run.ids("tiltak"):
        about = ", ".join(x for x in (measures[i].type, measures[i].sektor, measures[i].maal) if x)
        numbers = cells(run, "tiltak_i_aaret", shown_years(run), millions(run), tiltak=i)
        rows.append(line(f"{measures[i].navn} ({about})", numbers))
    return table_over_years(run, "tiltak", tr("drift.measures", year=run.plan.head.tid.prisnivaa), rows)


def fee_table(run: Run, area: str) -> Table:
    """One self-cost area: what the fee is made of, the fee, the fund, the pipes."""
    years, at = shown_years(run), {"selvkostomraade": area}
    rows = [line(label(n, language()), cells(run, n, years, millions(run), **at), "sum" if n in BOLD else "line") for n in FEE]
    rows.append(line(label("gebyr_per_abonnent", language()), cells(run, "gebyr_per_abonnent", years, KRONER, **at)))
    rate = cells(run, "kalkylerente", years, format_of(run.unit("kalkylerente"), decimals=2))
    rows.append(line(label("kalkylerente", language()) + " (%)", rate))
    for name, places, unit in PIPES if run.plan.fees[area].nett is not None else ():
        numbers = cells(run, name, years, format_of(run.unit(name), decimals=places), **at)
        rows.append(line(label(name, language()) + unit, numbers))
    return table_over_years(run, f"selvkost-{area}", run.plan.fees[area].navn, rows)
