"""Every kept number of the three examples has the bits of the recorded baseline; elsewhere than where it was made, its sum."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from .record import EXAMPLES, FILE, FIRST, WHOLE, Prints, machine, of_plan, packed, unpacked

KEPT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SMALL = 1e-8  # of the sum, across processors: draws take other sides of a clamp for the last bits only


def moved(before: Prints, after: Prints, exact: bool) -> list[str]:
    """Names whose numbers are others than recorded."""
    if exact:
        return [n for n in before if n in after and after[n][0] != before[n][0]]
    return [n for n in before if n in after and not math.isclose(after[n][1], before[n][1], rel_tol=SMALL, abs_tol=1e-3)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_number_has_moved(name: str) -> None:
    found, here = of_plan(name), machine() == KEPT["machine"]
    for key, before in unpacked(KEPT["plans"][name]).items():
        assert sorted(before) == sorted(found[key]), f"{name} {key}: other names than recorded; make baseline"
        assert not moved(before, found[key], here), f"{name} {key}; make baseline, and say which under «Tall som endres»"


def test_a_moved_bit_is_seen() -> None:
    before = {"x": ["aaaaaaaaaaaa", 1.0]}
    assert moved(before, {"x": ["aaaaaaaaaaab", 1.0]}, exact=True) == ["x"]
    assert moved(before, {"x": ["aaaaaaaaaaab", 1.0 + 1e-12]}, exact=False) == []
    assert moved(before, {"x": ["aaaaaaaaaaab", 1.01]}, exact=False) == ["x"]


def test_packing_loses_nothing() -> None:
    same, other = ["aaaaaaaaaaaa", 1.0], ["bbbbbbbbbbbb", 2.0]
    plan: dict[str, Prints] = {FIRST: {"x": same, "y": same}, WHOLE[0]: {"x": same, "y": other}, "basis": {"x": same}}
    assert packed(plan) == {FIRST: {"x": same, "y": same}, WHOLE[0]: {"y": other}, "basis": {"x": same}}
    assert unpacked(packed(plan)) == plan
