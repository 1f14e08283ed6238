"""Checks of inntekter.toml: property tax against the law, parts of the grant, scenarios and what may be known."""

from __future__ import annotations

from collections.abc import Iterator

from ldip.errors import ModelError, Problem
from ldip.parameters import income as tables
from ldip.plan.document import Plan
from ldip.plan.fields import CURRENT
from ldip.plan.files import Property

FILE = "inntekter.toml"
LAW = "eigedomsskattelova"
NEEDS = ("plan.toml", FILE)


def _parts(plan: Plan) -> Iterator[Problem]:
    base = f"{plan.head.tid.prisnivaa}-kroner"
    seen: set[str] = set()
    for i, part in enumerate(plan.income.rammetilskudd):
        if part.del_ in seen:
            yield Problem(FILE, f"rammetilskudd.{i}.del", "delen står to ganger", part.del_, "slå dem sammen")
        seen.add(part.del_)
        if part.priser not in (CURRENT, base):
            hint = f'bruk "løpende" (holdes nominelt) eller "{base}" (følger deflatoren)'
            yield Problem(FILE, f"rammetilskudd.{i}.priser", "feil prisnivå her", part.priser, hint)
    integration = plan.income.integrering
    if integration is not None and integration.priser != base:
        yield Problem(FILE, "integrering.priser", "feil prisnivå her", integration.priser, f'bruk "{base}"')


def _scenarios(plan: Plan) -> Iterator[Problem]:
    drift = plan.income.skatt_mot
    if drift is not None and drift.til < drift.fra:
        yield Problem(FILE, "skatt_mot.til", "er før fra", str(drift.til), "bytt om årene")
    known = plan.head.tid.kunnskapsdato
    _, published, _ = tables.nation_source()
    uses = [
        k
        for k, on in (("behov", plan.income.behov), ("nasjonalt.vekstbane", plan.income.nasjonalt.vekstbane == "demografi"))
        if on
    ]
    for name in uses:
        if known < published:
            hint = f"velg en kunnskapsdato fra {published}, eller gi tallene selv"
            yield Problem(FILE, name, "landets folketall var ikke kjent ved kunnskapsdatoen", str(known), hint)
    if plan.income.behov is None:
        return
    try:
        key = tables.cost_key(plan.income.behov.noekkel_aar)
    except ModelError as error:
        yield Problem(FILE, "behov.noekkel_aar", str(error), str(plan.income.behov.noekkel_aar), "bruk 2026")
        return
    if known < key.kjent_fra:
        hint = f"velg en kunnskapsdato fra {key.kjent_fra}"
        yield Problem(FILE, "behov.noekkel_aar", "kostnadsnøkkelen var ikke kjent ved kunnskapsdatoen", str(known), hint)
    if plan.income.behovsindeks.verdi is None:
        hint = "oppgi én verdi: indeksen i indeks_aar"
        yield Problem(FILE, "behovsindeks", "må være ett tall når indeksen følger alderen", "", hint)


def _property(plan: Plan) -> Iterator[Problem]:
    ids: set[str] = set()
    for i, p in enumerate(plan.income.eiendom):
        if p.id in ids:
            yield Problem(FILE, f"eiendom.{i}.id", "id står to ganger", p.id, "velg en annen id")
        ids.add(p.id)
        if p.priser != CURRENT:
            yield Problem(FILE, f"eiendom.{i}.priser", "taksten er i løpende kroner", p.priser, 'bruk "løpende"')
        if p.type != "bolig" and p.bunnfradrag:
            hint = "fjern bunnfradraget"
            yield Problem(FILE, f"eiendom.{i}.bunnfradrag", f"bunnfradrag gjelder bare boliger ({LAW} § 11)", p.id, hint)
        if p.bunnfradrag and p.antall == 0.0:
            hint = "oppgi antall boenheter"
            yield Problem(FILE, f"eiendom.{i}.antall", "bunnfradraget trenger antall boenheter", p.id, hint)
        yield from _rates(plan, i, p)


def _rates(plan: Plan, i: int, p: Property) -> Iterator[Problem]:
    """Rate 1 ‰ to the limit, 1 ‰ the first year, and no greater step than the law allows."""
    limits, least = tables.property_limits()[p.type], tables.property_rules()["minste_sats"]
    before, key = p.forrige_promille, f"eiendom.{i}.promille"
    given = p.promille.by_year
    for year in plan.years:
        rate = p.promille.verdi if p.promille.verdi is not None else given.get(year, _beyond(p, year))
        text = f"{rate:g} promille i {year}"
        if rate > limits.maks:
            yield Problem(FILE, key, f"over høyeste sats ({LAW} § 11)", text, f"høyst {limits.maks:g} promille")
            return
        if 0.0 < rate < least:
            yield Problem(FILE, key, f"under laveste sats ({LAW} § 11)", text, f"minst {least:g} promille, eller 0")
            return
        step = limits.steg_med_bunnfradrag if p.bunnfradrag and p.bunnfradrag_fra == year else limits.steg
        most = limits.foerste_aar if before == 0.0 else before + step
        if rate > most + 1e-9:
            what = f"første år er høyst 1 promille ({LAW} § 13)" if before == 0.0 else f"for stor økning på ett år ({LAW} § 13)"
            yield Problem(FILE, key, what, text, f"høyst {most:g} promille dette året")
            return
        before = rate


def _beyond(p: Property, year: int) -> float:
    given = p.promille.by_year
    last = max(given)
    return 0.0 if p.promille.videre == "null" or year < last else given[last]


CHECKS = ((NEEDS, _parts), (NEEDS, _scenarios), (NEEDS, _property))
