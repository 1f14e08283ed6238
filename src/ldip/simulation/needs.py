"""The need of a run: the lasting need and its roots, the need of each draw, and what binds a year."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from ldip.engine.graph import Array
from ldip.errors import ModelError
from ldip.simulation.demands import Trial
from ldip.simulation.inputs import PLAIN
from ldip.simulation.lasting import Lasting, lasting, trial_of, waiting
from ldip.simulation.run_cases import Results, needs, trial_of_draw

LASTING_VIEW: Final = "varig"
CANDIDATES: Final = {
    "krav_egenkapitalfinansiering": "egenkapitalfinansiering",
    "krav_laanetak": "lånetak",
    "krav_gjeldsgrad": "gjeldsgrad",
    "krav_resultatgrad": "resultatgrad",
    "krav_balanse": "balanse",
}


class Needs:
    """The part of a run that is about the need. Its class keeps the results of every row, and the base case apart."""

    if TYPE_CHECKING:
        results: Results
        draws: int

        @property
        def base(self) -> dict[str, Array]:
            """Kept names of the base case."""

        def series(self, name: str, draw: int = 0, variant: str | None = None) -> Array:
            """All years of a quantity for one row."""

        def year_index(self, year: int) -> int:
            """Place of a year."""

    @cached_property
    def trial(self) -> Trial:
        """The base case prepared for the search of the lasting need."""
        kind, seen = self.results.kinds[0], self.results.cases.index.kinds[0].variant
        known = self.base if seen == PLAIN else None  # another view has other values
        return trial_of(kind.bound.catalogue, kind.bound.inputs(kind.picks), 1, known)

    @cached_property
    def lasting(self) -> Lasting:
        """The lasting need of the base case, with the roots of all demands."""
        return lasting(self.trial)

    @cached_property
    def needs(self) -> Array:
        """The lasting need of each draw, kr_fast, (draw,); empty without draws."""
        if not self.draws:
            return np.empty(0)
        return needs(self.results.cases)[1:]

    def lasting_of(self, draw: int) -> Lasting:
        """The lasting need of one draw, with the roots of all demands. Errors: ModelError for an unknown draw."""
        if not 1 <= draw <= self.draws:
            raise ModelError(f"trekning {draw} finnes ikke; kjøringen har 1–{self.draws}")
        return lasting(trial_of_draw(self.results, draw))

    def together(self, draw: int, chosen: str, made: Collection[tuple[int, str]]) -> list[str]:
        """The variants to compute with one: who knows the need looks at the plan with and without it, and two rows in a batch
        take less time than one after the other. `made` are the rows, by draw and variant, that are computed already."""
        if (chosen != LASTING_VIEW and "lasting" not in self.__dict__) or self.lasting.amount is None:
            return [chosen]
        kind = self.results.kinds[0]
        kind.bound.levels[tuple(kind.picks[0].tolist()), ()] = self.lasting.amount
        own = self.results.cases.index.kinds[0].variant
        pair = [v for v in dict.fromkeys((chosen, own, LASTING_VIEW)) if (draw, v) not in made]
        return pair if draw == 0 and chosen in (own, LASTING_VIEW) else [chosen]

    @cached_property
    def accumulated(self) -> Array:
        """opphopet_mangel: the year's gap without new saving above its gap when every year meets its demand, kr_fast, (year,).

        It is the debt, the interest and the funds that doing nothing adds."""
        return self.series("gap_fast", 0, PLAIN) - self.series("gap_fast", 0, "aar_for_aar")

    @cached_property
    def waiting(self) -> tuple[Lasting, ...]:
        """The lasting need when phasing starts 1, 2 and 4 years later."""
        return waiting(self.trial, self.lasting)

    def binding_rule(self, year: int, variant: str | None = None) -> str:
        """Label of the binding rule, marked «(oppfylt)» when there is no new need."""
        levels = [self.series(n, 0, variant)[self.year_index(year)] for n in CANDIDATES]
        label = list(CANDIDATES.values())[int(np.argmax(levels))]
        return label if self.series("behov_uten_innsparing", 0, variant)[self.year_index(year)] > 0.0 else f"{label} (oppfylt)"
