"""Checks of services: what they count, their ages, paths and need lists, and the workforce."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ldip.errors import Problem
from ldip.parameters import read as parameters
from ldip.plan.checks.common import outside_years, unknown
from ldip.plan.document import Plan, Table
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import AgeSpan, YearVector


def _services(plan: Plan) -> Iterator[Problem]:
    known = sorted(plan.services)
    tables: list[Table[t.FrameRow] | Table[t.BuildingRow] | Table[t.MeasureRow]] = [
        plan.table("rammer.csv", t.FrameRow),
        plan.table("bygg.csv", t.BuildingRow),
        plan.table("tiltak.csv", t.MeasureRow),
    ]
    for table in tables:
        for line, row in table.numbered():
            yield from unknown(table.file, "tjeneste", row.tjeneste, known, "ukjent tjeneste", line)
    for name, project in plan.projects.items():
        if project.tjeneste is not None:
            yield from unknown(f.file_of(f.ProjectFile, name), "tjeneste", project.tjeneste, known, "ukjent tjeneste")


def _need_list(plan: Plan) -> Iterator[Problem]:
    file, table = "behovsliste.csv", plan.table("behovsliste.csv", t.NeedListRow)
    for line, r in table.numbered():
        yield from unknown(file, "tjeneste", r.tjeneste, sorted(plan.services), "ukjent tjeneste", line)
        if r.tjeneste in plan.services:
            known = [n.id for n in plan.services[r.tjeneste].nivaaer]
            yield from unknown(file, "nivaa", r.nivaa, known, "ukjent nivå i tjenesten", line)
        yield from outside_years(plan, file, r.aar, line)


def _staff(plan: Plan) -> Iterator[Problem]:
    """Staff is declared once, by users or by hours; ids of levels of need are unique."""
    for name, s in plan.services.items():
        file = f.file_of(f.ServiceFile, name)
        if s.timer is not None and s.aarsverk_per_bruker:
            hint = "fjern aarsverk_per_bruker, eller fjern timer"
            yield Problem(file, "timer", "årsverkene er oppgitt to ganger", f"{s.aarsverk_per_bruker:g} per bruker", hint)
        seen: set[str] = set()
        for i, n in enumerate(s.nivaaer):
            if n.id in seen:
                yield Problem(file, f"nivaaer.{i}.id", "står to ganger", n.id, "gi nivået en egen id")
            seen.add(n.id)
        if s.forebygging is not None:
            known = sorted({r.id for r in plan.table("tiltak.csv", t.MeasureRow).rows if r.type == "varig"})
            yield from unknown(file, "forebygging.tiltak", s.forebygging.tiltak, known, "ukjent varig tiltak")
        if s.privat is not None and min(s.privat.kommunal_andel.given) <= 0.0:
            hint = "kostnadsgrunnlaget er kommunens egne; oppgi en andel over null"
            yield Problem(file, "privat.kommunal_andel", "må være over null", "", hint)


def _spans(plan: Plan) -> Iterator[Problem]:
    """Every age span starts before it ends."""
    for name, s in plan.services.items():
        spans: dict[str, Sequence[AgeSpan | f.Coverage]] = {
            "bruksrate": s.bruksrate,
            "klasser": s.klasser,
            "normer": s.normer,
            "rett": s.rett,
            "vekter": s.vekter,
            "arealnorm": s.arealnorm,
            "pedagognormer": s.pedagognormer,
            "timer.rater": s.timer.rater if s.timer else (),
            "dekning": (s.dekning,) if s.dekning else (),
        }
        for key, span in ((key, span) for key, found in spans.items() for span in found):
            if span.til_alder < span.fra_alder:
                ages, hint = f"{span.fra_alder}–{span.til_alder}", "bytt om fra_alder og til_alder"
                yield Problem(f.file_of(f.ServiceFile, name), key, "til_alder er lavere enn fra_alder", ages, hint)


def _paths(plan: Plan) -> Iterator[Problem]:
    """Floors under ceilings, targets with a year, thresholds that move up."""
    for name, service in plan.services.items():
        file, path, threshold = f.file_of(f.ServiceFile, name), service.bruksrate_bane, service.terskel
        if path is not None:
            if path.gulv > path.tak:
                yield Problem(file, "bruksrate_bane.gulv", "gulvet er over taket", f"{path.gulv:g}", f"høyst {path.tak:g}")
            if (path.maal is None) != (path.maal_aar is None):
                hint = "oppgi både maal og maal_aar, eller ingen av dem"
                yield Problem(file, "bruksrate_bane.maal", "målet og året hører sammen", "", hint)
            if path.maal_aar is not None and "plan.toml" in plan.single and path.maal_aar <= plan.years[0]:
                hint = f"velg et år etter {plan.years[0]}"
                yield Problem(file, "bruksrate_bane.maal_aar", "er ikke etter første planår", str(path.maal_aar), hint)
        if threshold is not None and threshold.til_alder <= threshold.fra_alder:
            hint = "terskelen flyttes oppover; la til_alder være høyere"
            yield Problem(file, "terskel.til_alder", "er ikke over fra_alder", str(threshold.til_alder), hint)


def _prices(plan: Plan) -> Iterator[Problem]:
    """The price of a place is complete: built or rented, and what is built has an area and a running cost."""
    classes = parameters.names("avskrivning")
    for name, s in plan.services.items():
        price, file = s.plasser.pris if s.plasser is not None else None, f.file_of(f.ServiceFile, name)
        if price is None:
            continue
        yield from unknown(file, "plasser.pris.anleggsklasse", price.anleggsklasse, classes, "ukjent anleggsklasse")
        if not price.stated:
            hint = "oppgi bygg_per_plass, leie_per_plass eller begge"
            yield Problem(file, "plasser.pris", "sier verken hva en plass koster å bygge eller å leie", "", hint)
        for key in ("m2_per_plass", "fdv_per_m2") if price.bygg_per_plass is not None else ():
            if getattr(price, key) is None:
                hint = "en bygd plass skal også driftes; oppgi 0 hvis den ikke koster noe"
                yield Problem(file, f"plasser.pris.{key}", "mangler når plassen bygges", "", hint)
    renewal = plan.investment.reinvestering
    if renewal is not None:
        place = ("investeringer.toml", "reinvestering.anleggsklasse")
        yield from unknown(*place, renewal.anleggsklasse, classes, "ukjent anleggsklasse")


def _cost_shape(plan: Plan) -> Iterator[Problem]:
    """Fixed and stepped shares are at most the whole; steps have classes or users per unit, never both."""
    for name, s in plan.services.items():
        shape, file = s.kostnadsform, f.file_of(f.ServiceFile, name)
        if shape is None:
            continue
        if shape.fast_andel + shape.trinn_andel > 1.0:
            both = f"{shape.fast_andel:g} + {shape.trinn_andel:g}"
            yield Problem(
                file, "kostnadsform", "fast og trinnvis andel er mer enn hele kostnaden", both, "la summen være høyst 1"
            )
        if shape.trinn_andel and s.klasser and shape.brukere_per_enhet:
            hint, value = "fjern brukere_per_enhet, eller fjern klasser", f"{shape.brukere_per_enhet:g}"
            yield Problem(file, "kostnadsform.brukere_per_enhet", "hele enheter er oppgitt to ganger", value, hint)
        if shape.trinn_andel and not s.klasser and not shape.brukere_per_enhet:
            hint = "oppgi klasser i tjenesten, eller brukere_per_enhet"
            yield Problem(file, "kostnadsform.trinn_andel", "mangler hva en hel enhet er", f"{shape.trinn_andel:g}", hint)


def _workforce(plan: Plan) -> Iterator[Problem]:
    found, file = plan.workforce, "arbeidskraft.toml"
    if found is None:
        return
    if found.til_alder < found.fra_alder:
        yield Problem(file, "til_alder", "er lavere enn fra_alder", str(found.til_alder), "bytt om aldrene")
    for key, most in (("yrkesdeltakelse", 1.0), ("sykefravaer", 0.5), ("avgang", 1.0)):
        vector: YearVector = getattr(found, key)
        if any(not 0.0 <= v <= most for v in vector.given):
            hint = f"bruk 0–{100 * most:g} prosent"
            yield Problem(file, key, "ligger utenfor det mulige", f"{100 * max(vector.given):g} prosent", hint)


CHECKS: Final = (_services, _need_list, _staff, _spans, _paths, _prices, _cost_shape, _workforce)
