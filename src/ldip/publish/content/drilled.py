"""A cause of a split by its parts, as it is read: the largest first, the rest together, with digits that add up to the cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ldip.compare.drill import Drilled
from ldip.compare.parts import Part
from ldip.compare.plans import Bridge
from ldip.locales import tr
from ldip.plan.inputs import readable_key
from ldip.publish.content.cells import Cell, Column, Row, Table
from ldip.publish.content.changes import Changed, element_names
from ldip.publish.content.comparison import Comparison
from ldip.publish.content.split import Told, settled_shares, signed

MOST_NAMED: Final = 10


@dataclass(frozen=True)
class PartTold:
    """A part of a cause: its name, what is changed in it, its share as printed, and the changed inputs in it.

    `part` is None for the sum of the rest and for the interplay with other causes."""

    part: Part | None
    label: str
    detail: str
    share: Cell
    inputs: tuple[Changed, ...] = ()


def parts_told(found: Drilled, told: Told, bridge: Bridge, inputs: Sequence[Changed], at: int = 0) -> tuple[PartTold, ...]:
    """The parts of a cause; empty where it cannot be taken apart. Printed shares add up to the cause's printed share."""
    cause = next((p for p in told.parts if p.cause == found.cause), None)
    if not found.parts or cause is None:
        return ()
    values = [float(v) for v in found.values[:, at]]
    order = sorted(range(len(values)), key=lambda i: (-abs(values[i]), i))
    named, rest = order[:MOST_NAMED], order[MOST_NAMED:]
    told_parts = [_part(found.parts[i], bridge, inputs, values[i]) for i in named]
    if rest:
        rest_sum = sum(values[i] for i in rest)
        told_parts.append(PartTold(None, tr("drill.rest", n=len(rest)), "", Cell(rest_sum)))
    told_parts.append(PartTold(None, tr("drill.interplay"), tr("drill.interplay.of"), Cell(float(found.interplay[at]))))
    cells = settled_shares(cause.shares[1], [p.share.value or 0.0 for p in told_parts])
    printed = [replace(p, share=c) for p, c in zip(told_parts, cells, strict=True)]
    return tuple(p for p in printed if p.part is not None or p.share.figure)


def cause_table(found: Drilled, compared: Comparison) -> Table:
    """A cause by its parts: name, what is changed, and share; a note where it cannot be taken apart."""
    cause = next(p for p in compared.told.parts if p.cause == found.cause)
    own = [c for c in compared.inputs if c.change.group == found.cause]
    parts = parts_told(found, compared.told, compared.bridge, own)
    rows = [Row((Cell(text=p.label), Cell(text=p.detail), signed(p.share))) for p in parts]
    rows.append(Row((Cell(text=cause.label), Cell(), signed(cause.share("fri"))), "sum"))
    heads = (Column(tr("split.cause"), "stub", wraps=True), Column(tr("drill.changed"), "words", wraps=True))
    return Table(
        id="aarsak",
        title=f"{cause.label} ({compared.told.unit})",
        columns=(*heads, Column(tr("split.way.fri"))),
        rows=tuple(rows),
        notes=() if parts else (tr("drill.whole"),),
    )


def _part(part: Part, bridge: Bridge, inputs: Sequence[Changed], value: float) -> PartTold:
    own = tuple(c for c in inputs if within(part, c))
    detail = f"{own[0].before} → {own[0].after}" if len(own) == 1 else tr("drill.changes", n=len(own)) if own else ""
    label = own[0].name if len(own) == 1 else _name(part, bridge)
    return PartTold(part, label, detail, Cell(value), own)


def within(part: Part, changed: Changed) -> bool:
    """Whether a changed input is in a part."""
    path = changed.change.path
    if changed.change.file != part.file or not part.key:
        return changed.change.file == part.file
    keys = path[0].split(", ") if part.file.endswith(".csv") and path else [".".join(path[: part.key.count(".") + 1])]
    return part.key in keys


def _name(part: Part, bridge: Bridge) -> str:
    """The element's own name, else the key's or the file's."""
    a, b = bridge.before.plan, bridge.after.plan
    document = b.documents.get(part.file) or a.documents.get(part.file)
    own = str(getattr(document, "navn", "") or "") if "/" in part.file else ""
    if own:
        return own
    if part.file.endswith(".csv") and part.key:
        return element_names(part.key, a, b)
    return readable_key(part.key.rpartition(".")[2] or part.file.rpartition("/")[2].partition(".")[0])
