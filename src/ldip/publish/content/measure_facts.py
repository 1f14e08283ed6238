"""Facts of measures beside their amounts: sector, service, degree of realisation; and measures that may take the same money."""

from __future__ import annotations

from dataclasses import dataclass

from ldip.compare.measure_overlaps import MeasureOverlap, measure_overlaps
from ldip.compare.measures import Followed, came, followed
from ldip.locales import tr
from ldip.publish.digits import grouped
from ldip.simulation.run import Run


@dataclass(frozen=True)
class MeasureFacts:
    """A measure or lever: `realised` is the outcome as a share of what was decided in the last known year, None without one."""

    id: str
    kind: str
    sector: str
    service: str
    service_name: str
    realised: float | None
    realised_text: str


@dataclass(frozen=True)
class FactsOfMeasures:
    """The facts of every measure, and a sentence for each overlap."""

    measures: tuple[MeasureFacts, ...]
    overlaps: tuple[str, ...]


def measure_facts(run: Run) -> FactsOfMeasures:
    """Facts of a plan's measures."""
    years, every = followed(run.plan)
    names = {m.id: m.name for m in every}
    return FactsOfMeasures(
        tuple(_facts(run, m, years) for m in every),
        tuple(_overlap(run, o, names) for o in measure_overlaps(years, every)),
    )


def _facts(run: Run, one: Followed, years: tuple[int, ...]) -> MeasureFacts:
    found = came(one, years)
    share = None if found is None else found.share
    service = run.plan.services.get(one.service)
    text = "" if found is None or share is None else tr("tiltak.gjennomfoert", share=grouped(100.0 * share), year=found.year)
    return MeasureFacts(one.id, one.kind, one.sector, one.service, service.navn if service else "", share, text)


def _overlap(run: Run, found: MeasureOverlap, names: dict[str, str]) -> str:
    service = run.plan.services.get(found.service)
    listed = tr("tiltak.og").join(names[i] for i in found.measures)
    return tr("tiltak.overlapp", names=listed, service=service.navn if service else found.service, year=found.first)
