"""Running cases: one function for every set of rows, in batches that bound the memory, in parallel where there are draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.engine.graph import Array
from ldip.engine.schedule import Catalogue
from ldip.errors import ModelError
from ldip.plan.messages import nearest
from ldip.simulation.batches import Kind, Span, added_inputs, batches, kinds_of, spans
from ldip.simulation.cases import Cases, Index
from ldip.simulation.demands import SHOWN, Trial, held_names
from ldip.simulation.draw_inputs import check_draws
from ldip.simulation.draw_people import prepare
from ldip.simulation.extremes import extremes_told
from ldip.simulation.inputs import Kept, ModelInputs, Progress, run_rows
from ldip.simulation.lasting import levels_of
from ldip.simulation.roots import NEAR
from ldip.simulation.shared import shared_values
from ldip.uncertainty.factors import mirrored

Ints = NDArray[np.int64]
Compute = Callable[[Catalogue, ModelInputs, Mapping[str, Array], int], Mapping[str, Array]]  # steps, inputs, added arrays, rows
Reads = Callable[[Catalogue, ModelInputs], frozenset[str]]  # names that a batch computes beside those it keeps
FOUND: Final = "behov"


@dataclass(frozen=True, eq=False)
class Results:
    """Results of cases: kept names as (year, case, *axes) over the years of all the plans. `cases.index` identifies a row."""

    cases: Cases
    years: tuple[int, ...]
    values: Mapping[str, Array]
    kinds: tuple[Kind, ...] = field(repr=False)

    def series(self, name: str, case: int = 0) -> Array:
        """A quantity of one case in its plan's own years, (year, *axes). Errors: ModelError for a name that was not kept."""
        if name not in self.values:
            raise ModelError(f"{name} er ikke tatt vare på; {nearest(name, sorted(self.values))}")
        own = self.cases.years_of(case)
        first = own[0] - self.years[0]
        return np.asarray(self.values[name][first : first + len(own), case])

    def value(self, name: str, year: int, case: int = 0, **axes: str) -> float:
        """One number in the engine's unit. Errors: ModelError for an unknown name, year or element."""
        bound, own = self.kinds[self.cases.index.kind[case]].bound, self.cases.years_of(case)
        series, wanted = self.series(name, case), bound.catalogue.axes_of(name)
        if year not in own:
            raise ModelError(f"året {year} er ikke i kjøringen ({own[0]}–{own[-1]})")
        if set(axes) != set(wanted):
            raise ModelError(f"{name} har akser {wanted}; oppgi {', '.join(f'{a}=…' for a in wanted) or 'ingen'}")
        if absent := [a for a in wanted if axes[a] not in bound.ids[a]]:
            raise ModelError(f"{absent[0]} har ikke {axes[absent[0]]!r}; {nearest(axes[absent[0]], bound.ids[absent[0]])}")
        return float(series[(own.index(year), *(bound.ids[a].index(axes[a]) for a in wanted))])

    def of_rows(self, rows: Ints) -> Results:
        """The results of chosen rows, in the order of `rows`, with the kinds that they are of."""
        index = self.cases.index
        used, kind = np.unique(index.kind[rows], return_inverse=True)
        chosen = self.cases.only(Index(tuple(index.kinds[k] for k in used), kind, index.draw[rows]))
        return Results(chosen, self.years, {n: v[:, rows] for n, v in self.values.items()}, tuple(self.kinds[k] for k in used))

    def kept(self, case: int = 0) -> Kept:
        """One base case with all its kept values, for other cases to start from.

        Errors: ModelError for a draw."""
        if self.cases.index.draw[case]:
            raise ModelError("en kjøring kan bare startes fra et basisforløp, ikke fra en trekning")
        kind = self.kinds[self.cases.index.kind[case]]
        first = kind.bound.years[0] - self.years[0]
        span = slice(first, first + len(kind.bound.years))
        extra = added_inputs([kind], np.zeros(1, dtype=np.int64), kind.picks, None)
        values = {n: v[span, case : case + 1] for n, v in self.values.items()}
        return Kept(kind.bound.catalogue, kind.bound.inputs(kind.picks), extra, values)


def run_cases(
    cases: Cases, keep: Iterable[str], *, workers: int = 2, progress: Progress | None = None, start: Kept | None = None
) -> Results:
    """Run every row of cases and keep names. With `start`, values that do not differ from a finished run are reused.

    The bits are the same with and without `start`, and for any number of workers, rows and draws. Errors: ModelError for an
    unknown name, variant or shock, or more draws than a plan's exact counts allow."""
    names = tuple(dict.fromkeys(keep))

    def compute(steps: Catalogue, inputs: ModelInputs, extra: Mapping[str, Array], rows: int) -> Mapping[str, Array]:
        return run_rows(steps, inputs, names, extra, rows, start)

    return _worked(_Work(cases, names, compute), workers, progress)


def needs(cases: Cases, keep: Iterable[str] = (), *, workers: int = 2, progress: Progress | None = None) -> Array:
    """The lasting need of every row under its own shocks and draw, kr_fast, (row,); 0 where nothing is demanded.

    `keep` names what another run of the same plans kept, so that they are bound once."""

    def compute(steps: Catalogue, inputs: ModelInputs, extra: Mapping[str, Array], rows: int) -> Mapping[str, Array]:
        found = np.array(levels_of(Trial.of(steps, inputs, extra, rows)))
        return {FOUND: np.broadcast_to(found, (len(inputs.years), rows))}

    done = _worked(_Work(cases, (*SHOWN, *keep), compute, held_names), workers, progress)
    return np.asarray(np.nanmax(done.values[FOUND], axis=0))


