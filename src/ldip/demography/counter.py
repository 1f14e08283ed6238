"""Counter-based random numbers: a number depends only on (seed, draw, year, cell), never on other rows.

Hash: the finaliser of SplitMix64 (Steele, Lea & Flood 2014), applied for each part of the key. Normals
by the inverse distribution function, algorithm AS 241 (Wichura 1988), relative error below 1e-15.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array

Words = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX1 = np.uint64(0xBF58476D1CE4E5B9)
MIX2 = np.uint64(0x94D049BB133111EB)
S27, S30, S31, S11 = (np.uint64(n) for n in (27, 30, 31, 11))
UNIT = 2.0**-53
CENTRE = np.array(
    [
        [
            3.3871328727963666080e0,
            1.3314166789178437745e2,
            1.9715909503065514427e3,
            1.3731693765509461125e4,
            4.5921953931549871457e4,
            6.7265770927008700853e4,
            3.3430575583588128105e4,
            2.5090809287301226727e3,
        ],
        [
            1.0,
            4.2313330701600911252e1,
            6.8718700749205790830e2,
            5.3941960214247511077e3,
            2.1213794301586595867e4,
            3.9307895800092710610e4,
            2.8729085735721942674e4,
            5.2264952788528545610e3,
        ],
    ]
)
TAIL = np.array(
    [
        [
            1.42343711074968357734e0,
            4.63033784615654529590e0,
            5.76949722146069140550e0,
            3.64784832476320460504e0,
            1.27045825245236838258e0,
            2.41780725177450611770e-1,
            2.27238449892691845833e-2,
            7.74545014278341407640e-4,
        ],
        [
            1.0,
            2.05319162663775882187e0,
            1.67638483018380384940e0,
            6.89767334985100004550e-1,
            1.48103976427480074590e-1,
            1.51986665636164571966e-2,
            5.47593808499534494600e-4,
            1.05075007164441684324e-9,
        ],
    ]
)
FAR = np.array(
    [
        [
            6.65790464350110377720e0,
            5.46378491116411436990e0,
            1.78482653991729133580e0,
            2.96560571828504891230e-1,
            2.65321895265761230930e-2,
            1.24266094738807843860e-3,
            2.71155556874348757815e-5,
            2.01033439929228813265e-7,
        ],
        [
            1.0,
            5.99832206555887937690e-1,
            1.36929880922735805310e-1,
            1.48753612908506148525e-2,
            7.86869131145613259100e-4,
            1.84631831751005468180e-5,
            1.42151175831644588870e-7,
            2.04426310338993978564e-15,
        ],
    ]
)


def mix(words: Words) -> Words:
    """The SplitMix64 finaliser; shape kept. Arithmetic wraps at 64 bits."""
    z: Words = words + GOLDEN
    z = (z ^ (z >> S30)) * MIX1
    z = (z ^ (z >> S27)) * MIX2
    return z ^ (z >> S31)


def row_keys(seed: Array, draw: Array, year: Array) -> Words:
    """One key a row from seed, draw number and year, each (rows,) whole numbers as float64."""
    return mix(mix(mix(seed.astype(np.uint64)) ^ draw.astype(np.uint64)) ^ year.astype(np.uint64))


def uniforms(keys: Words, cells: int) -> Array:
    """Numbers strictly between 0 and 1, (rows, cells), from keys (rows,)."""
    words = mix(keys[:, None] ^ np.arange(cells, dtype=np.uint64)[None, :])
    result: Array = ((words >> S11).astype(np.float64) + 0.5) * UNIT
    return result


def _ratio(table: Array, r: Array) -> Array:
    over, under = np.full_like(r, table[0, 7]), np.full_like(r, table[1, 7])
    for k in range(6, -1, -1):
        over, under = over * r + table[0, k], under * r + table[1, k]
    return over / under


def normal(u: Array) -> Array:
    """Standard normal deviates from uniforms, any shape."""
    q = u - 0.5
    centre = q * _ratio(CENTRE, 0.180625 - q * q)
    r = np.sqrt(-np.log(np.minimum(u, 1.0 - u)))
    tail = np.where(r <= 5.0, _ratio(TAIL, r - 1.6), _ratio(FAR, r - 5.0))
    return np.where(np.abs(q) <= 0.425, centre, np.sign(q) * tail)
