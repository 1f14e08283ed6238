"""Checks of usikkerhet.toml against the model's factors: names, the numbers each factor has, outcomes and correlations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.errors import ModelError, Problem
from ldip.model.catalogue import FACTORS, factor_of
from ldip.parameters.correlation import shipped_groups, with_pairs
from ldip.parameters.uncertain import shipped_numbers
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema.uncertainty import Factor

FILE: Final = "usikkerhet.toml"
ASIDE: Final = frozenset({"id", "av", "kilde", "anslag"})


def factor_problems(plan: Plan) -> Iterator[Problem]:
    """Problems of usikkerhet.toml: an unknown factor, one listed twice, numbers it does not have, and correlations."""
    seen: set[str] = set()
    for i, factor in enumerate(plan.uncertainty.faktor):
        key = f"faktor.{i}.id"
        if factor.id not in FACTORS:
            yield Problem(FILE, key, "ukjent usikker faktor", factor.id, nearest(factor.id, list(FACTORS)))
            continue
        if factor.id in seen:
            yield Problem(FILE, key, "faktoren står to ganger", factor.id, "la én stå")
        seen.add(factor.id)
        yield from _numbers(i, factor)
    yield from _pairs(plan)


def _numbers(i: int, factor: Factor) -> Iterator[Problem]:
    """Problems of one factor's numbers."""
    given, known = factor.model_fields_set - ASIDE, numbers_of(factor.id)
    for other in sorted(given - known):
        hint = f"{factor.id} har {', '.join(sorted(known))}"
        yield Problem(FILE, f"faktor.{i}.{other}", "tallet gjelder ikke denne faktoren", factor.id, hint)
    if not given and not factor.av:
        yield Problem(
            FILE, f"faktor.{i}", "faktoren endrer ingenting", factor.id, "oppgi et tall, sett av = true, eller slett den"
        )
    if factor.varighet == 1.0 and factor.varig is not None:
        yield Problem(
            FILE, f"faktor.{i}.varig", "varighet 1 glemmer aldri; et varig avvik i tillegg", factor.id, "bruk én av dem"
        )
    if factor.utfall is not None or factor.andeler is not None:
        values, shares = factor.utfall or [], factor.andeler or []
        if not values or len(values) != len(shares) or abs(sum(shares) - 1.0) > 1e-6:
            text = "utfall og andeler skal være like lange lister, og andelene summere til 1"
            yield Problem(FILE, f"faktor.{i}.utfall", text, f"{len(values)} utfall, sum {sum(shares):g}", "rett listene")


def numbers_of(name: str) -> frozenset[str]:
    """Keys of the numbers that a factor has, which a plan can change."""
    found, declared = shipped_numbers(name), factor_of(FACTORS[name])
    keys = {k for k in found if k not in ("kilde", "anslag", "stroem", "felles_stroem")}
    if declared.score:
        return frozenset(keys)
    keys |= {"standardavvik", "varighet", "varig"} | ({"gulvavstand"} if declared.distribution == "lognormal" else set())
    sized = "kommune" in found or "stoerrelse_eksponent" in found
    return frozenset(keys | ({"stoerrelse_eksponent", "stoerrelse_tak"} if sized else set()))


def _pairs(plan: Plan) -> Iterator[Problem]:
    """Problems of the plan's own correlations."""
    groups, own = shipped_groups().values(), plan.uncertainty.korrelasjon
    for i, c in enumerate(own):
        if len(set(c.mellom)) < 2 or not any(set(c.mellom) <= set(g.factors) for g in groups):
            known = "; ".join(", ".join(g.factors) for g in groups)
            text = "korrelasjon gis mellom to ulike faktorer i samme gruppe"
            yield Problem(FILE, f"korrelasjon.{i}.mellom", text, " og ".join(c.mellom), f"gruppene er {known}")
            return
        if any(set(c.mellom) == set(o.mellom) for o in own[:i]):
            yield Problem(
                FILE, f"korrelasjon.{i}.mellom", "korrelasjonen er gitt to ganger", " og ".join(c.mellom), "slett en av dem"
            )
    try:
        with_pairs({frozenset(c.mellom): c.verdi for c in own})
    except ModelError as error:
        yield Problem(FILE, "korrelasjon", str(error), "", "gjør en av korrelasjonene mindre")
