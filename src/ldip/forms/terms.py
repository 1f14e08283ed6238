"""The parts of a form: fields with their values as text, proposals with reasons, cures, and the edits of a correct form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ldip.plan.edits import Edit

Slag = Literal["tekst", "tall", "heltall", "aar", "valg", "ja_nei", "aarsbeloep", "kilde"]
Group = Literal["hva", "naar", "etter", "vilkaar", "kilde"]
Text = str | dict[str, str]  # what a field holds as text: one value, or values by year
Value = str | float | int | bool | dict[int, float]
Values = Mapping[str, Value]

YES: Final = "ja"
NO: Final = "nei"


@dataclass(frozen=True)
class Choice:
    """A choice: the id that is stored, and the name people read."""

    id: str
    name: str


@dataclass(frozen=True)
class Cure:
    """A remedy of one click: its words, and the values it types."""

    text: str
    values: Mapping[str, Text]


@dataclass(frozen=True)
class Spec:
    """The fixed parts of a field. `clearable`: an emptied field is a value of its own, not a wish for the proposal.

    `rare` fields are shown on demand. `low` and `high` bound a number, both included."""

    id: str
    group: Group = "hva"
    unit: str = ""
    prices: str = ""
    low: float = -1e13
    high: float = 1e13
    required: bool = False
    rare: bool = False
    clearable: bool = False


@dataclass(frozen=True)
class Proposal:
    """A value that nobody typed, with its reason in words; `over`: it replaces the stored value of what is being edited."""

    value: Value
    reason: str = ""
    over: bool = False


@dataclass(frozen=True)
class Field:
    """A field as it is shown. `typed`: by the user; else it is the stored value, or a proposal with its `reason`.

    `missing`: it must be typed and is not yet, which is no error to show before the user is done."""

    spec: Spec
    slag: Slag
    name: str
    value: str = ""
    by_year: Mapping[int, str] = field(default_factory=dict)
    typed_years: tuple[int, ...] = ()
    typed: bool = False
    reason: str = ""
    help: str = ""
    sum: str = ""
    choices: tuple[Choice, ...] = ()
    error: str = ""
    missing: bool = False
    cure: Cure | None = None


@dataclass(frozen=True)
class Sheet:
    """A small table beside the form, such as counter-entries: headings, rows of printed text, and a sentence."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Given:
    """The basis of a form: the id of what is edited (empty for new), values from the page, and what was typed."""

    today: dt.date
    id: str = ""
    prefill: Mapping[str, Value] = field(default_factory=dict)
    typed: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """The result of a correct form: edits of the plan, notes about them, and tables such as counter-entries.

    `places` names the field of each place in the files, as (file, key): keys under a key follow it."""

    edits: tuple[Edit, ...]
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form: its fields, what is wrong beside them, and the edits, which are there only when nothing is wrong.

    `touches` names the service, zone and year whose effects are worth showing."""

    kind: str
    id: str
    title: str
    intro: str
    fields: tuple[Field, ...]
    problems: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    touches: Mapping[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> bool:
        """Whether anything must be mended before it can be kept."""
        return bool(self.problems) or any(f.error or f.missing for f in self.fields)
