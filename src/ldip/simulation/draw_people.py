"""The population of uncertain rows, computed once for each distinct population and draw, and shared by all rows that have it.

The population is a closed sub-graph. Its compiled twin gives the sums of `folketall_ub` for every draw, and its single cells
where a step reads them; they enter the run as given. Where the twin cannot be used (Poisson counts, no compiler) the steps
compute the same values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from ldip.demography.housing import taken_rate
from ldip.demography.moves import as_rates
from ldip.engine.arrays import sum_over
from ldip.engine.graph import Array, Given
from ldip.engine.schedule import Program
from ldip.model.catalogue import FACTORS, factor_of
from ldip.model.cause_groups import GROUPS
from ldip.simulation.bound_plans import BoundPlans
from ldip.simulation.draw_inputs import factor_inputs
from ldip.simulation.inputs import PLAIN, ModelInputs, no_shocks, priced_inputs, program_of, run_rows, variant_inputs
from ldip.simulation.shocks import Moved, shocked
from ldip.uncertainty.draws import Block
from ldip.uncertainty.factors import noise_of
from ldip.uncertainty.population import PEOPLE as PEOPLE_FACTORS

if TYPE_CHECKING:
    from ldip.demography.kernels import People

Ints = NDArray[np.int64]
PLACE: Final = GROUPS.index("befolkning")
PEOPLE: Final = "folketall_ub"
SUMS: Final = ("folketall_sone_alder_ub", "innbyggere_sone_ub", "folketall_alder_ub", "innbyggere_ub")  # all sums of the cells
CARRIED_OVER: Final = ("justering_relativ", "justering_absolutt", "innflytting_bane", "ordinaert_folketall", "overlevende")
CARRIED: Final = 0.5  # no number of a draw: the base case with the adjustment carried over
REPLACED: Final = ("innflytting_bane", "utflyttingsrate")  # inputs that the carried-over values replace
BEFORE_THE_TWIN: Final = ("innflytting", "merinnflytting", "saergruppe_ub")


def _work(bound: BoundPlans) -> Program:
    return program_of(bound.catalogue, bound.inputs(bound.whole[:1]), (PEOPLE, *CARRIED_OVER, *BEFORE_THE_TWIN))


def reads_cells(bound: BoundPlans, keep: Iterable[str], priced: Sequence[str] = ()) -> bool:
    """Whether any step behind the kept names reads the single cells of the population when its sums are given.

    `priced` are the unpriced needs that the rows price."""
    added = priced_inputs([priced], len(bound.years))
    return PEOPLE in program_of(bound.catalogue, bound.inputs(bound.whole), keep, SUMS, added).versions


def people_factors(bound: BoundPlans) -> tuple[Given, ...]:
    """The uncertain factors of the plan's list that affect the population."""
    return tuple(g for g in FACTORS.values() if g.name in _work(bound).givens)


def people_groups(bound: BoundPlans) -> list[int]:
    """Indices of the cause groups that the population depends on; rows with equal picks of these share the population."""
    if bound.aligned is None:
        return []
    work, declared = _work(bound), bound.aligned.declared
    groups = {declared[n].group for n in (*work.givens, *work.openings) if n in declared}
    groups |= {"vedtatt"} if bound.inputs(bound.whole[:1]).lines.keys() & work.versions.keys() else set()
    return sorted(GROUPS.index(g) for g in groups)


def carried_over(bound: BoundPlans, picks: Ints) -> dict[str, Array]:
    """Values that draws take from the base case of a row's population, (year, 1, *axes) by name; cached.

    The year-end adjustment becomes a factor, and net out-moves given as counts become rates of those present, so that a draw
    with fewer people cannot lose more than it has.
    """
    key = tuple(picks[0, people_groups(bound)].tolist())
    if key not in bound.people_bases:
        inputs = bound.inputs(picks)
        n = len(bound.years)
        base = run_rows(bound.catalogue, inputs, CARRIED_OVER, no_shocks(n, bound.ids) | variant_inputs([PLAIN], n), 1)
        share = inputs.values["flyttetid_andel"][:, :, None, None, None]
        present = share * base["ordinaert_folketall"] + (1.0 - share) * base["overlevende"]
        rate, arrivals = as_rates(base["innflytting_bane"], present)
        bound.people_bases[key] = {
            "justeringsfaktor": base["justering_relativ"],
            "justeringstillegg": base["justering_absolutt"],
            "folketall_basis": base["ordinaert_folketall"].sum(axis=2),
            "innflytting_bane": arrivals,
            "utflyttingsrate": np.minimum(inputs.values["utflyttingsrate"] + rate, 1.0),
        }
    return bound.people_bases[key]


def draws_people(bound: BoundPlans, place: int) -> bool:
    """Whether a plan draws its population: a factor of it, or the noise of its counts."""
    return noise_of(bound.plans[place]) != "ingen" or any(n in bound.drawn[place] for n in PEOPLE_FACTORS)


