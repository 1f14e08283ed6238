"""The library of måltall and the sets a plan can adopt: definitions are data (domain.md §2.6, law_accounting.md §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ldip.parameters.shipped import shipped


@dataclass(frozen=True)
class Definition:
    """A måltall as an expression over the model's quantities, with the level usually spoken of."""

    id: str
    navn: str
    nn: str
    uttrykk: str
    enhet: str
    kilde: str
    desimaler: int = 1
    nivaa: str = ""


@dataclass(frozen=True)
class RatioSet:
    """Måltall adopted together, each as a row of handlingsregler.toml: `bibliotek` and its levels."""

    id: str
    navn: str
    kilde: str
    maaltall: tuple[Mapping[str, Any], ...]


@cache
def library() -> dict[str, Definition]:
    """Definitions by id, in the order of the file."""
    return {name: Definition(id=name, **found) for name, found in shipped("maaltall")["maaltall"].items()}


@cache
def ratio_sets() -> dict[str, RatioSet]:
    """Sets by id."""
    return {n: RatioSet(n, s["navn"], s["kilde"], tuple(s["maaltall"])) for n, s in shipped("maaltall")["sett"].items()}
