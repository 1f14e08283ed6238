"""The glossary: the label of each name in bokmål, nynorsk and English."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final


@dataclass(frozen=True)
class Term:
    """Labels of a quantity; the definition is short; law and formula are declared on the step."""

    nb: str
    nn: str
    en: str
    definisjon: str = ""
    definisjon_nn: str = ""
    definisjon_en: str = ""

    def definition(self, language: str) -> str:
        """The definition in a language, one sentence; empty where the label is enough."""
        return {"nn": self.definisjon_nn, "en": self.definisjon_en}.get(language, self.definisjon)


ENTITIES: Final = {
    "samlet": {"nb": "samlet regnskap", "nn": "samla rekneskap", "en": "combined accounts"},
    "konsern": {"nb": "konsern", "nn": "konsern", "en": "group"},
    "foretak": {"nb": "foretak", "nn": "føretak", "en": "entity"},
}


IN_PLAN: Final = {"nb": "beløp i planen", "nn": "beløp i planen", "en": "amount in the plan"}
FIXED: Final = "_fast"  # ends the name of an input that is a step's amount in fixed prices


@cache
def glossary() -> dict[str, Term]:
    """The terms of the model's quantities by ASCII name."""
    return _read("glossary.toml")


@cache
def every_term() -> dict[str, Term]:
    """All terms by ASCII name: the model's quantities, then its inputs."""
    return glossary() | _read("glossary_inputs.toml")


def _read(file: str) -> dict[str, Term]:
    text = files("ldip").joinpath(file).read_text(encoding="utf-8")
    return {name: Term(**term) for name, term in tomllib.loads(text).items()}


def label(name: str, language: str = "nb") -> str:
    """The label of a name in a language; opening balances use the closing balance's, and an amount of the plan its step's.

    Unknown names are returned unchanged."""
    terms = every_term()
    found = terms.get(name) or terms.get(name[:-3] + "_ub" if name.endswith("_ib") else name)
    if found:
        return str(getattr(found, language))
    group, _, rest = name.partition("_")
    if group in ENTITIES and (inner := label(rest, language)) != rest:
        return f"{inner} ({ENTITIES[group][language]})"
    if name.endswith(FIXED) and (inner := label(name.removesuffix(FIXED), language)) != name.removesuffix(FIXED):
        return f"{inner}, {IN_PLAN[language]}"
    return name
