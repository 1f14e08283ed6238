"""A formula's own source as people read it."""

from __future__ import annotations

import re

from ldip.locales import tr
from ldip.publish.digits import MINUS

MANY_LINES = 5
READABLE = (
    (r"\breturn ", ""),
    (r"np\.maximum", "maks"),
    (r"np\.minimum", "min"),
    (r"np\.where", "hvis"),
    (r"\[(:|None|\.\.\.|, )+\]", ""),
    (r" \* ", " · "),
    (r" - ", f" {MINUS} "),
    (r"(\d)\.(\d)", r"\1,\2"),
)


def readable(formula: str) -> str:
    """A formula's own source in the signs of arithmetic."""
    lines = formula.splitlines()
    if len(lines) > MANY_LINES:
        return tr("explain.long")
    text = " ; ".join(line.strip() for line in lines)
    for code, sign in READABLE:
        text = re.sub(code, sign, text)
    return text
