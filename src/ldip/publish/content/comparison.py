"""Two plans compared as one answer: both verdicts, the change of a number by cause in both ways, and the changed inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ldip.compare.directions import directions
from ldip.compare.plans import Bridge
from ldip.compare.split import NEED, Measure, Split
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.document import Plan
from ldip.publish.content.cells import Sentence, Table
from ldip.publish.content.changes import Changed, changed_inputs
from ldip.publish.content.fetched import decimals
from ldip.publish.content.ratios import ratio_name
from ldip.publish.content.split import WAYS, Told, Way, split_table, told
from ldip.publish.content.split_words import sentences
from ldip.publish.content.verdict import verdict
from ldip.publish.content.verdicts import verdicts_table

SPLIT: Final = (  # quantities that are offered; any other can be named
    "netto_driftsresultat",
    "laanegjeld_ub",
    "sum_investeringsutgifter",
    "sum_driftsinntekter",
    "sum_driftsutgifter",
    "renteutgifter",
    "avdrag_paa_laan",
)


@dataclass(frozen=True)
class Comparison:
    """Both plans' names, their verdicts, the split number with its table and sentences by way, and the changed inputs."""

    bridge: Bridge
    ends: tuple[str, str]
    verdicts: Table
    told: Told
    table: Table
    said: Mapping[Way, tuple[Sentence, ...]]
    inputs: tuple[Changed, ...]


def comparison(bridge: Bridge, split: Split, internal: bool = True) -> Comparison:
    """The comparison of two runs whose first split number is shown."""
    ends = ends_of(bridge.before.plan, bridge.after.plan)
    found = told(split, 0, bridge.after.plan, decimals(bridge.after))
    moved = directions(bridge.before, bridge.after)
    return Comparison(
        bridge,
        ends,
        verdicts_table(verdict(bridge.before, internal), verdict(bridge.after, internal), ends),
        found,
        split_table(found, ends),
        {way: sentences(found, way, moved) for way in WAYS},
        changed_inputs(bridge, effects(split)),
    )


@dataclass(frozen=True)
class Number:
    """A number that can be split; `yearly` is whether it needs a year."""

    name: str
    label: str
    yearly: bool = True


def numbers(bridge: Bridge) -> tuple[Number, ...]:
    """The numbers to choose between: the lasting need, the main quantities, and the måltall that both plans have."""
    a, b = bridge.before.plan, bridge.after.plan
    common = {r.measured for r in a.rules.maaltall}
    quantities = [n for n in SPLIT if bridge.after.unit(n) == bridge.before.unit(n)]
    return (
        Number(NEED.name, tr("split.need"), False),
        *(Number(n, label(n, language())) for n in quantities),
        *(Number(r.measured, ratio_name(r)) for r in b.rules.maaltall if r.measured in common),
    )


def effects(split: Split, at: int = 0) -> Mapping[str, float]:
    """By cause, its share without order of a number."""
    return dict(zip(split.causes, (float(v) for v in split.shapley[:, at]), strict=True))


def ends_of(a: Plan, b: Plan) -> tuple[str, str]:
    """Names of the two plans: their own, with the folder where they are alike, or first and second."""
    for names in ((a.head.navn, b.head.navn), (a.folder.name, b.folder.name)):
        if names[0] != names[1] and all(names):
            return names
    return tr("compare.before"), tr("compare.after")


def measure_of(bridge: Bridge, name: str | None, year: int | None) -> Measure:
    """The number to split: the lasting need when no name is given; a quantity in the plan's headline year when no year is."""
    if name is None or name == NEED.name:
        return NEED
    return Measure(name, bridge.after.plan.shown_year if year is None else year)
