"""The level of a first plan, from its own first year: services and income run, and every frame scaled to fit.

The plan is run rather than counted a second time, so no formula of the model is here. Two rounds suffice: what does not
scale with the frames (places, measures) is small, and the second round measures it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from ldip.binding.reading import NOWHERE
from ldip.errors import ModelError, PlanError
from ldip.estimates import level as estimate
from ldip.estimates.derivation import Derivation
from ldip.estimates.finances import leaf
from ldip.estimates.level import RESULT
from ldip.estimates.other_income import fitted_general, other_general
from ldip.firstplan.costs import level_is_known, municipality
from ldip.firstplan.found import town
from ldip.firstplan.income import income
from ldip.firstplan.money import money_files
from ldip.firstplan.parts import PARTS, joined
from ldip.firstplan.services import frames
from ldip.firstplan.size import MILLION, Macro, Size
from ldip.firstplan.town import Town
from ldip.firstplan.writing import comma
from ldip.pack.figures import Figure
from ldip.parameters.finances import choice
from ldip.plan.read import read_contents
from ldip.simulation.simulate import simulate_plans

OWN_LEVEL: Final = "kommunens egne nøkkeltall sier hva tjenestene koster; rammene skaleres ikke"
ROUNDS: Final = 4
CLOSE: Final = 0.0005  # share of income that the first year's result may miss its target by
GROWTH: Final = "vekst i driftsinntektene"
FREE_SHARE: Final = 0.69  # free income in operating income, only to start from
FOLLOWS: Final = 0.8  # of a higher free income, in the level; only to start from
KEPT: Final = (
    "sum_driftsinntekter",
    "sum_generelle_driftsinntekter",
    "sum_driftsutgifter",
    "avskrivninger",
    "netto_driftsresultat",
    "frie_inntekter",
)


def size(place: Town) -> Size:
    """Income and level of a municipality. Errors: PlanError when its first plan cannot be read."""
    return _size(place.number, place.first_year, tuple(sorted(place.own.items())))


@lru_cache(maxsize=8)
def _size(number: str, first_year: int, own: tuple[tuple[str, Figure], ...]) -> Size:
    place = replace(town(number, first_year), own=dict(own))
    base, general = joined(place, PARTS), None
    relative = estimate.relative_income(_free(place), place.accounts_year)
    found = _start(place, macro_of(base["forutsetninger.toml"]), relative.value)
    for turn in range(1, ROUNDS + 1):
        year = _first_year({**base, **frames(place, found.level), **money_files(place, found)})
        target = estimate.expected_result(relative, year["frie_inntekter"] / year["sum_driftsinntekter"])
        result = year["netto_driftsresultat"] / year["sum_driftsinntekter"]
        if (goal := _own_result(place)) is not None:
            target = goal
            general = _general(place, general, year, goal)
            base |= income(replace(place, general=general))
        if turn > 1 and (abs(result - target.value) < CLOSE or (goal is None and _known(place))):
            return found
        found = replace(_next(place, found, year, target, turn), general=general)
    raise ModelError(f"nivåfaktoren for {number} lar seg ikke bestemme: {result:.4f} mot {target.value:.4f}")


def _free(place: Town) -> estimate.Free:
    """Free income of the accounts year per inhabitant."""
    people = place.persons(year=place.accounts_year)
    grant, shared = (_per_head(d, people) for d in (place.grant, place.need_equalisation))
    own = estimate.Free(place.tax, grant, place.need)
    return estimate.free_income(place.number, place.accounts_year, own, place.equalisation, shared)


def _per_head(amount: Derivation, people: float) -> Derivation:
    kroner = amount.value if amount.unit == "kr" else amount.value * MILLION
    return replace(amount, name=f"{amount.name} per innbygger", value=kroner / people, unit="kr per innbygger")


def _start(place: Town, macro: Macro, relative: float) -> Size:
    """A size to start from; a near one saves a round."""
    people, free = place.persons(year=place.accounts_year), _free(place)
    income = (free.tax.value + free.grant.value) * people / FREE_SHARE / MILLION
    first = 1.0 if _known(place) else 1.0 + FOLLOWS * (relative - 1.0)
    standard = leaf("nivåfaktor", first, "faktor", "første runde", True)
    guess = leaf("driftsinntekter", income, "mill. kr", "første runde", True)
    growth = leaf(GROWTH, macro.deflator, "andel", "første runde", True)
    before = replace(guess, value=income / (1.0 + macro.deflator))
    return Size(guess, before, standard, standard, macro, growth)


def _next(place: Town, held: Size, year: Mapping[str, float], target: Derivation, turn: int) -> Size:
    """The size that the closed form gives for what a run showed."""
    income, outside = year["sum_driftsinntekter"], year["sum_generelle_driftsinntekter"]
    spending = year["sum_driftsutgifter"] - year["avskrivninger"]
    finance = income - spending - year["netto_driftsresultat"]
    finance *= income / MILLION / held.income.value  # debt and funds were measured by the size held
    flows = estimate.Flows(income, income - outside, spending, finance)
    step = leaf("nivåfaktor", 1.0, "faktor", OWN_LEVEL, True) if _known(place) else estimate.factor(flows, target)
    derived = replace(step, value=held.level.value * step.value)
    level = leaf(derived.name, derived.value, derived.unit, OWN_LEVEL if _known(place) else told(target), True)
    total = (outside + step.value * (income - outside)) / MILLION
    first = leaf("driftsinntekter", total, "mill. kr", f"planens egen kjøring, {place.first_year}", True)
    growth = leaf("prisvekst", held.macro.deflator, "andel", "planens forutsetninger.toml", True)
    before = Derivation(
        f"driftsinntekter {place.accounts_year}",
        total / (1.0 + growth.value),
        "mill. kr",
        "",
        f"{first.name} {place.first_year} / (1 + {growth.name})",
        True,
        (first, growth),
    )
    grows = leaf(GROWTH, year[GROWTH], "andel", "planens egen kjøring, etter de første årene", True)
    return Size(first, before, level, target, held.macro, grows, derived, turn)


def _own_result(place: Town) -> Derivation | None:
    """The municipality's own net result as a share of income, where its key figures tell it and what its services cost."""
    own = place.own.get(RESULT)
    return leaf("eget netto driftsresultat", own.value / 100.0, "andel", own.source) if own and _known(place) else None


