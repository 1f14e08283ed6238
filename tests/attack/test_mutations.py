"""Mutated plans, zips and sources: 300 of each from a fixed seed here, 20 000 of each by `make herding`."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.attack.trials import TRIALS

COUNT = int(os.environ.get("LDIP_MUTASJONER", "300"))
CUT = 3  # the trials stand in parts, so that several processes share them
SEEN: dict[str, Counter[str]] = {kind: Counter() for kind in TRIALS}


@pytest.mark.parametrize("part", range(CUT))
@pytest.mark.parametrize("kind", sorted(TRIALS))
def test_nothing_but_located_problems_or_finite_numbers_that_add_up(kind: str, part: int) -> None:
    """Every failure is told with its seed: `python -m tests.attack.herding KIND --seed N` shows it again."""
    failures: list[str] = []
    for seed in range(part, COUNT, CUT):
        try:
            SEEN[kind][TRIALS[kind](seed)] += 1
        except Exception as error:
            failures.append(f"{kind} --seed {seed}: {type(error).__name__}: {error}"[:300])
    assert not failures, "\n".join(failures)


def test_the_mutations_reach_both_ways_out() -> None:
    """Runs after the trials: a fair part of the mutations is still taken, and most are refused."""
    if not all(sum(seen.values()) >= COUNT for seen in SEEN.values()):
        pytest.skip("prøvene ble ikke kjørt i denne prosessen")
    for kind, seen in SEEN.items():
        taken = sum(n for outcome, n in seen.items() if outcome != "nektet")
        assert COUNT * 0.05 < taken < COUNT * 0.7, (kind, seen)


def test_the_same_seed_gives_the_same_bytes() -> None:
    """What a seed is for."""
    from tests.attack.corpus import plan_of
    from tests.attack.mutate import mutated_plan
    from tests.attack.mutate_zip import mutated_zip
    from tests.attack.trials import seeded

    one, two = (mutated_plan(plan_of("solvik"), plan_of("nordvik"), seeded("plan", 5)) for _ in range(2))
    assert one == two != mutated_plan(plan_of("solvik"), plan_of("nordvik"), seeded("plan", 6))
    assert mutated_zip(plan_of("nordvik"), seeded("zip", 5)) == mutated_zip(plan_of("nordvik"), seeded("zip", 5))
