"""The form of a loan: planned, taken before the plan, or for lending on. A planned loan sets the terms of a part of what the plan
borrows; one taken before belongs to the opening balance, with its counter-entries; on-lending is lent out as it is borrowed."""

from __future__ import annotations

from typing import Final, get_args

from ldip.forms.asked import Asked
from ldip.forms.common import earliest_open
from ldip.forms.loan_taken import ask_counter_entry, follow
from ldip.forms.on_lending import ask_on_lending
from ldip.forms.terms import Choice, Cure, Made, Proposal, Spec, Values
from ldip.forms.written import cell, id_of, new_row
from ldip.locales import tr
from ldip.plan.csvfile import delimiter_of
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, SetCell
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE

FILE: Final = "laan.csv"
BALANCE: Final = "balanse.toml"
ASSETS: Final = "anlegg.csv"
INVESTMENTS: Final = "investeringer.toml"
UNIT: Final = "mill. kr"
PLANNED: Final = "planlagt"
TAKEN: Final = "tatt_opp_foer"
LENT_ON: Final = "videreutlaan"
FIXED: Final = "fast"
BULLET: Final = "avdragsfritt"
FIXED_YEARS: Final = 10  # usual length of a fixed rate
LONGEST: Final = 60.0  # years


def files(name: str) -> tuple[str, ...]:
    """The files a loan is written in."""
    return (FILE,) if name else (FILE, BALANCE, ASSETS, INVESTMENTS)


def row_of(plan: Plan, name: str) -> tuple[int, t.LoanRow] | None:
    """A loan with its line."""
    return next(((n, r) for n, r in plan.table(FILE, t.LoanRow).numbered() if r.id == name), None)


def load(plan: Plan, name: str) -> Values | None:
    """The stored values of a loan."""
    found = row_of(plan, name)
    if found is None:
        return None
    row = found[1]
    return {
        "slag": PLANNED if row.tas_opp else TAKEN,
        "navn": row.navn,
        "beloep": row.saldo * SCALE[row.enhet] / SCALE[UNIT],
        "aar": row.tas_opp,
        "avdrag": row.type,
        "loepetid": row.restloepetid,
        "rente": row.rentetype,
        "fast_rente": row.fast_rente,
        "bindes_til": row.fast_til,
        "margin": row.margin,
        "forfaller": row.forfaller,
        "formaal": row.formaal,
        "kilde": row.kilde,
        "anslag": row.anslag,
    }


def draw(a: Asked) -> Made:
    """The fields, and the edits they give."""
    kinds = [Choice(k, tr(f"skjema.laan.slag.{k}")) for k in ((PLANNED, TAKEN, LENT_ON) if a.new else (PLANNED, TAKEN))]
    kind = a.choice(Spec("slag"), kinds if a.new else [k for k in kinds if k.id == a.stored["slag"]], Proposal(PLANNED))
    name = a.text(Spec("navn", required=True))
    if kind == LENT_ON:
        return ask_on_lending(a, name)
    amount = ask_amount(a, tr(f"skjema.laan.beloep.{kind}"))
    year = _year(a) if kind == PLANNED else 0
    cells = _terms(a, year) | {"navn": name, "saldo": amount, "enhet": UNIT, "tas_opp": str(year) if year else None}
    notes = [tr("skjema.laan.del_av", aar=year)] if kind == PLANNED else []
    taken = None
    if kind == TAKEN and a.new:
        taken = ask_counter_entry(a, amount)
    a.source(tr("skjema.laan.enhet"))
    cells |= {"kilde": str(a.values["kilde"]), "anslag": bool(a.values["anslag"])}
    key = a.given.id or id_of(name, {r.id for r in a.plan.table(FILE, t.LoanRow).rows}, "laan")
    edits: list[Edit] = (
        list(_changed(a, cells)) if a.given.id else [new_row(FILE, a.plan.contents.get(FILE), {"id": key, **cells})]
    )
    sheets = (taken.sheet,) if taken else ()
    if a.given.id and kind == TAKEN:
        edits += follow(a, amount - float(a.stored["beloep"]))  # type: ignore[arg-type]
    places = _places() | (dict(taken.places) if taken else {})
    return Made((*edits, *(taken.edits if taken else ())), places, tuple(notes), sheets)


def ask_amount(a: Asked, reason: str) -> float:
    """The amount of a loan in millions, which must be typed."""
    amount = a.number(
        Spec("beloep", required=True, unit="mill.", prices=tr("skjema.laan.loepende"), low=0.0, high=1e6), Proposal("", reason)
    )
    if amount == 0.0:
        a.lack("beloep")
    return amount


