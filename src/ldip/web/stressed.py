"""Route of a plan under stresses and scenarios."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from ldip.compare.broken import Rule
from ldip.compare.reverse import Direction, Reverse, reverse
from ldip.compare.stress import BASE, TOGETHER, Stressed, stress, stress_name
from ldip.locales import language, tr
from ldip.plan.schema.stress import ScenarioFile
from ldip.plan.stresses import LONGEST, Test, story_of, tests_of, title_of
from ldip.publish.content.reverse import bears, limit_sentences, name_of, sentence
from ldip.publish.content.stress import left_out, rule_words, sources_of, stress_sentences
from ldip.publish.numbers import NEED, YEARLY
from ldip.publish.protect_stress import telling_tests
from ldip.simulation.inputs import PLAIN
from ldip.simulation.needs import LASTING_VIEW
from ldip.web.context import OpenVersion, versioned
from ldip.web.schemas import DraftIn

router = APIRouter(prefix="/api", tags=["sammenligning"])
Reader = Annotated[OpenVersion, versioned("les")]
TestId = Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=LONGEST)]


class StressIn(DraftIn):
    """Stresses and scenarios by id, every stress where none are named; `sammen` lays those named on one another."""

    valgte: Annotated[list[TestId], Field(max_length=40)] = Field(default_factory=list)
    sammen: bool = True


class StressRow(BaseModel):
    """The plan under a stress or scenario.

    `behov` is the year-by-year need and `endring` its change in the headline year. `varig` is the lasting need solved under the
    stress. `mangler` is what the worst year lacks of the rules when the plan's own lasting saving is kept. What breaks first is a
    måltall on the plan's own path, and with `_varig` a rule with the saving kept that holds without the stress."""

    id: str
    slag: Literal["basis", "stress", "scenario", "samlet"]
    eget: bool
    navn: str
    hvorfor: str
    kilde: str
    anslag: bool
    behov: list[float]
    endring: float
    varig: float
    varig_endring: float
    mangler: float
    mangler_aar: int | None
    foerste_brudd: int | None
    bryter: str
    foerste_brudd_varig: int | None
    bryter_varig: str


class LeftOut(BaseModel):
    """A stress that the plan gives no ground for."""

    id: str
    navn: str
    grunn: str


class TestOut(BaseModel):
    """A stress or scenario that can be chosen."""

    id: str
    slag: Literal["stress", "scenario"]
    eget: bool
    navn: str
    hvorfor: str


class StressOut(BaseModel):
    """Stresses beside the base case; `setninger` on what costs most and breaks first, `merknader` on what is left out."""

    aar: list[int]
    overskriftsaar: int
    variant: str
    rader: list[StressRow]
    utelatt: list[LeftOut]
    setninger: list[str]
    merknader: list[str]
    finnes: list[TestOut]


@router.post("/versjoner/{versjon}/stress")
def stressed(body: StressIn, opened: Reader) -> StressOut:
    """Stresses and scenarios one by one and together, beside the base case."""
    drafts, draft = opened.service.drafts, opened.allowed(body.utkast)
    plan = drafts.plan(opened.id, draft)
    hidden = () if opened.internal else sorted(telling_tests(drafts.plan(opened.id), plan))
    chosen, without = body.valgte or None, {i: tr("stress.unfit.hidden") for i in hidden}
    key = ("stress", opened.id, draft.model_dump_json(), tuple(body.valgte), body.sammen, tuple(hidden), language())

    def made() -> Stressed:
        return stress(plan, chosen, (NEED,), variant=YEARLY, together=body.sammen, without=without)

    return _shown(drafts.answers.get(key, made))


def _shown(found: Stressed) -> StressOut:
    plan = found.run.plan
    return StressOut(
        aar=list(found.run.years),
        overskriftsaar=plan.shown_year,
        variant=YEARLY,
        rader=[_row(found, r) for r in found.rows],
        utelatt=[LeftOut(id=i, navn=title_of(found.tests[i]), grunn=why) for i, why in found.unfit.items()],
        setninger=[s.text for s in stress_sentences(found)],
        merknader=list(left_out(found)),
        finnes=[_listed(found, i, t) for i, t in tests_of(plan).items()],
    )


