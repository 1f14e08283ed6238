"""A population figure of an external file as a plain record, and the records of a file."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Record:
    """Persons 1 January of a year; None where the file has no figure.

    sex is "k", "m" or "" for both; ages include both ends, 105 is open. `region` is a code or a name, `label` its name; `zone`
    is a part of the region where the file has a column of its own for it. `line` is its row in the file, and `place` names the
    cell where there is no figure.
    """

    region: str
    sex: str
    first: int
    last: int
    year: int
    contents: str
    value: float | None
    label: str = ""
    zone: str = ""
    zone_label: str = ""
    line: int = field(default=0, compare=False)
    place: str = field(default="", compare=False)

    def who(self) -> str:
        """The cell in words."""
        age = f"{self.first} år" if self.first == self.last else f"{self.first}–{self.last} år"
        sex = {"k": "kvinner", "m": "menn"}.get(self.sex, "begge kjønn")
        return " ".join(filter(None, (self.region, self.zone or self.zone_label, sex, age, str(self.year), self.contents)))


@dataclass(frozen=True)
class Table:
    """Records of a file, and the count of rows left out as sums over sexes or ages of other rows.

    `told` lists what a user must notice in the reading."""

    file: str
    records: tuple[Record, ...]
    sums: int = 0
    told: tuple[str, ...] = ()
