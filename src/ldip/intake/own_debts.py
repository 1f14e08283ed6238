"""Loans and book values that add up to the municipality's own balance sheet, while their terms stay estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ldip.errors import Problem
from ldip.intake.own_instalments import LONGEST, SHORTEST, stretch_of
from ldip.intake.own_reading import Given
from ldip.intake.own_rows import in_unit, row_edits
from ldip.intake.own_terms import Part
from ldip.locales import tr
from ldip.locales.written import millions
from ldip.plan.document import Plan
from ldip.plan.edits import Contents
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.sources.kostra_accounts import Statements

LOANS, ASSETS = "laan.csv", "anlegg.csv"
CERTIFICATES: Final = "D.I.3"
CERTIFICATE_ID: Final = "sertifikatlaan"
REST_ID: Final = "rest-mot-balansen"
INSTALMENTS: Final = 21  # line of §5-6: avdrag på lån
# Classes that are booked in chapter 24 (utstyr, maskiner og transportmidler) and 28 (immaterielle), the others in 27
# (KOSTRA-forskriften vedlegg 4): the regulation's groups in parameters/avskrivning.toml, and what plans call them for short.
EQUIPMENT: Final = frozenset({"ikt", "inventar", "programvare", "nyttekjoeretoey", "utstyr"})
SPREAD: Final = "fordelt etter planens anslag"


def loans(contents: Contents, plan: Plan, given: Given, found: Statements, debt: float) -> Part:
    """Rows of laan.csv whose sum is the debt: real loans stay, estimated ones are scaled to what is left, certificates are a row.

    Remaining terms of the estimated loans are scaled so that the year's instalments are those of the accounts, where the
    accounts are given."""
    rows = plan.table(LOANS, t.LoanRow).rows
    real = [r for r in rows if not r.anslag and r.id != CERTIFICATE_ID]
    rough = [r for r in rows if r.anslag and not r.sertifikat]
    short = min(max(found.balanse.get(CERTIFICATES, 0.0), 0.0), debt)
    if any(r.sertifikat for r in real):
        short = 0.0  # the plan has them as they are
    left = debt - short - sum(_kroner(r) for r in real)
    if left < -0.5:
        return Part(problems=(_too_much(LOANS, "saldo", real, debt),))
    parts = _scaled([_kroner(r) for r in rough], left)
    stretch = stretch_of(plan, rough, parts, found.drift.get(INSTALMENTS, 0.0))
    wanted: dict[tuple[str, ...], Mapping[str, object]] = {}
    for r, kroner in zip(rough, parts, strict=True):
        cells: dict[str, object] = {
            "saldo": in_unit(kroner, r.enhet),
            "kilde": f"Gjelden i {given.balance}, {SPREAD}; vilkår er anslag",
        }
        if stretch is not None and r.type != "avdragsfritt":
            cells["restloepetid"] = round(min(max(r.restloepetid * stretch, SHORTEST), LONGEST), 1)
            cells["kilde"] = f"{cells['kilde']}, løpetiden er gitt av avdragene i regnskapet"
        wanted[(r.id,)] = cells
    if short:
        wanted[(CERTIFICATE_ID,)] = _certificate(plan, given, rough, short)
    if not rough and left > 0.5:
        wanted[(REST_ID,)] = _rest(plan, given, found, left)
    wanted |= {(r.id,): {} for r in real}
    told = [tr("own.loans", debt=millions(debt))]
    return Part(tuple(row_edits(contents, LOANS, ("id",), wanted, lambda _: True)), told=tuple(told))


def assets(contents: Contents, plan: Plan, given: Given, found: Statements, land: float) -> Part:
    """Rows of anlegg.csv whose sum is the depreciable assets: equipment by its own chapters, the others by property less land."""
    rows = plan.table(ASSETS, t.AssetRow).rows
    property_ = found.balanse.get("A.I.1", 0.0) - land
    equipment = found.balanse.get("A.I.2", 0.0) + found.balanse.get("A.III", 0.0)
    groups = [(False, property_), (True, equipment)]
    kinds = {r.klasse in EQUIPMENT for r in rows}
    if len(kinds) < 2:  # one kind of rows takes it all
        groups = [(next(iter(kinds), False), property_ + equipment)]
    wanted: dict[tuple[str, ...], Mapping[str, object]] = {}
    for kind, total in groups:
        own = [r for r in rows if (r.klasse in EQUIPMENT) == kind]
        rough, real = [r for r in own if r.anslag], [r for r in own if not r.anslag]
        left = total - sum(r.bokfoert * SCALE[r.enhet] for r in real)
        if left < -0.5 or (left > 0.5 and real and not rough):
            return Part(problems=(_too_much(ASSETS, "bokfoert", real, total),))
        parts = _scaled([r.bokfoert * SCALE[r.enhet] for r in rough], left)
        for r, kroner in zip(rough, parts, strict=True):
            source = f"Bokført verdi i {given.balance}, {SPREAD} på klasser; restlevetid er anslag"
            wanted[(r.klasse,)] = {"bokfoert": in_unit(kroner, r.enhet), "kilde": source}
        wanted |= {(r.klasse,): {} for r in real}
    told = (tr("own.assetclasses"),) if rows else ()
    return Part(tuple(row_edits(contents, ASSETS, ("klasse",), wanted, lambda _: True)), told=told)


def _kroner(r: t.LoanRow) -> float:
    return r.saldo * SCALE[r.enhet]


def _scaled(parts: Sequence[float], total: float) -> list[float]:
    """Parts in the same proportions with another sum, in thousand kroner; the largest has the rest, so that the sum is exact."""
    if not parts:
        return []
    before = sum(parts)
    made = [round(total * p / before, -3) if before > 0.0 else round(total / len(parts), -3) for p in parts]
    largest = made.index(max(made))
    made[largest] = total - sum(v for i, v in enumerate(made) if i != largest)
    return made


def _certificate(plan: Plan, given: Given, others: Sequence[t.LoanRow], kroner: float) -> dict[str, object]:
    """Loans by certificate fall due within a year and are refinanced. The accounts have no margin: the mean of the others'."""
    margin = round(sum(r.margin for r in others) / len(others), 2) if others else 0.0
    return {
        "navn": "Sertifikatlån",
        "saldo": in_unit(kroner, "mill. kr"),
        "enhet": "mill. kr",
        "restloepetid": 1.0,
        "rentetype": "flytende",
        "margin": margin,
        "type": "avdragsfritt",
        "forfaller": plan.years[0],
        "sertifikat": True,
        "anslag": True,
        "kilde": f"Sertifikatlån i {given.balance}; vilkår er anslag",
    }


