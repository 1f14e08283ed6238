"""simulate(plan): the stages in order, compiled once, run over the base case, variants and draws."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final

import numpy as np

from ldip import __version__
from ldip.batch import TARGETS, VARIANT_INPUTS, Batch, factor_paths, no_shocks, single, variant_rows
from ldip.binding import Origin, bind
from ldip.catalogue import STAGES, catalogue
from ldip.execute import project
from ldip.graph import Array, Step
from ldip.parameters import read as parameters
from ldip.plan.document import Plan
from ldip.plan.fields import ENGINE_UNIT
from ldip.run import Run, Source
from ldip.schedule import Catalogue, Program, compile_program
from ldip.statements.ratios import expression_step
from ldip.uncertainty.draws import BLOCK, shocks

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
    "aarsverk_sum",
    "deflator_indeks_ub",
)
ENGINE_ORIGINS: Final = {
    **{n: Origin("variant", "handlingsregler.toml", "variant", "varianten av inndekningsbehovet") for n in VARIANT_INPUTS},
    **{n: Origin("faktor", "usikkerhet.toml", "faktor", "null i basisforløpet") for n in TARGETS.values()},
}
Progress = Callable[[float], None]


@lru_cache(maxsize=32)
def _plan_catalogue(key: tuple[tuple[str, str, str, str], ...], ids: tuple[tuple[str, tuple[str, ...]], ...]) -> Catalogue:
    base = catalogue()
    axes: dict[str, tuple[str, ...]] = {n: v[0].axes for n, v in base.steps.items()} | {n: g.axes for n, g in base.givens.items()}
    extra: list[Step] = []
    for name, text, unit, source in key:
        extra.append(expression_step(name, text, unit, source, dict(ids), axes))
        axes[name] = ()
    return catalogue(tuple(extra))


def plan_catalogue(plan: Plan, ids: Mapping[str, tuple[str, ...]]) -> Catalogue:
    """The steps of the model and of the plan's own måltall. Errors: ModelError for a bad expression."""
    key = tuple((r.id, r.uttrykk, ENGINE_UNIT[r.enhet], r.kilde) for r in plan.rules.maaltall)
    return _plan_catalogue(key, tuple((a, i) for a, i in ids.items() if a not in ("alder",)))


@lru_cache(maxsize=64)
def program(
    steps: Catalogue, years: tuple[int, ...], keep: frozenset[str], avvik: frozenset[str], carried: frozenset[str]
) -> Program:
    """Compiled order of work, made once for each set of steps, years and kept names."""
    return compile_program(steps, years, keep, avvik=avvik, carried=carried)


def with_lines(steps: Catalogue, batch: Batch) -> frozenset[str]:
    """Totals that have plan lines and so get a residual part."""
    return frozenset(n for n in batch.lines if n in steps.steps and steps.steps[n][0].avvik)


def run_rows(
    steps: Catalogue, batch: Batch, keep: Iterable[str], extra: Mapping[str, Array], rows: int, progress: Progress | None = None
) -> dict[str, Array]:
    """Run rows of a batch: kept names as (year, rows or 1, *axes)."""
    carried = frozenset(n for n, lines in batch.lines.items() if lines.carry is not None)
    compiled = program(steps, batch.years, frozenset(keep), with_lines(steps, batch), carried)
    return project(compiled, batch.inputs(extra, rows), progress)


def base_row(steps: Catalogue, batch: Batch, keep: Iterable[str], variant: str, steady: float = 0.0) -> dict[str, Array]:
    """The base case of one variant, alone in its batch."""
    n = len(batch.years)
    extra = no_shocks(n) | variant_rows([variant], n, [steady])
    return run_rows(steps, batch, keep, extra, max(batch.rows, 1))


def draw_rows(
    source: Source, keep: Iterable[str], block: int, rows: Sequence[int] | slice, variant: str, steady: float = 0.0
) -> dict[str, Array]:
    """Chosen rows of a block of draws; the block's factors are always generated whole."""
    n = len(source.batch.years)
    paths = {k: v[:, rows] for k, v in shocks(source.factors, source.seed, block).items()}
    count = next(iter(paths.values())).shape[1] if paths else len(range(BLOCK)[rows] if isinstance(rows, slice) else rows)
    extra = no_shocks(n) | paths | variant_rows([variant] * count, n, [steady] * count)
    return run_rows(source.steps, source.batch, keep, extra, count)


def solve_steady(steps: Catalogue, batch: Batch) -> float:
    """Least constant saving in fixed prices that keeps every rule (variant jevn), by bisection on the batch axis.

    Returns kr_fast. Each pass tries 64 levels at once; the answer is within 0.001 krone.
    """
    low, high = 0.0, 1e6
    while not _holds(steps, batch, [high])[0]:
        low, high = high, high * 4.0
        if high > 1e14:
            return high
    if low == 0.0 and _holds(steps, batch, [0.0])[0]:
        return 0.0
    while high - low > 1e-3:
        levels = np.linspace(low, high, 66)[1:-1]
        good = _holds(steps, batch, list(levels))
        first = int(np.argmax(good)) if any(good) else len(levels)
        low, high = (low if first == 0 else float(levels[first - 1])), (high if first == len(levels) else float(levels[first]))
    return high


def _holds(steps: Catalogue, batch: Batch, levels: Sequence[float]) -> list[bool]:
    n = len(batch.years)
    extra = no_shocks(n) | variant_rows(["jevn"] * len(levels), n, levels)
    values = run_rows(steps, batch, ["nytt", "jevn_gjelder"], extra, len(levels))
    need = np.broadcast_to(values["nytt"], (n, len(levels))) * values["jevn_gjelder"]
    return [bool(v) for v in np.atleast_1d(np.all(need <= 1e-6, axis=0))]


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
    ratios = tuple(r.id for r in plan.rules.maaltall)
    names = tuple(dict.fromkeys((*keep, *ratios)))
    source = Source(plan, binding, single(binding), steps, factor_paths(plan), plan.uncertainty.froe if seed is None else seed)
    variant = plan.rules.variant
    steady = solve_steady(steps, source.batch) if variant == "jevn" else 0.0
    base = base_row(steps, source.batch, names, variant, steady)
    uncertain = _blocks(source, names, draws, variant, steady, workers, progress) if draws else {}
    identity = "|".join((plan.content_hash, parameters.content_hash(), __version__, str(source.seed), str(draws)))
    return Run(source, draws, variant, base, uncertain, hashlib.sha256(identity.encode()).hexdigest(), names)


def _blocks(
    source: Source, names: tuple[str, ...], draws: int, variant: str, steady: float, workers: int, progress: Progress | None
) -> dict[str, Array]:
    counts = [min(BLOCK, draws - first) for first in range(0, draws, BLOCK)]
    done = 0

    def one(block: int) -> dict[str, Array]:
        nonlocal done
        values = draw_rows(source, names, block, slice(0, counts[block]), variant, steady)
        rows = {n: np.broadcast_to(v, (v.shape[0], counts[block], *v.shape[2:])) for n, v in values.items()}
        done += 1
        if progress:
            progress(done / len(counts))
        return rows

    with ThreadPoolExecutor(max_workers=workers) as pool:
        parts = list(pool.map(one, range(len(counts))))
    return {n: np.concatenate([p[n] for p in parts], axis=1) for n in names}
