"""Delivery limit of a municipality: its own, else the most it has built in a year by its accounts, else the most it has adopted.

It is shown beside the numbers of the plan; nothing is computed from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ldip.compare.plans import price_levels
from ldip.engine.graph import Array
from ldip.plan.memo import remembered
from ldip.plan.schema import tables as t
from ldip.simulation.run import Run

LINE: Final = "investeringer_varige"  # § 5-5 line 1
ACCOUNTS: Final = "regnskap"
KRONE: Final = 1.0
Basis = Literal["plan", "regnskap", "vedtatt"]


@dataclass(frozen=True, eq=False)
class Delivery:
    """The most that is invested in one year: the plan's own limit, by the accounts, or as adopted where it has no accounts.

    `amount` is kr_fast in the year `year`, `current` the same by plan year in running kroner, (year,); `above` are the plan years
    that build for more, with the most of them in `peak` (kr_fast)."""

    basis: Basis
    year: int
    amount: float
    source: str
    current: Array
    above: tuple[int, ...]
    peak: float


@remembered
def delivery(run: Run) -> Delivery | None:
    """The municipality's own delivery limit; None where the plan has neither accounts nor adopted investment."""
    levels = price_levels(run)
    if (own := run.plan.investment.leveringsevne) is not None:
        return _held(run, "plan", (own.kroner, run.plan.head.tid.prisnivaa, own.kilde))
    for basis in (ACCOUNTS, "vedtatt"):
        rows = list(_rows(run, levels, basis))
        if rows:
            amount, year, source = max(rows)
            return _held(run, "regnskap" if basis == ACCOUNTS else "vedtatt", (amount, year, source))
    return None


def _rows(run: Run, levels: Mapping[str, float], basis: str) -> Iterator[tuple[float, int, str]]:
    """Amounts in fixed prices with their year and source. The accounts are regnskap.csv, or adopted lines by status."""
    earlier = run.plan.table("regnskap.csv", t.EarlierRow).rows if "regnskap.csv" in run.plan.tables else ()
    told: list[tuple[int, float, str]] = []
    if basis == ACCOUNTS:
        told += [(r.aar, r.kroner, r.kilde) for r in earlier if r.linje == LINE and r.kolonne == ACCOUNTS]
    adopted = run.plan.table("vedtatt.csv", t.AdoptedRow).rows
    told += [(r.aar, r.kroner, r.kilde) for r in adopted if r.linje == LINE and r.status == basis]
    for year, kroner, source in told:
        level = levels.get(f"{year}-kroner")
        if level is not None and kroner > 0.0:
            yield kroner / level, year, source


def _held(run: Run, basis: Basis, most: tuple[float, int, str]) -> Delivery:
    deflator = run.series("deflator_indeks_ub")
    planned = run.series(LINE) / deflator
    amount, year, source = most
    above = tuple(y for y, v in zip(run.years, planned.tolist(), strict=True) if v > amount + KRONE)
    return Delivery(basis, year, amount, source, amount * deflator, above, float(planned.max()))
