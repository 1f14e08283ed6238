"""The error tree and Problem.

LdipError
├── PlanError    something wrong in the user's files: a list of located Problems
├── ModelError   something wrong in our own graph: names, units, cycles
│   └── NotFiniteError   a result that is infinite or no number
├── SolverError  no feasible plan
└── SourceError  public data that cannot be read
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in the user's files or an unlawful result, with place and remedy (Norwegian)."""

    file: str
    key: str
    message: str
    value: str = ""
    hint: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        if self.line and self.column:
            place += f":{self.column}"
        value = f" (verdi: {self.value})" if self.value else ""
        hint = f" → {self.hint}" if self.hint else ""
        key = f" {self.key}:" if self.key else ""
        return f"{place}:{key} {self.message}{value}{hint}"


class LdipError(Exception):
    """Base of all errors that LDIP raises on purpose."""


class PlanError(LdipError):
    """The plan cannot be used. `problems` holds every located Problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(str(p) for p in self.problems))


class ModelError(LdipError):
    """The graph of steps is wrong, or a step gave a result that cannot be used."""


class NotFiniteError(ModelError):
    """A step gave infinity or no number, for numbers of a plan that are too great or too small together."""


class SolverError(LdipError):
    """No feasible solution; names the binding rules."""


class SourceError(PlanError):
    """External files that cannot be read; carries located problems as a PlanError does."""


def unreadable(file: object) -> SourceError:
    """A file that the system does not open, or that is cut short."""
    return SourceError([Problem(str(file), "", "filen kan ikke leses", "", "se at navnet er riktig, og at filen lar seg åpne")])
