"""Consolidated accounts of a plan with entities: samlet (§ 14-6, without IKS) and konsern (KOSTRA, with the share of IKS).

One step for each line of §§ 5-5 to 5-8: kommunekassen's, plus each entity's by its weight, less internal amounts.
An instalment from an entity to kommunekassen repays a loan, so in the consolidated account it is a transfer to investment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

from ldip.engine.graph import Array, Step, divide, total, weighted_sum
from ldip.finance.enterprise_lines import INTERNAL
from ldip.model.catalogue import catalogue
from ldip.statements.forms import Line, form

CONSOLIDATIONS: Final[Mapping[str, str]] = {"samlet": "foretak_i_samlet", "konsern": "foretak_andel"}
ENTERPRISE: Final = "foretak"
CONSOLIDATED: Final = ("5-7", "5-6", "5-5", "5-8")
ALONE: Final = ("laanegjeld_ub", "utlaan_ub")  # not lines of a form, used by måltall
LENDING: Final[Mapping[str, tuple[str, float]]] = {  # loans between entities and kommunekassen: the step and its sign
    "renteutgifter": ("foretak_intern_rente", 1.0),
    "renteinntekter": ("foretak_intern_rente", 1.0),
    "avdrag_paa_laan": ("foretak_intern_avdrag", 1.0),
    "mottatte_avdrag_egne_utlaan": ("foretak_intern_avdrag", 1.0),
    "overfoering_til_investering": ("foretak_intern_avdrag", -1.0),
    "utlaan_av_egne_midler": ("foretak_intern_opptak", 1.0),
    "bruk_av_laan": ("foretak_intern_opptak", 1.0),
    "gjeld_uten_selvkost_ub": ("foretak_intern_gjeld_ub", 1.0),
    "laanegjeld_ub": ("foretak_intern_gjeld_ub", 1.0),
    "utlaan_ub": ("foretak_intern_gjeld_ub", 1.0),
    "finansielle_anleggsmidler_ub": ("foretak_intern_gjeld_ub", 1.0),
}
SOURCE: Final[Mapping[str, str]] = {
    "samlet": "kommuneloven § 14-6: samlet regnskap uten interne poster",
    "konsern": "KOSTRA konsern: samlet regnskap og kommunens andel av IKS",
}


@cache
def entity_steps(known: frozenset[str]) -> tuple[Step, ...]:
    """Steps of samlet and konsern, and the sums of each entity's forms. `known` are the model's own steps."""
    made: list[Step] = []
    for prefix in (ENTERPRISE, *CONSOLIDATIONS):
        names: set[str] = set(known)
        for name in CONSOLIDATED:
            lines = {line.nr: line for line in form(name).linjer}
            for line in _inner_first(lines):
                if f"{prefix}_{line.steg}" in names:
                    continue
                step = _step(prefix, line, lines, names, known)
                if step is not None:
                    made.append(step)
                    names.add(step.name)
        made.append(_difference(prefix))
        if prefix in CONSOLIDATIONS:
            made += [
                *(consolidated(prefix, n, known) for n in ALONE),
                _net_debt(prefix),
                _minimum(prefix),
                _above_minimum(prefix),
            ]
    return tuple(made)


def entities_for(ids: Mapping[str, Collection[str]]) -> tuple[Step, ...]:
    """The steps a plan with these axes needs beside the model's own; none without entities."""
    return entity_steps(frozenset(catalogue().steps)) if ids.get(ENTERPRISE) else ()


def in_group(name: str, group: str, known: Collection[str]) -> str:
    """The name of a quantity in a consolidated account; its own name where the account lacks it."""
    return f"{group}_{name}" if f"{group}_{name}" in known else name


def _inner_first(lines: Mapping[int, Line]) -> list[Line]:
    """Order the sums after their terms."""

    def depth(line: Line) -> int:
        return 1 + max((depth(lines[nr]) for nr, _ in line.terms()), default=0)

    return sorted(lines.values(), key=lambda line: (depth(line), line.nr))


def _step(prefix: str, line: Line, lines: Mapping[int, Line], names: Collection[str], known: Collection[str]) -> Step | None:
    if not line.sum:
        return consolidated(prefix, line.steg, known) if prefix in CONSOLIDATIONS else None
    parts = [(f"{prefix}_{lines[nr].steg}", sign * lines[nr].fortegn * line.fortegn) for nr, sign in line.terms()]
    parts = [(n, sign) for n, sign in parts if n in names]
    if not parts:
        return None  # a sum of lines that no such entity has
    return total(
        f"{prefix}_{line.steg}",
        plus=[n for n, sign in parts if sign > 0],
        minus=[n for n, sign in parts if sign < 0],
        unit="kr",
        source=SOURCE.get(prefix, "regnskapsenhetens egen oppstilling"),
        axes=() if prefix in CONSOLIDATIONS else (ENTERPRISE,),
    )


