"""The tables of docs/method/usikkerhet.md that come from parameters; a test holds the page to them. Not run by the program.

Usage: python benchmarks/usikkerhet_side.py, prints the tables; with a page as argument it replaces them there.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ldip.glossary import glossary, label
from ldip.model.catalogue import FACTORS, factor_of
from ldip.parameters.uncertain import shipped_numbers
from ldip.publish.digits import grouped
from ldip.uncertainty.backfactors import band, factor_rows
from ldip.uncertainty.settings import FactorSettings, settings_of

SPAN = range(2026, 2046)
AFTER = (1, 5, 20)
SHAPES = {
    "normal": "normal",
    "lognormal": "lognormal",
    "student_t": "Student t",
    "bernoulli": "ja eller nei",
    "empirisk": "utfall med andeler",
}
LEVELS = {"nasjonal": "landet", "kommune": "kommunen", "element": "hvert element"}
MARK = re.compile(r"(<!-- tabell: (\w+) -->\n).*?(<!-- slutt -->)", re.DOTALL)


def settings(name: str) -> FactorSettings:
    """A factor with its shipped numbers over twenty years."""
    return settings_of(factor_of(FACTORS[name]), shipped_numbers(name), SPAN)


def factors() -> str:
    """Every factor: distribution, who shares it, and the 80 % band after 1, 5 and 20 years at 10 000 inhabitants."""
    heads = ["faktor", "fordeling", "deles av", *(f"80 % etter {n} år" for n in AFTER), "grunnlag", "kilde"]
    lines = [heads, ["---"] * len(heads)]
    for name in sorted(FACTORS, key=name_of):
        s = settings(name)
        shape = SHAPES[s.distribution] + (f" ({s.freedom:.0f} fg.)" if s.distribution == "student_t" else "")
        levels = ", ".join(dict.fromkeys(LEVELS[p.level] for p in s.parts if not p.zero)) or "prosjektet"
        cells = (
            ["etter fase"] * len(AFTER)
            if s.declared.score
            else [_ends(*ends) for ends in band(name, AFTER[-1])[[n - 1 for n in AFTER]]]
        )
        lines.append([name_of(name), shape, levels, *cells, "anslag" if s.rough else "data", s.source])
    return _table(lines)


def coverage() -> str:
    """The macro factors on the launches that the fit did not see."""
    heads = ["faktor", "lanseringer", "år fram", "antall", "innenfor 80 %-båndet", "skjevhet"]
    lines = [heads, ["---"] * len(heads)]
    for r in (r for r in factor_rows() if r.part == "holdt_tilbake"):
        years = f"{r.launches[0]}–{r.launches[-1]}"
        inside, bias = f"{grouped(100.0 * r.inside)} %", grouped(100.0 * r.bias, 1)
        lines.append([name_of(r.factor), years, str(r.horizon), str(len(r.launches)), inside, bias])
    return _table(lines)


TABLES = {"faktorer": factors, "dekning": coverage}


def name_of(factor: str) -> str:
    """The factor's name as people read it."""
    term = f"faktor_{factor}"
    return label(term if term in glossary() else factor)


def _ends(low: float, high: float) -> str:
    return f"{grouped(float(100.0 * low), 1)} til {grouped(float(100.0 * high), 1)}"


def _table(lines: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def filled(page: str) -> str:
    """A page with its tables as the parameters give them."""
    return MARK.sub(lambda m: m.group(1) + TABLES[m.group(2)]() + m.group(3), page)


if __name__ == "__main__":
    for place in map(Path, sys.argv[1:]):
        place.write_text(filled(place.read_text(encoding="utf-8")), encoding="utf-8")
    if len(sys.argv) == 1:
        print("\n".join(table() for table in TABLES.values()))
