"""Statutory forms as data: each line is one step, each sum a checked sum of lines.

Signs exist only here. Source: budsjett- og regnskapsforskriften (FOR-2019-06-07-714) §§5-4 to 5-9.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FORMS = ("5-4", "5-5", "5-6", "5-7", "5-8", "5-9-drift", "5-9-investering")


@dataclass(frozen=True)
class Line:
    """A line of a form: number, wording, the step that holds it, its sign in the form, and for sums the terms."""

    nr: int
    nb: str
    nn: str
    steg: str
    fortegn: int = 1
    sum: str = ""  # line numbers with signs, "1+2-3"

    def terms(self) -> tuple[tuple[int, int], ...]:
        """Line numbers of a sum with their signs, for example "1+2-3" → ((1, 1), (2, 1), (3, -1))."""
        spaced = self.sum.replace("-", " -").replace("+", " +").split()
        return tuple((abs(int(t)), -1 if t.startswith("-") else 1) for t in spaced)


@dataclass(frozen=True)
class Form:
    """A statutory form."""

    paragraf: str
    nb: str
    nn: str
    linjer: tuple[Line, ...]


@cache
def form(name: str) -> Form:
    """Read a form by paragraph, "5-4" to "5-9-investering"."""
    data = tomllib.loads(files("ldip.statements").joinpath(f"forms/{name}.toml").read_text(encoding="utf-8"))
    return Form(data["paragraf"], data["nb"], data["nn"], tuple(Line(**line) for line in data["linje"]))


def named(name: str) -> tuple[str, ...]:
    """Forms of a paragraph: "5-9" has two. Errors: KeyError for an unknown name."""
    found = tuple(f for f in FORMS if f == name or f.startswith(f"{name}-"))
    if not found:
        raise KeyError(name)
    return found


@cache
def steps_of(name: str) -> frozenset[str]:
    """The steps a form prints."""
    return frozenset(line.steg for line in form(name).linjer)


def steps_in_forms() -> tuple[str, ...]:
    """Every step that a form prints."""
    return tuple(dict.fromkeys(line.steg for name in FORMS for line in form(name).linjer))
