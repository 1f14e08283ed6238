"""Random plans and the examples, each bound once for all properties."""

from __future__ import annotations

import pytest

from ldip import Plan

from .plans import Batch, random_plans


@pytest.fixture(scope="session")
def random_batch(nordvik: Plan) -> Batch:
    """200 random plans."""
    return Batch.of(random_plans(nordvik))


@pytest.fixture(scope="session")
def example_batches(nordvik: Plan, solvik: Plan, baerum: Plan) -> tuple[Batch, ...]:
    """The three examples, which have other years and elements."""
    return tuple(Batch.of([p]) for p in (nordvik, solvik, baerum))


@pytest.fixture(scope="session")
def batches(random_batch: Batch, example_batches: tuple[Batch, ...]) -> tuple[Batch, ...]:
    """The random plans and the examples."""
    return (random_batch, *example_batches)
