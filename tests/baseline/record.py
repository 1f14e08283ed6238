"""Hashes of every kept number of the example plans, so that a change of structure can be shown to move no bit.

`make baseline` writes baseline.json anew. The file states the numpy version and the processor's vector instructions the bits were
made with. On other machines the sums are compared instead, since vectorised loops differ in the last bits between processors.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy._core._multiarray_umath import __cpu_baseline__, __cpu_features__

from ldip import read_plan, simulate

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(__file__).resolve().parent / "baseline.json"
EXAMPLES = ("baerum-2022", "nordvik", "solvik")
VARIANTS = ("uten_innsparing", "varig", "aar_for_aar", "realisert")
DRAWS, ROW = 1000, 500
FIRST = f"basis/{VARIANTS[0]}"
WHOLE = (*(f"basis/{v}" for v in VARIANTS[1:]), f"trekning/{ROW}")  # hold the names that FIRST holds
Prints = dict[str, list[Any]]


def machine() -> dict[str, str]:
    """What the bits depend on besides the plan and the code."""
    on = sorted(k for k, v in __cpu_features__.items() if v)
    return {"numpy": np.__version__, "cpu_baseline": " ".join(__cpu_baseline__), "cpu_features": " ".join(on)}


def fingerprint(values: np.ndarray) -> list[Any]:
    """[hash of the bits, sum with 12 digits]; a zero has one sign, so that -0.0 and 0.0 are one."""
    whole = np.ascontiguousarray(np.asarray(values, dtype=np.float64)) + 0.0
    return [hashlib.sha256(whole.tobytes()).hexdigest()[:12], float(f"{whole.sum():.12g}")]


def sets_of(name: str) -> Iterator[tuple[str, Mapping[str, np.ndarray]]]:
    """Sets of rows: every quantity of the base case in each variant and of one draw, what a run keeps with 0 and 1 000 draws."""
    plan = read_plan(ROOT / "examples" / name)
    run = simulate(plan, draws=DRAWS)
    yield from ((f"basis/{v}", run.row(0, v)) for v in VARIANTS)
    yield f"trekning/{ROW}", run.row(ROW)
    yield "basis", simulate(plan).base
    yield f"trekninger/{DRAWS}", run.uncertain


def packed(plan: Mapping[str, Prints]) -> dict[str, Prints]:
    """Sets of every quantity without what equals the first set's: most numbers are one in every variant and draw."""
    first = plan[FIRST]
    return {key: {n: p for n, p in found.items() if key not in WHOLE or first.get(n) != p} for key, found in plan.items()}


def unpacked(plan: Mapping[str, Prints]) -> dict[str, Prints]:
    """Sets with all of their names."""
    return {key: {**plan[FIRST], **found} if key in WHOLE else dict(found) for key, found in plan.items()}


def of_plan(name: str) -> dict[str, Prints]:
    """Fingerprints by set of rows and by name."""
    return {key: {n: fingerprint(v) for n, v in sorted(rows.items())} for key, rows in sets_of(name)}


def main(out: Path) -> None:
    """Write the fingerprints of the examples, a name a line."""
    said = {"machine": machine(), "plans": {name: packed(of_plan(name)) for name in EXAMPLES}}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    out.write_text(text.replace('],"', '],\n"').replace('{"', '{\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
