"""A derivation evaluated by hand: the formula of every node, with the values of its terms in place of their names."""

from __future__ import annotations

import re
from math import exp

from ldip.estimates.derivation import Derivation

SIGNS = (("−", "-"), ("×", "*"), ("^", "**"), (";", ","), ("eksp(", "exp("), ("maks(", "max("))


def computed(d: Derivation) -> float:
    """The value of a node's formula."""
    text, values = d.formula, [t.value for t in d.terms]
    for i in sorted(range(len(d.terms)), key=lambda i: -len(d.terms[i].name)):
        text = text.replace(d.terms[i].name, f"«{i}»")
    text = re.sub(r"(\d),(\d)", r"\1.\2", text)
    for sign, code in SIGNS:
        text = text.replace(sign, code)
    text = re.sub(r"«(\d+)»", r"v[\1]", text)
    assert re.fullmatch(r"(v\[\d+\]|\d+(\.\d+)?|exp|min|max|[-+*/(), ])+", text), f"{d.name}: {d.formula}"
    return float(eval(text, {"__builtins__": {}}, {"v": values, "exp": exp, "min": min, "max": max}))


def faults(d: Derivation) -> list[str]:
    """Nodes whose formula does not give their value, that name no term or two terms alike, and leaves without a source."""
    found = []
    for one in d.walk():
        names = [t.name for t in one.terms]
        if len(set(names)) != len(names):
            found.append(f"{one.name}: to ledd heter det samme: {names}")
        elif one.terms and abs(computed(one) - one.value) > 1e-9 * max(abs(one.value), 1.0):
            found.append(f"{one.name}: {one.formula} = {computed(one)}, ikke {one.value}")
        elif one.terms and [n for n in names if n not in one.formula]:
            found.append(f"{one.name}: ledd som ikke står i formelen {one.formula}: {names}")
        elif not one.terms and not one.source:
            found.append(f"{one.name}: uten kilde")
    return found
