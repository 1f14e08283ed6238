"""The stresses and scenarios a plan can be tried against: those that ship with the program, and the plan's own.

A file of the plan replaces the shipped one with the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, TypeVar

from ldip.errors import ModelError
from ldip.locales import language
from ldip.parameters.shipped import shipped_files, shipped_folder
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import files as f
from ldip.plan.schema.stress import Layer, ScenarioFile, StressFile

Test = StressFile | ScenarioFile
T = TypeVar("T", StressFile, ScenarioFile)
BASE: Final = "basis"  # the rows beside those of the files, whose ids no file can have
TOGETHER: Final = "samlet"
LONGEST: Final = 80  # characters of an id
STRESS: Final = f.folder_of(StressFile)
SCENARIO: Final = f.folder_of(ScenarioFile)


def stresses_of(plan: Plan) -> dict[str, StressFile]:
    """Stresses by id, in their order."""
    return _ordered({**shipped_stresses(), **plan.stresses})


def scenarios_of(plan: Plan) -> dict[str, ScenarioFile]:
    """Scenarios by id, in the order in which they are laid on one another."""
    return _ordered({**shipped_scenarios(), **plan.scenarios})


def tests_of(plan: Plan) -> dict[str, Test]:
    """Every stress and scenario by id, the stresses first."""
    return {**dict[str, Test](stresses_of(plan)), **scenarios_of(plan)}


@cache
def shipped_stresses() -> Mapping[str, StressFile]:
    """The stresses that ship with the program, by id."""
    return {i: StressFile.model_validate(found) for i, found in shipped_folder(STRESS).items()}


@cache
def shipped_scenarios() -> Mapping[str, ScenarioFile]:
    """The scenarios that ship with the program, by id."""
    return {i: ScenarioFile.model_validate(found) for i, found in shipped_folder(SCENARIO).items()}


def shipped_text(name: str) -> tuple[str, str]:
    """Path in a plan, and text, of a shipped stress or scenario. Errors: ModelError for an unknown one."""
    known = {i: f.file_in(folder, i) for folder in (STRESS, SCENARIO) for i in shipped_folder(folder)}
    if name not in known:
        raise ModelError(f"ukjent stress {name!r}; {nearest(name, list(known))}")
    return known[name], shipped_files()[known[name]].decode("utf-8")


def layers_of(test: Test) -> tuple[Layer, ...]:
    """The layers of changes, in the order they are laid."""
    return tuple(test.lag) if isinstance(test, ScenarioFile) else (test,)


def title_of(test: Test) -> str:
    """The name in the reader's language; the plan's own may have one name for all."""
    return {"nn": test.nn, "en": test.en}.get(language()) or test.navn


def story_of(test: Test) -> str:
    """The reason for a stress, or the story of a scenario."""
    return test.fortelling if isinstance(test, ScenarioFile) else test.hvorfor


def _ordered(found: Mapping[str, T]) -> dict[str, T]:
    return dict(sorted(found.items(), key=lambda kv: (kv[1].rekkefoelge, kv[0])))
