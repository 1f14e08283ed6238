"""Meaning of the names of a formula, for reading its arithmetic."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ldip.engine.graph import Step
from ldip.simulation.figures import Ref

At = Mapping[str, str]


class OpaqueError(Exception):
    """The formula is no plain arithmetic."""


class Values(Protocol):
    """Values of one row of a run."""

    def ref(self, name: str, year: int, at: At) -> Ref:
        """A quantity at an element that is given wholly."""

    def axes(self, name: str) -> tuple[str, ...]:
        """Axes of a quantity."""

    def ids(self, axis: str) -> tuple[str, ...]:
        """Elements of an axis."""

    def has_line(self, name: str, year: int, at: At) -> bool:
        """Whether an adopted line states the quantity."""


@dataclass(frozen=True)
class Scope:
    """Meaning of the names of a formula: its inputs, the local names so far, the element and year, and the module's own names."""

    step: Step
    values: Values
    year: int
    at: At
    known: Mapping[str, tuple[Scope, ast.expr]]
    module: Mapping[str, Any]
    depth: int = 0
