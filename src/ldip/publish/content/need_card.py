"""The lasting need as a card: the amount, its state, what binds, the one-off before it works, and the years it is measured in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from ldip.binding.rules import phases
from ldip.locales.written import spans
from ldip.publish.content.cells import Cell
from ldip.publish.content.demands import amount_cell, amount_format, demand_name, when
from ldip.publish.content.fetched import cell, millions, prices
from ldip.publish.numbers import FIXED, LASTING, NEED, address
from ldip.simulation.lasting import Root
from ldip.simulation.run import Run

State = Literal["innsparing", "handlingsrom", "ingen_aar", "ingen_krav"]
FUNDS: Final = "fond_uten_kursreserve_ub"
ONE_OFF: Final = "engangsbehov"


@dataclass(frozen=True)
class Demanded:
    """A demand as the card names it: `name` with level and window, `short` without, and `when` it binds or cannot be met."""

    id: str
    kind: str
    state: str
    name: str
    short: str
    when: str
    amount: Cell
    last: int | None = None


@dataclass(frozen=True)
class Need:
    """The lasting need. `amount` is signed; `size` its digits without sign; `step` the yearly step of the phase-in.

    `one_off` are engangsbehov by year before `full`, in running prices, and `one_off_sum` their sum in fixed ones; `funds` the
    funds without reserve at the end of the last adopted year and of the year before `full`; `below` demands with the years
    before `full` in which they are not met; `yearly` the saving of every year, kr_fast."""

    state: State
    amount: Cell
    size: str
    step: Cell
    share: Cell
    person: Cell
    prices: int
    start: int | None
    full: int | None
    end: int | None
    demands: tuple[Demanded, ...]
    binding: Demanded | None
    one_off: tuple[Cell, ...]
    one_off_sum: Cell
    funds: tuple[Cell, Cell] | None
    below: tuple[Demanded, ...]
    yearly: tuple[float, ...]

    @property
    def unreachable(self) -> tuple[Demanded, ...]:
        """Demands that no saving meets."""
        return tuple(d for d in self.demands if d.state == "uoppnaaelig")

    @property
    def ambiguous(self) -> tuple[Demanded, ...]:
        """Demands that become harder to meet the more is saved."""
        return tuple(d for d in self.demands if d.state == "ikke_entydig")


def need_of(run: Run) -> Need:
    """The lasting need of a run."""
    found = run.lasting
    demands = tuple(_demanded(run, r) for r in found.roots)
    where = address(NEED, found.full, variant=LASTING) if found.full else ""
    one_off = _one_off(run)
    return Need(
        state=_state(found.amount, found.start),
        amount=amount_cell(run, found.amount, where),
        size=_size(run, found.amount),
        step=amount_cell(run, None if found.amount is None else found.amount / phases(run.plan).years),
        share=_beside(run, "inndekningsbehov_andel", found.full, found.amount),
        person=_beside(run, "inndekningsbehov_per_innbygger", found.full, found.amount),
        prices=prices(run),
        start=found.start,
        full=found.full,
        end=found.end,
        demands=demands,
        binding=next((d for d in demands if found.binding is not None and d.id == found.binding.id), None),
        one_off=one_off,
        one_off_sum=_fixed_sum(run, one_off),
        funds=_funds(run),
        yearly=tuple(run.series(NEED, 0, LASTING).tolist()) if found.amount is not None else (),
        below=tuple(_below(run, r, found.below[r.id]) for r in found.roots if found.below.get(r.id)),
    )


def _state(amount: float | None, start: int | None) -> State:
    if start is None:
        return "ingen_aar"
    if amount is None:
        return "ingen_krav"
    return "handlingsrom" if amount < 0.0 else "innsparing"


def _demanded(run: Run, root: Root) -> Demanded:
    name, short = demand_name(run, root), demand_name(run, root, short=True)
    last = root.last if root.last is not None else max(root.broken, default=None)
    return Demanded(root.id, root.kind, root.state, name, short, when(root), amount_cell(run, root.amount), last)


def _below(run: Run, root: Root, years: tuple[int, ...]) -> Demanded:
    """A demand with the years before the whole saving in which it is not met."""
    return replace(_demanded(run, root), when=spans(years), last=years[-1])


def _size(run: Run, amount: float | None) -> str:
    if amount is None:
        return "–"
    reading = amount_format(run, amount)
    return reading.words(reading.rounded(abs(amount)))


def _beside(run: Run, name: str, year: int | None, amount: float | None) -> Cell:
    """The need in another measure, in the first year of the whole saving."""
    return Cell(text="–") if year is None or amount is None else cell(run, address(name, year, variant=LASTING))


def _one_off(run: Run) -> tuple[Cell, ...]:
    """Engangsbehov in each year before the saving is whole; empty where it is whole at once."""
    found = run.lasting
    if found.start is None or found.full is None or found.amount is None:
        return ()
    years = range(found.start, found.full)
    return tuple(cell(run, address(ONE_OFF, y, variant=LASTING), millions(run)) for y in years)


def _fixed_sum(run: Run, one_off: tuple[Cell, ...]) -> Cell:
    fixed = (cell(run, address(ONE_OFF, c.year or 0, FIXED, variant=LASTING)).value or 0.0 for c in one_off)
    return Cell(sum(fixed), format=millions(run), unit="kr_fast")


def _funds(run: Run) -> tuple[Cell, Cell] | None:
    """The level of the funds before the phase-in and at its end, in fixed prices."""
    found = run.lasting
    if found.start is None or found.full is None or found.full == found.start or found.amount is None:
        return None
    ends = (found.start - 1 if found.start > run.years[0] else found.start, found.full - 1)
    before, after = (cell(run, address(FUNDS, y, FIXED, variant=LASTING), millions(run)) for y in ends)
    return before, after
