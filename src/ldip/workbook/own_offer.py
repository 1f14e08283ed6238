"""A workbook's changes of a plan in one answer: by the saved profile or a proposed one, with its choices and the import."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ldip.binding.reading import plan_of_contents
from ldip.errors import PlanError, Problem
from ldip.plan.edits import Contents, NewFile, apply, changed_files
from ldip.tabular.terms import Answers, UnclearError
from ldip.workbook.own_import import OwnImport, own_import, sheets_of_book
from ldip.workbook.own_profile import DEFAULT_PATH, Profile, parse_profile
from ldip.workbook.own_suggest import own_suggest
from ldip.workbook.own_terms import Choice

BLANK = Profile.model_construct(kilde="", deler=())


@dataclass(frozen=True)
class Offer:
    """The result of a workbook, the choices of its profile (none with a saved one), and whether the plan's own was used."""

    found: OwnImport
    choices: tuple[Choice, ...] = ()
    saved: bool = False


def own_offer(contents: Contents, name: str, raw: bytes, answers: Answers, anew: bool = False) -> Offer:
    """The import by the profile that the plan holds, or by a proposed one (`anew`: in any case). Edits are whole files.

    Never raises for what a user gives: see `problems` and `questions` of the result."""
    try:
        if DEFAULT_PATH in contents and not anew:
            used = parse_profile(contents[DEFAULT_PATH])
            return Offer(_whole(contents, own_import(contents, name, raw, used, answers)), (), True)
        plan = plan_of_contents(contents)
        proposed = own_suggest(plan, sheets_of_book(name, raw, answers), name, answers)
        if proposed.profile is None:
            hint = "velg ark for det regnearket har"
            nothing = Problem(name, "", "fant ingen tabell med årstall eller lån i regnearket", "", hint)
            return Offer(OwnImport(BLANK, problems=(nothing,)), proposed.choices)
        return Offer(_whole(contents, own_import(contents, name, raw, proposed.profile, answers)), proposed.choices)
    except UnclearError as error:
        return Offer(OwnImport(BLANK, problems=error.problems, questions=error.questions))
    except PlanError as error:
        return Offer(OwnImport(BLANK, problems=error.problems))


def _whole(contents: Contents, found: OwnImport) -> OwnImport:
    """The import with the files it changes in full, so that a draft holds one edit a file."""
    if not found.edits:
        return found
    changed = changed_files(contents, apply(contents, found.edits))
    return replace(found, edits=tuple(NewFile(fil=n, tekst=raw.decode("utf-8")) for n, raw in changed.items() if raw is not None))
