"""Effects of waiting beside the need: the funds that are spent meanwhile, and the one-off that is then lacking."""

from __future__ import annotations

from ldip.locales import tr
from ldip.publish.content.cells import Cell, Sentence
from ldip.publish.content.fetched import millions, prices
from ldip.simulation.lasting import KRONE, Lasting
from ldip.simulation.run import Run


def waiting_sentence(run: Run) -> Sentence | None:
    """The longest wait that still is in time: how much lower the funds are in the year its saving is whole, and its one-off.

    None where there is no need, or every wait is too late."""
    now = run.lasting
    waits = [w for w in run.waiting if w.amount is not None]
    if now.amount is None or not waits:
        return None
    longest = waits[-1]
    year = (longest.full or run.years[-1]) + longest.waited
    if year not in now.fund or year not in longest.fund:
        return None
    lower, once = now.fund[year] - longest.fund[year], _one_off(run, longest)
    cells = tuple(Cell(abs(v), format=millions(run), unit="kr_fast") for v in (lower, once))
    key = "waiting.funds.lower" if lower >= 0.0 else "waiting.funds.higher"
    first = tr(key, n=longest.waited, v=cells[0].words, year=year, prices=prices(run))
    then = tr("waiting.once", v=cells[1].words, prices=prices(run)) if once > KRONE else tr("waiting.once.none")
    return Sentence(f"{first} {then}", cells)


def _one_off(run: Run, found: Lasting) -> float:
    """The sum of engangsbehov in fixed prices."""
    return sum(v / (run.price_index(y) or 1.0) for y, v in found.one_off.items())
