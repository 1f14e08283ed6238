"""Time and memory of the Bærum example, and the ratio to copying the touched arrays once.

Run with `make bench`. Each figure is the best of several runs after a warm-up; peak memory is the
process's own, measured in a fresh process for each size. "Copy" is the time numpy needs to copy
once every array that the run's steps produced (rows × years × cells, float64).
"""

from __future__ import annotations

import json
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from ldip import Plan, read_plan, simulate
from ldip.rows import base_row

BAERUM = Path(__file__).resolve().parents[1] / "examples" / "baerum-2022"
AIMS = {0: 0.030, 1000: None, 10_000: 3.0}


def touched_bytes(plan: Plan, rows: int) -> int:
    """Bytes of every array that the steps of a run with `rows` rows produce, as if none were shared."""
    run = simulate(plan)
    everything = base_row(run.source.steps, run.source.batch, tuple(run.source.steps.steps), run.variant)
    return sum(v.nbytes for v in everything.values()) * max(rows, 1)


def copy_seconds(size: int) -> float:
    """Time to copy `size` bytes, by copying blocks of 64 MiB."""
    block = np.ones(min(size, 64 * 2**20) // 8)
    target = np.empty_like(block)
    np.copyto(target, block)
    start = time.perf_counter()
    done = 0
    while done < size:
        np.copyto(target, block)
        done += block.nbytes
    return (time.perf_counter() - start) * size / done


def measure(draws: int) -> dict[str, float]:
    """Best time, peak memory and ratio for one number of draws (0 = one deterministic run)."""
    plan = read_plan(BAERUM)
    simulate(plan, draws=min(draws, 1024))
    times = []
    for _ in range(7 if draws <= 1000 else 3):
        start = time.perf_counter()
        simulate(plan, draws=draws)
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    copy = copy_seconds(touched_bytes(plan, draws))
    return {"draws": draws, "seconds": min(times), "peak_mb": peak, "copy_seconds": copy, "ratio": min(times) / copy}


def main() -> None:
    """Measure each size in its own process and print a table."""
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}")
    print(f"{'draws':>8} {'seconds':>9} {'aim':>6} {'peak MB':>8} {'copy s':>8} {'ratio':>7}")
    for draws, aim in AIMS.items():
        out = subprocess.run([sys.executable, __file__, str(draws)], capture_output=True, text=True, check=True).stdout
        r = json.loads(out)
        wanted = f"{aim:.3f}" if aim else "–"
        print(f"{draws:>8} {r['seconds']:>9.3f} {wanted:>6} {r['peak_mb']:>8.0f} {r['copy_seconds']:>8.4f} {r['ratio']:>7.1f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
    else:
        main()
