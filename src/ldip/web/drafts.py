"""Reads and runs drafts. Versions never change, so their plans and runs are cached; a draft is edits of a version, or of a
municipality's first plan, which is the same each time it is made."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from ldip.binding.reading import Trial, collect_contents, lever_trial
from ldip.compare.whatif import lever_edits
from ldip.errors import PlanError
from ldip.firstplan.build import build
from ldip.plan.bounds import CACHED_BYTES, memory_of
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, Edit, apply
from ldip.plan.levers import CLOSED, LEVERS
from ldip.plan.memo import Recent
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.protect import hold, may_hide
from ldip.simulation.run import Run
from ldip.simulation.simulate import simulate
from ldip.simulation.work import Work, reading_of, work_of
from ldip.store.database import Store
from ldip.store.versions import checked, contents_of
from ldip.web.errors import RefusedError
from ldip.web.limits import DEFAULTS as LIMITS
from ldip.web.limits import INSIDE_MB, INSIDE_S, Limits
from ldip.web.metrics import counted

VERSIONS: Final = 64
PLANS: Final = 128
RUNS: Final = 48
KNOWN: Final = 5000
MOST_EDITS: Final = 1000
COUNTED: Final = ("behovsliste_ub", "listebrukere")  # what decides which counts are hidden
CHANGES: Final = b"endringer"  # what a layer has where it changes the plan
NOT_READ: Final = ("notater/", "resultat/")
Levers = Annotated[  # values of levers by id
    dict[Annotated[str, Field(max_length=100)], Annotated[float, Field(allow_inf_nan=False)]], Field(max_length=200)
]

Base = int | str  # a version by its id, or a first plan by the municipality's number


class Draft(BaseModel):
    """A trial change of a version: edits of files, values of levers, and the plan's own levers to apply."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    endringer: Annotated[list[Edit], Field(max_length=MOST_EDITS)] = Field(default_factory=list)
    spaker: Levers = Field(default_factory=dict)
    grep: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=50)] = Field(default_factory=list)


EMPTY: Final = Draft()


class HeavyError(BaseException):
    """The work belongs in a process apart. No error, and so not caught as one on the way to admission, which sends it there."""


