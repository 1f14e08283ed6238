"""Types of the reading of key figures: what a file states, the figure that its texts name, and the area it belongs to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A figure's value in a dimension or column: the heading, and its code and text (either may be empty)."""

    heading: str
    code: str
    text: str

    @property
    def said(self) -> str:
        """The text, or the code without one."""
        return self.text or self.code


@dataclass(frozen=True)
class Named:
    """The figure's id, the headings that name it, and what is left of the text that holds the name (a scope in the heading)."""

    id: str
    headings: tuple[str, ...]
    rest: str = ""


@dataclass(frozen=True)
class Stated:
    """A figure as a file has it: the region's code or name and text, year, the other dimensions' texts, value and line."""

    region: str
    region_text: str
    year: int
    texts: tuple[Text, ...]
    value: float
    line: int


@dataclass(frozen=True)
class Known:
    """A figure with the id its texts name."""

    named: Named
    stated: Stated


@dataclass(frozen=True)
class Placed:
    """A figure with its area: a municipality's number of today, or the code of another area."""

    named: Named
    stated: Stated
    area: str

    @property
    def key(self) -> tuple[str, int, str]:
        """Id, year and area, which only one figure may have."""
        return self.named.id, self.stated.year, self.area
