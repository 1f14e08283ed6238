"""Frames against the nation's spending per inhabitant, and against users times unit cost, in the year before the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from ldip.engine.graph import Array
from ldip.parameters.plausible import Rule, national_level, rules, sectors
from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution, Words, kroner, number
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import ServiceFile, file_of

RUN: Final = "kjøring"


class Result(Protocol):
    """The parts of a run that the warnings read."""

    @property
    def plan(self) -> Plan:
        """The plan that was run."""

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the run."""

    def series(self, name: str) -> Array:
        """All years of a quantity in the base case."""

    def ids(self, axis: str) -> tuple[str, ...]:
        """Element ids of an axis."""


def spending(run: Result) -> Iterator[Caution]:
    """Frames of services against the nation, and against their own users and unit cost."""
    gross, net = _frames(run)
    yield from _against_the_nation(run)
    yield from _against_users(run, gross, net)


def net_spending(run: Result) -> dict[str, float]:
    """Net frame by service the year before the plan, with the grants to private providers of the first year, kroner."""
    grants = run.series("tilskudd_til_private")[0].tolist()
    return {n: v + grant for (n, v), grant in zip(_frames(run)[1].items(), grants, strict=True)}


def _frames(run: Result) -> tuple[dict[str, float], dict[str, float]]:
    """Gross and net frame by service the year before the plan, without grants to private providers."""
    services = run.ids("tjeneste")
    spent = run.series("ramme_utgift_ib")[0].sum(axis=-1)
    earned = run.series("ramme_inntekt_ib")[0].sum(axis=-1)
    gross = {n: float(v) for n, v in zip(services, spent, strict=True)}
    return gross, {n: gross[n] - float(v) for n, v in zip(services, earned, strict=True)}


def _against_the_nation(run: Result) -> Iterator[Caution]:
    """Services compared in groups: those that share a sector are summed, and so are the sectors of a group."""
    rule, year = rules()["kostra"], run.years[0] - 1
    people, net = float(run.series("folketall_ib")[0].sum()), net_spending(run)
    for services, named in groups(run.plan):
        spent = sum(net[s] for s in services) / people
        nation = sum(national_level(s, year).verdi for s in named)
        if not rule.low <= spent / nation <= rule.high:
            words: Words = (
                ("navn", ", ".join(run.plan.services[s].navn for s in services)),
                ("verdi", number(spent, 0)),
                ("landet", number(nation, 0)),
                ("aar", str(national_level(named[0], year).gjelder_fra)),
                ("sektor", ", ".join(sectors()[s] for s in named)),
                ("ganger", number(spent / nation, 2)),
            )
            file, key, line = _largest_row(run.plan, services)
            value = f"{number(spent, 0)} kr per innbygger"
            yield Caution(file, key, rule.id, ", ".join(services), words, value, line=line)


def groups(plan: Plan) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Services that share sectors, directly or through another service, with all the sectors of the group."""
    found: list[tuple[list[str], list[str]]] = []
    for name, service in sorted(plan.services.items()):
        if not service.kostra:
            continue
        near = [g for g in found if set(g[1]) & set(service.kostra)]
        found = [g for g in found if g not in near]
        services = [*(s for g in near for s in g[0]), name]
        named = [s for g in near for s in g[1]]
        found.append((services, list(dict.fromkeys([*named, *service.kostra]))))
    return [(tuple(services), tuple(named)) for services, named in found]


def _largest_row(plan: Plan, services: Sequence[str]) -> tuple[str, str, int]:
    rows = [(abs(r.kroner), line) for line, r in plan.table("rammer.csv", t.FrameRow).numbered() if r.tjeneste in services]
    return "rammer.csv", "beloep", max(rows, default=(0.0, 0))[1]


def _against_users(run: Result, gross: dict[str, float], net: dict[str, float]) -> Iterator[Caution]:
    """Services whose frame, gross and net, is on the same side of the limits: a unit cost may be stated on either basis."""
    rule = rules()["enhetskostnad"]
    users, unit = run.series("kostnadsbrukere_aapning")[0], run.series("enhetskostnad_fast")[0]
    for i, name in enumerate(run.ids("tjeneste")):
        expected = float(users[i] * unit[i])
        if expected <= 0.0 or gross[name] <= 0.0:
            continue
        ratios = (gross[name] / expected, net[name] / expected)
        if min(ratios) > rule.high or max(ratios) < rule.low:
            yield _of_users(run, rule, name, (gross[name], expected, float(users[i]), float(unit[i])))


def _of_users(run: Result, rule: Rule, name: str, found: tuple[float, float, float, float]) -> Caution:
    frame, expected, users, unit = found
    words: Words = (
        ("navn", run.plan.services[name].navn),
        ("ramme", kroner(frame)),
        ("ventet", kroner(expected)),
        ("brukere", number(users, 0)),
        ("kostnad", kroner(unit)),
        ("ganger", number(frame / expected, 2)),
    )
    return Caution(
        file_of(ServiceFile, name), "enhetskostnad.beloep", rule.id, name, words, f"{number(frame / expected, 2)} ganger"
    )
