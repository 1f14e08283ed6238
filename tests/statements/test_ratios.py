"""Måltall are a closed arithmetic; anything else is refused, never evaluated."""

from __future__ import annotations

import numpy as np
import pytest

from ldip.errors import ModelError
from ldip.statements.ratios import DEEPEST, LONGEST, expression_step, parsed

AXES: dict[str, tuple[str, ...]] = {"a": (), "b": (), "fond": ("fond",), "rute": ("fond", "laan")}
IDS = {"fond": ("fritt", "buffer"), "laan": ("x",)}
VALUES = {"a": np.array([6.0]), "b": np.array([4.0]), "fond": np.array([[1.0, 2.0]]), "rute": np.ones((1, 2, 1))}


def value(text: str) -> float:
    s = expression_step("t", text, "andel", "prøve", IDS, AXES)
    return float(s.fn(*(VALUES[i] for i in s.inputs))[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a / b", 1.5),
        ("a − b · 2", -2.0),
        ("-(a + b) * 0.5", -5.0),
        ("a / (b - 4)", 0.0),
        ("min(a, b, 5)", 4.0),
        ("max(a, b)", 6.0),
        ("sum(fond) + fond['buffer']", 5.0),
        ("sum(rute)", 2.0),
        ("sum(a)", 6.0),
        ("a + a", 12.0),
    ],
)
def test_arithmetic(text: str, expected: float) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a +", "kan ikke leses"),
        ("__import__('os').system('x')", "ikke tillatt"),
        ("a.real", "ikke tillatt"),
        ("[a for a in b]", "ikke tillatt"),
        ("lambda: a", "ikke tillatt"),
        ("a ** b", "ikke tillatt"),
        ("a % b", "ikke tillatt"),
        ("a if b else a", "ikke tillatt"),
        ("'tekst'", "ikke tillatt"),
        ("abs(a)", "ikke tillatt"),
        ("sum(a + b)", "ikke tillatt"),
        ("min(a)", "ikke tillatt"),
        ("max(a, b, key=a)", "ikke tillatt"),
        ("ukjent + 1", "ukjent størrelse 'ukjent'"),
        ("fond + 1", "skriv sum"),
        ("fond['borte']", "kjente: fritt, buffer"),
        ("rute['fritt']", "ikke én akse"),
        ("fond[a]", "ikke tillatt"),
        ("(a)['x']", "ikke én akse"),
    ],
)
def test_refused(text: str, said: str) -> None:
    with pytest.raises(ModelError, match=said):
        value(text)


def test_fraction_is_remembered() -> None:
    assert expression_step("t", "(a - b) / b", "andel", "prøve", IDS, AXES).labels == ("a - b", "b")
    assert expression_step("t", "a - b", "kr", "prøve", IDS, AXES).labels == ()
    assert expression_step("t", "a / b", "andel", "prøve", IDS, AXES).text == "a / b"


@pytest.mark.parametrize(("text", "told"), [("1" * (LONGEST + 1), "lengre enn"), ("-" * (DEEPEST + 1) + "1", "for mange ledd")])
def test_an_expression_that_is_too_long_or_too_deep_is_refused(text: str, told: str) -> None:
    with pytest.raises(ModelError, match=told):
        parsed(text)