def _row(found: Stressed, row: str) -> StressRow:
    test, year = found.tests.get(row), found.run.plan.shown_year
    worst, lacks = found.lacking(row)
    plain, saved = found.broken_at_all(row, PLAIN), found.broken(row, LASTING_VIEW)
    return StressRow(
        id=row,
        slag="basis" if row == BASE else "samlet" if row == TOGETHER else _kind(found, row),
        eget=_own(found, row),
        navn=stress_name(found, row),
        hvorfor=story_of(test) if test else "",
        kilde="; ".join(sources_of(test)) if test else "",
        anslag=bool(test and test.anslag),
        behov=[found.value(NEED, y, row) for y in found.run.years],
        endring=found.change(NEED, year, row),
        varig=found.need_of(row),
        varig_endring=found.need_change(row),
        mangler=lacks,
        mangler_aar=worst if lacks > 0.0 else None,
        foerste_brudd=plain[1] if plain else None,
        bryter=_words(found, plain),
        foerste_brudd_varig=saved[1] if saved else None,
        bryter_varig=_words(found, saved),
    )


def _listed(found: Stressed, name: str, test: Test) -> TestOut:
    kind: Literal["stress", "scenario"] = "scenario" if isinstance(test, ScenarioFile) else "stress"
    return TestOut(id=name, slag=kind, eget=_own(found, name), navn=title_of(test), hvorfor=story_of(test))


def _words(found: Stressed, broken: tuple[Rule, int] | None) -> str:
    return tr("web.ingen_brudd") if broken is None else rule_words(found.run, *broken)


def _kind(found: Stressed, name: str) -> Literal["stress", "scenario"]:
    return "scenario" if isinstance(found.tests.get(name), ScenarioFile) else "stress"


def _own(found: Stressed, name: str) -> bool:
    return name in {*found.run.plan.stresses, *found.run.plan.scenarios}


class ReverseIn(DraftIn):
    """Reverse stress in a named year or in any; `uten_innsparing` judges the plan without new saving."""

    aar: Annotated[int, Field(ge=1990, le=2100)] | None = None
    uten_innsparing: bool = False


class ReverseRow(BaseModel):
    """The change of one factor that the plan bears: `taaler` is what holds, in `enhet`; `regel` is then broken in `brytes`."""

    id: str
    navn: str
    kilde: str
    enhet: str
    grense: float
    taaler: float | None
    regel: str
    brytes: int | None
    entydig: bool
    kan: str
    setning: str


class ReverseOut(BaseModel):
    """Every factor, and sentences about rules that are met exactly or broken already."""

    variant: str
    rader: list[ReverseRow]
    merknader: list[str]


@router.post("/versjoner/{versjon}/omvendt-stress")
def reversed_stress(body: ReverseIn, opened: Reader) -> ReverseOut:
    """The smallest sustained change of each factor at which a rule is broken, by the plan's own saving or without any."""
    drafts, draft = opened.service.drafts, opened.allowed(body.utkast)
    plan, variant = drafts.plan(opened.id, draft), PLAIN if body.uten_innsparing else LASTING_VIEW
    key = ("omvendt", opened.id, draft.model_dump_json(), body.aar, variant)
    found: Reverse = drafts.answers.get(key, lambda: reverse(plan, year=body.aar, variant=variant))
    rows = [_direction(found, d) for d in found.directions.values()]
    return ReverseOut(variant=variant, rader=rows, merknader=[s.text for s in limit_sentences(found)])


def _direction(found: Reverse, direction: Direction) -> ReverseRow:
    near = found.nearest(direction.id)
    return ReverseRow(
        id=direction.id,
        navn=name_of(direction),
        kilde=direction.source,
        enhet=direction.entry.enhet,
        grense=direction.bound,
        taaler=near.holds if near else None,
        regel=rule_words(found.run, found.rules[near.rule], near.year) if near else "",
        brytes=near.year if near else None,
        entydig=near.monotone if near else True,
        kan=bears(direction, near.holds if near else None),
        setning=sentence(found, near).text if near else "",
    )
