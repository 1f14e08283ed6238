"""Numbers of a plan's csv column: decided as all numbers by column, and refused with both readings where nothing decides.

A file with semicolons has decimal commas and one with commas has decimal points. The other sign is read too where it can mean one
thing only: 37.78 is a decimal point, 1.234.567 is thousands, and 37.788 is decided by the rest of its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ldip.tabular.numbers import Decision, Mark, Parsed, Rules, decide, parse, written

_PLAIN: Final = {d: re.compile(rf"(?:-?\d+(?:{re.escape(d)}\d+)?(?:[eE][+-]?\d+)?)?", re.ASCII) for d in ",."}
HINT: Final = "skriv tallet uten skille mellom tusen"


@dataclass(frozen=True)
class Read:
    """A cell as read: text for float(), the unit written in it (kr, prosent or none), and the fault of one that is unsure."""

    text: str
    unit: str = ""
    fault: str = ""
    hint: str = ""


def decimal_of(delimiter: str) -> Mark:
    """The decimal mark of a file by its delimiter."""
    return "." if delimiter == "," else ","


def is_plain(cells: Iterable[str], mark: Mark) -> bool:
    """Whether every cell is empty, or digits with at most a leading minus and one decimal mark."""
    return all(map(_PLAIN[mark].fullmatch, cells))


def read_column(cells: Sequence[str], mark: Mark) -> list[Read]:
    """Every cell of a column, where `mark` is the file's decimal mark. A cell that is no number is returned unchanged."""
    rules = Rules(prior=mark, mixed=True, exponents=True)
    parsed = {c: parse(c, rules.exponents) for c in dict.fromkeys(cells)}
    decision = decide(parsed.items(), rules)
    known = {c: _read(c, p, decision, mark) for c, p in parsed.items()}
    return [known[c] for c in cells]


def _read(cell: str, parsed: Parsed, decision: Decision, mark: Mark) -> Read:
    value = decision.value(parsed)
    if value is not None:
        return Read(repr(value).removesuffix(".0"), parsed.unit)
    if parsed.ambiguous:
        both = sorted((parsed.comma or 0.0, parsed.point or 0.0), key=abs, reverse=True)
        larger, smaller = (written(v).replace(" ", "\u00a0") for v in both)
        return Read(cell, fault=f"kan leses som {larger} og som {smaller}", hint=HINT)
    return Read(cell.replace(mark, ".") if is_plain([cell], mark) else cell)
