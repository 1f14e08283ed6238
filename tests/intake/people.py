"""Copies of an example plan as another municipality, and population files of made-up figures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

HEAD = "region;kjønn;alder;år;personer\n"
AGES = range(106)
SEXES = ("Kvinner", "Menn")


def plan_of(folder: Path, number: str = "4001", name: str = "Porsgrunn", date: str = "2026-01-01") -> Path:
    """A copy of Nordvik with another number, name and date of its population."""
    target = folder / "plan"
    shutil.copytree(ROOT / "examples" / "nordvik", target, ignore=shutil.ignore_patterns("resultat"))
    head = target / "plan.toml"
    text = head.read_text(encoding="utf-8")
    assert 'kommunenummer = "9999"' in text and 'navn = "Nordvik"' in text
    head.write_text(text.replace('"9999"', f'"{number}"').replace('navn = "Nordvik"', f'navn = "{name}"'), encoding="utf-8")
    people = target / "befolkning.toml"
    text = people.read_text(encoding="utf-8")
    assert "dato = 2026-01-01" in text
    people.write_text(text.replace("dato = 2026-01-01", f"dato = {date}"), encoding="utf-8")
    return target


def rows(
    region: str, years: Iterable[int], persons: float | Callable[[str, int, int], float | str] = 20.0, more: str = ""
) -> str:
    """Rows of every sex and age in long form."""
    value = persons if callable(persons) else lambda sex, age, year: persons
    found = ((y, s, a, value(s, a, y)) for y in years for s in SEXES for a in AGES)
    return "".join(f"{region};{s};{a};{y};{v if isinstance(v, str) else f'{v:g}'}{more}\n" for y, s, a, v in found)


def source(folder: Path, text: str, name: str = "tall.csv", head: str = HEAD) -> Path:
    """A csv file beside the plan."""
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(head + text, encoding="utf-8")
    return path


def cube(regions: Mapping[str, str], years: Sequence[int], value: Callable[[str, int], float | None]) -> str:
    """A JSON-stat answer in the shape of table 07459, the same figure in every cell of a region and year."""
    dimensions: dict[str, dict[str, str]] = {
        "Region": dict(regions),
        "Kjonn": {"2": "Kvinner", "1": "Menn"},
        "Alder": {f"{a:03d}": f"{a} år" if a < 105 else "105 år eller eldre" for a in AGES},
        "Tid": {str(y): str(y) for y in years},
    }
    data: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "id": list(dimensions),
        "size": [len(d) for d in dimensions.values()],
        "dimension": {d: {"category": {"index": list(labels), "label": labels}} for d, labels in dimensions.items()},
        "value": [value(r, y) for r in regions for _ in SEXES for _ in AGES for y in years],
    }
    return json.dumps(data)


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def totals(folder: Path, file: str) -> dict[str, float]:
    """Persons by year (or zone, for a stock) of a written csv file."""
    lines = [line.split(";") for line in (folder / file).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found: dict[str, float] = {}
    for first, *_, value in lines[1:]:
        found[first] = found.get(first, 0.0) + float(value)
    return found
