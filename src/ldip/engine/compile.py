"""From declared steps to an order of work: pruning, recursions, last uses.

Names that depend on each other through `x_ub → x_ib` form a recursion and run year by year; all
others run with the years stacked as rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from ldip.engine.components import components
from ldip.engine.derived import Versions, residuals, without_unread
from ldip.engine.graph import Given, Step
from ldip.engine.names import AVVIK, OF_LINES
from ldip.engine.schedule import Block, Catalogue, Program, opening_of, ub_of
from ldip.errors import ModelError


def compile_program(
    catalogue: Catalogue,
    years: Iterable[int],
    keep: Iterable[str],
    *,
    avvik: Iterable[str] = (),
    carried: Iterable[str] = (),
    cut: Iterable[str] = (),
    zero: Iterable[str] = (),
    restarts: bool = False,
) -> Program:
    """Order the steps needed for `keep`.

    `avvik` names totals that have plan lines, `carried` those whose residual the plan carries on after
    the last line; `cut` names steps whose values are given from outside, `zero` inputs that are zero
    everywhere. A formula that only opens balances runs in the first year alone, unless rows open
    later (`restarts`).
    Errors: ModelError for a missing input, two formulas for one name and year, a same-year cycle.
    """
    span, wanted, cuts, with_lines = tuple(years), frozenset(keep), frozenset(cut), frozenset(avvik)
    reach = _Reach(catalogue, span, (cuts, with_lines, frozenset(carried), frozenset(zero)))
    opening = reach.every_year(sorted(wanted))
    while opening:
        opening = reach.every_year(opening) if restarts else reach.first_year(opening)
    versions = reach.versions
    blocks = _blocks(versions, with_lines, cuts)
    axes = {n: catalogue.axes_of(n) for n in {*versions, *reach.givens, *reach.openings, *cuts}}
    last = _last_uses(blocks, versions, with_lines)
    opens = frozenset(reach.once - reach.always)
    return Program(
        span, versions, blocks, last, reach.givens, frozenset(reach.openings), wanted, with_lines, axes, opens, restarts
    )


class _Reach:
    """The names that are needed, and their years: every year, or only the first one.

    A formula that opens a balance, and the names that only it reads, are not needed after the first year.
    """

    def __init__(self, catalogue: Catalogue, span: tuple[int, ...], known: tuple[frozenset[str], ...]) -> None:
        self.catalogue, self.span = catalogue, span
        self.cuts, self.with_lines, self.carried, self.zero = known
        self.versions: dict[str, Versions] = {}
        self.givens: dict[str, Given] = {}
        self.openings: set[str] = set()
        self.always: set[str] = set()
        self.once: set[str] = set()

    def every_year(self, names: Iterable[str]) -> list[str]:
        """Mark names as needed in all years. Returns the formulas that open their balances."""
        queue, opening = list(names), []
        while queue:
            name = queue.pop()
            if name in self.always or self._is_given(name) or (name.startswith(AVVIK) and name in self.versions):
                continue
            self.always.add(name)
            if name in self.catalogue.steps:
                queue += self._formulas(name)
                if name in self.with_lines:
                    added = residuals(name, self.versions[name], name in self.carried)
                    self.versions |= added
                    queue += sorted({i for n in added for i in inputs_of(n, added, frozenset()) if not i.startswith(AVVIK)})
            elif name.endswith("_ib") and ub_of(name) in self.catalogue.steps:
                queue.append(ub_of(name))
                opening += self._opened(name)
            elif name.startswith(AVVIK) and name.removeprefix(AVVIK) in self.with_lines:
                queue.append(name.removeprefix(AVVIK))
            else:
                raise ModelError(f"{name} er verken formel eller inndata")
        return opening

    def first_year(self, names: Iterable[str]) -> list[str]:
        """Mark names as needed in the first year only: no closing balance is computed for the opening balances they read.

        Totals with lines and formulas over all years are left for all years. Returns the formulas that open theirs."""
        queue, always = list(names), []
        while queue:
            name = queue.pop()
            if name in self.always or name in self.once or self._is_given(name):
                continue
            if name not in self.catalogue.steps and name.endswith("_ib") and ub_of(name) in self.catalogue.steps:
                self.once.add(name)
                queue += self._opened(name)
            elif name in self.with_lines or not (steps := self.catalogue.steps.get(name)) or any(s.whole for s in steps):
                always.append(name)
            else:
                self.once.add(name)
                queue += self._formulas(name)
        return self.every_year(always)

    def _is_given(self, name: str) -> bool:
        """Whether the value is an input or comes from the plan's lines."""
        if name in self.catalogue.givens:
            self.givens[name] = self.catalogue.givens[name]
        return name in self.givens or name in self.cuts or name.startswith(OF_LINES)

    def _formulas(self, name: str) -> list[str]:
        """Choose the formulas of a name by year. Returns their inputs."""
        steps = self.catalogue.steps[name]
        if self.zero:
            ranks = {i: len(self.catalogue.axes_of(i)) for s in steps for i in s.inputs}
            steps = tuple(without_unread(s, self.zero, ranks) for s in steps)
        self.versions[name] = _by_year(name, steps, self.span)
        return _needs(self.versions[name]) + [n for i in sorted(_read_as_opened(self.versions[name])) for n in self._opened(i)]

    def _opened(self, name: str) -> list[str]:
        """The formula that opens a balance; without one its opening is an input."""
        if opening_of(name) in self.catalogue.steps:
            return [opening_of(name)]
        self.openings.add(name)
        return []


