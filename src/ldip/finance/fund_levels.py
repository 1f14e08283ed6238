"""Target and ceiling of each part of disposisjonsfond, and the level that the plan must end at."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, divide, kept, step, total, weighted_sum
from ldip.finance.closing import take_in_order

F = ("fond",)
PLAN = "planens fond.toml: "
LEVEL = "metode: inndekningsbehov#mål-og-tak-for-fondene"
END = "metode: inndekningsbehov#sluttkravet"
REST = "budsjett- og regnskapsforskriften § 4-3"

GIVENS = (
    Given("fond_maal_fast", "kr_fast", PLAN + "maal", F),
    Given("har_fond_maal", "flagg", PLAN + "maal", F),
    Given("fond_tak_fast", "kr_fast", PLAN + "tak", F),
    Given("har_fond_tak", "flagg", PLAN + "tak", F),
    Given("fond_ved_aapning", "kr", "balanse.toml: disposisjonsfond", F),
    Given("fond_tak_andel", "andel", PLAN + "tak_prosent"),
    Given("fond_foelger_priser", "flagg", PLAN + "maal_foelger"),
    Given("fond_foelger_innbyggere", "flagg", PLAN + "maal_foelger"),
    Given("sluttkrav_gjelder", "flagg", "handlingsregler.toml: sluttkrav"),
    Given("sluttkrav_foelger_priser", "flagg", "handlingsregler.toml: sluttkrav"),
    Given("sluttkrav_foelger_innbyggere", "flagg", "handlingsregler.toml: sluttkrav"),
    Given("siste_vedtatte_aar", "flagg", "plan.toml: tid.vedtatt_til", nature="flyt"),
    Given("siste_maalte_aar", "flagg", "planens siste år, høyst tjue år etter vedtatt", nature="flyt"),
)


@step(unit="indeks", source=LEVEL + ": prisene ved planens åpning")
def deflator_foer_aaret(deflator_indeks_ub: Array, deflator_vekst: Array) -> Array:
    """Deflator at the end of the year before. (batch,)."""
    return deflator_indeks_ub / (1.0 + deflator_vekst)


deflator_ved_aapning = kept("deflator_ved_aapning", "deflator_foer_aaret", unit="indeks", source=LEVEL, first=True)
innbyggere_ved_aapning = kept("innbyggere_ved_aapning", "innbyggere_ib", unit="personer", source=LEVEL, first=True)


def followed(follows: Array, now: Array, opening: Array) -> Array:
    """Growth since the opening of a measure that a level follows, else 1. (batch,)."""
    return np.where(follows > 0.0, divide(now, opening, 1.0), 1.0)


@step(unit="indeks", source=LEVEL + ": faste priser, per innbygger når planen ikke sier annet")
def fond_indeks(
    deflator_indeks_ub: Array,
    deflator_ved_aapning_ib: Array,
    innbyggere_ub: Array,
    innbyggere_ved_aapning_ib: Array,
    fond_foelger_priser: Array,
    fond_foelger_innbyggere: Array,
) -> Array:
    """Growth of fund levels from the opening to the end of the year. (batch,)."""
    prices = followed(fond_foelger_priser, deflator_indeks_ub, deflator_ved_aapning_ib)
    return prices * followed(fond_foelger_innbyggere, innbyggere_ub, innbyggere_ved_aapning_ib)


@step(unit="indeks", source=LEVEL + ": et oppgitt beløp i planens priser ved åpningen; nominelt er beløpet som det står")
def fond_prisnivaa(deflator_ved_aapning_ib: Array, fond_foelger_priser: Array) -> Array:
    """Price level of stated amounts when the plan opens. (batch,)."""
    return np.where(fond_foelger_priser > 0.0, deflator_ved_aapning_ib, 1.0)


@step(unit="kr", source=LEVEL + ": oppgitt mål, ellers nivået ved åpning", axes=F, deflates=True)
def fond_maal(
    fond_maal_fast: Array,
    har_fond_maal: Array,
    fond_ved_aapning: Array,
    fond_prisnivaa: Array,
    fond_indeks: Array,
    er_kursreserve: Array,
) -> Array:
    """Target of each part; none for the reserve against price falls. (batch, fond)."""
    opening = np.where(har_fond_maal > 0.0, fond_maal_fast * fond_prisnivaa[:, None], fond_ved_aapning)
    return opening * fond_indeks[:, None] * (1.0 - er_kursreserve)


@step(unit="kr", source=LEVEL + ": oppgitt tak, ellers andelen av målet", axes=F, deflates=True)
def fond_tak(
    fond_tak_fast: Array,
    har_fond_tak: Array,
    fond_maal: Array,
    fond_tak_andel: Array,
    fond_prisnivaa: Array,
    fond_indeks: Array,
) -> Array:
    """Ceiling of each part. (batch, fond)."""
    given = fond_tak_fast * fond_prisnivaa[:, None] * fond_indeks[:, None]
    return np.where(har_fond_tak > 0.0, given, fond_maal * fond_tak_andel[:, None])


fond_maal_sum = total("fond_maal_sum", plus=("fond_maal",), unit="kr", source=LEVEL)
fond_tak_sum = total("fond_tak_sum", plus=("fond_tak",), unit="kr", source=LEVEL)


@step(unit="kr", source=LEVEL + ": disposisjonsfondet uten kursreserve")
def fond_uten_kursreserve_ub(disposisjonsfond_ub: Array, er_kursreserve: Array) -> Array:
    """Disposisjonsfond without the reserve, 31 December. (batch,)."""
    return weighted_sum("rf->r", disposisjonsfond_ub * (1.0 - er_kursreserve))


@step(unit="kr", source=END + ": det laveste av målet og nivået, begge etter siste vedtatte år og i samme målestokk", whole=True)
def sluttkrav(
    fond_uten_kursreserve_ub: Array,
    fond_maal_sum: Array,
    siste_vedtatte_aar: Array,
    sluttkrav_indeks: Array,
    fond_ved_aapning: Array,
    er_kursreserve: Array,
    fond_indeks: Array,
) -> Array:
    """Least level of the funds at the end, stated for every year. (year, batch)."""
    held = weighted_sum("yrf->yr", fond_ved_aapning * (1.0 - er_kursreserve))[0]
    opened = np.minimum(held, divide(fond_maal_sum[0], fond_indeks[0], 0.0))
    lower = np.minimum(fond_uten_kursreserve_ub, fond_maal_sum)
    shape = np.broadcast_shapes(lower.shape, sluttkrav_indeks.shape, siste_vedtatte_aar.shape)
    levels, index, last = (np.broadcast_to(v, shape) for v in (lower, sluttkrav_indeks, siste_vedtatte_aar))
    adopted = last.any(axis=0)
    reference = np.where(adopted, weighted_sum("yr->r", levels * last), opened)
    base = np.where(adopted, weighted_sum("yr->r", index * last), 1.0)
    return np.asarray(reference * index / base)


@step(unit="indeks", source=END + ": innbygger, faste eller nominell")
def sluttkrav_indeks(
    deflator_indeks_ub: Array,
    deflator_ved_aapning_ib: Array,
    innbyggere_ub: Array,
    innbyggere_ved_aapning_ib: Array,
    sluttkrav_foelger_priser: Array,
    sluttkrav_foelger_innbyggere: Array,
) -> Array:
    """Growth from the opening of the scale the end condition is measured in. (batch,)."""
    prices = followed(sluttkrav_foelger_priser, deflator_indeks_ub, deflator_ved_aapning_ib)
    return prices * followed(sluttkrav_foelger_innbyggere, innbyggere_ub, innbyggere_ved_aapning_ib)


@step(unit="kr", source=REST + ": resten til fondene opp til mål, så tak, så fondet som tar resten", axes=F)
def avsatt_rest_per_fond(
    avsatt_rest: Array,
    fond_tar_rest: Array,
    fond_etter_budsjett: Array,
    fond_maal: Array,
    fond_tak: Array,
    framskrevet_aar: Array,
) -> Array:
    """The rest of the result by named part. (batch, fond)."""
    amount = avsatt_rest * framskrevet_aar
    first = take_in_order(amount, np.maximum(fond_maal - fond_etter_budsjett, 0.0))
    left = amount - weighted_sum("rf->r", first)
    second = take_in_order(left, np.maximum(np.maximum(fond_tak, fond_maal) - fond_etter_budsjett - first, 0.0))
    rest = avsatt_rest - weighted_sum("rf->r", first) - weighted_sum("rf->r", second)
    return first + second + fond_tar_rest * rest[:, None]


@step(unit="kr", source=REST + ": fondene etter planlagte flyttinger, fylte gulv og budsjettert bruk som ikke er strøket", axes=F)
def fond_etter_budsjett(
    disposisjonsfond_ib: Array,
    avsetning_fond_budsjettert: Array,
    fondsgulv_tillegg: Array,
    bruk_budsjettert: Array,
    strykning_bruk_disposisjonsfond: Array,
) -> Array:
    """Each part before the rest of the result is allocated. (batch, fond)."""
    return (
        disposisjonsfond_ib + avsetning_fond_budsjettert + fondsgulv_tillegg - bruk_budsjettert + strykning_bruk_disposisjonsfond
    )
