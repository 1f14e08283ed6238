"""Pension premium, premieavvik and its write-off (budsjett- og regnskapsforskriften § 3-5)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, step, total, weighted_sum

LAW = "budsjett- og regnskapsforskriften § 3-5"
PLAN = "drift.toml: pensjon."
V = ("premieaargang",)

GIVENS = (
    Given("premiesats", "andel", PLAN + "premie"),
    Given("pensjonskostnadssats", "andel", PLAN + "kostnad"),
    Given("premiesats_i_rammen", "andel", PLAN + "premie_i_rammen"),
    Given("pensjon_arbeidsgiveravgift", "andel", PLAN + "arbeidsgiveravgift"),
    Given("premieavvik_amortiseres_over", "aar", PLAN + "amortisering_aar"),
    Given("premieaargang_alder", "aar", "år siden premieavviket oppsto: 1, 2, …", V, group="prinsipper"),
    Given("amortisering_tidligere", "kr", PLAN + "premieavvik", nature="flyt"),
)
OPENINGS = (
    Opening("premieavvik_saldo_ib", "drift.toml: pensjon.premieavvik"),
    Opening("premieavvik_aargang_ib", "nye årganger begynner med planen", "aapningsbalanse", start=0.0),
)


@step(unit="kr", source=LAW + ": premien til pensjonsordningene, andel av lønnen")
def pensjonspremie(loennsutgifter_rammer: Array, premiesats: Array) -> Array:
    """Premium paid. (batch,)."""
    return loennsutgifter_rammer * premiesats


@step(unit="kr", source=LAW + ": netto pensjonskostnad, andel av lønnen")
def netto_pensjonskostnad(loennsutgifter_rammer: Array, pensjonskostnadssats: Array) -> Array:
    """Net pension cost by the ministry's assumptions. (batch,)."""
    return loennsutgifter_rammer * pensjonskostnadssats


@step(unit="kr", source="metode: drift#pensjon: premien ut over det som ligger i rammene, med arbeidsgiveravgift")
def pensjonspremie_utover_rammen(
    loennsutgifter_rammer: Array, premiesats: Array, premiesats_i_rammen: Array, pensjon_arbeidsgiveravgift: Array
) -> Array:
    """Cost of the premium above the frames. (batch,)."""
    return loennsutgifter_rammer * (premiesats - premiesats_i_rammen) * (1.0 + pensjon_arbeidsgiveravgift)


@step(unit="kr", source=LAW + ": premie mindre netto pensjonskostnad, med arbeidsgiveravgift; positivt er inntekt")
def premieavvik(pensjonspremie: Array, netto_pensjonskostnad: Array, pensjon_arbeidsgiveravgift: Array) -> Array:
    """Difference of the year, carried to the balance. (batch,)."""
    return (pensjonspremie - netto_pensjonskostnad) * (1.0 + pensjon_arbeidsgiveravgift)


@step(unit="kr", source=LAW + ": årgangene som ennå amortiseres, nyeste først", axes=V)
def premieavvik_aargang_ub(premieavvik: Array, premieavvik_aargang_ib: Array) -> Array:
    """Premieavvik by years since it arose. (batch, premieaargang)."""
    rows = max(len(premieavvik), len(premieavvik_aargang_ib))
    out = np.empty((rows, premieavvik_aargang_ib.shape[1]))
    out[:, 0] = premieavvik
    out[:, 1:] = premieavvik_aargang_ib[:, :-1]
    return out


@step(unit="andel", source=LAW + ": like store deler fra året etter, i sju år eller det planen har valgt", axes=V)
def amortiseringsandel(premieavvik_amortiseres_over: Array, premieaargang_alder: Array) -> Array:
    """Share of a vintage written off by years since it arose. (batch, premieaargang)."""
    over = premieavvik_amortiseres_over[:, None]
    return np.where(premieaargang_alder <= over, 1.0 / over, 0.0)


@step(unit="kr", source=LAW + ": årgangene etter andelen; tidligere årganger etter sin egen plan")
def amortisering_premieavvik(premieavvik_aargang_ib: Array, amortiseringsandel: Array, amortisering_tidligere: Array) -> Array:
    """Write-off of earlier years. (batch,)."""
    return weighted_sum("rv,rv->r", premieavvik_aargang_ib, amortiseringsandel) + amortisering_tidligere


premieavvik_saldo_ub = total(
    "premieavvik_saldo_ub",
    plus=("premieavvik_saldo_ib", "premieavvik"),
    minus=("amortisering_premieavvik",),
    unit="kr",
    source=LAW + ": akkumulert premieavvik i balansen",
)
