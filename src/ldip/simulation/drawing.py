"""Uncertain rows of a run: the factors of a block, the population first, then the rest of the model.

The population is a closed sub-graph. Its compiled twin gives `folketall_ub` for every draw, which
enters the run as given; where it cannot be used (Poisson counts, no compiler) the steps do the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ldip.demography.housing import taken_rate
from ldip.engine.graph import Array
from ldip.errors import ModelError
from ldip.simulation.batch import no_shocks, variant_rows
from ldip.simulation.rows import Source, run_rows
from ldip.uncertainty.draws import BLOCK, FactorPath, block_paths, shocks
from ldip.uncertainty.population import levels

POISSON_LIMIT = 200  # draws; exact counts are for small runs (population.md §4)


def draw_rows(
    source: Source, keep: Iterable[str], block: int, rows: Sequence[int] | slice, variant: str, steady: float = 0.0
) -> dict[str, Array]:
    """Chosen rows of a block of draws; the block's factors are always generated whole."""
    n = len(source.batch.years)
    count = len(range(BLOCK)[rows]) if isinstance(rows, slice) else len(rows)
    paths = {k: v[:, rows] for k, v in shocks(source.factors, source.seed, block).items()}
    extra = no_shocks(n) | paths | variant_rows([variant] * count, n, [steady] * count)
    extra |= _project_costs(source, block, rows)
    if source.population is not None:
        extra |= _population(source, block, rows)
        extra |= _compiled(source, extra, count)
    return run_rows(source.steps, source.batch, keep, extra, count)


def check_draws(source: Source, draws: int) -> None:
    """Refuse more draws than exact counts are meant for. Errors: ModelError naming file, key and remedy."""
    if source.noise == "poisson" and draws > POISSON_LIMIT:
        raise ModelError(
            f"usikkerhet.toml: befolkning.tellestoey = poisson er for høyst {POISSON_LIMIT} trekninger, ikke {draws}; bruk normal"
        )


def _project_costs(source: Source, block: int, rows: Sequence[int] | slice) -> dict[str, Array]:
    """Standard normal shocks to the cost of each project, the same every year, with a common market. (year, rows, prosjekt)."""
    found, ids = source.plan.uncertainty.prosjektkostnad, source.batch.ids["prosjekt"]
    if found is None or not ids:
        return {}

    def shock(factor: str, entity: str = "") -> Array:
        return block_paths(FactorPath(factor, "", (1.0,), 0.0, entity), source.seed, block)[0, rows]

    own = np.stack([shock("prosjektkostnad", i) for i in ids], axis=1)
    values = np.sqrt(found.korrelasjon) * shock("byggemarked")[:, None] + np.sqrt(1.0 - found.korrelasjon) * own
    return {"kostnadssjokk": np.broadcast_to(values, (len(source.batch.years), *values.shape))}


def _population(source: Source, block: int, rows: Sequence[int] | slice) -> dict[str, Array]:
    """Levels of fertility and mortality, shocks to moves, and the keys of the counts' noise, by row."""
    assert source.population is not None
    opening = source.batch.openings["folketall_ib"][0].sum(axis=(-2, -1))
    entity = source.plan.head.kommune.kommunenummer
    n = len(source.batch.years)
    found = {k: v[:, rows] for k, v in levels(source.population, entity, list(opening), n, block).items()}
    number = (np.arange(BLOCK) + 1 + block * BLOCK)[rows].astype(np.float64)
    keys = {"trekning": np.tile(number, (n, 1)), "froe": np.full((n, len(number)), float(source.seed))}
    return found | keys | dict(source.adjustment)


def _compiled(source: Source, extra: Mapping[str, Array], rows: int) -> dict[str, Array]:
    """`folketall_ub` of every row by the compiled twin, or nothing where the steps must do it."""
    if source.noise == "poisson":
        return {}
    from ldip.demography import kernels

    if not kernels.available():
        return {}
    values, openings = source.batch.values, source.batch.openings
    names = ("innflytting", "merinnflytting", "saergruppe_ub")
    first = run_rows(source.steps, source.batch, names, extra, rows)
    effect = values["boligeffekt"]
    shared = kernels.Shared(
        opening=openings["folketall_ib"][0],
        survival=values["overlevelse"][:, 0],
        fertility=values["fruktbarhet"][:, 0],
        boys=values["gutteandel"][:, 0],
        out_rate=extra["utflyttingsrate"][:, 0],
        first=values["flyttetid_andel"][:, 0],
        special=first["saergruppe_ub"][:, 0],
        special_opening=openings["saergruppe_ib"][0],
        factor=extra["justeringsfaktor"][:, 0],
        extra=extra["justeringstillegg"][:, 0],
        mobility=values["flyttbarhet"][0, 0],
        turnover=values["omsetning"][0, 0],
        years=values["aarstall"][:, 0],
        noise=source.noise == "normal",
    )
    drawn = kernels.Drawn(
        arrivals=first["innflytting"],
        taken=taken_rate(first["merinnflytting"], effect, extra["folketall_basis"]),
        mortality=extra["doedelighetsnivaa"],
        fertility=extra["fruktbarhetsnivaa"],
        shocks=extra["flyttesjokk"],
        seed=extra["froe"][0],
        draw=extra["trekning"][0],
    )
    return {"folketall_ub": kernels.paths(shared, drawn)}
