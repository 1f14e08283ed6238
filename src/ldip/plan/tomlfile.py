"""TOML text to plain tables, with a bound on how deep it goes: nested keys cost the parser time and memory by their square."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

DEEPEST: Final = 20
_KEY: Final = r"""(?:[\w-]++|"(?:[^"\\]|\\.){0,200}+"|'[^']{0,200}+')"""  # bounded, so that the search is linear in the text
_DOTTED: Final = re.compile(rf"""(?P<deep>(?:{_KEY}[ \t]*+\.[ \t]*+){{{DEEPEST}}})|[\w-]++|.""")
TOO_DEEP: Final = f"flere enn {DEEPEST} nivåer i hverandre"


def loads(text: str) -> dict[str, Any]:
    """The tables of a text. Errors: TOMLDecodeError, also where it is nested too deep."""
    number = next((n for n, line in enumerate(text.split("\n"), 1) if line.count(".") >= DEEPEST and _deep_key(line)), 0)
    if number:
        raise tomllib.TOMLDecodeError(f"{TOO_DEEP} (at line {number}, column 1)")
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError(TOO_DEEP) from None
    level: list[Any] = [data]
    for _ in range(DEEPEST):
        level = [v for held in level for v in (held.values() if isinstance(held, dict) else held) if isinstance(v, dict | list)]
    if level:
        raise tomllib.TOMLDecodeError(TOO_DEEP)
    return data


def _deep_key(line: str) -> bool:
    """Whether a line has a dotted key of more parts than are taken; full stops in prose are no such key."""
    return any(found.lastgroup == "deep" for found in _DOTTED.finditer(line))
