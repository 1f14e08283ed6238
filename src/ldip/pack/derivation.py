"""A figure and where it came from: the formula in words, its terms, and the data at the leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

KINDS: Final = ("data", "parameter", "anslag")


@dataclass(frozen=True)
class Derivation:
    """One figure with its derivation. A leaf has no terms and names its source; a node has a formula over its terms.

    `value` is in `unit`; `anslag` is whether the figure is an estimate rather than published or the municipality's own.
    `kind` is whether a leaf is data or a parameter of the model.
    `source` is table, year and licence of a leaf, and for a node the paper, paragraph or page its method comes from."""

    name: str
    value: float
    unit: str
    source: str
    formula: str = ""
    anslag: bool = False
    terms: tuple[Derivation, ...] = ()
    kind: Literal["data", "parameter"] = "data"

    def walk(self) -> Iterator[Derivation]:
        """This figure and all below it."""
        yield self
        for term in self.terms:
            yield from term.walk()

    @property
    def leaves(self) -> tuple[Derivation, ...]:
        """The data and parameters that the figure rests on, each once, in order of use."""
        return tuple(dict.fromkeys(d for d in self.walk() if not d.terms))
