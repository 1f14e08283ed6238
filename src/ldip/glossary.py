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


@cache
def glossary() -> dict[str, Term]:
    """All terms by ASCII name."""
    text = files("ldip").joinpath("glossary.toml").read_text(encoding="utf-8")
    return {name: Term(**term) for name, term in tomllib.loads(text).items()}


def label(name: str, language: str = "nb") -> str:
    """The label of a name in a language; opening balances use the closing balance's. Unknown names are returned unchanged."""
    terms = glossary()
    group, _, rest = name.partition("_")
    if group in ENTITIES and name not in terms:
        return f"{label(rest, language)} ({ENTITIES[group][language]})" if rest in terms else name
    found = terms.get(name) or terms.get(name[:-3] + "_ub" if name.endswith("_ib") else name)
    return str(getattr(found, language)) if found else name
