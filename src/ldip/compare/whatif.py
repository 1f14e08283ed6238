"""«Hva om»: levers for every reader, as edits of the plan. A trial is read as any plan, and is the same when it is saved.

The levers are data (spaker.toml), each with its source. A lever is offered only where the plan has the field it changes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ldip.errors import PlanError, Problem
from ldip.locales import language
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, SetValue
from ldip.plan.messages import nearest
from ldip.plan.schema.fields import READING, YearVector
from ldip.plan.schema.files import ProjectFile, ServiceFile, file_of

EACH: Final = ("bruksrate", "friske_aar")  # one lever for every service that has the field it changes
EXACT: Final = 9  # decimals of a changed number; a lever's steps are coarser


@dataclass(frozen=True)
class Lever:
    """A lever of a plan: its name, range and current value, in `unit`. `plain` and `meaning` are for every inhabitant."""

    id: str
    group: str
    name: str
    help: str
    unit: str
    low: float
    high: float
    step: float
    value: float
    source: str
    plain: str = ""
    meaning: str = ""


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("ldip.compare").joinpath("spaker.toml").read_text(encoding="utf-8"))


def levers_of(plan: Plan) -> list[Lever]:
    """The levers a plan offers, in the order of spaker.toml."""
    found = []
    for key, said in _shipped().items():
        for place in _places(plan, key, said):
            value = _standing(plan, key, said, place)
            if value is not None:
                found.append(_lever(plan, key, said, place, value))
    return found


def _lever(plan: Plan, key: str, said: Mapping[str, Any], place: str, value: float) -> Lever:
    at = {"tjeneste": plan.services[place].navn.lower()} if place else {}
    name, plain = said[language()].format(**at), said["enkelt"][language()].format(**at)
    own = f"{key}.{place}" if place else key
    low, high = min(max(said["fra"], _lowest(plan, said)), value), max(said["til"], value)
    help_, meaning = said["hjelp"][language()], said["betyr"][language()]
    scale = (said["enhet"], low, high, said["steg"], value, said["kilde"])
    return Lever(own, said["gruppe"], name, help_, *scale, plain, meaning)


def _lowest(plan: Plan, said: Mapping[str, Any]) -> float:
    """The most that may be taken from an amount that is never below `minst`, in the lever's unit."""
    target = _target(plan, said) if "minst" in said else None
    if target is None:
        return float(said["fra"])
    least: float = min(target[2].at(y) for y in plan.years) / READING[said["enhet"]]
    return float(said["minst"]) - least


def _places(plan: Plan, key: str, said: Mapping[str, Any]) -> list[str]:
    if said["maate"] not in EACH:
        return [""]
    if key == "bruksrate":
        return [i for i, s in plan.services.items() if s.bruksrate]
    if plan.population.doedelighetsutvikling == "holdt":  # life expectancy is constant, so no years are gained
        return []
    return [i for i, s in plan.services.items() if s.heldoegn is not None]


def _standing(plan: Plan, key: str, said: Mapping[str, Any], place: str) -> float | None:
    """Current value of the lever in the plan; None when the plan lacks the field it changes."""
    way = said["maate"]
    if way in ("prosjekt_faktor", "prosjekt_utsett"):
        return 0.0 if _early(plan) else None
    if way == "bruksrate":
        return 0.0
    if way == "friske_aar":
        shift = plan.services[place].aldersforskyvning
        return 0.0 if shift is None else shift.kappa
    target = _target(plan, said)
    if target is None:
        return None
    if way == "tillegg":
        return 0.0
    if key == "gjennomfoering":
        found = plan.investment.gjennomfoeringsgrad
        return round(found.at(_first(plan)) * 100.0, EXACT)
    return _rule(plan, key)[1]


def _rule(plan: Plan, key: str) -> tuple[str, float | None]:
    """Key and value of the demanded level of a rule of the need."""
    rule = plan.rules.egenkapitalfinansiering if key == "egenkapitalandel" else plan.rules.resultatgrad
    if rule is None:
        return "", None
    return rule.krevd, getattr(rule, rule.krevd)


def _target(plan: Plan, said: Mapping[str, Any]) -> tuple[str, list[str], Any] | None:
    """File, key path and value of the field that the lever changes; None when the plan lacks it."""
    for file, path in ((said["fil"], said["noekkel"]), (said.get("ellers_fil", ""), said.get("ellers_noekkel", ""))):
        current: Any = plan.single.get(file)
        for part in path.split("."):
            current = getattr(current, part, None)
        if current is not None:
            return file, path.split("."), current
    return None


def _early(plan: Plan) -> list[str]:
    return [i for i, p in plan.projects.items() if p.type == "prosjekt" and p.early]


