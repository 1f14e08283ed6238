"""The texts people read: each key once, the same keys in every language, with the same values to fill in."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from ldip.locales import LANGUAGES

FOLDER = Path(__file__).resolve().parents[2] / "src" / "ldip" / "locales"
FRONTEND = FOLDER.parents[2] / "frontend" / "src"
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


# What the front end asks for: a key written out, of a tree the catalogue has, or with its end filled in.
SOURCES = [p for p in sorted(FRONTEND.rglob("*.ts*")) if p.name != "schema.d.ts" and ".test." not in p.name]
WRITTEN = re.compile(r"""(?:\bt\(\s*["'`](\w[\w.]*)|["'`](ui\.[\w.]*\w))["'`]""")
FILLED_IN = re.compile(r"`(ui\.[\w.]*)\$\{")
PLURALS = ("_one", "_other")


def absent(text: str, known: frozenset[str]) -> list[str]:
    """The keys of a source that the catalogue lacks; a key counts as there when it stands once for one and once for more."""
    written = [k for k in map("".join, WRITTEN.findall(text)) if k not in known and not {k + end for end in PLURALS} <= known]
    return written + [f"{k}…" for k in FILLED_IN.findall(text) if not any(own.startswith(k) for own in known)]


def test_every_text_the_front_end_asks_for_is_in_the_catalogue() -> None:
    known = frozenset(k for k, _ in pairs(LANGUAGES[0]))
    assert SOURCES and absent('t("ui.likt") t(`ui.xyz.${a}`) t("ui.avbryt")', known) == ["ui.likt", "ui.xyz.…"]
    assert {p.name: found for p in SOURCES if (found := absent(p.read_text(encoding="utf-8"), known))} == {}
