"""Sources that do not fit the mark of their figures: another municipality's, invented, or real and still marked anslag; and
national levels typed by hand that differ from the published ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from ldip.errors import ModelError
from ldip.pack.municipalities import all_municipalities
from ldip.parameters import read
from ldip.parameters.income_system import LEVELS
from ldip.parameters.plausible import rules
from ldip.plan.document import Plan
from ldip.plan.figures import Figure, figures_of
from ldip.plan.plausible.caution import Caution, number, short

FOREIGN: Final = "fremmed"
REAL: Final = "ekte"
NATIONAL: Final = "nasjonalt"
NAMED: Final = 5  # places that a warning names
SHORTEST: Final = 5  # letters: Os, Hol, Time and other short names are also words
INVENTED: Final = re.compile(r"oppdikt", re.IGNORECASE)
# Sources that are accounts, registers or published tables, and words that say that a figure is derived from one.
ACCOUNTS: Final = re.compile(
    r"regnskap(et)? 20\d\d|kostra-regnskap|kostra 0[abcd]|saldoliste|hovedbok|lånelist|låneregist|anleggsregist|"
    r"ssb,? tabell \d{5}|tabell \d{5} \(?ssb|sluttavregning|sha256 [0-9a-f]{6}",
    re.IGNORECASE,
)
DERIVED: Final = re.compile(
    r"[×·÷]|anslå|anslag|antatt|oppdikt|landet|nasjonal|om lag|omtrent|nær |avled|fordel|snitt|framskr|vurder|delt på|"
    r"prosent av|rest",
    re.IGNORECASE,
)


def _sources(plan: Plan) -> Iterator[Caution]:
    """Figures of a plan that is not declared invented, by the words of their source."""
    if plan.head.illustrasjon:
        return
    figures = figures_of(plan)
    names = _others(plan.head.kommune.navn)
    yield from _listed(FOREIGN, (f for f in figures if INVENTED.search(f.source)), "oppdiktet")
    yield from _listed(FOREIGN, (f for f in figures if not f.anslag and names.search(f.source)), "kommune")
    real = (f for f in figures if f.anslag and ACCOUNTS.search(f.source) and not DERIVED.search(f.source))
    yield from _listed(REAL, real)


def _listed(rule: str, figures: Iterable[Figure], form: str = "") -> Iterator[Caution]:
    """One warning for each file, with the number of figures and the first of them."""
    by_file: dict[str, list[Figure]] = {}
    for figure in figures:
        by_file.setdefault(figure.file, []).append(figure)
    for file, found in by_file.items():
        named = "; ".join(f.key for f in found[:NAMED]) + ("; …" if len(found) > NAMED else "")
        words = (("antall", str(len(found))), ("steder", named), ("kilde", found[0].source))
        place = f"{file}: {form}" if form else file
        key = ".".join(str(k) for k in found[0].path)
        yield Caution(file, key, rule, place, words, found[0].source, form, found[0].line)


@cache
def _others(own: str) -> re.Pattern[str]:
    """A pattern of the names of every other municipality."""
    names = (m.name for m in all_municipalities() if len(m.name) >= SHORTEST and m.name != own)
    return re.compile(r"\b(" + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)) + r")\b")


def _levels(plan: Plan) -> Iterator[Caution]:
    """National levels of the income system that differ from what was published and known."""
    if plan.head.illustrasjon:
        return
    rule, nation = rules()[NATIONAL], plan.income.nasjonalt
    for key, parameter in LEVELS.items():
        given = getattr(nation, key)
        try:
            known = read.exact("inntektssystem", parameter, nation.aar, plan.head.tid.kunnskapsdato)
        except ModelError:
            continue  # not published for the year: the plan's own is what there is
        away = 0.0 if given is None else 100.0 * (given.kroner / known.verdi - 1.0)
        if abs(away) > rule.high:
            words = (
                ("felt", key),
                ("verdi", short(given.kroner)),
                ("kjent", short(round(known.verdi))),
                ("aar", str(nation.aar)),
                ("avvik", number(away)),
                ("tabell", known.kilde),
            )
            place = f"inntekter.toml: nasjonalt.{key}"
            yield Caution("inntekter.toml", f"nasjonalt.{key}", NATIONAL, place, words, f"{short(given.kroner)} kr")


RULES: Final = (_sources, _levels)
