"""What is tried with a mutated plan, zip or source, and what must hold: located problems, or finite numbers whose accounts add up."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from ldip import simulate
from ldip.binding.reading import collect_contents
from ldip.engine.graph import Array
from ldip.errors import LdipError, PlanError, Problem
from ldip.plan.archive import unpacked
from ldip.simulation.inputs import VARIANTS
from tests.attack.corpus import KINDS, plan_of
from tests.attack.mutate import changed, mutated_plan
from tests.attack.mutate_zip import _bytes, _cut, _header, mutated_zip
from tests.identities.accounts import NAMES, gaps

PLANS: Final = ("nordvik", "solvik", "baerum-2022")
KRONE: Final = 1e-6  # most an identity may be off, kroner
ULPS: Final = 16 * float(np.finfo(np.float64).eps)  # of the greatest amount, where a double holds no millionth of a krone
DRAWS, EVERY = 2, 20  # every twentieth plan is run with draws, and the next one in every view of the need
NOT_FINITE: Final = re.compile(r"\b(nan|inf|infinity)\b", re.IGNORECASE)


def seeded(kind: str, seed: int) -> random.Random:
    """The generator of one trial; the seed alone brings the trial back."""
    return random.Random(f"{kind}:{seed}")


def located(problems: Iterable[Problem]) -> None:
    """Every problem names a file and says what is wrong."""
    for p in problems:
        assert p.file and p.message, p


def off(values: Mapping[str, Array]) -> list[tuple[str, float]]:
    """Identities off by more than a millionth of a krone, or than rounding where amounts are too great for it."""
    greatest = max(float(np.abs(values[n]).max(initial=0.0)) for n in NAMES)
    allowed = max(KRONE, ULPS * greatest)
    found = ((name, float(np.abs(gap).max(initial=0.0))) for name, gap in gaps(values))
    return [(name, gap) for name, gap in found if not gap <= allowed]


def try_plan(seed: int) -> str:
    """Read, check and run a mutated plan; «nektet», «stanset» for one that the run refuses, or «kjørt»."""
    rng = seeded("plan", seed)
    name = PLANS[seed % 3]
    files = mutated_plan(plan_of(name), plan_of(PLANS[(seed + 1) % 3]), rng)
    reading, problems = collect_contents(files)
    located(problems)
    if problems:
        return "nektet"
    try:
        run = simulate(reading.plan(), DRAWS if seed % EVERY == 0 else 0, keep=NAMES)
        rows = [run.row(), *(run.row(draw) for draw in range(1, run.draws + 1))]
        rows += [run.row(0, view) for view in VARIANTS] if seed % EVERY == 1 else []
        told = [str(p) for p in run.problems]
    except LdipError as error:
        assert str(error)
        return "stanset"
    for values in rows:
        wrong = [n for n, v in values.items() if not np.isfinite(v).all()]
        assert not wrong, f"ikke endelige tall: {wrong[:5]}"
        assert not (gap := off(values)), gap
    assert not any(NOT_FINITE.search(p) for p in told), told
    return "kjørt"


def try_zip(seed: int) -> str:
    """Unpack and check a mutated zip of a plan; «nektet», or «lest» for one without problems."""
    rng = seeded("zip", seed)
    raw = mutated_zip(plan_of(PLANS[seed % 2]), rng)
    try:
        files = unpacked(raw)
    except PlanError as error:
        located(error.problems)
        assert error.problems
        return "nektet"
    for path in files:
        assert ".." not in path.split("/") and not path.startswith("/") and "\\" not in path, path
    _, problems = collect_contents(files, levers=False)
    located(problems)
    return "nektet" if problems else "lest"


def try_source(seed: int) -> str:
    """Read a mutated source file and make what the program makes of it; «nektet», or «lest»."""
    rng = seeded("kilde", seed)
    kind = KINDS[sorted(KINDS)[seed % len(KINDS)]]
    raw = kind.sound()
    for _ in range(rng.randint(1, 3)):
        raw = rng.choice((_bytes, _header, _cut))(raw, rng) if raw[:2] in (b"PK", b"\x1f\x8b") else changed(raw, rng)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"fil{kind.suffix}"
        path.write_bytes(raw)
        try:
            made = kind.use(path)
        except PlanError as error:
            located(error.problems)
            assert error.problems
            return "nektet"
    assert not any(NOT_FINITE.search(line) for text in made for line in text.splitlines() if not line.startswith("#")), made
    return "lest"


TRIALS: Final = {"plan": try_plan, "zip": try_zip, "kilde": try_source}
