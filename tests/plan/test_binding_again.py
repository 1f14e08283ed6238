"""Binding is made again only where something it read has changed, and is then the same to the bit as a binding made afresh."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ldip import Plan, PlanError
from ldip.binding import bind
from ldip.binding.bind import ADOPTED, BOUND, axes_of
from ldip.binding.bound import Binding
from ldip.binding.reading import collect_contents, read_plan, with_levers
from ldip.plan.edits import Edit, SetCell, SetValue, apply
from ldip.plan.levers import in_stated_order
from ldip.simulation.bound_plans import plan_catalogue

ROOT = Path(__file__).resolve().parents[2]


def numbers(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], float]]:
    """Every number of a parsed file by its path."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from numbers(inner, (*path, key))
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def edits_of(plan: Plan, rng: random.Random) -> Iterator[Edit]:
    """A number changed in every TOML file, and in every csv file."""
    for file in plan.documents:
        found = list(numbers(tomllib.loads(plan.text(file))))
        for path, value in rng.sample(found, min(3, len(found))):
            yield SetValue(fil=file, noekkel=list(path), verdi=value + 1 if isinstance(value, int) else value * 1.01)
    for file, table in plan.tables.items():
        for name, value in table.rows[-1].model_dump().items() if table.rows else ():
            if isinstance(value, float):
                yield SetCell(fil=file, rad=table.lines[-1], kolonne=name, verdi=f"{value * 1.01:.6f}".replace(".", ","))


def plans_near(plan: Plan, seed: int) -> Iterator[Plan]:
    """Sound plans that differ from one in a number, each followed by the plan itself."""
    for edit in edits_of(plan, random.Random(seed)):
        try:
            reading, problems = collect_contents(apply(plan.contents, [edit]), levers=False)
        except PlanError:
            continue
        if not problems:
            yield reading.plan()
            yield plan


def made(plan: Plan, afresh: bool) -> Binding:
    if afresh:
        for part in (*BOUND, ADOPTED, axes_of):
            part.forget()
    ids = axes_of(plan)
    return bind(plan, {n: v[0].axes for n, v in plan_catalogue(plan, ids).steps.items()}, ids)


def same(a: Binding, b: Binding) -> None:
    assert (a.years, a.ids, a.absent) == (b.years, b.ids, b.absent)
    for one, other in ((a.values, b.values), (a.openings, b.openings)):
        assert list(one) == list(other)
        for name in one:
            assert one[name].shape == other[name].shape and one[name].tobytes() == other[name].tobytes(), name
    assert list(a.lines) == list(b.lines)
    for name, lines in a.lines.items():
        for part in ("mask", "value", "carry"):
            np.testing.assert_array_equal(getattr(lines, part), getattr(b.lines[name], part))
    assert (a.origins, a.element_origins, a.line_origins) == (b.origins, b.element_origins, b.line_origins)


@pytest.mark.parametrize("example", ["nordvik", "solvik", "baerum-2022"])
def test_a_binding_is_the_same_as_one_made_afresh(example: str) -> None:
    plan = read_plan(ROOT / "examples" / example)
    near = list(plans_near(plan, 5))
    assert len(near) > 30
    kept = [made(p, afresh=False) for p in near]
    for p, found in zip(near, kept, strict=True):
        same(found, made(p, afresh=True))


def test_levers_are_bound_the_same_as_afresh(baerum: Plan) -> None:
    names = in_stated_order(baerum, [i for i, lever in baerum.levers.items() if lever.samlet])
    laid = [with_levers(baerum, names[:n]) for n in range(len(names) + 1)]
    kept = [made(p, afresh=False) for p in laid]
    for p, found in zip(laid, kept, strict=True):
        same(found, made(p, afresh=True))


def test_few_parts_are_bound_again_and_none_can_be_written_to(baerum: Plan) -> None:
    cost = SetValue(fil="prosjekter/sandvika-skole.toml", noekkel=["kostnad", "beloep"], verdi=275.0)
    changed = collect_contents(apply(baerum.contents, [cost]), levers=False)[0].plan()
    first, second = made(baerum, afresh=True), made(changed, afresh=False)
    shared = {n for n in first.values if first.values[n] is second.values[n]}
    assert len(shared) > 0.6 * len(first.values)
    assert "kostnad" not in shared and "folketall_fjor_ib" not in shared and "loennsvekst_bane" in shared
    for array in (*second.values.values(), *second.openings.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0
