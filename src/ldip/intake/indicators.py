"""KOSTRA's key figures of the municipalities as a file of a plan."""

from __future__ import annotations

from collections.abc import Iterable

from ldip.sources.indicators import Indicator


def kostra_csv(figures: Iterable[Indicator], source: str) -> str:
    """kostra.csv of a plan."""
    out = ["# Nøkkeltall for kommunene fra KOSTRA, i måltallets egen enhet.", "maaltall;aar;kommune;verdi;kilde"]
    out += [f"{f.maaltall};{f.aar};{f.kommune};{repr(f.verdi).replace('.', ',')};{source}" for f in figures]
    return "\n".join(out) + "\n"
