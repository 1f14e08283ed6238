"""The parts a first plan is made of, each from the municipality to the texts of its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ldip.errors import ModelError
from ldip.firstplan.town import Town

Part = Callable[[Town], dict[str, str]]
PARTS: Final[tuple[Part, ...]] = ()


def joined(place: Town, parts: Sequence[Part]) -> dict[str, str]:
    """The files of the parts. Errors: ModelError when two parts write the same file."""
    files: dict[str, str] = {}
    for part in parts:
        made = part(place)
        if twice := sorted(made.keys() & files.keys()):
            raise ModelError(f"to deler av førsteplanen skriver {', '.join(twice)}")
        files.update(made)
    return files
