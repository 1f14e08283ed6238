"""Time of the summaries of draws of the Bærum example against their budgets; part of `make bench`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ldip import read_plan, simulate
from ldip.compare.draw_causes import conditions_of, shares_of
from ldip.compare.drawn import KEPT, factor_levels
from ldip.model.catalogue import FACTORS
from ldip.simulation.cases import Cases, product
from ldip.simulation.run_cases import needs, run_cases
from ldip.simulation.shocks import Shock
from ldip.simulation.simulate import ratios_of

BAERUM = Path(__file__).resolve().parents[1] / "examples" / "baerum-2022"


def draws_read(best: Callable[[Callable[[], object], int], float]) -> list[tuple[str, float, float]]:
    """The tornado over 30 factors, and the causes of 1 000 draws: (name, seconds, aim); `best` times a function."""
    plan = read_plan(BAERUM)
    run = simulate(plan, draws=1000, keep=KEPT)
    shares_of(run)  # finds the needs and the factors
    names = [n for n in factor_levels(run) if not FACTORS[n].axes]
    shocks = [(Shock(names[i % len(names)], s * (1.0 + i / 100.0)),) for i in range(30) for s in (-0.002, 0.002)]
    cases = Cases.of([plan], product(shocks=[(), *shocks]))

    def bars() -> None:
        needs(cases)
        run_cases(cases, ratios_of(plan))

    return [
        ("tornado over 30 faktorer, behovet og måltallene", best(bars, 5), 1.5),
        ("andeler av spredningen, 1 000 trekninger", best(lambda: shares_of(run), 5), 0.5),
        ("vilkårene for at planen ryker, 1 000 trekninger", best(lambda: conditions_of(run), 5), 1.0),
    ]
