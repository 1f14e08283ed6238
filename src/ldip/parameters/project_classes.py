"""The asset class of a project by its KOSTRA function, where a list of projects does not give it."""

from __future__ import annotations

from functools import cache

from ldip.parameters.shipped import shipped


@cache
def asset_class(function: int) -> str:
    """The class of a function (parameters/prosjektliste.toml); the common one for a function without a rule."""
    data = shipped("prosjektliste")
    return str(next((r["anleggsklasse"] for r in data["regel"] if function in r["funksjoner"]), data["ellers"]))
