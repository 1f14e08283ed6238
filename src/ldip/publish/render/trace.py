"""An explanation as a tree on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from rich.tree import Tree

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.digits import MILLIONS, Format, format_of
from ldip.publish.formulas import readable
from ldip.publish.method import readable_source

if TYPE_CHECKING:
    from ldip.simulation.explain import Trace

KRONER = format_of("kr", MILLIONS, 6)
FULL = {"kr": (KRONER, "mill. kr"), "kr_fast": (KRONER, "mill. kr fast"), "andel": (format_of("andel", decimals=4), "%")}


def trace_tree(trace: Trace) -> Tree:
    """An explanation as a tree that can be added up by hand."""
    tree = Tree(_label(trace), guide_style="dim")
    _grow(tree, trace)
    return tree


def _grow(tree: Tree, trace: Trace) -> None:
    for child in trace.children:
        _grow(tree.add(_label(child)), child)


def _label(node: Trace) -> Text:
    text = Text()
    if node.role in ("+", "−"):
        text.append(f"{node.role} ", style="bold")
    elif node.role in ("teller", "nevner"):
        text.append(f"{node.role}: ", style="dim")
    place = f" [{node.element}]" if node.element else ""
    name = node.name if node.derived else label(node.name, language())
    text.append(name + place, style="bold cyan" if node.nature == "framskrevet" else "bold")
    text.append((f" ({node.name})" if name != node.name else "") + f"{'' if node.derived else f' {node.year}'}  ", style="dim")
    text.append(trace_value(node), style="bold")
    if node.role == "valgt":
        text.append("  " + tr("explain.chosen"), style="bold green")
    text.append(f"  {node.nature}", style="dim")
    if node.anslag:
        text.append(f" · {tr('explain.rough')}", style="yellow")
    for extra in (node.note, readable_source(node.source)):
        if extra:
            text.append(f"\n    {extra}", style="dim")
    if node.formula:
        text.append(f"\n    {tr('explain.formula')}: {readable(node.formula)}", style="dim italic")
    return text


def trace_value(node: Trace) -> str:
    """A trace's value with full digits that add up, in mill. kr for kroner."""
    if node.value is None:
        return ""
    reading, unit = FULL.get(node.unit, (Format(decimals=4), node.unit))
    return f"{reading.words(reading.rounded(node.value))} {unit}"
