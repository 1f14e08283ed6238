"""The municipality a first plan is made for: its figures of the data pack, read once and given to every part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.estimates.derivation import Derivation
from ldip.pack.figures import Figure

SMALL: Final = 5_000  # inhabitants; below, whole classes and posts and wider bands (issue 10, point 7)
FIRST_YEAR: Final = 2026  # first plan year that the pack's figures carry


@dataclass(frozen=True)
class Town:
    """A municipality's own open figures.

    `stocks` are persons 1 January, (years, 2, ages), women first and the last age open; the last of `years` is the first plan
    year. Earlier ones are within today's borders, and `stocks_note` names a moved border that was undone. `need` is the index
    of the first plan year (nation = 1), `tax_share` the tax per inhabitant as a share of the nation's. `tax` and
    `equalisation` are kr per inhabitant and `grant` and `need_equalisation` kr, of the accounts year. `sectors` are need
    indices by sector, empty where they are not published for the municipality.
    `own` are its own key figures by the pack's names, which go before the nation's; `general` is the general income that its own
    result allows, mill. kr, None where the nation's mean applies."""

    number: str
    name: str
    county: str
    first_year: int
    years: tuple[int, ...]
    stocks: NDArray[np.float64]
    stocks_source: str
    need: Derivation
    tax_share: Derivation
    tax: Derivation
    equalisation: Derivation
    grant: Derivation
    need_equalisation: Derivation
    sectors: Mapping[str, Derivation] = field(default_factory=dict)
    stocks_note: str = ""
    pack: str = ""
    own: Mapping[str, Figure] = field(default_factory=dict)
    general: Derivation | None = None

    @property
    def accounts_year(self) -> int:
        """The year of frames and of the opening balance: the one before the first plan year."""
        return self.first_year - 1

    @property
    def inhabitants(self) -> float:
        """Persons 1 January of the first plan year."""
        return self.persons()

    @property
    def small(self) -> bool:
        """Under 5 000 inhabitants."""
        return self.inhabitants < SMALL

    def persons(self, first: int = 0, last: int = 105, year: int | None = None) -> float:
        """Persons of an age span, both ends included, 1 January of a year (the first plan year). Errors: ValueError for a year
        that the pack lacks."""
        at = self.years.index(self.first_year if year is None else year)
        return float(self.stocks[at, :, first : last + 1].sum())

    @property
    def july(self) -> Derivation:
        """Persons 1 July of the year before the first, the date that the grant counts: the mean of two stocks."""
        before, after = self.persons(year=self.accounts_year), self.persons()
        terms = tuple(
            Derivation(f"folketallet 1.1.{y}", n, "personer", self.stocks_source)
            for y, n in ((self.accounts_year, before), (self.first_year, after))
        )
        return Derivation(
            f"innbyggere 1. juli {self.accounts_year}",
            0.5 * (before + after),
            "personer",
            "Rammetilskuddet telles 1. juli; SSB gir 1. januar",
            f"snitt av {terms[0].name} og {terms[1].name}",
            True,
            terms,
        )
