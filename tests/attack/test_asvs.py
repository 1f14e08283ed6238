"""The page on security: every test it names exists, every requirement stands once, and its counts are those of its rows."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "guide" / "sikkerhet.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (ja|nei|ikke aktuelt) \| ([^|]+) \|$")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
CHAPTERS, REQUIREMENTS = 17, 253  # of levels 1 and 2 in version 5.0.0


def rows() -> list[tuple[str, str, str, str]]:
    """(number, requirement, whether it holds, why) of every row."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d", line)]
    found = [ROW.match(line) for line in lines]
    assert all(found), [line for line, m in zip(lines, found, strict=True) if not m]
    return [(m[1], m[2], m[3], m[4]) for m in found if m]


@cache
def functions(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


@pytest.mark.parametrize("named", sorted({(m[1], m[2] or "") for m in NAMED.finditer(PAGE.read_text(encoding="utf-8"))}))
def test_every_test_that_is_named_exists(named: tuple[str, str]) -> None:
    file, function = named
    assert (ROOT / file).is_file(), file
    assert not function or function in functions(file), f"{file} har ikke {function}"


def test_every_guide_that_is_named_exists() -> None:
    for guide in set(re.findall(r"docs/guide/[\w-]+\.md", PAGE.read_text(encoding="utf-8"))):
        assert (ROOT / guide).is_file(), guide


def test_every_requirement_stands_once_and_in_order() -> None:
    numbers = [tuple(map(int, nr.split("."))) for nr, *_ in rows()]
    assert numbers == sorted(set(numbers))
    assert {n[0] for n in numbers} == set(range(1, CHAPTERS + 1))
    assert len(numbers) == REQUIREMENTS


def test_the_counts_are_those_of_the_rows() -> None:
    counts = Counter(holds for _, _, holds, _ in rows())
    said = re.search(
        r"Av (\d+) krav holder (\d+), (\d+) holder ikke, og (\d+) er ikke aktuelle", PAGE.read_text(encoding="utf-8")
    )
    assert said is not None
    assert [int(n) for n in said.groups()] == [sum(counts.values()), counts["ja"], counts["nei"], counts["ikke aktuelt"]]


def test_what_holds_has_a_test_or_a_reason_that_can_be_looked_up() -> None:
    """Most have a test; a requirement without one says what in the program meets it."""
    holding = [(nr, why) for nr, _, holds, why in rows() if holds == "ja"]
    tested = [nr for nr, why in holding if NAMED.search(why)]
    assert len(tested) / len(holding) > 0.85
    assert all(len(why) > 15 for _, why in holding)
