"""Persons in a new dwelling by single age: the plan's spans spread as the municipality's own people are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ldip.engine.graph import Array
from ldip.estimates.derivation import Derivation
from ldip.estimates.people import opening_stock
from ldip.estimates.terms import cell_of, given, leaf, node, who
from ldip.parameters.demography import AGES
from ldip.plan.document import Plan
from ldip.plan.schema.files import ProfileBand

METHOD = "boligprogram"


def spread(bands: Sequence[ProfileBand], population: Array) -> Array:
    """Persons (kjoenn, alder): each span is spread over its ages in proportion to a population (kjoenn, alder)."""
    result = np.zeros((2, AGES))
    for band in bands:
        share = within(band, population)
        result[0, band.ages] += band.personer * band.kvinneandel * share
        result[1, band.ages] += band.personer * (1.0 - band.kvinneandel) * share
    return result


def within(band: ProfileBand, population: Array) -> Array:
    """The part of a span that each of its ages has, (alder i spennet,); even where nobody of the ages lives there."""
    ages = population[:, band.ages].sum(axis=0)
    return ages / ages.sum() if ages.sum() > 0.0 else np.full(ages.shape, 1.0 / ages.size)


def dwelling_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation | None:
    """Persons of a cell in a new dwelling of a type; None for an age outside the type's spans."""
    del year
    kind = next((d for d in plan.population.boligtyper if d.id == at["boligtype"]), None)
    (sex, age), population = cell_of(at), opening_stock(plan, plan.zones).sum(axis=0)
    bands = [b for b in kind.personer if b.fra_alder <= age <= b.til_alder] if kind is not None else []
    if kind is None or not bands:
        return None
    parts = []
    for band in bands:
        ages, key = f"{band.fra_alder}–{band.til_alder} år", f"boligtyper.{kind.id}"
        part = band.kvinneandel if sex == 0 else 1.0 - band.kvinneandel
        share = float(within(band, population)[age - band.fra_alder])
        text = f"{age}-åringenes del av {ages} i kommunen; {plan.population.folketall.kilde}"
        terms = (
            given(f"personer {ages} per bolig", band.personer, "antall", kind, key),
            given(f"andel {('kvinner', 'menn')[sex]} {ages}", part, "andel", kind, key),
            leaf(f"alderens andel av {ages}", share, "andel", text, plan.population.folketall.anslag),
        )
        value = band.personer * part * share
        parts.append(node(f"{who(sex, age)} av {ages}", value, "antall", "{0} × {1} × {2}", *terms, method=METHOD))
    if len(parts) == 1:
        return parts[0]
    formula = " + ".join(f"{{{i}}}" for i in range(len(parts)))
    return node(who(sex, age), sum(d.value for d in parts), "antall", formula, *parts, method=METHOD)
