"""Shipped numbers of the uncertain factors, as the file has them (usikkerhet.toml)."""

from __future__ import annotations

from typing import Any, Final

from ldip.errors import ModelError
from ldip.parameters.shipped import shipped

LEVELS: Final = ("nasjonal", "kommune")
PART_KEYS: Final = ("standardavvik", "varighet", "varig", "stoerrelse_eksponent", "stoerrelse_tak", "stroem")
KEYS: Final = (
    *PART_KEYS,
    *("gulvavstand", "frihetsgrader", "sannsynlighet", "felles", "felles_stroem", "elementfaktor", "utfall", "andeler"),
    *(*LEVELS, "kilde", "anslag"),
)
Raw = dict[str, Any]


def shipped_numbers(name: str) -> Raw:
    """The shipped numbers of a factor. Errors: ModelError where the file has none, or a key that is not known."""
    found: Raw | None = shipped("usikkerhet").get(name)
    if found is None:
        raise ModelError(f"parameters/usikkerhet.toml: faktoren {name} har ingen tall")
    if wrong := [k for k in found if k not in KEYS]:
        raise ModelError(f"parameters/usikkerhet.toml: {name}.{wrong[0]} er ikke et kjent tall")
    return dict(found)
