"""Uncertainty beyond the rates: shared shocks to moves, and the noise of small counts (docs/method/demografi.md)."""

from __future__ import annotations

import numpy as np

from ldip.demography.counter import normal, row_keys, uniforms
from ldip.demography.counts import poisson
from ldip.demography.projection import survivors
from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, step, total

CELLS = ("sone", "kjoenn", "alder")
FACTOR = "usikkerhetsfaktor i planen; null i basisforløpet"
NOISE = "metode: demografi#tellestøy"

GIVENS = (
    Given("flyttesjokk", "andel", FACTOR, ("sone",), group="befolkning", factor=Factor("flytting", axis="sone")),
    Given("flyttbarhet", "indeks", "parameters/demografi.toml: flyttbarhet", ("kjoenn", "alder"), nature="egenskap"),
    Given("omsetning", "andel", "parameters/demografi.toml: omsetning", ("kjoenn", "alder")),
    Given("froe", "antall", "usikkerhet.toml: froe", group="befolkning"),
    Given("aarstall", "aar", "planens år", group="befolkning"),
    Given("tellestoey_art", "antall", "usikkerhet.toml: tellestoey; 0 ingen, 1 normal, 2 poisson"),
)

forventet_slutt = total(
    "forventet_slutt", plus=("egen_slutt", "justering"), unit="personer", source="metode: demografi#steget-ett-år", axes=CELLS
)


def shock(level: Array, mobility: Array) -> Array:
    """Relative change of a cell; never takes more than the cell has."""
    return np.maximum(level * mobility, -1.0)


@step(unit="personer", source="metode: demografi#flyttesjokk: felles og lokal flytting", axes=CELLS)
def sjokkflytting(forventet_slutt: Array, flyttesjokk: Array, flyttbarhet: Array) -> Array:
    """Net moves of the uncertain factors: a share of the population, most among those who move most."""
    return forventet_slutt * shock(flyttesjokk[:, :, None, None], flyttbarhet[:, None])


ventet_folketall = total(
    "ventet_folketall",
    plus=("forventet_slutt", "sjokkflytting"),
    unit="personer",
    source="metode: demografi#steget-ett-år",
    axes=CELLS,
)


@step(unit="personer", source=NOISE, axes=CELLS)
def tilgang(innflytting: Array, foedte: Array, omsetning: Array, overlevende: Array) -> Array:
    """Expected events that add to a cell: arrivals, births at age 0, and half the turnover behind net moves."""
    flow = np.maximum(innflytting, 0.0) + omsetning[:, None] / 2.0 * np.maximum(overlevende, 0.0)
    result = np.array(np.broadcast_to(flow, np.broadcast_shapes(flow.shape, (len(foedte), 1, 1, 1))))
    result[..., 0] += np.maximum(foedte, 0.0)
    return result


@step(unit="personer", source=NOISE, axes=CELLS)
def avgang(
    innflytting: Array,
    utflyttingsrate: Array,
    omsetning: Array,
    overlevende: Array,
    risikofolketall: Array,
    eldet: Array,
) -> Array:
    """Expected events that take from a cell: deaths on the way into it, out-moves, and half the turnover."""
    deaths = np.maximum(survivors(risikofolketall, np.ones(risikofolketall.shape[-1])) - eldet, 0.0)
    moving = (utflyttingsrate + omsetning[:, None] / 2.0) * np.maximum(overlevende, 0.0)
    return deaths + np.maximum(-innflytting, 0.0) + moving


@step(unit="personer", source=NOISE, axes=CELLS)
def tellestoey(
    ventet_folketall: Array, tilgang: Array, avgang: Array, froe: Array, trekning: Array, aarstall: Array, tellestoey_art: Array
) -> Array:
    """Noise of counts: one normal a cell with the summed variance of its flows, or Poisson flows; zero in the base case.

    Never takes a cell below zero: the noise is cut at plus and minus the expected count, which keeps the mean.
    """
    if not (trekning.any() and tellestoey_art.any()):
        return np.zeros(ventet_folketall.shape)
    rows = np.broadcast_shapes(ventet_folketall.shape[:1], trekning.shape)
    shape = (*rows, *ventet_folketall.shape[1:])
    gains, losses = (np.broadcast_to(flow, shape).reshape(shape[0], -1) for flow in (tilgang, avgang))
    keys = row_keys(*np.broadcast_arrays(froe, trekning, aarstall))
    u = uniforms(np.broadcast_to(keys, rows), 2 * gains.shape[1])
    cells = gains.shape[1]
    noise = np.sqrt(gains + losses) * normal(u[:, :cells])
    exact = np.broadcast_to(tellestoey_art >= 2.0, rows)
    if exact.any():
        counted = poisson(u[:, :cells], gains) - poisson(u[:, cells:], losses) - (gains - losses)
        noise = np.where(exact[:, None], counted, noise)
    bound = np.maximum(ventet_folketall, 0.0)
    on = np.broadcast_to((trekning > 0.0) & (tellestoey_art > 0.0), rows)[:, None, None, None]
    return np.clip(noise.reshape(shape), -bound, bound) * on
