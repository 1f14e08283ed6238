"""Projects of the workbook as files of the plan: cost, progress and financing of those that are there, and new ones."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, NewFile, SetValue
from ldip.plan.elements import holders
from ldip.plan.schema import files as f
from ldip.plan.schema.fields import CURRENT, SCALE
from ldip.simulation.run import Run
from ldip.workbook.own_names import Known, Names, by_pattern
from ldip.workbook.own_profile import Projects
from ldip.workbook.own_terms import Block, Line, Made
from ldip.workbook.own_words import matches

DIGITS: Final = 15
INDEX: Final = "byggekostnad_indeks_ub"
SHARES: Final = {"mva": "mva_kompensasjon_andel", "tilskudd": "tilskudd_andel", "utbyggerbidrag": "utbyggerbidrag_andel"}


@dataclass(frozen=True)
class Cost:
    """A project's spending by year and before, in kroner of the fixed prices that the plan is given it in."""

    by_year: Mapping[int, float]
    total: float
    paid: Mapping[str, float]


def known_projects(plan: Plan) -> Known:
    """The plan's projects with their names."""
    return Known({i: (p.navn, i) for i, p in plan.projects.items()}, "prosjekt", new=True)


def fixed_prices(part: Projects, plan: Plan) -> str:
    """The price basis that the projects are written in: the workbook's, or the plan's price year for running prices."""
    return f"{plan.head.tid.prisnivaa}-kroner" if part.priser == CURRENT else part.priser


def project_edits(plan: Plan, run: Run, part: Projects, block: Block, names: Names, given: tuple[str, str]) -> Made:
    """Edits of prosjekter/; `given` is the workbook and the source.

    Errors: SourceError with the cells of amounts that no project can have."""
    file, source = given
    edits: list[Edit] = []
    told: list[str] = []
    problems: list[Problem] = [*_twice(block, names, file), *_too_new(part, plan, block, file)]
    idle: list[str] = []
    for line in block.lines:
        if (found := names.ids.get(line.name)) is None:
            continue
        if wrong := list(_impossible(line, block, file)):
            problems += wrong
            continue
        cost = cost_of(line, part, run, min(block.years, default=0), file)
        if found in plan.projects and not part.tidligere:
            cost = with_earlier(cost, plan.projects[found], min(block.years, default=0), fixed_prices(part, plan))
        if not cost.total:
            idle.append(line.name)
        elif found in plan.projects:
            edits += _changed(plan, plan.projects[found], found, line, (part, cost, source))
            told += _moved(plan.projects[found], found)
        else:
            edits.append(NewFile(fil=f.file_of(f.ProjectFile, found), tekst=_new(part, line, cost, plan, source)))
    if problems:
        raise SourceError(problems)
    if idle:
        told.append(tr("own_workbook.idle", names=", ".join(f"«{n}»" for n in idle), n=len(idle)))
    if part.priser == CURRENT:
        told.append(tr("own_workbook.deflated", year=plan.head.tid.prisnivaa))
    return Made(tuple(edits), tuple(told))


def _twice(block: Block, names: Names, file: str) -> Iterator[Problem]:
    """Rows that are one project of the plan: amounts of two rows are not added up."""
    first: dict[str, Line] = {}
    for line in block.lines:
        found = names.ids.get(line.name)
        if found is not None and first.setdefault(found, line) is not line:
            what = f"er prosjektet {found} i planen, som {first[found].place} også er"
            hint = "gi den ene en annen id i navn_i_planen, eller før den opp som utelat"
            yield Problem(file, f"{block.sheet}!{line.place}", what, line.name, hint, line.row)


def _too_new(part: Projects, plan: Plan, block: Block, file: str) -> Iterator[Problem]:
    """Prices of a later year than the plan's: it cannot know them."""
    if part.priser != CURRENT and int(part.priser[:4]) > plan.head.tid.prisnivaa:
        hint = f"rull planen fram først (ldip rull), eller bruk {plan.head.tid.prisnivaa}-kroner"
        yield Problem(file, f"{block.key}.priser", "prisnivået er nyere enn planens", part.priser, hint)


