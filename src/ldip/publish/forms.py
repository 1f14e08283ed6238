"""Tables by the name a user asks for, beside the statutory forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from rich.table import Table

from ldip.publish import income, operations, projects, surplus
from ldip.publish import population as people
from ldip.publish import service_need as need
from ldip.simulation.run import Run

EXTRA: Final[Mapping[str, Callable[[Run, bool], list[Table]]]] = {
    "befolkning": lambda run, _: people.tables(run),
    "inntekter": lambda run, _: income.tables(run),
    "behov": need.tables,
    "drift": operations.tables,
    "prosjekter": projects.tables,
    "overskudd": lambda run, _: surplus.tables(run),
    "selvkost": lambda run, _: operations.fee_tables(run),
}


def extra_tables(run: Run, name: str, internal: bool = False) -> list[Table]:
    """The tables of a form; public unless `internal`."""
    return EXTRA[name](run, internal)
