"""Unit costs that agree with own frames: the net frame divided by the plan's own users in the year before the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Final

from ldip.engine.graph import Array
from ldip.intake.own_reading import Given
from ldip.intake.own_terms import Part, Row
from ldip.locales import tr
from ldip.locales.written import millions, separated
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, SetValue
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.files import ServiceFile, file_of
from ldip.simulation.simulate import simulate

USERS: Final = "kostnadsbrukere_aapning"
GROWTH: Final = "deflator_vekst"
LEAST: Final = 0.5  # users; fewer give no cost of one
UNCHANGED: Final = 1e-4  # relative


@dataclass(frozen=True)
class Measured:
    """Users by service in the year before the plan, and the growth of prices from that year to the plan's price year."""

    users: Mapping[str, float]
    factor: float


def measured(plan: Plan) -> Measured:
    """Users as the model counts them, and the plan's own deflator. Errors: ModelError when the model itself is wrong."""
    run = simulate(plan, keep=(USERS, GROWTH))
    users = dict(zip(run.ids("tjeneste"), run.series(USERS)[0].tolist(), strict=True))
    growth: Array = run.series(GROWTH)
    return Measured(users, prod(1.0 + float(g) for y, g in zip(plan.years, growth, strict=True) if y <= plan.head.tid.prisnivaa))


def unit_costs(plan: Plan, given: Given, found: Measured) -> Part:
    """Estimated unit costs of the services with users, from a plan with its own frames; the municipality's own costs stay."""
    users, factor = found.users, found.factor
    edits: list[Edit] = []
    rows: list[Row] = []
    told: list[str] = []
    for name, net in _net(plan):
        cost, count = plan.services[name].enhetskostnad, users.get(name, 0.0)
        if count < LEAST or cost.kroner <= 0.0 or not cost.anslag or net is None:
            continue
        if net <= 0.0:
            told.append(tr("own.nocost", service=plan.services[name].navn, amount=millions(net)))
            continue
        kroner = net * factor / count
        if abs(kroner / cost.kroner - 1.0) < UNCHANGED:
            continue
        file, source = file_of(ServiceFile, name), _source(plan, given, net, count, factor)
        decimals = {"kr": 0, "1000 kr": 3, "mill. kr": 6}[cost.enhet]
        amount = round(kroner / SCALE[cost.enhet], decimals)
        edits.append(SetValue(fil=file, noekkel=["enhetskostnad", "beloep"], verdi=amount if decimals else int(amount)))
        edits.append(SetValue(fil=file, noekkel=["enhetskostnad", "kilde"], verdi=source))
        rows.append(Row(file, tr("own.unit", service=plan.services[name].navn), cost.kroner, kroner, "kr", source, True))
    return Part(tuple(edits), tuple(rows), told=tuple(told))


def _net(plan: Plan) -> Iterator[tuple[str, float | None]]:
    """Net frame by service, in kroner of the year before the plan; None for a service without a frame."""
    rows = plan.table("rammer.csv", t.FrameRow).rows
    for name in plan.services:
        signed = [r.kroner if r.art in t.EXPENDITURE else -r.kroner for r in rows if r.tjeneste == name]
        yield name, sum(signed) if signed else None


def _source(plan: Plan, given: Given, net: float, users: float, factor: float) -> str:
    """Derivation of the unit cost in words. Users are the plan's use rates times own population, so it stays an estimate."""
    frame = f"Netto ramme {plan.years[0] - 1} {millions(net)}" + (f" ({given.accounts})" if given.accounts else "")
    price = f" × {separated(f'{factor:.4f}')} (deflator til {plan.head.tid.prisnivaa}-kroner)" if factor != 1.0 else ""
    count = separated(f"{users:,.0f}" if users >= 100 else f"{users:,.1f}").replace("\u00a0", " ")
    return f"{frame}{price} ÷ {count} brukere (planens bruksrater × folketallet)"