def carried_people(bound: BoundPlans, picks: Ints, moved: NDArray[np.bool_]) -> dict[str, Array]:
    """Arrays with which base cases whose population is shocked keep the plan's own adjustment to its projection.

    The adjustment would otherwise undo the shock; there is no noise of counts. Rows that are not `moved` (row,) keep their own
    values. (year, row or 1, *axes) by name; picks (row or 1, group)."""
    n, own = len(bound.years), bound.inputs(picks).values
    each = [carried_over(bound, p[None]) for p in np.unique(picks, axis=0)]
    which = np.unique(picks, axis=0, return_inverse=True)[1].reshape(-1)
    found = {name: np.concatenate([c[name] for c in each], axis=1)[:, which] for name in each[0]}
    for name in found.keys() & own.keys() & set(REPLACED):
        flags = moved.reshape(1, -1, *(1,) * (found[name].ndim - 2))
        found[name] = np.where(flags, found[name], own[name])
    flag = np.broadcast_to(np.where(moved, CARRIED, 0.0), (n, len(moved)))
    return found | {"trekning": flag, "tellestoey_art": np.zeros((n, 1))}


def prepare(bound: BoundPlans, picks: Ints) -> None:
    """Fill the cache of `carried_over` before draws run in parallel, so that it is computed once."""
    if draws_people(bound, int(picks[0, PLACE])):
        carried_over(bound, picks)


def people_inputs(
    bound: BoundPlans, picks: Ints, block: Block, draws: Ints, shocks: Mapping[str, Moved], cells: bool
) -> dict[str, Array]:
    """The population's arrays in draws of a block, (year, draw or 1, *axes); empty where the plan has no uncertain population.

    picks (1, group); `shocks` are the shocks to the population's own factors; single cells are included only with `cells`."""
    place = int(picks[0, PLACE])
    if not draws_people(bound, place):
        return {}
    keys = {"trekning": np.tile(draws.astype(np.float64), (len(bound.years), 1))}
    keys |= {"froe": np.full((len(bound.years), len(draws)), float(bound.seed))}
    found = keys | carried_over(bound, picks)
    if noise_of(bound.plans[place]) == "poisson":
        return found
    factors = people_factors(bound)
    extra = no_shocks(len(bound.years), bound.ids) | factor_inputs(bound, picks, block, draws, factors) | found
    extra |= {g.name: shocked(extra[g.name], [shocks[g.name]], factor_of(g).neutral) for g in factors if g.name in shocks}
    return found | _compiled(bound, place, bound.inputs(picks), extra, cells)


def _compiled(bound: BoundPlans, place: int, inputs: ModelInputs, extra: Mapping[str, Array], cells: bool) -> dict[str, Array]:
    """Sums of `folketall_ub` by the compiled twin, and its cells with `cells`; empty where the steps must compute them."""
    from ldip.demography import kernels

    if not kernels.available():
        return {}
    values, openings, own = inputs.values, inputs.openings, slice(bound.own_years(place).start, None)
    rows = extra["trekning"].shape[1]
    first = run_rows(bound.catalogue, inputs, BEFORE_THE_TWIN, extra, rows)
    shared = kernels.Shared(
        opening=openings["folketall_ib"][0],
        survival=values["overlevelse"][own, 0],
        fertility=values["fruktbarhet"][own, 0],
        boys=values["gutteandel"][own, 0],
        out_rate=extra["utflyttingsrate"][own, 0],
        first=values["flyttetid_andel"][own, 0],
        special=first["saergruppe_ub"][own, 0],
        special_opening=openings["saergruppe_ib"][0],
        factor=extra["justeringsfaktor"][own, 0],
        extra=extra["justeringstillegg"][own, 0],
        mobility=values["flyttbarhet"][0, 0],
        turnover=values["omsetning"][0, 0],
        years=values["aarstall"][own, 0],
        noise=noise_of(bound.plans[place]) == "normal",
    )
    drawn = kernels.Drawn(
        arrivals=first["innflytting"][own],
        taken=taken_rate(first["merinnflytting"], values["boligeffekt"], extra["folketall_basis"])[own],
        mortality=_by_draw(extra["doedelighetsnivaa"], rows)[own],
        fertility=_by_draw(extra["fruktbarhetsnivaa"], rows)[own],
        shocks=_by_draw(extra["flyttesjokk"], rows)[own],
        seed=extra["froe"][0],
        draw=extra["trekning"][0],
    )
    found = _from_the_start(kernels.paths(shared, drawn, cells), shared.opening, own.start)
    sums = (found.ages, found.zones, sum_over(found.ages, 2), sum_over(found.zones, 2))
    return dict(zip(SUMS, sums, strict=True)) | ({PEOPLE: found.cells} if cells else {})


def _by_draw(values: Array, rows: int) -> Array:
    """A factor's input with every draw, also where it is not drawn. (year, draw, *axes)"""
    return np.ascontiguousarray(np.broadcast_to(values, (len(values), rows, *values.shape[2:])))


def _from_the_start(people: People, opening: Array, years: int) -> People:
    """The population, with the opening one in the years before the plan's first."""
    if not years:
        return people
    before = (opening, sum_over(opening, 1), sum_over(sum_over(opening, 2), 1))

    def whole(first: Array, found: Array) -> Array:
        return np.concatenate((np.broadcast_to(first, (years, *found.shape[1:])), found))

    cells = whole(before[0], people.cells) if len(people.cells) else people.cells
    return replace(people, cells=cells, ages=whole(before[1], people.ages), zones=whole(before[2], people.zones))
