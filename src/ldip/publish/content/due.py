"""Decisions of this year as content: projects with the cost of a year's delay, and services that lack places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ldip.compare.one_year_later import one_year_later
from ldip.locales import tr
from ldip.plan.deadlines import Due, due_projects
from ldip.plan.elements import element_name
from ldip.plan.plausible.dates import first_open_year
from ldip.publish.content.cells import Cell
from ldip.publish.content.fetched import millions, price_basis
from ldip.publish.content.places import first_due, shown_services, when_lacking
from ldip.publish.digits import grouped
from ldip.publish.protect import is_hidden, shielded
from ldip.simulation.places import Places, service_places
from ldip.simulation.run import Run


@dataclass(frozen=True)
class Decision:
    """A project or a service: its name, a sentence, whether the year to decide has passed, and the cost of a year's delay.

    The cost is the change of the lasting need, kr_fast; a cell without value where there is none or it is hidden."""

    kind: str
    id: str
    name: str
    text: str
    late: bool
    cost: Cell


def decisions(run: Run, internal: bool = False) -> tuple[int, tuple[Decision, ...]]:
    """The year, and the decisions due in it: those that are too late first, then the dearest to delay."""
    due = due_projects(run.plan)
    costs = {r.id: r.need for r in one_year_later(run.plan)} if due else {}
    found = [*_services(run, internal), *(_project(run, d, costs, internal) for d in due)]
    return first_open_year(run.plan), tuple(sorted(found, key=lambda d: (not d.late, -(d.cost.value or 0.0))))


def _project(run: Run, due: Due, costs: dict[str, float], internal: bool) -> Decision:
    project = run.plan.projects[due.id]
    hidden = not internal and shielded(run, due.id)
    opens = project.opening[0] or (None if project.ferdig is None else project.ferdig + project.utsettes_aar)
    key = "due.passed" if due.late else "due.start" if opens is None else "due.opens"
    text = tr(key, opens=opens, year=due.year)
    none = Cell(text="–", unit="kr_fast", hidden=hidden)
    cost = none if hidden or due.id not in costs else replace(none, value=costs[due.id], format=millions(run), text="")
    return Decision("prosjekt", due.id, project.navn, text, due.late, replace(cost, prices=price_basis(run, "kr_fast")))


def _services(run: Run, internal: bool) -> Iterator[Decision]:
    """Services that lack places, where the year to decide has come or passed; a count that is hidden is left out."""
    now = first_open_year(run.plan)
    for name in shown_services(run, internal):
        part = first_due(service_places(run, name))
        if part is None or part.decide is None or part.decide > now or (not internal and _few(run, part)):
            continue
        count, zone = grouped(part.worst), part.zone and tr("plasser.i_sonen", sone=element_name(run.plan, "sone", part.zone))
        words = {"n": count, "sone": zone, "naar": when_lacking(part, run.years[-1])}
        text = tr("due.places.1" if count == "1" else "due.places", **words)
        yield Decision("tjeneste", name, run.plan.services[name].navn, text, part.late, Cell(text="–"))


def _few(run: Run, part: Places) -> bool:
    """Whether the most that a zone lacks is a count too small to be shown."""
    name, at = ("plassmangel_sone", {"sone": part.zone}) if part.zone else ("plassmangel", {})
    return part.peak is not None and is_hidden(run, name, part.peak, {"tjeneste": part.service, **at})
