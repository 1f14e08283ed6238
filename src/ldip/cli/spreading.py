"""Several files after one option."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def spread(args: Sequence[str], options: frozenset[str]) -> list[str]:
    """Arguments where each file after a repeatable option has the option of its own: `--kostra 0A.dat 0B.dat` is two of them.

    Only words that are files are taken, so the folder that follows is still the folder."""
    made: list[str] = []
    current = ""
    for i, word in enumerate(args):
        first = i > 0 and args[i - 1] in options
        if current and not first and not word.startswith("-") and Path(word).is_file():
            made += [current, word]
            continue
        current = word if word in options else current if first and not word.startswith("-") else ""
        made.append(word)
    return made