def _general(place: Town, held: Derivation | None, year: Mapping[str, float], goal: Derivation) -> Derivation:
    """General income that gives the municipality its own result; the terms of the round before are left out of the next."""
    before = replace(held or other_general(place.inhabitants), name="antatt andre generelle inntekter")
    flat = before if held is None else leaf(before.name, before.value, "mill. kr", "forrige runde", True)
    amounts = year["sum_driftsinntekter"] / MILLION, year["netto_driftsresultat"] / MILLION
    return fitted_general(flat, *amounts, goal)


def _known(place: Town) -> bool:
    """Whether the municipality's own key figures tell what its services cost, so that nothing is scaled."""
    return level_is_known(municipality(place))


def told(target: Derivation) -> str:
    """The reason for the scale of the frames, in one sentence: the result they give, and its parts."""
    usual, through, relative, _ = target.terms
    result, nation, left = (_percent(d.value) for d in (target, usual, relative))
    part = _percent(1.0 - through.value, 0)
    return (
        f"gir {result} prosent i netto driftsresultat i første planår: landets {nation} (snitt, SSB KOSTRA) og {part} prosent "
        f"av det korrigerte frie inntekter ({left} prosent av landet) gir mer eller mindre"
    )


def _percent(value: float, decimals: int = 1) -> str:
    return comma(100.0 * value, decimals)


def _first_year(files: Mapping[str, str]) -> dict[str, float]:
    """Kept amounts of the first year, kr, and the growth of income after the first years.

    Errors: PlanError for files that cannot be read."""
    reading = read_contents({path: text.encode() for path, text in files.items()}, NOWHERE)
    if reading.problems:
        raise PlanError(tuple(reading.problems))
    found = simulate_plans([reading.plan()], KEPT)[0]
    income = found["sum_driftsinntekter"].reshape(-1)
    start = int(choice("aar_nasjonalt").verdi)
    growth = float(income[-1] / income[start]) ** (1.0 / (len(income) - 1 - start)) - 1.0
    return {GROWTH: growth, **{name: float(found[name].reshape(-1)[0]) for name in KEPT}}


def macro_of(text: str) -> Macro:
    """The plan's assumptions as written in its file. Per cent become fractions."""
    held = tomllib.loads(text)
    rates = {int(y): v / 100.0 for y, v in _path(held["styringsrente"]).items()}
    first = min(rates)
    wages, prices = (_path(held[k]) for k in ("loennsvekst", "prisvekst"))
    share = _last(held["deflator_loennsandel"]) / 100.0
    deflator = share * wages[min(wages)] + (1.0 - share) * prices[min(prices)]
    return Macro(
        policy_rate=rates or {first: 0.0},
        nibor=_last(held["nibor_paaslag"]) / 100.0,
        construction=_last(held["byggekostnadsvekst"]) / 100.0,
        deflator=deflator / 100.0,
    )


def _path(field: dict[str, Any]) -> dict[str, float]:
    """Values by year; one value is that of the year 0."""
    return {str(y): float(v) for y, v in field["verdier"].items()} if "verdier" in field else {"0": float(field["verdi"])}


def _last(field: dict[str, Any]) -> float:
    path = _path(field)
    return path[max(path, key=int)]
