"""Projects of a list as a plan will have them, and the sums they are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ldip.intake.own_terms import Proposal
from ldip.sources.project_map import Kind

ByYear = Mapping[int, float]


@dataclass(frozen=True)
class Listed:
    """A project of the list. `function` is the one with most spending, of `functions`.

    `uses` are kroner for fixed assets by year as the list has them, `cost` as the plan will (no year is negative). `funding` is
    kroner by kind of source, `other` kroner by kind of other use, over the plan's years."""

    code: str
    name: str
    function: int
    service_code: str
    sector: str
    uses: ByYear
    cost: ByYear
    funding: Mapping[Kind, float]
    other: Mapping[Kind, float]
    sales: ByYear = field(default_factory=dict)
    functions: int = 1
    alike: bool = False  # whether other projects of the list have the same name

    @property
    def title(self) -> str:
        """The name, with the code where the name alone does not tell it from others."""
        return f"{self.name} ({self.code})" if self.alike else self.name

    @property
    def total(self) -> float:
        """Kroner for fixed assets over the years."""
        return sum(self.cost.values())

    @property
    def lacking(self) -> float:
        """Uses without a source of their own in the list, kroner."""
        return max(sum(self.uses.values()) + sum(self.other.values()) - sum(self.funding.values()), 0.0)


@dataclass(frozen=True)
class Sum:
    """Kroner of a kind by year in the list, and how much of it the projects of the plan have."""

    kind: Kind
    listed: ByYear
    placed: ByYear


@dataclass(frozen=True)
class ProjectProposal(Proposal):
    """Edits that add or renew projects, the projects, and sums by kind and year. `files` are the projects' files by code."""

    projects: tuple[Listed, ...] = ()
    sums: tuple[Sum, ...] = ()
    years: tuple[int, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
