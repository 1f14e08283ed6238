"""One English word for each concept, chosen in concepts.toml; and nynorsk that is nynorsk."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ldip.glossary import Term, every_term
from ldip.locales import LANGUAGES, catalogue

SRC = Path(__file__).resolve().parents[2] / "src" / "ldip"
CONCEPTS: dict[str, dict[str, Any]] = tomllib.loads((SRC / "concepts.toml").read_text(encoding="utf-8"))
# Words of bokmål that no text in nynorsk has. Names and quoted terms of law stay as they are.
BOKMAAL = (
    *("ikke", "hvor", "hva", "hvem", "hvilke", "hvilken", "hvilket", "hvordan", "hvorfor", "hver", "hvert", "jeg", "fra"),
    *("noen", "noe", "også", "ble", "være", "vært", "gjøre", "gjør", "mye", "flere", "mer", "disse", "denne", "kun"),
    *("sammen", "selv", "uten", "etter hvert", "mellom", "enn", "siden", "først", "andre"),
)
ALLOWED = {"andre", "også", "etter hvert", "mellom", "enn", "siden", "først", "denne"}  # are nynorsk too
# Endings of bokmål on words that nynorsk bends otherwise: «kommunene», «endringer», «muligheter».
ENDINGS = re.compile(
    r"\b(?:kommunene|årene|pengene|tallene|prisene|endringer|investeringer|overføringer|forutsetninger|"
    r"muligheter|usikkerhet\w*|beregn\w*|tjenest\w*|bolig(?:er|en|ene)|elever|brukere|plasser|renten|gjelden|driften|planene|"
    r"tallet|penger|lavere|høyere|mangler|velg(?:er)?|åpne[rt]?|vedtatt\w*|lønn\w*|skoler?|barnehager)\b",
    re.IGNORECASE,
)


def english() -> Iterator[tuple[str, str]]:
    """Every English text that people read, by its key."""
    yield from catalogue("en").items()
    for name, term in every_term().items():
        yield f"ordliste.{name}", term.en
        yield f"ordliste.{name}.definisjon", term.definisjon_en


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_has_one_english_word(concept: str) -> None:
    found = CONCEPTS[concept]
    refused = re.compile(r"(?<![\w-])(?:" + "|".join(found["ikke"]) + r")(?![\w-])", re.IGNORECASE)
    apart = set(found.get("unntatt", ()))
    wrong = [(key, m[0]) for key, text in english() if key not in apart for m in refused.finditer(plain(text))]
    assert wrong == [], f"skriv «{found['en']}»"


def plain(text: str) -> str:
    """A text without its values, and without commands and names of files and keys."""
    return re.sub(r"\{\w*\}|`[^`]*`|--\w[\w-]*", " ", text)


def test_every_concept_has_three_names_and_each_english_name_is_of_one_concept() -> None:
    assert all(set(LANGUAGES) <= set(c) and c["ikke"] for c in CONCEPTS.values())
    names = [c["en"] for c in CONCEPTS.values()]
    assert len(set(names)) == len(names)
    for c in CONCEPTS.values():  # a concept is never refused by another's variants
        for other in CONCEPTS.values():
            refused = re.compile("|".join(rf"^(?:{v})$" for v in other["ikke"]), re.IGNORECASE)
            assert not refused.match(c["en"]), (c["en"], other["en"])


def test_every_term_has_a_name_in_three_languages() -> None:
    wrong = [n for n, t in every_term().items() if not all(getattr(t, code).strip() for code in LANGUAGES)]
    assert wrong == []


def test_every_explanation_is_in_three_languages() -> None:
    def parts(term: Term) -> set[bool]:
        return {bool(t) for t in (term.definisjon, term.definisjon_nn, term.definisjon_en)}

    assert [n for n, t in every_term().items() if len(parts(t)) > 1] == []


def nynorsk() -> Iterator[tuple[str, str]]:
    """Every text in nynorsk without quotations, values, and names of files, columns and codes."""
    code = re.compile(r"«[^»]*»|\"[^\"]*\"|\{\w*\}|\S*(?:[;=\[_]|\.\w)\S*|\bvedtatt$")
    for key, text in catalogue("nn").items():
        yield key, code.sub(" ", text)
    for name, term in every_term().items():
        yield f"ordliste.{name}", term.nn
        yield f"ordliste.{name}.definisjon", term.definisjon_nn


def test_nynorsk_has_no_word_of_bokmaal() -> None:
    words = "|".join(w for w in BOKMAAL if w not in ALLOWED)
    refused = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    assert [(key, m[0]) for key, text in nynorsk() for m in refused.finditer(text)] == []


def test_nynorsk_has_no_ending_of_bokmaal() -> None:
    found = [(key, m[0]) for key, text in nynorsk() for m in ENDINGS.finditer(text)]
    assert found == []


@pytest.mark.parametrize(("text", "slip"), [("Kva manglar", ""), ("Hva mangler", "Hva"), ("Det er ikke nok", "ikke")])
def test_the_rule_finds_bokmaal(text: str, slip: str) -> None:
    words = "|".join(w for w in BOKMAAL if w not in ALLOWED)
    found = re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)
    assert (found[0] if found else "") == slip
