"""Which quantities rest on an approximate figure (`anslag`) somewhere."""

from __future__ import annotations

from ldip.binding.bound import Binding
from ldip.engine.schedule import Catalogue, ub_of


def rough_names(b: Binding, steps: Catalogue) -> frozenset[str]:
    """Inputs and lines that are approximate, and every step that follows from one."""
    found = {n for n, o in b.origins.items() if o.anslag} | {
        n for n, each in b.element_origins.items() if any(o.anslag for o in each.values())
    }
    found |= {n for (n, _, _), o in b.line_origins.items() if o.anslag}
    changed = True
    while changed:
        new = {n for n, v in steps.steps.items() if n not in found and any({i, ub_of(i)} & found for s in v for i in s.inputs)}
        found |= new
        changed = bool(new)
    return frozenset(found)
