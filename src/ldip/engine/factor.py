"""Declaring uncertain factors: the shape of a random input. The numbers of a shape are data, and are not declared here.

A factor's input has its neutral value in the base case. Its value in a draw, from a deviation x with mean 0:

- normal and student_t: neutral + scale·x, where x of student_t has fat tails and the same standard deviation
- lognormal: neutral + scale·(exp(x) − 1), so that the median is neutral and it has a floor
- bernoulli: 1 with a probability, else neutral
- empirisk: one of some values with their shares

With `spread_in`, the step multiplies by a spread of its own input, and the value is a score: x with standard deviation 1, or for
bernoulli a uniform number above 0 and at most 1 that the step compares with that input's probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from ldip.engine.units import AXES
from ldip.errors import ModelError

Distribution = Literal["normal", "lognormal", "student_t", "bernoulli", "empirisk"]
DISTRIBUTIONS: Final[tuple[Distribution, ...]] = get_args(Distribution)


@dataclass(frozen=True)
class Factor:
    """An uncertain factor that enters the model at one input.

    `axis` is the axis whose elements have draws of their own, `correlated` the group of factors whose innovations are correlated,
    `neutral` the value of the base case, and `spread_in` the input with the spread or the probability of each element.
    """

    name: str
    distribution: Distribution = "normal"
    axis: str = ""
    correlated: str = ""
    neutral: float = 0.0
    spread_in: str = ""

    def __post_init__(self) -> None:
        if not self.name.isascii() or not self.name.isidentifier():
            raise ModelError(f"{self.name!r}: et faktornavn er ASCII og en gyldig identifikator")
        if self.distribution not in DISTRIBUTIONS:
            raise ModelError(f"{self.name}: ukjent fordeling {self.distribution!r}; bruk en av {', '.join(DISTRIBUTIONS)}")
        if self.axis and self.axis not in AXES:
            raise ModelError(f"{self.name}: ukjent akse {self.axis!r}")
