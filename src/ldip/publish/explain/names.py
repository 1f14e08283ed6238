"""Names in explanations: of quantities, måltall and elements, never their identifiers."""

from __future__ import annotations

import re
from typing import Final

from ldip.engine.names import AVVIK
from ldip.glossary import label
from ldip.locales import catalogue, language, tr
from ldip.plan.elements import element_name
from ldip.publish.content.ratios import ratio_name
from ldip.simulation.figures import Ref
from ldip.simulation.run import Run

SHORT_OF: Final = "_brist"
NUMBERED: Final = ("alder", "premieaargang", "laaneaargang", "inndekningsaar", "tidligere_aar", "tapsaar")
SPELLED: Final = (("aa", "å"), ("ae", "æ"), ("oe", "ø"))


def quantity(run: Run, name: str) -> str:
    """Name of a quantity: by the glossary, or by the plan for its own måltall."""
    if name.startswith(AVVIK):
        return tr("forklar.avvik_av", navn=lower(quantity(run, name.removeprefix(AVVIK))))
    own = {r.id: ratio_name(r) for r in run.plan.rules.maaltall}
    if name in own:
        return own[name]
    if name.endswith(SHORT_OF) and name.removesuffix(SHORT_OF) in own:
        return tr("forklar.brist_av", navn=lower(own[name.removesuffix(SHORT_OF)]))
    found = label(name, language())
    return found if found != name else spelled(name)


def element(run: Run, axis: str, which: str) -> str:
    """Name of an element of an axis: its name in the plan, a word of the catalogue, or its code in letters."""
    if axis == "internlinje":
        return quantity(run, which)
    if axis in NUMBERED:
        return tr(f"akse.{axis}", n=which)
    key = f"akse.{axis}.{which}"
    if key in catalogue(language()):
        return tr(key)
    named = element_name(run.plan, axis, which)
    if axis == "alderskriterium":
        return tr("akse.alder", n=which.replace("-", "–"))
    return named if named != which else spelled(which)


def named(run: Run, ref: Ref, year: int | None = None) -> str:
    """A quantity with its elements, and its year where it is another than `year`."""
    words = ", ".join([quantity(run, ref.name), *(element(run, a, i) for a, i in ref.at)])
    return words if year in (None, ref.year) else f"{words} {ref.year}"


def within(run: Run, ref: Ref, year: int) -> str:
    """A quantity inside a sentence: the first letter small, and another year in brackets, apart from the figure after it."""
    name = lower(named(run, ref, ref.year))
    return name if ref.year == year else f"{name} ({ref.year})"


def spelled(code: str) -> str:
    """A code as words: spaces for its hyphens, Norwegian letters for their ASCII spelling, a capital letter first."""
    words = re.sub(r"(?<=\d)-(?=\d)", "–", code)
    words = re.sub(r"[-_]+", " ", words).strip()
    for ascii_letters, letter in SPELLED:
        words = words.replace(ascii_letters, letter)
    return words[:1].upper() + words[1:]


def lower(words: str) -> str:
    """Words inside a sentence: the first letter small, unless it begins an abbreviation or a number."""
    return words if words[1:2].isupper() or not words[:1].isalpha() else words[:1].lower() + words[1:]
