"""Måltall: status against target, floor and cap by year, and the chance to keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ldip.compare.drawn_rules import all_at_once, drawn_rules, firsts
from ldip.locales import language, tr
from ldip.parameters.ratios import Definition, library
from ldip.plan.schema.files import Ratio
from ldip.plan.schema.ratios import MARGIN
from ldip.publish.digits import Format, format_of, grouped
from ldip.simulation.run import Run
from ldip.statements.adopted import target_of, targets_of
from ldip.statements.status import Status, first_broken, statuses
from ldip.uncertainty.chances import Chance
from ldip.uncertainty.summary import many_enough


@dataclass(frozen=True)
class RatioRow:
    """A måltall: name, unit, decimals, levels, status by year, first year broken, kroner to spare, chance to keep."""

    id: str
    name: str
    unit: str
    decimals: int
    levels: Mapping[str, float | None]
    limits: tuple[str, ...]
    statuses: tuple[Status, ...]
    first_broken: int | None
    only: int | None
    margin: str
    source: str
    chance: Chance | None = None

    @property
    def target(self) -> str:
        """Target, floor and cap in words."""
        return ", ".join(self.limits)


def ratio_rows(run: Run) -> list[RatioRow]:
    """Every måltall of the plan; with draws, the chance to keep it."""
    return [replace(_ratio(run, r), chance=_chance(run, r)) for r in run.plan.rules.maaltall]


def ratio_target(ratio: Ratio) -> str:
    """Target, floor and cap as read, with the years of the mean and the year it holds for."""
    first, *rest = _limits(ratio) or ("",)
    mean = f", {tr('target.mean', n=ratio.snitt)}" if ratio.snitt > 1 else ""
    only = tr("target.only", year=target_of(ratio).only) if target_of(ratio).only is not None else ""
    return (f"{first}{mean} ({', '.join(rest)})" if rest else first + mean) + only


def ratio_format(ratio: Ratio) -> Format:
    """The format of a måltall: its own unit and decimals."""
    return format_of("", ratio.enhet, ratio.desimaler)


def ratio_name(ratio: Ratio) -> str:
    """The plan's name, or the library's in the reader's language where the plan took the library's; whose accounts it is on."""
    found = library().get(ratio.bibliotek or "")
    name = definition_name(found) if found and ratio.navn == found.navn else ratio.navn
    return _with_entity(ratio, name)


def ratio_short_name(ratio: Ratio) -> str:
    """The short name, in the reader's language where the plan took the library's; whose accounts it is on."""
    found = library().get(ratio.bibliotek or "")
    ours = found and found.kort_nn and language() == "nn" and ratio.kortnavn == found.kortnavn
    name = found.kort_nn if found and ours else ratio.kortnavn or ratio.navn
    return _with_entity(ratio, name)


def _with_entity(ratio: Ratio, name: str) -> str:
    """A name with the accounts the måltall is on, where they are not the kommunekasse's."""
    return name if ratio.regnskapsenhet == "kommunekasse" else f"{name}, {tr(f'entity.{ratio.regnskapsenhet}')}"


def definition_name(definition: Definition) -> str:
    """The library's name in the reader's language; English readers get bokmål."""
    return definition.nn if language() == "nn" else definition.navn


def levels(of: Mapping[str, float | None]) -> list[str]:
    """Target, floor and cap as read, those that are set."""
    return [tr(f"target.{k}", v=grouped(v, 0 if float(v).is_integer() else 2)) for k, v in of.items() if v is not None]


def _limits(ratio: Ratio) -> tuple[str, ...]:
    """Target, floor and cap as read; those that follow the state in words."""
    fixed = levels({"maal": ratio.maal, "gulv": ratio.gulv, "tak": ratio.tak})
    return (*fixed, *(tr(f"target.{n}_uttrykk") for n in ratio.follows_state))


def ratio_statuses(run: Run, ratio: Ratio, variant: str = "") -> tuple[Status, ...]:
    """Status of a måltall by year, as a variant of the need sees it."""
    seen = {"variant": variant} if variant else {}
    measured = [run.at(ratio.measured, y, seen) for y in run.years]
    return statuses(run.years, measured, targets_of(ratio, run.years, lambda name, year: run.at(name, year, seen)))


def joint_chance(run: Run) -> Chance | None:
    """The chance that all måltall with a level are kept at once; None with too few draws or without levels."""
    return all_at_once(drawn_rules(run)) if many_enough(run.draws) else None


def _ratio(run: Run, ratio: Ratio) -> RatioRow:
    found, target = ratio_statuses(run, ratio), target_of(ratio)
    name = ratio.id + MARGIN
    return RatioRow(
        ratio.measured,
        ratio_name(ratio),
        ratio.enhet,
        ratio.desimaler,
        {"maal": target.maal, "gulv": target.gulv, "tak": target.tak},
        _limits(ratio),
        found,
        first_broken(run.years, found),
        target.only,
        name if name in run.catalogue.steps else "",
        ratio.kilde,
    )


def _chance(run: Run, ratio: Ratio) -> Chance | None:
    """The chance that the level the verdict holds a måltall to is kept; None with too few draws or without a level."""
    own = firsts(drawn_rules(run)) if many_enough(run.draws) else ()
    return next((r.chance for r in own if r.ratio is ratio), None)
