"""Docstrings and comments of the source are plain technical English: no phrase of the closed list below."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.test_sources import NOT_SHIPPED

SRC = Path(__file__).resolve().parents[2] / "src" / "ldip"
# Each phrase with a plain word to use instead.
PHRASES = {
    r"\btold\b": "reported, listed, returned",
    r"\b(?:is|are|was|were|be|been) (?:had|asked)\b": "available, requested",
    r"\basked for\b": "requested, wanted",
    r"\bhas what\b": "holds, lists",
    r"\bsa(?:ys|id)\b": "states, declares; unless stated",
    r"\bst(?:ands?|ood)\b": "is, is stored, is declared",
    r"\bholds in\b": "applies in",
    r"\bby heart\b|\bremember(?:s|ed)?\b": "caches, stores, records",
    r"\bforgets?\b|\bforgotten\b": "deletes, discards",
    r"\bspoken\b|\bspeaks? of\b": "customary, describes",
    r"\bas (?:it|they) (?:lies?|came in)\b": "unchanged, the bytes of",
    r"\bby halves\b|\bin silence\b|\ba hair\b": "partly, silently, within rounding error",
    r"\btakes? turns\b|\bgoe?s? together\b": "serialised, merged",
    r"\bvouch\w*|\blets? (?:nobody|somebody|anybody)\b": "authenticates, admits",
    r"\bhear[ds]? (?:of|from)\b|\btaken for dead\b": "notified, considered dead",
    r"\b(?:run|ran|runs) out\b": "expired",
    r"\bother people's\b|\bof others' making\b": "external",
    r"\bdoes the same\b|\band what not\b|\bsort of\b": "behaves alike",
    r"\bcan be had\b|\bcannot be had\b": "is available",
    r"\blearns?\b|\bknows? of\b": "loads, is aware of",
}
REFUSED = re.compile("|".join([*PHRASES, NOT_SHIPPED.pattern]), re.IGNORECASE)
# A docstring names the thing it describes: «Cost of the change», not «What the change costs».
QUESTION = re.compile(r"\A\s*(?:What|Who|Where|How|Why)\b")
MODULES = sorted(SRC.rglob("*.py"))


def texts(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of every docstring and comment."""
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for statement in body:  # docstrings, and the strings that describe a constant or a field
            value = (
                statement.value.value if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) else None
            )
            if isinstance(value, str):
                yield statement.lineno, value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def refused(source: str) -> list[str]:
    """Each refused phrase with its line. Names in backticks are code, not words."""
    found = []
    for line, text in texts(source):
        words = re.sub(r"`[^`]*`|«[^»]*»", "", text)
        found += [f"{line}: {m[0]}" for m in (*REFUSED.finditer(words), *QUESTION.finditer(words))]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_docstrings_and_comments_use_plain_words(path: Path) -> None:
    assert refused(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        '"""Malformed rows are told with their line."""',
        'def f():\n    """What the plan says."""',
        "x = 1  # where the value stands",
        'class A:\n    """Fine."""\n    x: int\n    """As said above."""',
        '"""Need by age (capacity_climate.md §1.5)."""',
        'def f():\n    """What the change costs."""',
    ],
)
def test_the_rule_refuses_what_it_should(source: str) -> None:
    assert refused(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Rows that cannot be read are reported with line and reason (docs/method/kostra.md)."""',
        'said = "told"',
        '"""The key `stands` of a file, in «told»."""',
    ],
)
def test_the_rule_accepts_code_and_plain_words(source: str) -> None:
    assert refused(source) == []
