"""A municipality's own workbook taken in by its profile: edits of the plan, and the difference of its totals from the plan's run.

All parts are read before anything is made of them, and nothing is given where anything is refused. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ldip.binding.reading import collect_contents, plan_of_contents
from ldip.errors import PlanError, Problem, SourceError
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, Edit, NewFile, apply
from ldip.simulation.run import Run
from ldip.simulation.simulate import simulate
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import NO_ANSWERS, Answers, Question, Sheet, UnclearError
from ldip.workbook import own_frames, own_loans, own_people, own_projects
from ldip.workbook.own_blocks import read_block
from ldip.workbook.own_difference import Runs, Taken, differences
from ldip.workbook.own_grid import Grid, sheet_of
from ldip.workbook.own_names import Names, named
from ldip.workbook.own_preview import preview_of
from ldip.workbook.own_profile import DEFAULT_PATH, AnyPart, Frames, Loans, People, Profile, Projects, profile_text
from ldip.workbook.own_terms import Block, Difference, Made, Preview

MOST_BYTES: Final = 16 * 2**20  # a municipality's own model is a tenth of it
ANSWERED: Final = ("ark", "kolonne", "slutt", "enhet", "priser", "innhold")


@dataclass(frozen=True)
class OwnImport:
    """The changes that a workbook makes in a plan; none with `problems` or `questions`. `profile` has the names learnt."""

    profile: Profile
    edits: tuple[Edit, ...] = ()
    told: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    previews: tuple[Preview, ...] = ()
    differences: tuple[Difference, ...] = ()
    sums: tuple[str, ...] = ()


@dataclass
class _Parts:
    """Results of the parts of a workbook so far; the files change part by part."""

    contents: Contents
    run: Run
    taken: list[Taken] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    deler: list[AnyPart] = field(default_factory=list)


def sheets_of_book(name: str, raw: bytes, answers: Answers) -> tuple[Sheet, ...]:
    """The sheets of a workbook within the limits. Errors: SourceError."""
    if len(raw) > MOST_BYTES:
        hint = "fjern ark som ikke skal leses"
        raise SourceError([Problem(name, "", f"regnearket er større enn {MOST_BYTES // 2**20} MB", f"{len(raw)} byte", hint)])
    return read_sheets(name, raw, {k: v for k, v in answers.items() if k != "ark"})


def own_import(
    contents: Contents, name: str, raw: bytes, profile: Profile, answers: Answers = NO_ANSWERS, keep: str = DEFAULT_PATH
) -> OwnImport:
    """Edits that put the workbook's figures in the plan, and the profile at the path `keep` (empty: not kept).

    Never raises for what a user gives: see `problems` and `questions`."""
    try:
        sheets = sheets_of_book(name, raw, answers)
        plan = plan_of_contents(contents)
        parts = _Parts(contents, simulate(plan))
        for key, part in profile.keyed:
            _part(parts, sheets, key, answered(part, key, answers), (name, answers, profile.kilde))
        found = profile.model_copy(update={"deler": tuple(parts.deler)}) if len(parts.deler) == len(profile.deler) else profile
        if parts.problems or parts.questions:
            return OwnImport(found, (), (), _unique(parts.problems), tuple(parts.questions), tuple(parts.previews))
        return _made(contents, parts, found, keep)
    except UnclearError as error:
        return OwnImport(profile, problems=error.problems, questions=error.questions)
    except PlanError as error:
        return OwnImport(profile, problems=error.problems)


def answered(part: AnyPart, key: str, answers: Answers) -> AnyPart:
    """A part with the user's answers about it. Errors: SourceError for a value it cannot have."""
    given = {f: answers[f"{key}.{f}"] for f in ANSWERED if f"{key}.{f}" in answers and f in type(part).model_fields}
    if not given:
        return part
    try:
        return type(part).model_validate({**part.model_dump(), **given})
    except ValueError:
        wrong = ", ".join(f"{key}.{k} = {v}" for k, v in given.items())
        raise SourceError([Problem(DEFAULT_PATH, key, "ugyldig svar", wrong, "bruk et av valgene")]) from None


