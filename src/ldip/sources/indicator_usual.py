"""Key figures of another size than the nation's: fractions for per cent, thousands for kroner. Noticed, never corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import median
from typing import Final

from ldip.pack.nation import by_year
from ldip.parameters.ratios import library

FACTORS: Final = {  # what a file's figures must be multiplied by to be of the usual size, and the likely mistake
    100.0: "ser ut som andeler, ikke prosent",
    0.01: "ser ut som prosent ganger 100",
    1000.0: "ser ut som 1000 kr, ikke kr",
    0.001: "ser ut som kr ganger 1000",
}
NEAR: Final = 5.0  # how many times the nation's figure is still of its size
PUBLISHED: Final = 10.0  # Statistikkbanken's per cents have one decimal; a fraction has more
TINY: Final = 1e-9


def usual_of(name: str) -> tuple[float, float] | None:
    """Lowest and highest figure of the nation in the pack's years, else the customary ones; None where neither is known."""
    definition = library().get(name)
    if definition is None:
        return None
    values = [f.value for f in by_year(definition.landet).values()] if definition.landet else list(definition.vanlig)
    return (min(values), max(values)) if values else None


def unusual(figures: Iterable[tuple[str, float]]) -> Iterator[str]:
    """A sentence for each måltall whose figures, taken together, are of another size than the nation's."""
    by_name: dict[str, list[float]] = {}
    for name, value in figures:
        by_name.setdefault(name, []).append(value)
    for name, values in by_name.items():
        usual = usual_of(name)
        if usual is None:
            continue
        size, typical = median(abs(v) for v in values), max(abs(v) for v in usual)
        percent = library()[name].enhet == "prosent"
        fits = [f for f in FACTORS if percent == (f in (100.0, 0.01)) and typical / NEAR <= size * f <= typical * NEAR]
        if typical / NEAR <= size <= typical * NEAR or not fits:
            continue
        if fits[0] > 1.0 and percent and all(abs(v * PUBLISHED - round(v * PUBLISHED)) < TINY for v in values):
            continue  # one decimal, as the source publishes: a result near zero, no fraction
        low, high = (f"{v:g}".replace(".", ",").replace("-", "−") for v in usual)
        unit = library()[name].enhet
        given = f"{size:.4g}".replace(".", ",")
        looks = FACTORS[fits[0]]
        yield f"{library()[name].kortnavn}: tallene {looks} (midterste tall {given}; vanlig er {low} til {high} {unit})"
