"""Projects with financing from a municipality's own list of projects by year, as edits of a plan.

`proposed_projects` reads everything, refuses in words what cannot be used (all of it at once), and otherwise gives edits and
the sums they are held against. Nothing is written here, and no edits are given where anything is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from ldip.errors import PlanError, Problem
from ldip.intake.own_reading import file_problems
from ldip.intake.own_refusals import refuse_new
from ldip.intake.own_services import targets_of
from ldip.intake.own_terms import Asked, Proposal, Row, Upload
from ldip.intake.people_files import digest
from ldip.intake.project_files import FROM_LIST, Placement, id_of, new_file, renewed
from ldip.intake.project_sums import ASSETS, FEES, amounts, gathered, kroner, notes, split, sums_of, with_shares
from ldip.intake.project_terms import Listed, ProjectProposal
from ldip.locales import tr
from ldip.locales.written import spans
from ldip.parameters import kostra
from ldip.parameters import read as parameters
from ldip.parameters.project_classes import asset_class
from ldip.plan.bounds import FOLDERS_FILES
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, Edit, apply
from ldip.plan.messages import nearest
from ldip.plan.read import read_contents
from ldip.plan.schema.files import ProjectFile, file_of
from ldip.sources.column_map import parse_map
from ldip.sources.kostra_accounts import FINANCE_FROM
from ldip.sources.project_list import ProjectList, first_match, read_project_list
from ldip.sources.project_map import ProjectMap
from ldip.tabular.terms import NO_ANSWERS, Answers, UnclearError

NOWHERE: Final = Path("prosjektliste")
NO_SECTOR: Final = "Investeringer"
TOO_MANY: Final = "slå sammen små prosjekter i lista, eller før rader opp i utelat i kartet"
PROJECTS: Final = "prosjektliste"
MOST: Final = FOLDERS_FILES["prosjekter"]


def projects_of_uploads(contents: Contents, uploads: Sequence[Upload]) -> Proposal:
    """The proposal of an uploaded list with its map. Never raises for what a user gives: see `Proposal.problems`."""
    if wrong := tuple(file_problems(uploads)):
        return Proposal(problems=wrong)
    i, found = next((i, u) for i, u in enumerate(uploads) if u.kind == PROJECTS)
    columns = next(u for u in uploads if u.kind == "kart")
    try:
        return proposed_projects(contents, found.name, found.raw, parse_map(columns.name, columns.raw, ProjectMap), found.answers)
    except UnclearError as error:
        return Proposal(problems=error.problems, questions=tuple(Asked(i, found.name, q) for q in error.questions))
    except PlanError as error:
        return Proposal(problems=error.problems)


def proposed_projects(contents: Contents, name: str, raw: bytes, m: ProjectMap, answers: Answers = NO_ANSWERS) -> ProjectProposal:
    """Edits that put the list's projects in the plan. Errors: UnclearError for what must be chosen; all else is `problems`."""
    reading = read_contents(contents, NOWHERE)
    if reading.problems:
        return ProjectProposal(problems=tuple(sorted(reading.problems)))
    try:
        found = read_project_list(name, raw, m, answers)
        return _made(contents, reading.plan(), found, m, digest(raw))
    except UnclearError:
        raise
    except PlanError as error:
        return ProjectProposal(problems=error.problems)


def _made(contents: Contents, plan: Plan, found: ProjectList, m: ProjectMap, sha: str) -> ProjectProposal:
    years = [y for y in found.years if y in plan.years]
    if wrong := [*_years(plan, found, years), *_map_problems(plan, found.file, m)]:
        raise PlanError(wrong)
    listed = gathered(found.lines, m, years)
    own, reduced, other = split(listed)
    if len(own) > MOST:
        raise PlanError([Problem(found.file, "", f"lista har flere enn {MOST} prosjekter", str(len(own)), TOO_MANY)])
    made, shared = with_shares(own, listed, m)
    version = f", versjon {found.version}" if found.version else ""
    source = f"Prosjektliste {found.file} sha256 {sha}{version}"
    earlier = {code[1]: i for i, p in plan.projects.items() if (code := FROM_LIST.match(p.kilde or ""))}
    edits, files = _edits(plan, made, {p.code: _placement(plan, p, m, source) for p in made}, earlier, found.file)
    refuse_new(contents, apply(contents, edits))
    sums = sums_of(found.lines, made, years)
    told = [
        *_estimated(plan, earlier, years),
        *found.told,
        *_told(plan, found, m, years, files),
        *shared,
        *notes(sums, (made, reduced, other), years),
    ]
    told += _dropped(plan, earlier, files)
    rows = tuple(_row(plan, p, files[p.code], earlier, source) for p in made)
    return ProjectProposal(tuple(edits), rows, told=tuple(told), projects=tuple(made), sums=sums, years=tuple(years), files=files)


