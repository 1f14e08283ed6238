"""The texts people read: each key once, the same keys in every language, with the same values to fill in."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from ldip.locales import LANGUAGES

FOLDER = Path(__file__).resolve().parents[2] / "src" / "ldip" / "locales"
FILLED = re.compile(r"\{\{?(\w+)\}?\}")


def pairs(code: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"), object_pairs_hook=list)
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_key_stands_once(code: str) -> None:
    assert [k for k, n in Counter(k for k, _ in pairs(code)).items() if n > 1] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_the_same_keys_and_values_to_fill_in(code: str) -> None:
    own, first = (dict(pairs(c)) for c in (code, LANGUAGES[0]))
    assert own.keys() == first.keys()
    assert [k for k in own if set(FILLED.findall(own[k])) != set(FILLED.findall(first[k]))] == []
