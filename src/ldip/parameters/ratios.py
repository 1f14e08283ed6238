"""The library of måltall and the sets a plan can adopt: definitions are data (docs/method/oppstillinger.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ldip.parameters.shipped import shipped


@dataclass(frozen=True)
class Definition:
    """A måltall as an expression over the model's quantities, with its customary level.

    `maal_uttrykk`, `gulv_uttrykk` and `tak_uttrykk` are levels that follow the state of the municipality, in the engine's unit;
    `innstillinger` are the numbers that the expressions name and a plan may set."""

    id: str
    navn: str
    nn: str
    kortnavn: str
    uttrykk: str
    enhet: str
    kilde: str
    kort_nn: str = ""
    maal_uttrykk: str | None = None
    gulv_uttrykk: str | None = None
    tak_uttrykk: str | None = None
    innstillinger: Mapping[str, float] = field(default_factory=dict)
    desimaler: int = 1
    nivaa: str = ""
    ssb: tuple[str, ...] = ()  # the name in Statistikkbanken
    ssb_koder: tuple[str, ...] = ()  # its codes there: one, or those of two dimensions with a space between
    landet: str = ""  # the name of the nation's figure in the data pack
    vanlig: tuple[float, ...] = ()  # lowest and highest customary figure, where the pack has none


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
    found = shipped("maaltall")["maaltall"]
    several = ("ssb", "ssb_koder", "vanlig")
    return {n: Definition(id=n, **row | {k: tuple(row.get(k, ())) for k in several}) for n, row in found.items()}


@cache
def by_label() -> dict[str, str]:
    """Definition by the name Statistikkbanken gives it, as `plain` writes names."""
    return {plain(label): d.id for d in library().values() for label in d.ssb}


@cache
def by_code() -> dict[str, str]:
    """Definition by the code Statistikkbanken gives it, in upper case."""
    return {code.upper(): d.id for d in library().values() for code in d.ssb_koder}


def plain(label: str) -> str:
    """A name normalised for comparison, without its unit in parentheses."""
    text = re.sub(r"\((prosent|%|kr|kroner|antall)\)\s*$", "", label.strip().lower())
    return re.sub(r"\s+", " ", text.replace("%", "prosent").replace("ex ", "ex. ")).strip()


@cache
def ratio_sets() -> dict[str, RatioSet]:
    """Sets by id."""
    return {n: RatioSet(n, s["navn"], s["kilde"], tuple(s["maaltall"])) for n, s in shipped("maaltall")["sett"].items()}