def _rest(plan: Plan, given: Given, found: Statements, kroner: float) -> dict[str, object]:
    """Debt that no loan of the plan has: its term is debt / instalments of the accounts, or the plan's term of new loans."""
    paid = found.drift.get(INSTALMENTS, 0.0)
    term = kroner / paid if paid > 0.0 else plan.finance.nye_laan.loepetid
    return {
        "navn": "Gjeld i balansen uten eget lån",
        "saldo": in_unit(kroner, "mill. kr"),
        "enhet": "mill. kr",
        "restloepetid": round(min(max(term, SHORTEST), LONGEST), 1),
        "rentetype": "flytende",
        "anslag": True,
        "kilde": f"Gjelden i {given.balance} mindre lånene i planen; vilkår er anslag",
    }


def _too_much(file: str, key: str, rows: Sequence[t.LoanRow] | Sequence[t.AssetRow], total: float) -> Problem:
    stated = sum((r.saldo if isinstance(r, t.LoanRow) else r.bokfoert) * SCALE[r.enhet] for r in rows)
    hint = f"balansen har {millions(total)}; rett radene som ikke er anslag, eller merk dem som anslag, så føres de til balansen"
    return Problem(file, key, "radene som ikke er anslag, stemmer ikke med balansen", millions(stated), hint)
