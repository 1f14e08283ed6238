"""The sentence of a card: the number first, then what it is made of, each figure with its name."""

from __future__ import annotations

from typing import Final

from ldip.locales import tr
from ldip.publish.explain.digits import AMOUNTS, digits
from ldip.publish.explain.names import within
from ldip.publish.explain.rows import Place
from ldip.simulation.explained import Explained
from ldip.simulation.figures import Const, Figure, Op, Ref, refs
from ldip.simulation.run import Run

WORDY: Final = 4  # most quantities that a sentence names


def arithmetic_sentence(run: Run, asked: Ref, figure: Op, extra: int = 0) -> str:
    """A number and its sum in words, in the figures of the printed sum; long sums name their largest term."""
    value = amount(run, asked.value, asked.unit)
    parts = list(refs(figure))
    if not parts:
        return tr("forklar.fast_tall", v=value)
    if figure.kind == "product" and any(p.value == 0.0 for p in parts):
        none = next(p for p in parts if p.value == 0.0)
        return tr("forklar.null", v=value, navn=within(run, none, asked.year))
    if figure.kind in ("max", "min"):
        chosen = next(p for p in figure.parts if p.value == figure.value)
        key = f"forklar.{figure.kind}"
        return tr(key, v=value, n=len(figure.parts), navn=words(run, chosen, asked.year))
    if len(parts) <= WORDY:
        return tr("forklar.er", v=value, ledd=words(run, figure, asked.year, extra))
    if figure.kind == "sum":
        top = max(figure.parts, key=lambda p: abs(p.value))
        sign = figure.signs[figure.parts.index(top)]
        name = words(run, top, asked.year) if len(list(refs(top))) <= WORDY else ""
        if not name:
            return tr("forklar.regnes_av", v=value, n=len(parts))
        key = "forklar.sum" if sign > 0 else "forklar.sum_minus"
        return tr(key, v=value, n=len(figure.parts), navn=name)
    return tr("forklar.regnes_av", v=value, n=len(parts))


def words(run: Run, figure: Figure, year: int, extra: int = 0, figures: bool = True) -> str:
    """An arithmetic in words with figures: «Inntekter 120 minus utgifter 110, delt på indeks 1,02»; or without them."""
    if isinstance(figure, Const):
        return digits(run, figure.value, "")
    if isinstance(figure, Ref):
        shown = f" {digits(run, figure.value, figure.unit, extra)}" if figures else ""
        return within(run, figure, year) + shown
    parts = [words(run, p, year, extra, figures) for p in figure.parts]
    if figure.kind == "sum":
        return _sum(figure, parts)
    if figure.kind == "product":
        loose = (isinstance(p, Op) and p.kind == "sum" for p in figure.parts)
        return tr("forklar.ganger").join(f"({text})" if sums else text for text, sums in zip(parts, loose, strict=True))
    if figure.kind == "quotient":
        comma = "," if isinstance(figure.parts[0], Op) else ""
        return f"{parts[0]}{comma}{tr('forklar.delt_paa')}{parts[1]}"
    return tr(f"forklar.{figure.kind}_av", tall=", ".join(parts))


def _sum(figure: Op, parts: list[str]) -> str:
    text = ""
    for i, (part, sign) in enumerate(zip(parts, figure.signs, strict=True)):
        comma = "," if i and isinstance(figure.parts[i], Op) else ""
        text += (
            (comma + tr("forklar.pluss" if sign > 0 else "forklar.minus"))
            if i
            else ("" if sign > 0 else tr("forklar.minus").lstrip())
        )
        text += part
    return text


def amount(run: Run, value: float, unit: str) -> str:
    """A number with «mill. kr» after an amount."""
    text = digits(run, value, unit)
    return f"{text} {tr('forklar.mill')}" if unit in AMOUNTS else text


def input_sentence(run: Run, found: Explained, place: Place | None) -> str:
    """An input: its place in the plan, or its kind where it is no part of the plan."""
    value = amount(run, found.asked.value, found.asked.unit)
    if found.derivation is not None and found.derivation.terms:
        return tr("forklar.utledet", v=value, n=len(found.derivation.terms))
    if place is not None:
        return tr("forklar.i_planen", v=value)
    nature = run.nature(found.ref.name, found.ref.year, next((i for _, i in found.ref.at), ""))
    key = f"forklar.inndata.{nature}" if nature in ("parameter", "faktor", "variant") else "forklar.inndata"
    return tr(key, v=value)


def listed_sentence(run: Run, found: Explained) -> str:
    """A number that no plain arithmetic gives."""
    value = amount(run, found.asked.value, found.asked.unit)
    if not found.opaque:
        return tr("forklar.fast_tall", v=value)
    return tr("forklar.flere_ledd", v=value, n=len(found.parts)) if found.parts else tr("forklar.flere_ledd.0", v=value)
