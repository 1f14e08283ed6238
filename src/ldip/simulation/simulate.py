"""simulate(plan): the stages in order, compiled once, run over the base case, variants and draws."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from ldip.binding import Origin, bind
from ldip.engine.graph import Array, Step
from ldip.engine.schedule import Catalogue
from ldip.model.catalogue import STAGES, catalogue
from ldip.parameters import read as parameters
from ldip.plan.document import Plan
from ldip.plan.schema.fields import ENGINE_UNIT
from ldip.plan.schema.files import Ratio
from ldip.simulation.batch import TARGETS, VARIANT_INPUTS, factor_paths, single
from ldip.simulation.drawing import check_draws, draw_rows
from ldip.simulation.rows import Progress, Source, base_row, solve_steady
from ldip.simulation.run import Run
from ldip.statements.adopted import MARGIN, expression_of, margin_expression, mean_step
from ldip.statements.entities import entities_for
from ldip.statements.ratios import expression_step
from ldip.uncertainty.draws import BLOCK
from ldip.version import VERSION

__all__ = ["HEADLINES", "STAGES", "simulate"]

HEADLINES: Final = (
    "inndekningsbehov",
    "inndekningsbehov_fast",
    "ukonkretisert_innsparing",
    "netto_driftsresultat",
    "sum_driftsinntekter",
    "sum_driftsutgifter",
    "sum_investeringsutgifter",
    "overfoering_til_investering",
    "bruk_av_laan",
    "laanegjeld_ub",
    "renteutgifter",
    "avdrag_paa_laan",
    "disposisjonsfond_sum_ub",
    "merforbruk_ub",
    "udekket_ub",
    "innbyggere_ub",
    "innbyggere_gruppe_ub",
    "aarsverk_sum",
    "deflator_indeks_ub",
)
SMALLEST: Final = 256  # fewer draws than this are not split; making the factors twice would cost more
ENGINE_ORIGINS: Final = {
    **{n: Origin("variant", "handlingsregler.toml", "variant", "varianten av inndekningsbehovet") for n in VARIANT_INPUTS},
    **{n: Origin("faktor", "usikkerhet.toml", "faktor", "null i basisforløpet") for n in TARGETS.values()},
}


@lru_cache(maxsize=32)
def _plan_catalogue(ratios: tuple[Ratio, ...], ids: tuple[tuple[str, tuple[str, ...]], ...]) -> Catalogue:
    entities = entities_for(dict(ids))
    base = catalogue(entities)
    known = {n: (v[0].axes, v[0].unit) for n, v in base.steps.items()} | {n: (g.axes, g.unit) for n, g in base.givens.items()}
    axes, units = {n: k[0] for n, k in known.items()}, {n: k[1] for n, k in known.items()}
    extra: list[Step] = [*entities]
    for ratio in ratios:
        unit = ENGINE_UNIT[ratio.enhet]
        extra.append(expression_step(ratio.id, expression_of(ratio, axes), unit, ratio.kilde, dict(ids), axes))
        axes[ratio.id], units[ratio.id] = (), unit
        if margin := margin_expression(ratio, units):
            extra.append(expression_step(ratio.id + MARGIN, margin, "kr", ratio.kilde, dict(ids), axes))
        if ratio.snitt > 1:
            extra.append(mean_step(ratio, unit))
    return catalogue(tuple(extra))


def plan_catalogue(plan: Plan, ids: Mapping[str, tuple[str, ...]]) -> Catalogue:
    """The steps of the model and of the plan's own måltall. Errors: ModelError for a bad expression."""
    return _plan_catalogue(tuple(plan.rules.maaltall), tuple((a, i) for a, i in ids.items() if a not in ("alder",)))


def simulate(
    plan: Plan,
    draws: int = 0,
    seed: int | None = None,
    keep: Iterable[str] = HEADLINES,
    *,
    workers: int = 2,
    progress: Progress | None = None,
) -> Run:
    """Run a plan: row 0 is the base case, rows 1…draws are uncertain.

    Returns a frozen Run; names outside `keep` are recomputed for the rows asked for. Never raises on
    an unlawful plan: see `Run.problems`. Errors: ModelError when the model itself is wrong.
    """
    from ldip.binding.bind import axes_of

    ids = axes_of(plan)
    steps = plan_catalogue(plan, ids)
    binding = bind(plan, {n: v[0].axes for n, v in steps.steps.items()}, ids)
    binding.origins.update(ENGINE_ORIGINS)
    ratios = tuple(n for r in plan.rules.maaltall for n in dict.fromkeys((r.id, r.measured)))
    names = tuple(dict.fromkeys((*keep, *ratios)))
    used = plan.uncertainty.froe if seed is None else seed
    source = Source(plan, binding, single(binding), steps, factor_paths(plan), used)
    check_draws(source, draws)
    variant = plan.rules.variant
    steady = solve_steady(steps, source.batch) if variant == "jevn" else 0.0
    base = base_row(steps, source.batch, names, variant, steady)
    uncertain = _blocks(source, names, draws, variant, steady, workers, progress) if draws else {}
    identity = "|".join((plan.content_hash, parameters.content_hash(), VERSION, str(source.seed), str(draws)))
    return Run(source, draws, variant, base, uncertain, hashlib.sha256(identity.encode()).hexdigest(), names)


def _blocks(
    source: Source, names: tuple[str, ...], draws: int, variant: str, steady: float, workers: int, progress: Progress | None
) -> dict[str, Array]:
    pieces = _pieces(draws, workers)
    done = 0

    def one(piece: tuple[int, int, int]) -> dict[str, Array]:
        nonlocal done
        block, start, stop = piece
        values = draw_rows(source, names, block, slice(start, stop), variant, steady)
        rows = {n: np.broadcast_to(v, (v.shape[0], stop - start, *v.shape[2:])) for n, v in values.items()}
        done += 1
        if progress:
            progress(done / len(pieces))
        return rows

    with ThreadPoolExecutor(max_workers=workers) as pool:
        parts = list(pool.map(one, pieces))
    return {n: np.concatenate([p[n] for p in parts], axis=1) for n in names}


def _pieces(draws: int, workers: int) -> list[tuple[int, int, int]]:
    """(block, first row, row after the last): a block a piece, or smaller ones where there are fewer blocks than workers.

    Rows are pure and a block's factors are generated whole, so the pieces give the same bits."""
    counts = [min(BLOCK, draws - first) for first in range(0, draws, BLOCK)]
    parts = -(-workers // len(counts)) if draws > SMALLEST else 1
    edges = [(b, [count * i // parts for i in range(parts + 1)]) for b, count in enumerate(counts)]
    return [(b, start, stop) for b, e in edges for start, stop in pairwise(e) if stop > start]
