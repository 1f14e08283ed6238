"""Uploads of own figures, and the proposal they become."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from ldip.errors import PlanError, Problem
from ldip.plan.edits import Edit
from ldip.tabular.terms import Answers, Question

Kind = Literal[
    "kostra",
    "saldoliste",
    "prosjektliste",
    "kart",
    "tjenestekart",
    "ssb-folketall",
    "ssb-historie",
    "ssb-framskriving",
    "ssb-noekkeltall",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True)
class Upload:
    """A file as it was given. `kind` is one of KOSTRA's own account file, a ledger (saldoliste) or a list of projects
    (prosjektliste) with its map (kart), a csv funksjon;tjeneste (tjenestekart), or population and key figures from SSB.

    `label` and `alternative` are the name of a projection in the plan and the alternative to take from a file of several;
    `source` is where the file is from, in words. `answers` are the user's choices where the file can be read in several ways."""

    name: str
    raw: bytes
    kind: Kind
    label: str = ""
    alternative: str = ""
    source: str = ""
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """Amounts that no file has. `land` and `on_lending` are tomter and gjeld til videreutlån in mill. kr, which KOSTRA does not
    set apart; None keeps the plan's. `refunds` is the line of §5-6 (5 or 6) that 700, 710 and 729 are reported on."""

    land: float | None = None
    on_lending: float | None = None
    refunds: int = 6
    today: dt.date = field(default_factory=dt.date.today)


@dataclass(frozen=True)
class Row:
    """A figure before and after, for a preview. `name` is what a reader calls it; `before` is None for a new figure and `after`
    None for one taken out. Amounts are in `unit`."""

    file: str
    name: str
    before: float | None
    after: float | None
    unit: str
    source: str
    anslag: bool = False


@dataclass(frozen=True)
class Part:
    """The proposal of one reader: edits, the figures they change, problems, and notes for the user."""

    edits: tuple[Edit, ...] = ()
    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A choice that an upload leaves open. `upload` is its place among the uploads (from 0), and `file` its name."""

    upload: int
    file: str
    question: Question


class UnclearUploadsError(PlanError):
    """Uploads that can be read in more than one way, with every problem and every choice."""

    def __init__(self, problems: Iterable[Problem], asked: Iterable[Asked]) -> None:
        super().__init__(problems)
        self.asked = tuple(asked)


@dataclass(frozen=True)
class Proposal(Part):
    """Edits of the plan and a preview of them, or (`problems`) why there are none. `told` is what the files leave open.

    With `questions`, answers to them (`Upload.answers`) give another proposal."""

    questions: tuple[Asked, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether something must be mended first; there are then no edits."""
        return bool(self.problems)