def trial_of_draw(results: Results, draw: int) -> Trial:
    """One draw of the first kind of row, prepared for the search of its lasting need."""
    kind, row = results.kinds[0], np.array([draw], dtype=np.int64)
    prepare(kind.bound, kind.picks)
    span = next(iter(spans(row, results.cases.seed, 1, mirrored(results.cases.plans[0]))))
    extra = added_inputs([kind], row, kind.picks, span)
    return Trial.of(kind.bound.catalogue, kind.bound.inputs(kind.picks), extra, 1)


def run_and_search(cases: Cases, keep: Iterable[str], *, near: float = NEAR, workers: int = 2) -> tuple[Results, Array]:
    """Run every row without new saving, keep names, and find the row's lasting need, kr_fast, (row,), to within `near`.

    One run of the rows serves both. Cases have no variant of their own, and nothing is demanded of a row whose need is 0."""
    names = tuple(dict.fromkeys((*keep, *SHOWN)))

    def compute(steps: Catalogue, inputs: ModelInputs, extra: Mapping[str, Array], rows: int) -> Mapping[str, Array]:
        known = run_rows(steps, inputs, {*names, *held_names(steps, inputs)}, extra, rows)
        found = np.array(levels_of(Trial.of(steps, inputs, extra, rows, known), near))
        kept = {n: known[n] for n in names}
        return kept | {FOUND: np.broadcast_to(found, (len(inputs.years), rows))}

    done = _worked(_Work(cases, names, compute, held_names), workers, None)
    found = np.asarray(np.nanmax(done.values[FOUND], axis=0))
    for row in np.flatnonzero(cases.index.draw == 0):  # a row of variant varig keeps this level
        kind = done.kinds[cases.index.kind[row]]
        kind.bound.levels[tuple(kind.picks[0].tolist()), kind.priced] = float(found[row])
    return done, found


def _worked(work: _Work, workers: int, progress: Progress | None) -> Results:
    """Run all batches in parallel: those without draws, then the draws."""
    cases, index = work.cases, work.cases.index
    base, drawn = np.flatnonzero(index.draw == 0), np.unique(index.draw[index.draw > 0])
    plain = list(batches(work.kinds, index.kind, base, drawn=False))
    with ThreadPoolExecutor(max_workers=max(min(workers, len(plain)), 1)) as pool:
        list(pool.map(lambda rows: work.run(rows, None), plain))
    pieces = list(spans(drawn, cases.seed, workers, mirrored(cases.plans[0]))) if len(drawn) else []
    done = 0

    def one(span: Span) -> None:
        nonlocal done
        inside = np.flatnonzero((index.draw >= span.draws[0]) & (index.draw <= span.draws[-1]))
        for rows in batches(work.kinds, index.kind, inside, drawn=True):
            work.run(rows, span)
        span.release()
        done += 1
        if progress:
            progress(done / len(pieces))

    if pieces:
        kinds = [work.kinds[k] for k in np.unique(index.kind[index.draw > 0])]
        for kind in {k.people: k for k in kinds}.values():
            prepare(kind.bound, kind.picks)
        with ThreadPoolExecutor(max_workers=workers) as pool:
            list(pool.map(one, pieces))
    return Results(cases, work.years, work.values, work.kinds)


class _Work:
    """Prepared kinds of row, and the arrays that batches write their rows into."""

    def __init__(self, cases: Cases, names: tuple[str, ...], compute: Compute, also: Reads | None = None) -> None:
        self.cases, self.index, self.compute, self.also = cases, cases.index, compute, also
        for plan in dict.fromkeys(cases.own.tolist()):
            check_draws(cases.plans[plan], int(cases.index.draw.max(initial=0)))
        self.kinds = kinds_of(cases, names)
        ends = [(k.bound.years[0], k.bound.years[-1]) for k in self.kinds]
        self.years = tuple(range(min(a for a, _ in ends), max(z for _, z in ends) + 1))
        self.values: dict[str, Array] = {}
        self.lock = Lock()

    def run(self, rows: Ints, span: Span | None) -> None:
        """Run one batch and write its rows."""
        kinds = [self.kinds[k] for k in self.index.kind[rows]]
        bound = kinds[0].bound
        picks = np.concatenate([k.picks for k in kinds])
        picks = picks[:1] if bool((picks == picks[:1]).all()) else picks
        extra = added_inputs(kinds, self.index.draw[rows], picks, span)
        inputs = bound.inputs(picks)
        if span is None and len(picks) > 1:
            wanted = {*kinds[0].keep, *(self.also(bound.catalogue, inputs) if self.also else ())}
            extra |= shared_values(bound, picks, wanted, extra)
        with extremes_told(bound):
            found = self.compute(bound.catalogue, inputs, extra, len(rows))
        if len(rows) == len(self.index) and bound.years == self.years:
            self.values = {n: np.broadcast_to(v, (len(v), len(rows), *v.shape[2:])) for n, v in found.items()}
            return
        first = bound.years[0] - self.years[0]
        where = slice(rows[0], rows[-1] + 1) if rows[-1] - rows[0] + 1 == len(rows) else rows
        for name, values in found.items():
            self._array(name, values.shape[2:])[first : first + len(bound.years), where] = values

    def _array(self, name: str, axes: tuple[int, ...]) -> Array:
        """The array of all rows of a name; years outside a plan's own are nan."""
        with self.lock:
            if name not in self.values:
                self.values[name] = np.full((len(self.years), len(self.index), *axes), np.nan)
            return self.values[name]
