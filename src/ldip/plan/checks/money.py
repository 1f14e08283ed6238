"""Checks of balances, loans, assets, funds, capital and accounting entities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.digits import is_digits
from ldip.errors import Problem
from ldip.plan.checks.common import unknown
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.files import EnterpriseFile, file_of

TOLERANCE = 0.5  # kroner
RESERVED = ("kommunekasse", "samlet", "konsern")  # entity accounts that the model computes


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
    text = "anleggsmidler − langsiktig gjeld + ubrukte lånemidler (§ 5-10 b)"
    yield from _same("balanse.toml", "kapitalkonto", b.kapitalkonto * scale, b.capital * scale, text)
    text = "fond − merforbruk − udekket + ubrukte lånemidler + prinsippendringer (§ 5-10 a)"
    yield from _same("balanse.toml", "arbeidskapital", b.arbeidskapital * scale, b.working_capital * scale, text)
    lent = b.videreutlaan_utestaaende
    if lent is not None and lent > b.utlaan:
        hint = f"høyst {b.utlaan:g}, som er alle utlån"
        yield Problem("balanse.toml", "videreutlaan_utestaaende", "er større enn utlaan", f"{lent:g}", hint)


def _construction(plan: Plan) -> Iterator[Problem]:
    """Assets under construction need the years they are finished, since § 14-18 may leave them out until then."""
    b, key = plan.balance, "under_utfoerelse_ferdig"
    wrong = [year for year in b.under_utfoerelse_ferdig if not (is_digits(year) and int(year) >= plan.years[0])]
    for year in wrong:
        hint = f"skriv et årstall fra {plan.years[0]}"
        yield Problem("balanse.toml", f"{key}.{year}", "er ikke et år fra og med første planår", year, hint)
    total = sum(b.under_utfoerelse_ferdig.values())
    if not wrong and abs(total - b.anlegg_under_utfoerelse) * SCALE[b.enhet] > TOLERANCE:
        hint = f"fordel hele beløpet på årene anleggene blir ferdige: {key} = {{ {plan.years[0]} = … }}"
        text = f"summen er ikke anlegg_under_utfoerelse ({b.anlegg_under_utfoerelse:g})"
        yield Problem("balanse.toml", key, text, f"{total:g}", hint)


def _loans(plan: Plan) -> Iterator[Problem]:
    table = plan.table("laan.csv", t.LoanRow)
    owed = sum(r.saldo * SCALE[r.enhet] for r in table.rows if not r.tas_opp)
    given = plan.balance.laanegjeld * SCALE[plan.balance.enhet]
    if "laan.csv" not in plan.partial:
        yield from _same("balanse.toml", "laanegjeld", given, owed, "summen av laan.csv")
    for line, row in table.numbered():
        if row.tas_opp and row.tas_opp not in plan.years:
            span = f"{plan.years[0]}–{plan.years[-1]}"
            hint = "la feltet stå tomt for et lån som er tatt opp før planen"
            yield Problem("laan.csv", "tas_opp", f"må være et planår ({span})", str(row.tas_opp), hint, line)
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
    for line, row in table.numbered():
        if (row.omlevetid_fra > 0) != (row.ny_restlevetid > 0.0):
            hint = "oppgi begge eller ingen"
            yield Problem("anlegg.csv", "ny_restlevetid", "hører sammen med omlevetid_fra", row.klasse, hint, line)
        if row.under_utfoerelse and row.omlevetid_fra == 0:
            hint = "oppgi omlevetid_fra og ny_restlevetid: året avskrivningen begynner, og levetiden fra da av"
            yield Problem("anlegg.csv", "under_utfoerelse", "sier ikke når anlegget tas i bruk", row.klasse, hint, line)
    if "anlegg.csv" not in plan.partial:
        yield from _same("balanse.toml", "avskrivbare_anleggsmidler", given, booked, "summen av anlegg.csv")


def _funds(plan: Plan) -> Iterator[Problem]:
    ids = [fund.id for fund in plan.funds.disposisjonsfond]
    rest = [fund.id for fund in plan.funds.disposisjonsfond if fund.tar_rest]
    if len(rest) != 1:
        hint = "sett tar_rest = true på ett fond"
        yield Problem("fond.toml", "disposisjonsfond", "nøyaktig ett fond skal ta resten", ", ".join(rest), hint)
    for name in plan.balance.disposisjonsfond:
        yield from unknown("balanse.toml", f"disposisjonsfond.{name}", name, ids, "ukjent fond")
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
    if c.kursreserve is not None:
        yield from unknown(file, "kapitalforvaltning.kursreserve", c.kursreserve, ids, "ukjent fond")
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
            yield Problem(
                file_of(EnterpriseFile, name), "", "navnet er tatt av et regnskap som regnes", name, "gi filen et annet navn"
            )
        for i, pair in enumerate(e.intern):
            own = e.linjer.get(pair.linje) if pair.linje in e.linjer else None
            short = [y for y in plan.years if pair.beloep.at(y) > (own.at(y) if own else 0.0) + TOLERANCE]
            if short:
                text = f"er større enn foretakets {pair.linje} i {short[0]}"
                yield Problem(
                    file_of(EnterpriseFile, name), f"intern.{i}.beloep", text, "", "øk linjen eller senk det interne beløpet"
                )


CHECKS: Final = (_balance, _construction, _loans, _assets, _funds, _capital, _enterprises)