def _needs(versions: Versions) -> list[str]:
    return sorted({i for s in versions if s for i in s.inputs if not s.opened(i)})


def _read_as_opened(versions: Versions) -> set[str]:
    return {i for s in versions if s for i in s.inputs if s.opened(i)}


def _by_year(name: str, steps: tuple[Step, ...], years: tuple[int, ...]) -> Versions:
    found: list[Step | None] = []
    for year in years:
        valid = [s for s in steps if s.valid(year)]
        if len(valid) > 1:
            raise ModelError(f"to formler for {name} i {year}: {valid[0].source} og {valid[1].source}")
        if not valid:
            raise ModelError(f"ingen formel for {name} gjelder i {year}")
        found.append(valid[0])
    return tuple(found)


def inputs_of(name: str, versions: Mapping[str, Versions], avvik: frozenset[str]) -> set[str]:
    """All inputs of a name over the years, including those of its residual."""
    needs = set(_needs(versions[name]))
    needs |= {o for n in needs | _read_as_opened(versions[name]) if (o := opening_of(n)) in versions}
    needs |= {n for s in versions[name] if s and s.kind == "avvik" for n in s.labels[1:]}
    return needs | {AVVIK + name} if name in avvik else needs


def _blocks(versions: Mapping[str, Versions], avvik: frozenset[str], cuts: frozenset[str]) -> tuple[Block, ...]:
    within_year: dict[str, set[str]] = {}
    over_years: dict[str, set[str]] = {}
    for name in versions:
        needs = inputs_of(name, versions, avvik)
        within_year[name] = {n for n in needs if n in versions}
        over_years[name] = {u for n in needs if (u := ub_of(n)) != n and u in versions}
    order = _order(within_year)
    position = {n: i for i, n in enumerate(order)}
    blocks: list[Block] = []
    for component in components({n: sorted(within_year[n] | over_years[n]) for n in order}):
        members = tuple(sorted(component, key=position.__getitem__))
        recursive = len(members) > 1 or members[0] in over_years[members[0]]
        whole = [n for n in members if any(s and s.whole for s in versions[n])]
        if recursive and whole:
            raise ModelError(f"{whole[0]} trenger alle år og kan ikke inngå i en rekursjon")
        if recursive:
            _check_openings(members, versions)
        blocks.append(Block(members, recursive))
    return tuple(blocks)


def _check_openings(members: tuple[str, ...], versions: Mapping[str, Versions]) -> None:
    """A formula that opens a balance must be known before the recursion that reads the balance."""
    inside = set(members)
    for name in members:
        for opens in sorted({o for i in _needs(versions[name]) if (o := opening_of(i)) in inside}):
            needs = inputs_of(opens, versions, frozenset())
            within = sorted(n for n in needs if n in inside or ub_of(n) in inside)
            raise ModelError(
                f"{opens} åpner en rekursjon, men leser {', '.join(within)} fra den; "
                "les bare inndata og åpningsbalanser (_ib), og erklær steget med at_opening=True"
            )


def _order(within_year: Mapping[str, set[str]]) -> tuple[str, ...]:
    try:
        return tuple(TopologicalSorter({n: sorted(v) for n, v in within_year.items()}).static_order())
    except CycleError as error:
        path = " → ".join(error.args[1])
        raise ModelError(f"ringslutning innenfor samme år: {path}") from error


def _last_uses(blocks: tuple[Block, ...], versions: Mapping[str, Versions], avvik: frozenset[str]) -> dict[str, int]:
    last: dict[str, int] = {}
    for i, block in enumerate(blocks):
        for name in block.names:
            last.setdefault(name, i)
            for needed in inputs_of(name, versions, avvik):
                last[needed] = i
                last[ub_of(needed)] = i
    return last