class Drafts:
    """Cached contents, plans and runs of versions and of drafts.

    Work is estimated before it is done: above the limit of a draft it is refused, and where `apart` is set, work above what
    the server does itself raises HeavyError, before anything has been changed."""

    def __init__(self, store: Store, limits: Limits = LIMITS) -> None:
        self.store, self.limits, self.apart = store, limits, False
        self._contents = Recent(VERSIONS, memory_of, CACHED_BYTES, counted("contents"))
        self._plans = Recent(PLANS, lambda trial: memory_of(trial.contents), CACHED_BYTES, counted("plans"))
        self._runs = Recent(RUNS, seen=counted("runs"))
        self.answers = Recent(VERSIONS)
        self.changes = Recent(KNOWN)
        self._drawing = threading.Lock()  # draws use every core already, and compiled kernels run one at a time
        self._thinking = threading.RLock()  # reading and running hold the interpreter; most requests wait less in turn

    def keep_runs(self, count: int) -> None:
        """Cache at most so many runs."""
        self._runs = Recent(count, seen=counted("runs"))

    def bear(self, work: Work) -> None:
        """Errors: RefusedError 422 for work above the limit of a draft, HeavyError for work that belongs apart."""
        if work.seconds > self.limits.draft_seconds:
            raise RefusedError(422, "web.for_lang_tid", n=self.limits.draft_seconds)
        if work.megabytes > self.limits.draft_megabytes:
            raise RefusedError(422, "web.for_mye_minne", n=self.limits.draft_megabytes)
        if self.apart and (work.seconds > INSIDE_S or work.megabytes > INSIDE_MB):
            raise HeavyError

    def contents(self, version: Base) -> Contents:
        """The files of a version, or of a first plan. Errors: SourceError for a number that is no municipality today."""

        def stored() -> Contents:
            if isinstance(version, str):
                return {path: text.encode() for path, text in build(version).items()}
            with self.store.reading() as session:
                return contents_of(session, version)

        return self._contents.get(version, stored)

    def drafted(self, version: Base, draft: Draft = EMPTY) -> Contents:
        """The files of a version with a draft. Errors: PlanError for edits that cannot be made."""
        return self._trial(version, draft).contents

    def plan(self, version: Base, draft: Draft = EMPTY) -> Plan:
        """The plan of a version with a draft. Errors: PlanError with every located problem."""
        return self._trial(version, draft).plan

    def edits(self, version: Base, draft: Draft) -> tuple[Edit, ...]:
        """Every edit of a draft, including those of its levers. Errors: PlanError with every located problem."""
        return self._trial(version, draft).edits

    def sound(self, contents: Contents) -> None:
        """Check a plan's files and each of its own levers. Errors: PlanError with every located problem; as `bear`."""
        self.bear(reading_of(size_of(contents)).times(1 + trials_of(contents)))
        with self._thinking:
            problems = checked(contents).problems
        if problems:
            raise PlanError(problems)

    def run(self, version: Base, draft: Draft, keep: Iterable[str], draws: int = 0, variant: str = "") -> Run:
        """The run of a version with a draft, seen by a variant: the plan's own when left out. Draws have the kept names only.

        Errors: PlanError with every located problem; as `bear`."""
        names = tuple(dict.fromkeys(keep if draws else (*ALWAYS, *keep)))
        # A run without draws recomputes what it has not kept, so every question about a draft shares one run and its search.
        key = (version, draft.model_dump_json(), names if draws else (), draws, variant)

        def made() -> Run:
            plan = self.plan(version, draft)
            self.bear(work_of(plan, draws, names))
            with self._drawing if draws else self._thinking:
                run = simulate(plan, draws, keep=names, variant=variant)
            if draft != EMPTY and may_hide(self.plan(version)):  # what a version hides stays hidden in its drafts
                hold(run, lambda: self.run(version, EMPTY, COUNTED))
            return run

        return self._runs.get(key, made)

    def _trial(self, version: Base, draft: Draft) -> Trial:
        return self._plans.get((version, draft.model_dump_json()), lambda: self._made(version, draft))

    def _made(self, version: Base, draft: Draft) -> Trial:
        contents = self.contents(version)
        self.bear(reading_of(size_of(contents) + sum(len(e.model_dump_json()) for e in draft.endringer)))
        with self._thinking:
            return self._upon(contents, draft)

    def _upon(self, contents: Contents, draft: Draft) -> Trial:
        edits = list(draft.endringer)
        contents = apply(contents, edits) if edits else contents
        plan = plan_read(contents)
        if draft.grep:
            laid = lever_trial(plan, draft.grep, contents)
            contents, plan, edits = laid.contents, laid.plan, [*edits, *laid.edits]
        if moved := lever_edits(plan, draft.spaker):
            contents, edits = apply(contents, moved), [*edits, *moved]
            plan = plan_read(contents)
        return Trial(contents, plan, tuple(edits))


def size_of(contents: Contents) -> int:
    """Bytes of the files that are read as a plan."""
    return sum(len(raw) for path, raw in contents.items() if path.endswith((".toml", ".csv")) and not path.startswith(NOT_READ))


def trials_of(contents: Contents) -> int:
    """At most so many times a plan is read again when it is checked: with each lever, and each layer of changes of the others."""
    folders = {path: path.partition("/")[0] for path in contents if path.endswith(".toml")}
    return sum(1 if folder == LEVERS else contents[path].count(CHANGES) for path, folder in folders.items() if folder in CLOSED)


def plan_read(contents: Contents) -> Plan:
    """The plan of a trial, without checking each of its own levers. Errors: PlanError with every located problem."""
    reading, problems = collect_contents(contents, levers=False)
    if problems:
        raise PlanError(problems)
    return reading.plan()


def moved_alone(draft: Draft) -> Mapping[str, Draft]:
    """The draft with one lever alone, by lever; the plan's own levers included."""
    alone = {i: draft.model_copy(update={"spaker": {i: v}, "grep": []}) for i, v in draft.spaker.items()}
    return alone | {i: draft.model_copy(update={"spaker": {}, "grep": [i]}) for i in draft.grep}
