"""Explanations as JSON models: the parts of one plain sentence, the tree, law and source; shielded values are left out."""

from __future__ import annotations

from pydantic import BaseModel

from ldip.glossary import glossary, label
from ldip.locales import language, tr
from ldip.plan.elements import element_name
from ldip.publish.formulas import readable
from ldip.publish.numbers import FIXED, address, fetch
from ldip.publish.protect import is_hidden
from ldip.simulation.explain import Trace
from ldip.simulation.run import Run


class TraceOut(BaseModel):
    """A node of the tree. `aar` is 0 and `adresse` empty in an estimate's derivation.

    `verdi` is null for an array shown as text, and for a shielded value (`skjult`)."""

    navn: str
    etikett: str
    aar: int
    verdi: float | None
    fast: float | None
    enhet: str
    opphav: str
    rolle: str
    element: str
    elementnavn: str
    formel: str
    kilde: str
    anslag: bool
    merknad: str
    definisjon: str
    adresse: str
    skjult: bool
    deler: list[TraceOut]


def trace_out(run: Run, node: Trace, internal: bool, draw: int = 0) -> TraceOut:
    """A node and its descendants, of the base case or of a draw."""
    at, hidden = _axes(node), not internal and _hides(run, node)
    known = not node.derived and node.name in run.all_names
    where = address(node.name, node.year, f"t{draw}" if draw else "basis", **at) if known and node.value is not None else ""
    term = None if node.derived else glossary().get(node.name)
    secret = not internal and any(_hides(run, c) for c in node.children)
    return TraceOut(
        navn=node.name,
        etikett=node.name if node.derived else label(node.name, language()),
        aar=node.year,
        verdi=None if hidden else node.value,
        fast=None if hidden or draw or not where else _fixed(run, node, where),
        enhet=node.unit,
        opphav=node.nature,
        rolle=node.role,
        element=node.element,
        elementnavn=", ".join(element_name(run.plan, a, v) for a, v in at.items()),
        formel=readable(node.formula) if node.formula else "",
        kilde=node.source,
        anslag=node.anslag,
        merknad="" if hidden or secret else ". ".join(filter(None, (node.note, tr("explain.draw", n=draw) if draw else ""))),
        definisjon=term.definition(language()) if term else "",
        adresse="" if hidden else where,
        skjult=hidden,
        deler=[] if hidden else [trace_out(run, c, internal, draw) for c in node.children],
    )


def _axes(node: Trace) -> dict[str, str]:
    return dict(p.split("=", 1) for p in node.element.split("/") if "=" in p)


def _hides(run: Run, node: Trace) -> bool:
    at = _axes(node)
    return bool(at) and is_hidden(run, node.name, node.year, at)


def _fixed(run: Run, node: Trace, where: str) -> float | None:
    """The amount in fixed prices; None when it is no amount in running kroner."""
    if node.unit != "kr" or run.price_index(node.year) is None:
        return None
    return fetch(run, where.replace("/basis", f"/{FIXED}", 1)).value
