"""The auditor's controls of a run, year by year and for each accounting entity, with figure, limit and outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import READING
from ldip.publish.content.statements import KASSE
from ldip.publish.numbers import address, fetch
from ldip.simulation.run import Run
from ldip.simulation.verdict import KRONE
from ldip.statements.entities import CONSOLIDATIONS, ENTERPRISE

ZERO: Final = "skal være null"
FLOOR: Final = "skal ikke være under null"
KASSE_CONTROLS: Final[Mapping[str, str]] = {
    "balansedifferanse_ub": ZERO,
    "fremfoert_til_inndekning": ZERO,
    "fremfoert_udekket": ZERO,
    "merforbruk_ub": ZERO,
    "udekket_ub": ZERO,
    "robek_a": ZERO,
    "robek_b": ZERO,
    "robek_c": ZERO,
    "robek_d": ZERO,
    "avdrag_over_minimum": FLOOR,
    "laan_under_tak": FLOOR,
    "betalingsevne_ub": FLOOR,
    "disposisjonsfond_sum_ub": FLOOR,
    "bundne_driftsfond_ub": FLOOR,
    "ubundet_investeringsfond_ub": FLOOR,
    "bundne_investeringsfond_ub": FLOOR,
    "ubrukte_laanemidler_ub": FLOOR,
}
OTHERS: Final[Mapping[str, str]] = {"balansedifferanse_ub": ZERO, "avdrag_over_minimum": FLOOR}
ENTITY_CONTROLS: Final[Mapping[str, str]] = {**OTHERS, "merforbruk_ub": ZERO, "udekket_ub": ZERO}


@dataclass(frozen=True)
class Control:
    """One control: whose accounts, what, when, the figure, what it must meet, whether it does, and the source of the rule."""

    entity: str
    name: str
    year: int
    value: float
    unit: str
    demand: str
    met: bool
    source: str


def controls(run: Run) -> Iterator[Control]:
    """Every control of the base case: accounts, law, and the plan's own control figures."""
    for name, demand in KASSE_CONTROLS.items():
        yield from _yearly(run, run.plan.head.kommune.enhet, name, name, demand, {})
    for group in CONSOLIDATIONS if run.plan.enterprises else ():
        for name, demand in OTHERS.items():
            yield from _yearly(run, group, name, f"{group}_{name}", demand, {})
    for entity in run.ids(ENTERPRISE):
        for name, demand in ENTITY_CONTROLS.items():
            yield from _yearly(run, entity, name, f"{ENTERPRISE}_{name}", demand, {ENTERPRISE: entity})
    yield from _figures(run)


def _yearly(run: Run, entity: str, name: str, step: str, demand: str, at: Mapping[str, str]) -> Iterator[Control]:
    for year in run.years:
        number = fetch(run, address(step, year, **at))
        met = abs(number.value) <= KRONE if demand == ZERO else number.value >= -KRONE
        yield Control(entity, name, year, number.value, number.unit, demand, met, number.source)


def _figures(run: Run) -> Iterator[Control]:
    """kontroll.csv: published figures the run must reproduce."""
    for row in run.plan.table("kontroll.csv", t.ControlRow).rows:
        if row.aar in run.years:
            at = {run.axes(row.navn)[0]: row.element} if row.element else {}
            number = fetch(run, address(row.navn, row.aar, **at))
            scale = READING[row.enhet]
            met = abs(number.value - row.verdi * scale) <= row.toleranse * scale
            demand = f"{_plain(row.verdi)} {row.enhet} ± {_plain(row.toleranse)}"
            yield Control(KASSE, row.navn, row.aar, number.value, number.unit, demand, met, f"kontroll.csv: {row.kilde}")


def _plain(value: float) -> str:
    return f"{value:g}".replace(".", ",")
