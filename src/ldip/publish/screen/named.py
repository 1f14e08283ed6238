"""Tables by the name a user asks for, beside the statutory forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from rich.table import Table

from ldip.publish.content.income import income_tables
from ldip.publish.content.operations import fee_tables, frame_tables
from ldip.publish.content.surplus import surplus_table
from ldip.publish.render.terminal import on_screen
from ldip.publish.screen.population import population_tables
from ldip.publish.screen.projects import project_tables
from ldip.publish.screen.service_need import service_need_tables
from ldip.simulation.run import Run

WIDTH: Final = 100  # titles and paragraphs say more than the columns are wide
EXTRA: Final[Mapping[str, Callable[[Run, bool], list[Table]]]] = {
    "befolkning": lambda run, _: population_tables(run),
    "inntekter": lambda run, _: [on_screen(t) for t in income_tables(run)],
    "behov": service_need_tables,
    "drift": lambda run, internal: [on_screen(t, WIDTH) for t in frame_tables(run, internal)],
    "prosjekter": project_tables,
    "selvkost": lambda run, _: [on_screen(t, WIDTH) for t in fee_tables(run)],
    "overskudd": lambda run, _: [on_screen(surplus_table(run), WIDTH)],
}


def extra_tables(run: Run, name: str, internal: bool = False) -> list[Table]:
    """The tables of a form; public unless `internal`."""
    return EXTRA[name](run, internal)
