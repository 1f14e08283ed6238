"""Settings of tests by generated examples: the same examples each time, and as long as each of them takes."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings


def repeatable(examples: int) -> settings:
    """So many examples, from a fixed seed, not made smaller when one fails."""
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
        derandomize=True,
        database=None,
    )