def _edits(
    plan: Plan, made: Sequence[Listed], places: Mapping[str, Placement], earlier: Mapping[str, str], file: str
) -> tuple[list[Edit], dict[str, str]]:
    """Edits of new projects and those of an earlier list, and each project's file. Errors: PlanError for names that are taken."""
    edits: list[Edit] = []
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for p in made:
        known = earlier.get(p.code)
        name = file_of(ProjectFile, known or id_of(p))
        if known is not None:
            edits += renewed(name, plan.projects[known], p, places[p.code])
        elif id_of(p) in plan.projects or name in files.values():
            hint = "gi prosjektet i planen et annet filnavn, eller før raden opp i utelat i kartet"
            problems.append(Problem(file, p.code, f"{name} finnes fra før, og er ikke fra denne lista", p.name, hint))
        else:
            edits.append(new_file(p, places[p.code]))
        files[p.code] = name
    if problems:
        raise PlanError(problems)
    return edits, files


def _years(plan: Plan, found: ProjectList, inside: Sequence[int]) -> Iterator[Problem]:
    if not inside:
        value = spans(found.years)
        hint = "oppgi kolonnene for planens år i kartets [aar], eller bruk lista for disse årene"
        yield Problem(found.file, "aar", f"ingen av årene i lista er i planen ({spans(plan.years)})", value, hint)


def _map_problems(plan: Plan, file: str, m: ProjectMap) -> Iterator[Problem]:
    """Names of the map that the plan does not have."""
    known: tuple[tuple[str, Mapping[str, str], Sequence[str]], ...] = (
        ("tjenester", m.tjenester, list(plan.services)),
        ("selvkost", m.selvkost, list(plan.fees)),
        ("anleggsklasser", m.anleggsklasser, list(parameters.names("avskrivning"))),
    )
    for key, given, names in known:
        for pattern, name in given.items():
            if name not in names:
                yield Problem(file, f"kartet: {key}.{pattern}", "finnes ikke i planen", name, nearest(name, names))


def _placement(plan: Plan, p: Listed, m: ProjectMap, source: str) -> Placement:
    codes = (p.service_code, str(p.function) if p.function else "")
    by_class = first_match(m.anleggsklasser, p.code, *codes)
    fee = first_match(m.selvkost, p.code, *codes)
    service = _service(plan, p, m)
    sector = p.sector or (plan.services[service].navn if service else NO_SECTOR)
    return Placement(
        service,
        m.anleggsklasser[by_class] if by_class else asset_class(p.function),
        m.selvkost[fee] if fee else None,
        " ".join(sector.split()),
        m.fase,
        f"{m.priser or plan.head.tid.prisnivaa}-kroner",
        source,
        first_match(dict.fromkeys(m.rammer), p.code, p.name) is not None,
    )


def _service(plan: Plan, p: Listed, m: ProjectMap) -> str | None:
    """The one service of a project: by the map, else by its function; None where several share the function."""
    named = first_match(m.tjenester, p.service_code, str(p.function) if p.function else "")
    if named:
        return m.tjenester[named]
    if not p.function or p.function >= FINANCE_FROM or kostra.area(p.function) is None:
        return None
    found = targets_of(plan, p.function, {})
    return found[0] if len(found) == 1 else None


def _told(plan: Plan, found: ProjectList, m: ProjectMap, years: Sequence[int], files: Mapping[str, str]) -> Iterator[str]:
    """The price level, years outside the plan, functions KOSTRA does not have, and fee projects outside the fees."""
    if m.priser is None:
        yield tr("projects.prices", year=plan.head.tid.prisnivaa)
    for year in (y for y in found.years if y not in years):
        amount = sum(line.kroner.get(year, 0.0) for line in found.lines if line.kind == ASSETS)
        yield tr("projects.outside", year=year, amount=kroner(amount), plan=spans(plan.years))
    of_plan = [line for line in found.lines if line.project in files]
    if old := sorted({x.function for x in of_plan if x.function and kostra.area(x.function) is None}):
        yield tr("projects.functions", functions=", ".join(map(str, old)))
    if not m.selvkost and (fees := {x.project for x in of_plan if x.function in FEES}):
        yield tr("projects.fees", n=len(fees), areas=", ".join(plan.fees) or tr("projects.no_fees"))


def _estimated(plan: Plan, earlier: Mapping[str, str], years: Sequence[int]) -> Iterator[str]:
    """Projects and frames that are estimates and go on beside the list: the same investments may then be counted twice."""
    of_lists = set(earlier.values())
    found = [p for i, p in plan.projects.items() if i not in of_lists and p.in_use and (p.anslag or p.kostnad.anslag)]
    by_year = {y: sum(p.progress([y])[0] * p.kostnad.kroner for p in found) for y in years}
    if any(by_year.values()):
        yield tr("projects.estimated", names=", ".join(p.navn for p in found), amounts=amounts(by_year))


def _dropped(plan: Plan, earlier: Mapping[str, str], files: Mapping[str, str]) -> Iterator[str]:
    """Projects of an earlier list that this one does not have; they are as they were."""
    if gone := [plan.projects[i].navn for code, i in earlier.items() if code not in files]:
        yield tr("projects.gone", n=len(gone), names=", ".join(gone))


def _row(plan: Plan, p: Listed, file: str, earlier: Mapping[str, str], source: str) -> Row:
    before = plan.projects[earlier[p.code]] if p.code in earlier else None
    return Row(file, p.title, before.kostnad.kroner / 1e6 if before else None, p.total / 1e6, "mill. kr", source)