def _impossible(line: Line, block: Block, file: str) -> Iterator[Problem]:
    for year, value in line.values.items():
        if value < 0.0:
            where = f"{block.sheet}!{line.places[year]}"
            hint = "før tilskudd og salg i egne kolonner, snu fortegn i profilen, eller før raden opp i utelat"
            yield Problem(file, where, f"{line.name} har negativ utgift i {year}", f"{value:.2f} kr", hint, line.row)


def cost_of(line: Line, part: Projects, run: Run, first: int, file: str) -> Cost:
    """The line's spending in fixed prices; what was spent before is in the year before the workbook's first.

    Errors: SourceError for text where an amount belongs."""
    years = run.years
    amounts = dict(line.values)
    if part.priser == CURRENT:
        amounts = {y: v / run.value(INDEX, min(max(y, years[0]), years[-1])) for y, v in amounts.items()}
    if (before := _extra(line, part, "tidligere", file)) and amounts:
        amounts = {first - 1: before, **amounts}
    amounts = {y: v for y, v in sorted(amounts.items()) if v}
    total = math.fsum(amounts.values())
    given = math.fsum(line.values.values()) + before
    paid = {k: _extra(line, part, f"finansiering.{k}", file) / given if given else 0.0 for k in part.finansiering}
    if wrong := [k for k, v in paid.items() if not -1.0 - 1e-9 <= v <= 1.0 + 1e-9]:
        places = [line.extra[f"finansiering.{k}"][1] for k in wrong]
        what = f"{line.name}: finansieringen er større enn utgiften"
        raise SourceError([Problem(file, p, what, k, "rett beløpet", line.row) for p, k in zip(places, wrong, strict=True)])
    return Cost(amounts, total, {k: min(abs(v), 1.0) for k, v in paid.items()})


def with_earlier(cost: Cost, p: f.ProjectFile, first: int, prices: str) -> Cost:
    """The cost with the plan's own spending before the workbook's first year, which next year's workbook no longer shows.

    Errors: SourceError where that spending is in other prices and cannot be added."""
    years = {int(y) + p.utsettes_aar: v for y, v in p.framdrift.items()}
    earlier = {y: v * p.kostnad.kroner for y, v in years.items() if y < first and v}
    if not earlier or not cost.total:
        return cost
    if p.kostnad.priser != prices:
        what = f"{p.navn} har utgift før {first} i {p.kostnad.priser}, og regnearket er i {prices}"
        hint = "rull planen til regnearkets første år først, eller oppgi kolonnen for tidligere utgift i profilen"
        raise SourceError([Problem(holders()["prosjekt"].file, "tidligere", what, "", hint)])
    amounts = {**earlier, **cost.by_year}
    return Cost(dict(sorted(amounts.items())), math.fsum(amounts.values()), cost.paid)


def _extra(line: Line, part: Projects, name: str, file: str) -> float:
    """An amount beside the years, in kroner; nothing where the cell is empty."""
    raw, place = line.extra.get(name, ("", ""))
    if raw == "":
        return 0.0
    if not isinstance(raw, float):
        raise SourceError([Problem(file, place, "er ikke et beløp", str(raw)[:60], "rett cellen i regnearket", line.row)])
    return raw * SCALE[part.enhet]


def _finished(line: Line, cost: Cost) -> int:
    """The year in the column of the finish, else the last year with spending."""
    raw, _ = line.extra.get("ferdig", ("", ""))
    last = max(cost.by_year)
    try:
        return max(int(float(str(raw)[:4])), last) if raw != "" else last
    except ValueError:
        return last


def _progress(cost: Cost, recurring: bool) -> tuple[float, dict[str, float]]:
    """The amount of the file and the shares of it by year: of the whole cost, or of the greatest year of a frame."""
    amount = max(cost.by_year.values()) if recurring else cost.total
    return amount, {str(y): _number(v / amount) for y, v in cost.by_year.items()}