def _part(parts: _Parts, sheets: Sequence[Sheet], key: str, part: AnyPart, given: tuple[str, Answers, str]) -> None:
    """Read one part and make its edits, or note what is wrong with it; the next part is then still read."""
    name, answers, source = given
    try:
        grid = Grid(sheet_of(sheets, part, name, key), isinstance(part, Loans) and part.retning == "kolonner")
        block = (
            own_loans.read_loans(grid, part, key, answers) if isinstance(part, Loans) else read_block(grid, part, key, answers)
        )
        plan = plan_of_contents(parts.contents)
        names = _names(plan, part, block, key, (name, answers))
        parts.previews.append(preview_of(part, block, names))
        made, taken = _edits(parts, plan, part, block, (names, name, source))
    except UnclearError as error:
        parts.problems += error.problems
        parts.questions += error.questions
        return
    except PlanError as error:
        parts.problems += error.problems
        return
    parts.told += [*block.told, *names.told, *made.told]
    parts.deler.append(_learnt(part, names))
    parts.taken.append(taken)
    parts.edits += made.edits
    parts.contents = apply(parts.contents, made.edits)


def _names(plan: Plan, part: AnyPart, block: Block, key: str, given: tuple[str, Answers]) -> Names:
    if isinstance(part, People):
        return Names({line.name: line.name for line in block.lines})
    known = (
        own_projects.known_projects(plan)
        if isinstance(part, Projects)
        else own_frames.known_services(plan)
        if isinstance(part, Frames)
        else own_loans.known_loans(plan)
        if isinstance(part, Loans)
        else own_frames.known_lines()
    )
    return named(given[0], key, part, block.lines, known, given[1])


def _edits(parts: _Parts, plan: Plan, part: AnyPart, block: Block, given: tuple[Names, str, str]) -> tuple[Made, Taken]:
    """The edits of a part. Errors: PlanError."""
    names, file, source = given
    taken = Taken(part, block, names.ids)
    if isinstance(part, Projects):
        return own_projects.project_edits(plan, parts.run, part, block, names, (file, source)), taken
    if isinstance(part, Loans):
        loans = own_loans.loans_of(plan, part, block, names, (file, source))
        return own_loans.loan_edits(parts.contents, plan, part, loans, block.as_of), taken
    if isinstance(part, People):
        persons = own_people.persons_of(plan, part, block, file)
        return own_people.people_edits(plan, part, persons, source), replace(taken, persons=persons)
    values = own_frames.values_of(part, block, names, parts.run)
    years = own_frames.written_years(part, block, plan)
    made = own_frames.line_edits(parts.contents, part, block, values, parts.run, source)
    return made, replace(taken, running=values, written=years)


def _learnt(part: AnyPart, names: Names) -> AnyPart:
    """The part with the names that were found or answered, for next year."""
    if not names.learnt:
        return part
    return part.model_copy(update={"navn_i_planen": {**part.navn_i_planen, **names.learnt}})


def _made(contents: Contents, parts: _Parts, profile: Profile, keep: str) -> OwnImport:
    """The result, tried on the plan. Errors: PlanError with the problems that the plan would have and does not have now."""
    edits = [*parts.edits, *([NewFile(fil=keep, tekst=profile_text(profile))] if keep else [])]
    after = apply(contents, edits)
    if wrong := collect_contents(after)[1]:
        raise PlanError(wrong)
    runs = Runs(parts.run, simulate(plan_of_contents(after)))
    sums = tuple(f"{t.block.sheet}: {name}" for t in parts.taken for name in t.block.sums)
    told = tuple(dict.fromkeys(parts.told))
    return OwnImport(profile, tuple(edits), told, (), (), tuple(parts.previews), differences(parts.taken, runs), sums)


def _unique(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))
