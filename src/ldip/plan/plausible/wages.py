"""A service with frames but no wages, where the others have wages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from typing import Final

from ldip.parameters.plausible import rules
from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution, kroner, number
from ldip.plan.schema import tables as t

RULE: Final = "loennsrad"


def _wages(plan: Plan) -> Iterator[Caution]:
    """Services with social costs and no wages, and those in a sector with wages that buy more than they transfer."""
    rule = rules()[RULE]
    amounts: dict[str, dict[str, float]] = defaultdict(dict)
    lines: dict[str, int] = {}
    for line, r in plan.table("rammer.csv", t.FrameRow).numbered():
        amounts[r.tjeneste][r.art] = amounts[r.tjeneste].get(r.art, 0.0) + r.kroner
        lines.setdefault(r.tjeneste, line)
    spent = {s: sum(v for art, v in of.items() if art in t.EXPENDITURE) for s, of in amounts.items()}
    shares = [100.0 * of["loenn"] / spent[s] for s, of in amounts.items() if of.get("loenn") and spent[s] > 0.0]
    if len(shares) < rule.grenser["andre"]:
        return
    for service, of in amounts.items():
        if of.get("loenn") or spent[service] <= 0.0:
            continue
        sector = service in plan.services and bool(plan.services[service].kostra)
        bought = sector and of.get("kjoep", 0.0) > of.get("overfoeringer", 0.0)
        if of.get("sosiale") or bought:
            share = number(median(shares), 0)
            words = (("tjeneste", service), ("verdi", kroner(spent[service])), ("andel", share), ("antall", str(len(shares))))
            place = f"rammer.csv: {service}, loenn"
            yield Caution("rammer.csv", "art", RULE, place, words, kroner(spent[service]), "", lines[service])


RULES: Final = (_wages,)