def _first(plan: Plan) -> int:
    """The first year that is not adopted."""
    return min(plan.first_projected, plan.years[-1])


def lever_edits(plan: Plan, values: Mapping[str, float]) -> list[Edit]:
    """Edits of the plan's files that move levers to `values`. A lever at the plan's own value gives no edit.

    Errors: PlanError for a lever the plan does not offer, or a value outside its range."""
    known = {lever.id: lever for lever in levers_of(plan)}
    problems = [Problem("hva om", i, "ukjent spake", "", nearest(i, list(known))) for i in values if i not in known]
    for i, v in values.items():
        if (lever := known.get(i)) is not None and not lever.low <= v <= lever.high:
            problems.append(Problem("hva om", i, "er utenfor grensene", f"{v:g}", f"velg fra {lever.low:g} til {lever.high:g}"))
    if problems:
        raise PlanError(problems)
    moved = {i: v for i, v in values.items() if v != known[i].value}
    return [e for i in known if i in moved for e in _moved(plan, i, moved[i])]


def _moved(plan: Plan, lever: str, value: float) -> Iterator[Edit]:
    key, _, place = lever.partition(".")
    said = _shipped()[key]
    way = said["maate"]
    if way == "prosjekt_faktor":
        for i in _early(plan):
            cost = round(plan.projects[i].kostnad.beloep * (1.0 + value / 100.0), EXACT)
            yield SetValue(fil=file_of(ProjectFile, i), noekkel=["kostnad", "beloep"], verdi=cost)
    elif way == "prosjekt_utsett":
        for i in _early(plan):
            yield SetValue(
                fil=file_of(ProjectFile, i), noekkel=["utsettes_aar"], verdi=plan.projects[i].utsettes_aar + int(value)
            )
    elif way == "bruksrate":
        rates = plan.services[place].bruksrate
        changed = [{**r.model_dump(), "prosent": round(r.prosent * (1.0 + value / 100.0), EXACT)} for r in rates]
        yield SetValue(fil=file_of(ServiceFile, place), noekkel=["bruksrate"], verdi=changed)
    elif way == "friske_aar":
        shift = {"kappa": value, "kilde": said["kilde"], "anslag": True}
        yield SetValue(fil=file_of(ServiceFile, place), noekkel=["aldersforskyvning"], verdi=shift)
    else:
        yield from _on_key(plan, key, said, value)


def _on_key(plan: Plan, key: str, said: Mapping[str, Any], value: float) -> Iterator[Edit]:
    target = _target(plan, said)
    assert target is not None  # true for every lever that is offered
    file, path, found = target
    if said["maate"] == "sett" and key != "gjennomfoering":
        level = _rule(plan, key)[0]
        yield SetValue(fil=file, noekkel=[*path, level], verdi=value)
        other = "maal" if level == "gulv" else "gulv"
        beside = getattr(found, other)
        if beside is not None and (beside < value) == (other == "maal") and beside != value:  # the floor is never over the target
            yield SetValue(fil=file, noekkel=[*path, other], verdi=value)
    elif key == "gjennomfoering":
        yield SetValue(
            fil=file, noekkel=path, verdi=_vector(found, {"verdi": value / (1.0 if found.enhet == "prosent" else 100.0)})
        )
    elif isinstance(found, YearVector):
        yield SetValue(fil=file, noekkel=path, verdi=_vector(found, _raised(plan, found, value)))
    else:  # the calibrated growth is one value within a stated range, and the range moves with it
        raised = {k: round(getattr(found, k) + value, EXACT) for k in ("verdi", "fra", "til")}
        for k, v in raised.items():
            yield SetValue(fil=file, noekkel=[*path, k], verdi=v)


def _raised(plan: Plan, found: YearVector, value: float) -> dict[str, Any]:
    """Values increased from the first projected year on; `value` in percentage points, or in million kroner for amounts."""
    unit = getattr(found, "enhet", "")
    step = value / 100.0 if unit == "andel" else value * 1e6 / found.factor if "kr" in unit else value
    first = _first(plan)
    kept = {y: found.at(y) / found.factor for y in {*found.by_year, first}}
    kept |= {y: found.at(y) / found.factor for y in range(plan.years[0], first)}
    raised = {str(y): round(v + (step if y >= first else 0.0), EXACT) for y, v in sorted(kept.items())}
    beyond = "siste" if found.videre in (None, "null") else found.videre
    return {"verdier": raised, "videre": beyond}


def _vector(found: YearVector, values: Mapping[str, Any]) -> dict[str, Any]:
    """A vector's table with other values; unit, prices, source and flag stay."""
    said = found.model_dump(exclude_unset=True, mode="json")
    rest = {k: v for k, v in said.items() if k not in ("verdi", "verdier", "videre")}
    return {**rest, **values}
