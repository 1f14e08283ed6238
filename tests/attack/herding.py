"""Runs mutations in great numbers over several processes, and writes failures as seeds; `make herding` calls it.

Where it was stopped it goes on: the number of trials done stands in the folder of results. Usage:
python -m tests.attack.herding KIND COUNT [FOLDER] [PROCESSES], or … KIND --seed N to see one again."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Final

from tests.attack.trials import TRIALS

BATCH: Final = 50


def batch(kind: str, first: int, count: int) -> tuple[Counter[str], list[dict[str, object]]]:
    """Outcomes of seeds first … first + count - 1, and the failures among them."""
    warnings.simplefilter("error")  # an overflow in the engine is a number that was not finite on its way
    outcomes: Counter[str] = Counter()
    failures: list[dict[str, object]] = []
    for seed in range(first, first + count):
        began = time.monotonic()
        try:
            outcome = TRIALS[kind](seed)
        except Exception as error:  # whatever it is, it is the finding
            outcome = "feil"
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(last.filename).name}:{last.lineno}"
            failures.append({"art": kind, "froe": seed, "feil": f"{type(error).__name__}: {error}"[:400], "sted": place})
        outcomes[outcome] += 1
        outcomes["lengste_ms"] = max(outcomes["lengste_ms"], int(1000 * (time.monotonic() - began)))
    return outcomes, failures


def herd(kind: str, count: int, folder: Path, processes: int) -> tuple[Counter[str], int]:
    """Run seeds up to `count`, from where the folder says it was stopped; (outcomes, number of failures)."""
    folder.mkdir(parents=True, exist_ok=True)
    state, failed = folder / f"{kind}.json", folder / f"{kind}-feil.jsonl"
    known = json.loads(state.read_text()) if state.is_file() else {"gjort": 0, "utfall": {}}
    outcomes: Counter[str] = Counter(known["utfall"])
    starts = range(known["gjort"], count, BATCH)
    sizes = [min(BATCH, count - s) for s in starts]
    with ProcessPoolExecutor(processes) as pool:
        for start, size, (some, failures) in zip(starts, sizes, pool.map(batch, repeat(kind), starts, sizes), strict=True):
            longest = max(outcomes.pop("lengste_ms", 0), some.pop("lengste_ms", 0))
            outcomes.update(some)
            outcomes["lengste_ms"] = longest
            with failed.open("a", encoding="utf-8") as out:
                out.writelines(json.dumps(f, ensure_ascii=False) + "\n" for f in failures)
            state.write_text(json.dumps({"gjort": start + size, "utfall": outcomes}))
    return outcomes, outcomes["feil"]


def main(arguments: list[str]) -> int:
    """Run as told; the status is 1 when anything failed."""
    kind = arguments[0]
    if arguments[1] == "--seed":
        warnings.simplefilter("error")
        print(TRIALS[kind](int(arguments[2])))
        return 0
    folder = Path(arguments[2] if len(arguments) > 2 else ".herding")
    processes = int(arguments[3]) if len(arguments) > 3 else os.cpu_count() or 1
    began = time.monotonic()
    outcomes, failures = herd(kind, int(arguments[1]), folder, processes)
    said = ", ".join(f"{name} {n}" for name, n in sorted(outcomes.items()))
    print(f"{kind}: {int(arguments[1])} mutasjoner på {time.monotonic() - began:.0f} s: {said}")
    if failures:
        print(f"{failures} feilet; se {folder / f'{kind}-feil.jsonl'} og kjør om igjen med --seed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
