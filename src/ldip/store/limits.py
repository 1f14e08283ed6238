"""Limits with a named default each, that the environment can set; and those of the queue of runs."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from typing import Any, Final, TypeVar

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError

L = TypeVar("L")
ENV: Final = "env"
MOST_ID: Final = 2**31 - 1  # the largest row id an INTEGER holds
RUNS_DAYS: Final = 730  # finished runs of versions that are not locked; a run can be made again from its version
SHARES_DAYS: Final = 365  # share links after they have expired
MOST_DRAWS: Final = 100_000  # most draws of one run, in the API and on the command line


def limit(default: int, env: str, low: int = 1, high: int = 10**6) -> Any:
    """A field of a dataclass of limits: its default, the variable that sets it, and the range it may be set in."""
    return field(default=default, metadata={ENV: env, "low": low, "high": high})


def from_environment(kind: type[L]) -> L:
    """The limits of a dataclass, each from its variable where that is set.

    Errors: SourceError with every variable that is no whole number in its range."""
    found: dict[str, int] = {}
    problems: list[Problem] = []
    for f in fields(kind):  # type: ignore[arg-type]  # a dataclass of limits
        text = os.environ.get(f.metadata[ENV], "").strip()
        low, high = f.metadata["low"], f.metadata["high"]
        if not text:
            continue
        if not (is_digits(text) and low <= int(text) <= high):
            hint = f"oppgi et helt tall fra {low} til {high}, eller fjern den; uten den er grensen {f.default}"
            problems.append(Problem("miljøet", f.metadata[ENV], "grensen kan ikke leses", text[:40], hint))
            continue
        found[f.name] = int(text)
    if problems:
        raise SourceError(problems)
    return kind(**found)


@dataclass(frozen=True)
class RunLimits:
    """Limits of the queue: waiting runs of a user and of a plan, and what one run may take of seconds and megabytes."""

    user_waiting: int = limit(20, "LDIP_KOE_BRUKER", high=10_000)
    plan_waiting: int = limit(100, "LDIP_KOE_PLAN", high=100_000)
    seconds: int = limit(900, "LDIP_KJOERING_SEKUNDER", high=86_400)
    megabytes: int = limit(4096, "LDIP_KJOERING_MB", low=512)
