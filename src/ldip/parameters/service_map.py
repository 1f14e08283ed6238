"""Which service of a plan a KOSTRA function belongs to (parameters/tjenestekart.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ldip.parameters.shipped import shipped


@dataclass(frozen=True)
class FunctionRule:
    """Functions that go to one service: the first of `services` that a plan has, else those of the sector."""

    functions: tuple[int, ...]
    sector: str
    services: tuple[str, ...]


@cache
def function_rules() -> tuple[FunctionRule, ...]:
    """Every rule; together they name each function outside finance once."""
    rows = shipped("tjenestekart")["regel"]
    return tuple(FunctionRule(tuple(r["funksjoner"]), r.get("sektor", ""), tuple(r["tjenester"])) for r in rows)


@cache
def otherwise() -> tuple[str, ...]:
    """Services that take what no rule has a place for, in order."""
    return tuple(shipped("tjenestekart")["ellers"])
