"""Checks of inntekter.toml: property tax against the law, parts of the grant, scenarios and what may be known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.errors import ModelError, Problem
from ldip.parameters import income_system
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.files import Property

FILE = "inntekter.toml"
LAW = "eigedomsskattelova"


def _parts(plan: Plan) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, part in enumerate(plan.income.rammetilskudd):
        if part.del_ in seen:
            yield Problem(FILE, f"rammetilskudd.{i}.del", "delen står to ganger", part.del_, "slå dem sammen")
        seen.add(part.del_)


def _scenarios(plan: Plan) -> Iterator[Problem]:
    drift = plan.income.skatt_mot
    if drift is not None and drift.til < drift.fra:
        yield Problem(FILE, "skatt_mot.til", "er før fra", str(drift.til), "bytt om årene")
    known = plan.head.tid.kunnskapsdato
    _, published, _ = income_system.nation_source()
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
        key = income_system.cost_key(plan.income.behov.noekkel_aar)
    except ModelError as error:
        yield Problem(FILE, "behov.noekkel_aar", str(error), str(plan.income.behov.noekkel_aar), "bruk 2026")
        return
    if known < key.kjent_fra:
        hint = f"velg en kunnskapsdato fra {key.kjent_fra}"
        yield Problem(FILE, "behov.noekkel_aar", "kostnadsnøkkelen var ikke kjent ved kunnskapsdatoen", str(known), hint)
    if "befolkning.toml" in plan.single and abs(plan.income.behov.indeks_aar - plan.population.dato.year) > 1:
        hint = f"indeksen må gjelde folketallets år, {plan.population.dato.year}, eller året før eller etter"
        yield Problem(FILE, "behov.indeks_aar", "passer ikke til folketallets dato", str(plan.income.behov.indeks_aar), hint)
    if plan.income.behovsindeks.verdi is None:
        hint = "oppgi én verdi: indeksen i indeks_aar"
        yield Problem(FILE, "behovsindeks", "må være ett tall når indeksen følger alderen", "", hint)


def _levels(plan: Plan) -> Iterator[Problem]:
    """National levels that are left out and were not known either."""
    nation, known = plan.income.nasjonalt, plan.head.tid.kunnskapsdato
    for key, parameter in income_system.LEVELS.items():
        if getattr(nation, key) is None:
            try:
                income_system.level_known(parameter, nation.aar, known)
            except ModelError:
                hint = "oppgi beløpet, eller velg et senere år eller en senere kunnskapsdato"
                yield Problem(FILE, f"nasjonalt.{key}", f"landets nivå for {nation.aar} var ikke kjent {known}", "", hint)


def _household(plan: Plan) -> Iterator[Problem]:
    said = plan.income.husholdning
    for area in said.abonnement if said else ():
        if area not in plan.fees:
            yield Problem(FILE, f"husholdning.abonnement.{area}", "planen har ikke området", area, nearest(area, list(plan.fees)))
    if said and said.takst and not any(p.type == "bolig" for p in plan.income.eiendom):
        hint = "før opp boligene i eiendom, eller ta bort taksten"
        yield Problem(FILE, "husholdning.takst", "planen har ingen eiendomsskatt på bolig etter takst", "", hint)


def _property(plan: Plan) -> Iterator[Problem]:
    ids: set[str] = set()
    since, published = income_system.property_dates()
    known = plan.head.tid.kunnskapsdato
    if plan.income.eiendom and (known < published or plan.years[0] < since):
        hint = f"reglene gjelder fra {since} og var kjent {published}; oppgi beløpet i eiendomsskatt"
        yield Problem(FILE, "eiendom", "grensene for eiendomsskatt gjaldt ikke eller var ikke kjent", str(known), hint)
    for i, p in enumerate(plan.income.eiendom):
        if p.id in ids:
            yield Problem(FILE, f"eiendom.{i}.id", "id står to ganger", p.id, "velg en annen id")
        ids.add(p.id)
        if p.type != "bolig" and p.bunnfradrag:
            hint = "fjern bunnfradraget"
            yield Problem(FILE, f"eiendom.{i}.bunnfradrag", f"bunnfradrag gjelder bare boliger ({LAW} § 11)", p.id, hint)
        if p.bunnfradrag and p.antall == 0.0:
            hint = "oppgi antall boenheter"
            yield Problem(FILE, f"eiendom.{i}.antall", "bunnfradraget trenger antall boenheter", p.id, hint)
        yield from _assessment(plan, i, p)
        yield from _rates(plan, i, p)


def _assessment(plan: Plan, i: int, p: Property) -> Iterator[Problem]:
    """Office adjustment only ten years after the assessment and within its limit; power within its values per kWh."""
    rules, key = income_system.property_rules(), f"eiendom.{i}"
    if p.kontorjustering is not None:
        shares = [100.0 * v for v in p.kontorjustering.given]
        if max(shares) > rules["kontorjustering_prosent"] or min(shares) < 0.0:
            hint = f"0–{rules['kontorjustering_prosent']:g} prosent av det opprinnelige grunnlaget i året"
            yield Problem(FILE, f"{key}.kontorjustering", f"utenfor grensen ({LAW} § 8 A-4)", f"{max(shares):g} prosent", hint)
        earliest = (p.taksert_aar or plan.years[0]) + int(rules["taksering_aar"])
        first = _first_year(plan, p)
        if first is not None and first < earliest:
            hint = f"tidligst {earliest}: ti år etter takseringen i taksert_aar"
            yield Problem(FILE, f"{key}.kontorjustering", f"for tidlig ({LAW} § 8 A-4)", str(first), hint)
    if p.type == "kraft":
        scale = SCALE[p.enhet]
        low, high = (rules[n] * p.kwh for n in ("kraft_min_kr_per_kwh", "kraft_maks_kr_per_kwh"))
        if not low <= p.takst * scale <= high:
            hint = f"{low:.0f}–{high:.0f} kr med oppgitt kwh (en sjudel av produksjonen i sju år)"
            yield Problem(
                FILE, f"{key}.takst", f"utenfor grensene for kraftanlegg ({LAW} § 8 B-1)", f"{p.takst * scale:.0f}", hint
            )


def _first_year(plan: Plan, p: Property) -> int | None:
    """First plan year with an office adjustment."""
    return next((y for y in plan.years if p.kontorjustering is not None and p.kontorjustering.at(y) > 0.0), None)


def _rates(plan: Plan, i: int, p: Property) -> Iterator[Problem]:
    """Rate 1 ‰ to the limit, 1 ‰ the first year, and no greater step than the law allows."""
    limits, least = income_system.property_limits()[p.type], income_system.property_rules()["minste_sats"]
    before, key = p.forrige_promille, f"eiendom.{i}.promille"
    for year in plan.years:
        rate = 1000.0 * p.promille.at(year)
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


CHECKS: Final = (_parts, _levels, _scenarios, _property, _household)