def _changed(plan: Plan, p: f.ProjectFile, name: str, line: Line, given: tuple[Projects, Cost, str]) -> Iterator[Edit]:
    """Edits of a project that the plan has; what the workbook has no column for is unchanged."""
    part, cost, source = given
    file, recurring = f.file_of(f.ProjectFile, name), p.type == "ramme"
    amount, shares = _progress(cost, recurring)
    kept = {
        "beloep": _number(amount / SCALE[part.enhet]),
        "enhet": part.enhet,
        "priser": fixed_prices(part, plan),
        "kilde": source,
    }
    yield from (_set(file, ["kostnad", k], v) for k, v in kept.items())
    yield from (_set(file, ["framdrift", y], None) for y in p.framdrift if y not in shares)
    yield from (_set(file, ["framdrift", y], v) for y, v in shares.items())
    yield _set(file, ["kilde"], source)
    if p.anslag:
        yield _set(file, ["anslag"], False)
    if p.kostnad.anslag:
        yield _set(file, ["kostnad", "anslag"], False)
    if p.utsettes_aar:
        yield _set(file, ["utsettes_aar"], 0)
    if not recurring and p.ferdig != (done := _finished(line, cost)):
        yield _set(file, ["ferdig"], done)
    if cost.paid:
        given_shares = {SHARES[k]: _number(v) for k, v in cost.paid.items()}
        if "finansiering" in p.model_fields_set:
            yield from (_set(file, ["finansiering", k], v) for k, v in given_shares.items())
        else:
            yield _set(file, ["finansiering"], given_shares)


def _moved(p: f.ProjectFile, name: str) -> Iterator[str]:
    if p.utsettes_aar:
        yield tr("own_workbook.undelayed", name=p.navn, years=p.utsettes_aar)
    if p.kapasitet is not None:
        yield tr("own_workbook.opens", name=p.navn, month=p.kapasitet.aapner)


def _set(file: str, path: Sequence[str], value: Any) -> SetValue:
    return SetValue(fil=file, noekkel=list(path), verdi=value)


def _new(part: Projects, line: Line, cost: Cost, plan: Plan, source: str) -> str:
    """The text of a project that the plan lacks."""
    recurring = matches(line.name, part.rammer)
    amount, shares = _progress(cost, recurring)
    service = by_pattern(line, part.tjeneste)
    adopted = plan.head.tid.vedtatt_til or plan.years[0] - 1
    paid = {SHARES[k]: v for k, v in cost.paid.items()}
    if "mva" not in cost.paid and part.ny.mva_kompensasjon_andel:
        paid[SHARES["mva"]] = part.ny.mva_kompensasjon_andel
    rows = [
        f"navn = {_text(line.name)}",
        f'type = "{"ramme" if recurring else "prosjekt"}"',
        *([f'tjeneste = "{service}"'] if service in plan.services else []),
        f"sektor = {_text(line.group or 'Uten sektor')}",
        f'fase = "{part.ny.fase_i_vedtatte_aar if min(cost.by_year) <= adopted else part.ny.fase}"',
        f'anleggsklasse = "{by_pattern(line, part.anleggsklasse) or part.ny.anleggsklasse}"',
        *([f'videre = "{part.rammer_videre}"'] if recurring else [f"ferdig = {_finished(line, cost)}"]),
        f"framdrift = {{ {', '.join(f'{y} = {v!r}' for y, v in shares.items())} }}",
        f"kilde = {_text(source)}",
        "",
        "[kostnad]",
        f"beloep = {_number(amount / SCALE[part.enhet])!r}",
        f'enhet = "{part.enhet}"',
        f'priser = "{fixed_prices(part, plan)}"',
        f"kilde = {_text(source)}",
    ]
    if paid:
        rows += ["", "[finansiering]", *(f"{k} = {_number(v)!r}" for k, v in paid.items())]
    return "\n".join(rows) + "\n"


def _text(value: str) -> str:
    return json.dumps(" ".join(value.split()), ensure_ascii=False)


def _number(value: float) -> float:
    return float(f"{value:.{DIGITS}g}") + 0.0
