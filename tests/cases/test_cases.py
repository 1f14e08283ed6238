"""Law cases: TOML files with inputs, the expected answer and a mandatory source."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ldip.model.catalogue import STAGES, catalogue

CASES = sorted(Path(__file__).parent.rglob("*.toml"))
STAGE_OF = {s.name: name for name, stage in STAGES for s in stage}


@pytest.mark.parametrize("path", CASES, ids=lambda p: str(p.relative_to(Path(__file__).parent)))
def test_case(path: Path) -> None:
    case: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    assert case["kilde"].strip(), "et lovtilfelle må ha kilde"
    assert set(case) <= {"steg", "kilde", "toleranse", "gjelder", "inn", "aar", "ut"}
    step = next(s for s in catalogue().steps[case["steg"]] if s.valid(case.get("gjelder", 2026)))
    stage, name = path.relative_to(Path(__file__).parent).parts[:2]
    assert (stage, name) == (STAGE_OF[step.name], step.name)
    given = case.get("inn") or case["aar"]
    assert set(given) == set(step.inputs)
    if "aar" in case:
        args = [np.asarray(given[i], dtype=np.float64)[:, None] for i in step.inputs]
        got = step.fn(*args)[:, 0]
    else:
        got = step.fn(*(np.asarray(given[i], dtype=np.float64)[None] for i in step.inputs))[0]
    np.testing.assert_allclose(got, case["ut"]["verdi"], rtol=0.0, atol=case["toleranse"])


def test_there_are_cases() -> None:
    assert len(CASES) >= 250
