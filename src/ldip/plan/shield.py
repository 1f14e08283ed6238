"""Shielded projects: amounts that are hidden together, so that exact totals reveal none of them.

Every total of the model is published exactly, and counts a project with weights that follow from the fields in `alike`. Projects
that are equal in those fields count alike in every total, so their sum by year is all that totals reveal. A shielded
amount is therefore hidden together with others that are alike, by the rule of dominance in statistical disclosure control
(docs/guide/skjerming.md): at least `LEAST` of them, and none above `MOST_SHARE` of their sum in any year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ldip.errors import Problem
from ldip.plan.document import NotReadError, Plan
from ldip.plan.memo import remembered
from ldip.plan.schema.files import ProjectFile, file_of

LEAST: Final = 3  # projects hidden together
MOST_SHARE: Final = 0.7  # of the sum of them in a year
MOST_TRIED: Final = 10  # others considered, those that spend most in the same years first
SALE: Final = "salg"
Spent = Mapping[tuple[str, int], float]  # kroner of the project's own price level by purpose and year


@dataclass(frozen=True)
class Shield:
    """Projects whose amounts are hidden, those that totals count, and the reason against a shield by shielded project."""

    hidden: frozenset[str]
    counted: frozenset[str]
    refused: Mapping[str, str]


def secret_projects(plan: Plan) -> frozenset[str]:
    """Projects whose amounts the plan itself shields: `skjermet`, and not yet under contract."""
    return frozenset(i for i, p in plan.projects.items() if p.skjermet and not p.settled)


@remembered
def shield_of(plan: Plan) -> Shield:
    """The projects that are hidden with the shielded ones; chosen by the plan alone, and the same every time."""
    secrets = secret_projects(plan)
    spent = {i: _spent(p, plan.years) for i, p in plan.projects.items()}
    counted = {i for i in secrets if plan.projects[i].in_use and spent[i]}  # the others are in no total
    hidden, refused = set(secrets), dict[str, str]()
    for kind in dict.fromkeys(alike(plan.projects[i]) for i in sorted(counted)):
        own = sorted(i for i in counted if alike(plan.projects[i]) == kind)
        found = _together(own, _others(plan, own, kind, spent), spent)
        if found is None:
            hidden |= (kin := _kin(plan, kind))
            refused |= {i: _reason(i, kin, spent) for i in own}
        else:
            hidden |= {*found}
    return Shield(frozenset(hidden), frozenset(i for i in hidden if plan.projects[i].in_use and spent[i]), refused)


def shield_problems(plan: Plan) -> Iterator[Problem]:
    """A problem for each shield that cannot hold, at the field that asks for it."""
    try:
        refused = shield_of(plan).refused
    except NotReadError:  # has its own problem
        return
    for project, reason in sorted(refused.items()):
        hint = (
            f"samle prosjektene, skjerm minst {LEAST} som er like i finansiering, anleggsklasse og ferdigår, "
            "eller fjern skjermet og gi bare dem som skal se beløpet adgang til planen"
        )
        yield Problem(file_of(ProjectFile, project), "skjermet", reason, "true", hint)


def alike(p: ProjectFile) -> tuple[object, ...]:
    """The fields that decide how a project counts in totals. Source: every step that sums over projects (investments,
    operations.fees); tests/attack holds the list of them."""
    paid = p.finansiering
    return (
        p.type,
        p.rentabel,
        p.anleggsklasse,
        p.kostnad.priser,
        None if p.ferdig is None else p.ferdig + p.utsettes_aar,
        p.selvkost,
        None if p.nettpris_per_km is None else p.nettpris_per_km.kroner,
        p.vedlikeholdsandel,
        paid.mva_kompensasjon_andel,
        paid.tilskudd_andel,
        paid.tilskudd_sannsynlighet if paid.tilskudd_andel else 1.0,
        paid.utbyggerbidrag_andel,
        paid.tomteandel,
    )


def _kin(plan: Plan, kind: tuple[object, ...]) -> set[str]:
    """Projects that may hide each other: alike, in use, and with an amount that no contract has made known."""
    return {i for i, p in plan.projects.items() if p.in_use and not p.settled and alike(p) == kind}


def _spent(p: ProjectFile, years: Sequence[int]) -> Spent:
    """Spending by year of the plan, and sale: the amounts that enter totals."""
    shares = zip(years, p.progress(years), strict=True)
    spent = {("", y): p.kostnad.kroner * share for y, share in shares if share and p.kostnad.kroner}
    if p.salg is not None and p.salg.aar in years and p.salg.kroner:
        spent[SALE, p.salg.aar] = p.salg.kroner
    return spent


def _others(plan: Plan, own: Sequence[str], kind: tuple[object, ...], spent: Mapping[str, Spent]) -> list[str]:
    """Candidates for hiding shielded projects, the one that covers most of their amounts first."""

    def cover(other: str) -> float:
        return sum(min(abs(v), sum(abs(spent[i].get(at, 0.0)) for i in own)) for at, v in spent[other].items())

    free = _kin(plan, kind) - {*own}
    return sorted((i for i in free if cover(i) > 0.0), key=lambda i: (-cover(i), i))[:MOST_TRIED]


def _together(own: Sequence[str], others: Sequence[str], spent: Mapping[str, Spent]) -> tuple[str, ...] | None:
    """The fewest projects that hide each other, or None."""
    for more in range(max(0, LEAST - len(own)), len(others) + 1):
        for chosen in combinations(others, more):
            if not _exposed(group := (*own, *chosen), spent):
                return group
    return None


def _exposed(group: Sequence[str], spent: Mapping[str, Spent]) -> set[tuple[str, str, int]]:
    """(project, what, year) where one project is too much of the sum of the group."""
    found = set()
    for what, year in {at for i in group for at in spent[i]}:
        amounts = {i: abs(spent[i].get((what, year), 0.0)) for i in group}
        whole = sum(amounts.values())
        found |= {(i, what, year) for i, v in amounts.items() if v > MOST_SHARE * whole}
    return found


def _reason(project: str, kin: set[str], spent: Mapping[str, Spent]) -> str:
    if len(kin) < LEAST:
        return f"beløpet kan regnes ut av summene: bare {len(kin)} prosjekt teller likt i dem, og det må være minst {LEAST}"
    at = sorted((y, what) for i, what, y in _exposed(sorted(kin), spent) if i == project)
    if not at:
        return "beløpet kan regnes ut av summene: de andre prosjektene som teller likt, bygges ikke i de samme årene"
    what = "salget" if at[0][1] == SALE else "utgiften"
    share = f"{MOST_SHARE * 100.0:.0f} prosent"
    return f"beløpet kan regnes ut av summene: det er mer enn {share} av {what} i {at[0][0]} for prosjektene som teller likt"
