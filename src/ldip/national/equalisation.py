"""The income system over all municipalities, in one vectorised call (docs/method/inntekter.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from ldip.engine.compile import compile_program
from ldip.engine.execute import Inputs, project
from ldip.engine.graph import Array
from ldip.engine.schedule import Catalogue, Program
from ldip.errors import ModelError
from ldip.operations.equalisation import NATIONAL_GIVENS, NATIONAL_STEPS, RULE_GIVENS
from ldip.parameters import read as parameters

AREA: Final = "inntektssystem"
EQUALISATION: Final = ("utjevning_symmetrisk", "utjevning_tillegg", "utjevning_terskel")
LEVELS: Final = ("landet_innbyggertilskudd", "landet_utgiftsbehov")
ROWS: Final = 64  # rows of the batch computed at a time, so that arrays fit in the CPU cache


@dataclass(frozen=True)
class Rules:
    """Parameters in force in a year, by input name; `anslag` lists the assumed ones."""

    year: int
    values: Mapping[str, float]
    sources: Mapping[str, str]
    anslag: frozenset[str] = frozenset()

    def changed(self, changes: Mapping[str, float]) -> Rules:
        """The same rules with some values changed. Errors: ModelError for an unknown name."""
        if unknown := [n for n in changes if n not in self.values]:
            raise ModelError(f"ukjent parameter {unknown[0]!r}; velg blant {', '.join(sorted(self.values))}")
        return Rules(self.year, {**self.values, **changes}, self.sources, self.anslag)


@dataclass(frozen=True)
class Municipalities:
    """Rows over municipalities. Arrays (kommune,), or (år, rad, kommune) for many years and draws."""

    ids: tuple[str, ...]
    innbyggere: Array
    skatt: Array
    innbyggere_juli: Array | None = None
    behovsindeks: Array | None = None
    privatskoleelever: Array | None = None
    grunnlagsvekst: Array | None = None
    oevrige_tilskudd: Array | None = None
    landssnitt: float = 0.0
    finansiering: float | None = None
    official_index: bool = False


@lru_cache(maxsize=32)
def _program(years: tuple[int, ...], keep: frozenset[str]) -> Program:
    return compile_program(Catalogue.of(NATIONAL_STEPS, (*RULE_GIVENS, *NATIONAL_GIVENS)), years, keep)


def rules_of(year: int, known_at: dt.date | None = None, levels: bool = True) -> Rules:
    """Rules of a year as known at a date (today when left out).

    Errors: ModelError when a value is neither known nor stated to continue in the year, naming
    parameter and year; `levels` asks for the national amounts too.
    """
    known = known_at or dt.date.today()
    if parameters.is_continued(AREA, EQUALISATION[0], year, known):
        raise ModelError(f"{AREA}.{EQUALISATION[0]}: ingen regel for {year} var kjent {known}")
    found = {n: parameters.value(AREA, n, year, known) for n in (*EQUALISATION, "ingar_grense")}
    values = {n: v.verdi for n, v in found.items()} | {"privatskole_sats": 0.0, **dict.fromkeys(LEVELS, 0.0)}
    if levels:
        for name in LEVELS:
            found[name] = parameters.exact(AREA, name, year, known)
            values[name] = found[name].verdi
    sources = {n: f"{v.kilde}; kjent {v.kjent_fra}" for n, v in found.items()}
    return Rules(year, values, sources, frozenset(n for n, v in found.items() if v.anslag))


def settle(
    m: Municipalities, rules: Sequence[Rules], keep: Iterable[str] = ("kommune_inntektsutjevning",), by_year: bool = False
) -> dict[str, Array]:
    """Run the national steps: kept names as (år, rad, kommune) or (år, rad).

    One set of rules for each row of the batch (a comparison of rules on the same year), or with `by_year` one for
    each year. Municipal arrays may have their own years and draws.
    """
    count = len(m.ids)
    n_years = len(rules) if by_year else 1
    arrays = {n: _shaped(v, count, n_years) for n, v in _columns(m).items()}
    axis = (n_years, 1) if by_year else (1, len(rules))
    single = {n: np.array([r.values[n] for r in rules]).reshape(axis) for n in rules[0].values}
    given = 0.0 if m.finansiering is None else 1.0
    scalars = {"landssnitt_gitt": m.landssnitt, "finansiering_gitt": m.finansiering or 0.0, "finansiering_er_gitt": given}
    scalars["indeks_er_offisiell"] = float(m.official_index)
    single |= {n: np.full((n_years, 1), v) for n, v in scalars.items()}
    values = {**arrays, **single}
    rows = max(v.shape[1] for v in values.values())
    program = _program(tuple(r.year for r in rules) if by_year else (rules[0].year,), frozenset(keep))
    parts = _in_blocks(program, values, rows, count)
    return {n: np.concatenate([p[n] for p in parts], axis=1) for n in parts[0]}


def _in_blocks(program: Program, values: Mapping[str, Array], rows: int, count: int) -> list[dict[str, Array]]:
    def one(first: int) -> dict[str, Array]:
        span = slice(first, min(first + ROWS, rows))
        n = span.stop - span.start
        part = {k: v[:, span] if v.shape[1] > 1 else v for k, v in values.items() if k in program.givens}
        out = project(program, Inputs(part, {}, {}, {"kommune": count}, n))
        return {k: np.broadcast_to(v, (v.shape[0], n, *v.shape[2:])) for k, v in out.items()}

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(0, rows, ROWS)))


def _columns(m: Municipalities) -> dict[str, Array]:
    zero = np.zeros(len(m.ids))
    return {
        "kommune_innbyggere": m.innbyggere,
        "kommune_skatt": m.skatt,
        "kommune_innbyggere_juli": m.innbyggere if m.innbyggere_juli is None else m.innbyggere_juli,
        "kommune_behovsindeks": zero + 1.0 if m.behovsindeks is None else m.behovsindeks,
        "kommune_privatskoleelever": zero if m.privatskoleelever is None else m.privatskoleelever,
        "kommune_grunnlagsvekst": zero if m.grunnlagsvekst is None else m.grunnlagsvekst,
        "kommune_oevrige_tilskudd": zero if m.oevrige_tilskudd is None else m.oevrige_tilskudd,
    }


def _shaped(values: Array, count: int, years: int) -> Array:
    """(kommune,) or (år, rad, kommune) → (år, rad, kommune)."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape[-1] != count or array.ndim not in (1, 3):
        raise ModelError(f"formen {array.shape} passer ikke til {count} kommuner")
    return np.broadcast_to(array, (years, *array.shape[1:])) if array.ndim == 3 else np.broadcast_to(array, (years, 1, count))


def outcome(m: Municipalities, rules: Rules, name: str) -> dict[str, float]:
    """One quantity by municipality number."""
    found = settle(m, [rules], [name])[name][0, 0]
    return {i: float(v) for i, v in zip(m.ids, found, strict=True)}
