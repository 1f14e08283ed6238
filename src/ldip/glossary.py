"""The glossary: what people read for each name, in bokmål, nynorsk and English."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final


@dataclass(frozen=True)
class Term:
    """Labels of a quantity; the definition is short, law and formula stand on the step itself."""

    nb: str
    nn: str
    en: str
    definisjon: str = ""
    definisjon_nn: str = ""
    definisjon_en: str = ""

    def definition(self, language: str) -> str:
        """What it is in a sentence, in a language; empty where the label says it all."""
        return {"nn": self.definisjon_nn, "en": self.definisjon_en}.get(language, self.definisjon)


GROUPS: Final = {
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
    """What people read for a name; opening balances borrow the closing balance's label. Unknown names as they are."""
    terms = glossary()
    group, _, rest = name.partition("_")
    if group in GROUPS and name not in terms:
        return f"{label(rest, language)} ({GROUPS[group][language]})" if rest in terms else name
    found = terms.get(name) or terms.get(name[:-3] + "_ub" if name.endswith("_ib") else name)
    return str(getattr(found, language)) if found else name