def consolidated(group: str, name: str, known: Collection[str]) -> Step:
    """kommunekassen + Σ weight · (entity − internal)."""
    own = [f"{ENTERPRISE}_{name}"] if f"{ENTERPRISE}_{name}" in known else []
    internal = INTERNAL.index(name) if name in INTERNAL else None
    lending, sign = LENDING.get(name, ("", 0.0))
    inputs = (
        name,
        CONSOLIDATIONS[group],
        *own,
        *(["foretak_internt"] if internal is not None else []),
        *([lending] if lending else []),
    )

    def fn(kasse: Array, weight: Array, *rest: Array) -> Array:
        left = list(rest)
        amount = kasse + weighted_sum("rf,rf->r", weight, left.pop(0)) if own else kasse
        if internal is not None:
            amount = amount - weighted_sum("rf,rf->r", weight, left.pop(0)[:, :, internal])
        return amount - sign * weighted_sum("rf,rf->r", weight, left.pop(0)) if lending else amount

    taken = [f"foretak_internt[{name}]"] if internal is not None else []
    taken += [lending if sign > 0 else f"(−{lending})"] if lending else []
    inner = " − ".join([*(own or ["0"]), *taken])
    fn.__dict__["formula"] = f"{name} + Σ {CONSOLIDATIONS[group]} · ({inner})"
    return Step(name=f"{group}_{name}", fn=fn, inputs=inputs, unit="kr", source=SOURCE[group])


def _difference(prefix: str) -> Step:
    """Assets less equity and debt: zero in every account."""
    plus, minus = f"{prefix}_sum_eiendeler_ub", f"{prefix}_sum_egenkapital_og_gjeld_ub"
    axes = () if prefix in CONSOLIDATIONS else (ENTERPRISE,)
    source = "budsjett- og regnskapsforskriften § 5-8: skal være null"
    return total(f"{prefix}_balansedifferanse_ub", plus=[plus], minus=[minus], unit="kr", source=source, axes=axes)


def _above_minimum(group: str) -> Step:
    """Instalments less the minimum of the consolidated entities."""
    plus, minus = [f"{group}_avdrag_paa_laan"], [f"{group}_minimumsavdrag"]
    return total(
        f"{group}_avdrag_over_minimum", plus=plus, minus=minus, unit="kr", source="kommuneloven § 14-18; " + SOURCE[group]
    )


def _net_debt(group: str) -> Step:
    """KOSTRA's net debt on the consolidated entities."""
    owed, lent = ("laanegjeld_ub", "videreutlaan_gjeld_ub"), ("utlaan_ub", "ubrukte_laanemidler_ub")
    plus, minus = ([f"{group}_{n}" for n in names] for names in (owed, lent))
    return total(
        f"{group}_netto_laanegjeld_ub", plus=plus, minus=minus, unit="kr", source="KOSTRA: netto lånegjeld; " + SOURCE[group]
    )


def _minimum(group: str) -> Step:
    """§ 14-18 on the consolidated entities."""

    def fn(spent: Array, owed: Array, assets: Array, weight: Array, depreciation: Array, debt: Array, theirs: Array) -> Array:
        over = (spent + weighted_sum("rf,rf->r", weight, depreciation)) * (owed + weighted_sum("rf,rf->r", weight, debt))
        return divide(over, assets + weighted_sum("rf,rf->r", weight, theirs), 0.0)

    inputs = (
        "avskrivninger",
        "laanegjeld_ib",
        "avskrivbare_anleggsmidler_ib",
        CONSOLIDATIONS[group],
        "foretak_avskrivninger",
        "foretak_laan_utenfra_ib",
        "foretak_avskrivbare_anleggsmidler_ib",
    )
    fn.__dict__["formula"] = "avskrivninger · lånegjeld 1.1. / anlegg 1.1., for enhetene samlet og uten interne lån"
    source = "kommuneloven § 14-18 på rettssubjektet; " + SOURCE[group]
    return Step(name=f"{group}_minimumsavdrag", fn=fn, inputs=inputs, unit="kr", source=source)
