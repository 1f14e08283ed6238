"""Checks of balances, loans, funds, projects, rules and adopted lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.parameters import read as parameters
from ldip.parameters.ratios import library
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import CURRENT, SCALE

TOLERANCE = 0.5  # kroner
RESERVED = ("kommunekasse", "samlet", "konsern")  # accounts that are computed
OWN_PRICES = ("kostnad", "kostnadsramme", "tidligere_bevilget")  # price year of the project's own, converted


def _same(file: str, key: str, given: float, computed: float, remedy: str) -> Iterator[Problem]:
    if abs(given - computed) > TOLERANCE:
        yield Problem(
            file,
            key,
            f"stemmer ikke: {remedy} gir {computed:,.0f} kr".replace(",", " "),
            f"{given:.0f} kr",
            "rett ett av tallene",
        )


def _balance(plan: Plan) -> Iterator[Problem]:
    b, scale = plan.balance, SCALE[plan.balance.enhet]
    fixed = b.avskrivbare_anleggsmidler + b.tomter + b.aksjer + b.utlaan
    capital = fixed - b.laanegjeld - b.videreutlaan_gjeld + b.ubrukte_laanemidler
    text = "anleggsmidler − langsiktig gjeld + ubrukte lånemidler (§ 5-10 b)"
    yield from _same("balanse.toml", "kapitalkonto", b.kapitalkonto * scale, capital * scale, text)
    funds = sum(b.disposisjonsfond.values()) + b.bundne_driftsfond + b.ubundet_investeringsfond
    funds += b.bundne_investeringsfond + b.ubrukte_laanemidler - b.merforbruk - b.udekket
    text = "fond − merforbruk − udekket + ubrukte lånemidler (§ 5-10 a)"
    yield from _same("balanse.toml", "arbeidskapital", b.arbeidskapital * scale, funds * scale, text)


def _loans(plan: Plan) -> Iterator[Problem]:
    table = plan.table("laan.csv", t.LoanRow)
    owed = sum(r.saldo * SCALE[r.enhet] for r in table.rows)
    given = plan.balance.laanegjeld * SCALE[plan.balance.enhet]
    if "laan.csv" not in plan.partial:
        yield from _same("balanse.toml", "laanegjeld", given, owed, "summen av laan.csv")
    for line, row in zip(table.lines, table.rows, strict=True):
        if row.type == "avdragsfritt" and row.forfaller == 0:
            yield Problem(
                "laan.csv", "forfaller", "mangler for et avdragsfritt lån", row.id, "oppgi året lånet refinansieres", line
            )
        if (row.swap_til > 0) != (row.swap_rente != 0.0):
            yield Problem("laan.csv", "swap_til", "swap_rente og swap_til hører sammen", row.id, "oppgi begge eller ingen", line)
        if row.swap_til > 0 and row.rentetype == "fast":
            yield Problem("laan.csv", "swap_til", "lån med fast rente har ikke bytte til fast", row.id, "fjern ett av dem", line)
        if row.rentetype == "fast" and row.fast_til == 0:
            hint = "oppgi året rentebindingen løper ut, eller sett rentetype til flytende"
            yield Problem("laan.csv", "fast_til", "mangler for lån med fast rente", row.id, hint, line)


def _assets(plan: Plan) -> Iterator[Problem]:
    table = plan.table("anlegg.csv", t.AssetRow)
    booked = sum(r.bokfoert * SCALE[r.enhet] for r in table.rows)
    given = plan.balance.avskrivbare_anleggsmidler * SCALE[plan.balance.enhet]
    for line, row in zip(table.lines, table.rows, strict=True):
        if (row.omlevetid_fra > 0) != (row.ny_restlevetid > 0.0):
            hint = "oppgi begge eller ingen"
            yield Problem("anlegg.csv", "ny_restlevetid", "hører sammen med omlevetid_fra", row.klasse, hint, line)
    if "anlegg.csv" not in plan.partial:
        yield from _same("balanse.toml", "avskrivbare_anleggsmidler", given, booked, "summen av anlegg.csv")


def _funds(plan: Plan) -> Iterator[Problem]:
    ids = [fund.id for fund in plan.funds.disposisjonsfond]
    rest = [fund.id for fund in plan.funds.disposisjonsfond if fund.tar_rest]
    if len(rest) != 1:
        hint = "sett tar_rest = true på ett fond"
        yield Problem("fond.toml", "disposisjonsfond", "nøyaktig ett fond skal ta resten", ", ".join(rest), hint)
    for name in plan.balance.disposisjonsfond:
        if name not in ids:
            yield Problem("balanse.toml", f"disposisjonsfond.{name}", "ukjent fond", name, nearest(name, ids))
    for name in ids:
        if name not in plan.balance.disposisjonsfond:
            yield Problem("balanse.toml", "disposisjonsfond", "mangler saldo for fondet", name, f"legg til {name} = 0")


def _capital(plan: Plan) -> Iterator[Problem]:
    c, file = plan.finance.kapitalforvaltning, "finans.toml"
    if c is None:
        return
    ids = [fund.id for fund in plan.funds.disposisjonsfond]
    if (c.uttak == "andel") != (c.uttaksandel is not None):
        hint = 'oppgi uttaksandel når uttak = "andel", og bare da'
        yield Problem(file, "kapitalforvaltning.uttaksandel", "hører sammen med uttak", c.uttak, hint)
    if c.kursreserve is not None and c.kursreserve not in ids:
        yield Problem(file, "kapitalforvaltning.kursreserve", "ukjent fond", c.kursreserve, nearest(c.kursreserve, ids))
    if c.uttak != "alt" and c.kursreserve is None:
        hint = "oppgi fondet som tar imot avkastning over uttaket og dekker det som mangler"
        yield Problem(file, "kapitalforvaltning.kursreserve", "mangler når uttaket følger en regel", c.uttak, hint)
    if c.tap_inntreffer is not None and not c.tapsbane:
        hint = "oppgi avkastningen i prosent for hvert av de dårlige årene"
        yield Problem(file, "kapitalforvaltning.tapsbane", "mangler når tapet inntreffer", str(c.tap_inntreffer), hint)
    marked = plan.funds.ubundet_markedsforvaltet or any(f.markedsforvaltet for f in plan.funds.disposisjonsfond)
    if c.verdi is not None and marked:
        hint = "fjern markedsforvaltet i fond.toml, eller verdi her"
        yield Problem(file, "kapitalforvaltning.verdi", "kapitalen ville blitt regnet to ganger", f"{c.verdi.beloep:g}", hint)
    if c.verdi is None and c.tilfoersel is not None:
        yield Problem(file, "kapitalforvaltning.tilfoersel", "gjelder en portefølje med egen verdi", "", "oppgi verdi")


def _enterprises(plan: Plan) -> Iterator[Problem]:
    if plan.enterprises and plan.head.kommune.enhet != "kommunekasse":
        hint = 'sett enhet = "kommunekasse"; samlet og konsern regnes av foretakene'
        yield Problem("plan.toml", "kommune.enhet", "planen er allerede samlet, men har foretak", plan.head.kommune.enhet, hint)
    for name, e in plan.enterprises.items():
        if name in RESERVED:
            yield Problem(f"foretak/{name}.toml", "", "navnet er tatt av et regnskap som regnes", name, "gi filen et annet navn")
        for i, pair in enumerate(e.intern):
            own = e.linjer.get(pair.linje) if pair.linje in e.linjer else None
            short = [y for y in plan.years if pair.beloep.at(y) > (own.at(y) if own else 0.0) + TOLERANCE]
            if short:
                text = f"er større enn foretakets {pair.linje} i {short[0]}"
                yield Problem(f"foretak/{name}.toml", f"intern.{i}.beloep", text, "", "øk linjen eller senk det interne beløpet")


def _kostra(plan: Plan) -> Iterator[Problem]:
    """kostra.csv: figures of måltall the plan has adopted or the library knows."""
    known = {*library(), *(r.id for r in plan.rules.maaltall)}
    table = plan.table("kostra.csv", t.KostraRow)
    told: set[str] = set()
    for line, row in zip(table.lines, table.rows, strict=True):
        if row.maaltall not in known and row.maaltall not in told:
            told.add(row.maaltall)
            yield Problem("kostra.csv", "maaltall", "ukjent måltall", row.maaltall, nearest(row.maaltall, sorted(known)), line)


def _projects(plan: Plan) -> Iterator[Problem]:
    classes = parameters.names("avskrivning")
    for name, p in plan.projects.items():
        file = f"prosjekter/{name}.toml"
        if p.anleggsklasse not in classes:
            yield Problem(file, "anleggsklasse", "ukjent anleggsklasse", p.anleggsklasse, nearest(p.anleggsklasse, classes))
        if wrong := [y for y in p.framdrift if not (y.isdigit() and len(y) == 4)]:
            yield Problem(file, "framdrift", "nøklene må være årstall", wrong[0], "skriv for eksempel { 2026 = 0.4 }")
            continue
        spread = sum(p.framdrift.values())
        if p.type == "prosjekt" and abs(spread - 1.0) > 1e-6:
            yield Problem(file, "framdrift", "summerer ikke til 1", f"{spread:g}", "fordel hele utgiften på årene")
        if p.type == "prosjekt" and p.ferdig is None:
            yield Problem(file, "ferdig", "mangler for et prosjekt", "", "oppgi året prosjektet er ferdig")
        if p.type == "ramme" and p.videre is None and str(plan.years[-1]) not in p.framdrift:
            yield Problem(
                file, "videre", "mangler for en ramme som ikke når siste planår", "", 'sett videre = "siste" eller "null"'
            )
        if p.ferdig is not None and p.framdrift and p.ferdig < max(int(y) for y in p.framdrift):
            yield Problem(file, "ferdig", "ligger før siste år med utgift", str(p.ferdig), "flytt ferdig eller framdrift")
        for key in OWN_PRICES:
            if (cost := getattr(p, key)) is not None:
                yield from _price_year(plan, file, key, cost.priser)
        if (p.kapasitet or p.drift) and p.tjeneste is None:
            yield Problem(file, "tjeneste", "mangler når prosjektet har kapasitet eller drift", "", "oppgi tjenesten")


def _price_year(plan: Plan, file: str, key: str, prices: str) -> Iterator[Problem]:
    base = plan.head.tid.prisnivaa
    if prices == CURRENT:
        yield Problem(file, f"{key}.priser", "prosjektkostnad oppgis i faste priser", prices, f'bruk "{base}-kroner"')
        return
    year = int(prices[:4])
    known = {v.gjelder_fra for v in parameters.known_history("pris", "deflator", plan.head.tid.kunnskapsdato)}
    if year != base and (year > base or year not in known or base not in known):
        hint = f'bruk "{base}-kroner" eller et tidligere år med kjent deflator'
        yield Problem(file, f"{key}.priser", "prisnivået kan ikke regnes om", prices, hint)


def _rules(plan: Plan) -> Iterator[Problem]:
    rules = plan.rules
    for key, rule in (("egenkapitalfinansiering", rules.egenkapitalfinansiering), ("resultatgrad", rules.resultatgrad)):
        if rule is not None and rule.krevd == "gulv" and rule.gulv is None:
            yield Problem("handlingsregler.toml", f"{key}.gulv", "mangler når gulvet er det som kreves", "", "oppgi gulv")
        if rule is not None and rule.gulv is not None and rule.gulv > rule.maal:
            yield Problem("handlingsregler.toml", f"{key}.gulv", "er høyere enn målet", f"{rule.gulv:g}", "senk gulvet")
    for key, year in (("jevn_fra", rules.jevn_fra), ("overskriftsaar", rules.overskriftsaar)):
        if year not in plan.years:
            yield Problem("handlingsregler.toml", key, "ligger utenfor planårene", str(year), "velg et planår")
    seen: set[str] = set()
    derived = {r.id + end for r in rules.maaltall for end in ("_margin", "_snitt")}
    for i, ratio in enumerate(rules.maaltall):
        if ratio.id in seen or ratio.id in derived:
            yield Problem("handlingsregler.toml", f"maaltall.{i}.id", "står to ganger", ratio.id, "gi måltallet en egen id")
        seen.add(ratio.id)
        if ratio.gjelder == "siste_aar" and ratio.siste_aar is None:
            yield Problem("handlingsregler.toml", f"maaltall.{i}.siste_aar", "mangler", "", "oppgi året målet gjelder")


def _adopted(plan: Plan) -> Iterator[Problem]:
    years = plan.years
    for file, model in (("vedtatt.csv", t.AdoptedRow), ("kontroll.csv", t.ControlRow), ("tiltak.csv", t.MeasureRow)):
        table = plan.table(file, model)
        for line, row in zip(table.lines, table.rows, strict=True):
            year = row.aar  # type: ignore[attr-defined]
            if year not in years and file != "kontroll.csv":
                hint = f"planårene er {years[0]}–{years[-1]}"
                yield Problem(file, "aar", "ligger utenfor planårene", str(year), hint, line)
    rows = plan.table("vedtatt.csv", t.AdoptedRow)
    for line, adopted in zip(rows.lines, rows.rows, strict=True):
        if adopted.priser != CURRENT:
            yield Problem("vedtatt.csv", "priser", "vedtatte linjer er i løpende kroner", adopted.priser, f"bruk {CURRENT}", line)
    base = f"{plan.head.tid.prisnivaa}-kroner"
    measures = plan.table("tiltak.csv", t.MeasureRow)
    for line, measure in zip(measures.lines, measures.rows, strict=True):
        if measure.priser != base:
            yield Problem("tiltak.csv", "priser", "feil prisnivå her", measure.priser, f"bruk {base}", line)
    frames = plan.table("rammer.csv", t.FrameRow)
    for line, frame in zip(frames.lines, frames.rows, strict=True):
        if frame.priser != CURRENT:
            hint = f"rammene er året før første planår i løpende kroner; bruk {CURRENT}"
            yield Problem("rammer.csv", "priser", "feil prisnivå her", frame.priser, hint, line)


CHECKS: Final = (_balance, _loans, _assets, _funds, _capital, _enterprises, _projects, _rules, _kostra, _adopted)
