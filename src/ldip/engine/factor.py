"""Declaring uncertain factors: the shape of a random input. The numbers of a shape are data, and are not declared here.

A factor's input has its neutral value in the base case. Its value in a draw, from a deviation x with mean 0:

- normal and student_t: neutral + x, where x of student_t has fat tails and the same standard deviation
- lognormal: neutral + floor·(exp(x / floor) − 1), where floor is the distance to the lowest value: the median is neutral
- bernoulli: 1 with a probability, else neutral
- empirisk: one of some values with their shares

With `spread_in`, the step multiplies by the spread of each element, and the value is x with standard deviation 1, the same in
every year. For bernoulli that input is the probability, and the value is the outcome, 0 or 1, less the probability.
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
    `neutral` the value of the base case, and `spread_in` the input with the spread or the probability of each element. `needs`
    names an input that is zero everywhere in a plan where the factor has nothing to enter. `points`: the value is added to a rate
    or a share, so that it reads in percentage points; else it scales a level, in per cent.
    """

    name: str
    distribution: Distribution = "normal"
    axis: str = ""
    correlated: str = ""
    neutral: float = 0.0
    spread_in: str = ""
    needs: str = ""
    points: bool = False

    @property
    def score(self) -> bool:
        """Whether a draw starts from one standard normal number for each element, the same every year."""
        return bool(self.spread_in) or self.distribution in ("bernoulli", "empirisk")

    def __post_init__(self) -> None:
        if not self.name.isascii() or not self.name.isidentifier():
            raise ModelError(f"{self.name!r}: et faktornavn er ASCII og en gyldig identifikator")
        if self.distribution not in DISTRIBUTIONS:
            raise ModelError(f"{self.name}: ukjent fordeling {self.distribution!r}; bruk en av {', '.join(DISTRIBUTIONS)}")
        if self.axis and self.axis not in AXES:
            raise ModelError(f"{self.name}: ukjent akse {self.axis!r}")
