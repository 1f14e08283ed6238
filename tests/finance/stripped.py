"""The model's own finance steps for the worked examples: what an example states from outside is replaced, the rest is zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ldip.engine.graph import Array, Given, Step
from ldip.engine.schedule import Catalogue
from ldip.model.catalogue import GIVENS, STAGES
from ldip.simulation.inputs import ModelInputs

SOURCE = "regnet eksempel"
IDS = {"fond": ("fritt",), "inndekningsaar": tuple("0123"), "tidligere_aar": tuple("0123")}


def stripped(replaced: Sequence[Step], series: Iterable[str], own: Iterable[tuple[str, str]]) -> Catalogue:
    """The model's steps with those of the example in place of the model's, its series given, and inputs (name, unit) of its own."""
    model = {s.name: s for _, stage in STAGES for s in stage}
    gone = {*(s.name for s in replaced), *series, "innbyggere_aapning"}
    steps = [s for _, stage in STAGES for s in stage if s.name not in gone]
    given = [Given(n, model[n].unit, SOURCE, model[n].axes) for n in series] + [Given(n, unit, SOURCE) for n, unit in own]
    return Catalogue.of([*steps, *replaced], [*(g for g in GIVENS if g.name not in gone), *given])


def filled(
    steps: Catalogue, years: tuple[int, ...], values: Mapping[str, Array], opened: Mapping[str, Array | float]
) -> ModelInputs:
    """Inputs with the values (year, 1, *axes) and opening balances of the example; what it does not name is zero."""
    sizes = {a: len(ids) for a, ids in IDS.items()}
    zero = {n: np.zeros((len(years), 1, *(sizes.get(a, 0) for a in g.axes))) for n, g in steps.givens.items()}
    names = {f"{n.removesuffix('_ub')}_ib" for n in steps.steps if n.endswith("_ub")}
    shut = {n: np.zeros((1, *(sizes.get(a, 0) for a in steps.axes_of(n)))) for n in names}
    return ModelInputs(
        years, IDS, zero | dict(values), shut | {n: np.reshape(v, (1, *np.shape(v)[1:])) for n, v in opened.items()}, {}
    )