def _year(a: Asked) -> int:
    """The year a planned loan is taken."""
    first, last = float(a.plan.years[0]), float(a.plan.years[-1])
    year = a.year(Spec("aar", low=first, high=last), Proposal(earliest_open(a.plan), tr("skjema.laan.aar")))
    a.touches["aar"] = str(year)
    return year


def _terms(a: Asked, year: int) -> dict[str, str | float | bool | None]:
    """Repayment and interest; what an unused term would say is left empty."""
    own, start = a.plan.finance.nye_laan, year or a.plan.years[0]
    usual = own.type if own.type in get_args(t.LoanRow.model_fields["type"].annotation) else "serie"
    ways = [Choice(k, tr(f"skjema.laan.avdrag.{k}")) for k in get_args(t.LoanRow.model_fields["type"].annotation)]
    way = a.choice(Spec("avdrag", "vilkaar"), ways, Proposal(usual, tr("skjema.laan.som_nye")))
    reason = tr("skjema.laan.som_nye" if year else "skjema.laan.rest")
    life = a.number(Spec("loepetid", "vilkaar", unit=tr("skjema.aar"), low=0.01, high=LONGEST), Proposal(own.loepetid, reason))
    rates = [Choice(k, tr(f"skjema.laan.rente.{k}")) for k in get_args(t.LoanRow.model_fields["rentetype"].annotation)]
    fixed = a.choice(Spec("rente", "vilkaar"), rates, Proposal("flytende", tr("skjema.laan.flytende"))) == FIXED
    margin = 100.0 * own.margin.at(start)
    cells: dict[str, str | float | bool | None] = {"type": way, "restloepetid": life, "rentetype": FIXED if fixed else "flytende"}
    if fixed:
        policy = round(100.0 * a.plan.macro.styringsrente.at(start) + margin, 2)
        cells["fast_rente"] = a.number(
            Spec("fast_rente", "vilkaar", unit="%", low=-5.0, high=30.0), Proposal(policy, tr("skjema.laan.fast_rente"))
        )
        cells["fast_til"] = str(_bound_to(a, start, life))
    spec = Spec("margin", "vilkaar", unit=tr("skjema.prosentpoeng"), low=-10.0, high=10.0, rare=fixed)
    cells["margin"] = a.number(spec, Proposal(round(margin, 4), tr("skjema.laan.margin")))
    if way == BULLET:
        last = Proposal(start + round(life), tr("skjema.laan.forfaller"))
        cells["forfaller"] = str(a.year(Spec("forfaller", "vilkaar", low=float(start), high=2200.0), last))
    purposes = [Choice(k, tr(f"skjema.laan.formaal.{k}")) for k in get_args(t.LoanRow.model_fields["formaal"].annotation)]
    cells["formaal"] = a.choice(Spec("formaal", "vilkaar"), purposes, Proposal("egne", tr("skjema.laan.egne")))
    return cells


def _bound_to(a: Asked, start: int, life: float) -> int:
    """The last year of the fixed rate."""
    usual = start + min(FIXED_YEARS, max(1, round(life)))
    until = a.year(Spec("bindes_til", "vilkaar", low=1990.0, high=2200.0), Proposal(usual, tr("skjema.laan.bindes")))
    if until < start:
        a.wrong(
            "bindes_til",
            tr("skjema.laan.bindes_foer", aar=start),
            Cure(tr("skjema.bruk", verdi=usual), {"bindes_til": str(usual)}),
        )
    return until


def _changed(a: Asked, cells: dict[str, str | float | bool | None]) -> list[Edit]:
    """The cells of a stored loan that differ from what is filled in."""
    found = row_of(a.plan, a.given.id)
    assert found is not None, a.given.id
    line, row = found
    comma = delimiter_of(a.plan.contents.get(FILE), FILE) == ";"
    amount = float(cells["saldo"] or 0.0) * SCALE[UNIT] / SCALE[row.enhet]
    wanted = {**cells, "saldo": amount, "enhet": row.enhet}
    edits: list[Edit] = []
    for column, value in wanted.items():
        now = getattr(row, column)
        stored = str(now) if isinstance(value, str) and isinstance(now, int) and not isinstance(now, bool) else now
        if value is not None and value != stored:
            edits.append(SetCell(fil=FILE, rad=line, kolonne=column, verdi=cell(value, comma)))
    return edits


def _places() -> dict[tuple[str, str], str]:
    """The field of each column."""
    named = {c: c for c in ("navn", "fast_rente", "margin", "forfaller", "formaal", "kilde", "anslag")}
    others = {"id": "navn", "saldo": "beloep", "enhet": "beloep", "tas_opp": "aar", "type": "avdrag", "restloepetid": "loepetid"}
    return {(FILE, c): n for c, n in {**named, **others, "rentetype": "rente", "fast_til": "bindes_til"}.items()}
