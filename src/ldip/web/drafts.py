"""Where plans are tried: versions never change, so what was read or run of one is remembered; a draft is edits upon a version."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from ldip.binding.reading import Trial, collect_contents, lever_trial
from ldip.compare.whatif import lever_edits
from ldip.errors import PlanError
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, Edit, SetValue, apply
from ldip.plan.memo import Recent
from ldip.simulation.run import Run
from ldip.simulation.simulate import simulate
from ldip.store.database import Store
from ldip.store.versions import checked, contents_of

VERSIONS: Final = 64
PLANS: Final = 128
RUNS: Final = 48
KNOWN: Final = 5000
MOST_EDITS: Final = 1000
Variant = Literal["statisk", "realisert", "jevn"]


class Draft(BaseModel):
    """What somebody tries upon a version: edits of files, levers moved, the plan's own levers laid on, and the variant shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    endringer: Annotated[list[Edit], Field(max_length=MOST_EDITS)] = Field(default_factory=list)
    spaker: dict[Annotated[str, Field(max_length=100)], float] = Field(default_factory=dict)
    grep: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=50)] = Field(default_factory=list)
    variant: Variant | None = None


EMPTY: Final = Draft()


class Drafts:
    """Contents, plans and runs of versions and of drafts upon them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._contents, self._plans, self._runs = Recent(VERSIONS), Recent(PLANS), Recent(RUNS)
        self.answers = Recent(VERSIONS)
        self.changes = Recent(KNOWN)
        self._drawing = threading.Lock()  # draws use every core already, and the compiled kernels one at a time
        self._thinking = threading.RLock()  # reading and running hold the interpreter: in turn nobody waits longer, and most less

    def contents(self, version: int) -> Contents:
        """A version's files."""

        def stored() -> Contents:
            with self.store.reading() as session:
                return contents_of(session, version)

        return self._contents.get(version, stored)

    def drafted(self, version: int, draft: Draft = EMPTY) -> Contents:
        """The files of a version with a draft upon it. Errors: PlanError for edits that cannot be made."""
        return self._trial(version, draft).contents

    def plan(self, version: int, draft: Draft = EMPTY) -> Plan:
        """A version with a draft upon it. Errors: PlanError with every located problem."""
        return self._trial(version, draft).plan

    def edits(self, version: int, draft: Draft) -> tuple[Edit, ...]:
        """Every edit a draft makes, those of its levers too. Errors: PlanError with every located problem."""
        return self._trial(version, draft).edits

    def sound(self, contents: Contents) -> None:
        """Errors: PlanError with every located problem of a plan's files, each of its own levers tried."""
        with self._thinking:
            problems = checked(contents).problems
        if problems:
            raise PlanError(problems)

    def run(self, version: int, draft: Draft, keep: Iterable[str], draws: int = 0) -> Run:
        """Its run, with names kept. Errors: PlanError with every located problem."""
        names = tuple(dict.fromkeys(keep))
        key = (version, draft.model_dump_json(), names, draws)

        def made() -> Run:
            plan = self.plan(version, draft)
            if not draws:
                with self._thinking:
                    return simulate(plan, keep=names)
            with self._drawing:
                return simulate(plan, draws, keep=names)

        return self._runs.get(key, made)

    def _trial(self, version: int, draft: Draft) -> Trial:
        return self._plans.get((version, draft.model_dump_json()), lambda: self._made(version, draft))

    def _made(self, version: int, draft: Draft) -> Trial:
        contents = self.contents(version)
        with self._thinking:
            return self._upon(contents, draft)

    def _upon(self, contents: Contents, draft: Draft) -> Trial:
        edits = list(draft.endringer)
        if draft.variant is not None:
            edits.append(SetValue(fil="handlingsregler.toml", noekkel=["variant"], verdi=draft.variant))
        contents = apply(contents, edits) if edits else contents
        plan = plan_read(contents)
        if draft.grep:
            laid = lever_trial(plan, draft.grep, contents)
            contents, plan, edits = laid.contents, laid.plan, [*edits, *laid.edits]
        if moved := lever_edits(plan, draft.spaker):
            contents, edits = apply(contents, moved), [*edits, *moved]
            plan = plan_read(contents)
        return Trial(contents, plan, tuple(edits))


def plan_read(contents: Contents) -> Plan:
    """A plan to be tried; its own levers are not each tried. Errors: PlanError with every located problem."""
    reading, problems = collect_contents(contents, levers=False)
    if problems:
        raise PlanError(problems)
    return reading.plan()


def moved_alone(draft: Draft) -> Mapping[str, Draft]:
    """For every lever and grip of a draft, the draft with that one alone."""
    alone = {i: draft.model_copy(update={"spaker": {i: v}, "grep": []}) for i, v in draft.spaker.items()}
    return alone | {i: draft.model_copy(update={"spaker": {}, "grep": [i]}) for i in draft.grep}
