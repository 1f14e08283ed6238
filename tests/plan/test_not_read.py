"""What could not be read stops a check where it asks for it; any other error is ours and is raised. Checks are run again only
when something they read has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.web.conftest import plan_files

from ldip import Plan, Problem
from ldip.binding.bind import axes_of
from ldip.binding.reading import collect_contents, plan_of_contents
from ldip.plan.checks.run import CHECKS, followed
from ldip.plan.document import NotReadError
from ldip.plan.edits import Edit, NewFile, SetValue, apply
from ldip.plan.incremental import Incremental
from ldip.plan.inputs import cells_of
from ldip.plan.read import read_contents
from ldip.plan.schema.tables import TABLES

SRC = Path(__file__).resolve().parents[2] / "src" / "ldip"
BROKEN = SetValue(fil="prosjekter/skole-nord.toml", noekkel=["kostnad"], verdi=1)


def partly(*edits: Edit) -> Plan:
    return read_contents(apply(plan_files(), edits), Path("prøve")).plan()


def test_a_key_that_could_not_be_read_says_so_and_the_others_are_there() -> None:
    plan = partly(BROKEN, SetValue(fil="plan.toml", noekkel=["tid"], verdi=3), NewFile(fil="drift.toml", tekst="x ="))
    project, unknown = plan.projects["skole-nord"], "finnes_ikke"
    assert project.navn and project.framdrift
    for broken in (lambda: project.kostnad, lambda: plan.years, lambda: plan.operations):
        with pytest.raises(NotReadError):
            broken()
    with pytest.raises(AttributeError):
        getattr(project, unknown)


def test_a_wrong_optional_key_is_not_its_default() -> None:
    """A default in its place would let the checks speak of something the file does not say."""
    plan = partly(SetValue(fil="prosjekter/skole-nord.toml", noekkel=["utsettes_aar"], verdi="to"))
    with pytest.raises(NotReadError):
        _ = plan.projects["skole-nord"].utsettes_aar


def test_a_check_stops_at_what_could_not_be_read_and_keeps_what_it_found() -> None:
    def check(plan: Plan) -> Iterator[Problem]:
        yield Problem("a", "", "før")
        yield Problem("b", "", str(plan.projects["skole-nord"].kostnad))

    assert [p.file for p in followed(check)(partly(BROKEN))] == ["a"]


@pytest.mark.parametrize("error", [AttributeError, KeyError, TypeError])
@pytest.mark.parametrize("edits", [(), (BROKEN,)], ids=["sound", "broken"])
def test_an_error_of_a_check_reaches_the_developer(error: type[Exception], edits: tuple[Edit, ...]) -> None:
    def check(plan: Plan) -> Iterator[Problem]:
        raise error("vår feil")
        yield

    with pytest.raises(error, match="vår feil"):
        followed(check)(partly(*edits))


def test_nothing_swallows_an_attribute_error() -> None:
    places = [*(SRC / "plan").rglob("*.py"), *(SRC / "binding").rglob("*.py")]
    swallows = re.compile(r"except [^:]*AttributeError|suppress\(")
    assert places and not [p.name for p in places if swallows.search(p.read_text(encoding="utf-8"))]


def test_inputs_of_a_file_without_a_source_are_shown() -> None:
    contents = apply(plan_files(), [SetValue(fil="tjenester/skole.toml", noekkel=["kilde"], verdi=3)])
    reading, problems = collect_contents(contents, levers=False)
    assert {p.key for p in problems} == {"kilde"}
    assert all(c.source == "" for c in cells_of(reading, "tjenester/skole.toml") if len(c.path) == 1)


# -- run again only for what has changed -----------------------------------------------------------------


def counted(make: Callable[[Plan], object], size: int = 8) -> tuple[Incremental[object], list[int]]:
    calls: list[int] = []

    def made(plan: Plan) -> object:
        calls.append(1)
        return make(plan)

    return Incremental(made, size), calls


RATE = SetValue(fil="forutsetninger.toml", noekkel=["deflator_loennsandel", "verdi"], verdi=61)
COST = SetValue(fil="prosjekter/skole-nord.toml", noekkel=["kostnad", "beloep"], verdi=99.0)


@pytest.mark.parametrize(
    ("make", "again"),
    [
        (lambda p: p.macro.deflator_loennsandel, (True, False)),
        (lambda p: p.projects["skole-nord"].kostnad, (False, True)),
        (lambda p: p.projects["vann"].kostnad, (False, False)),
        (lambda p: sorted(p.projects), (False, False)),
        (lambda p: [x.kostnad for x in p.projects.values()], (False, True)),
        (lambda p: p.tables["laan.csv"].rows, (False, False)),
        (lambda p: len(p.documents), (True, True)),
        (lambda p: p.years, (False, False)),
    ],
)
def test_a_function_is_called_again_only_for_what_it_read(make: Callable[[Plan], object], again: tuple[bool, bool]) -> None:
    found, calls = counted(make)
    plan = plan_of_contents(plan_files())
    for edit, wanted in zip((RATE, COST), again, strict=True):
        found(plan)
        before = len(calls)
        changed = plan_of_contents(apply(plan_files(), [edit]))
        assert found(changed) == make(changed)
        assert (len(calls) > before) == wanted
        before = len(calls)
        assert found(changed) is found(changed) and len(calls) == before
        found(plan)


def test_what_is_absent_is_read_too() -> None:
    found, calls = counted(lambda p: p.tables.get("bygghendelser.csv"))
    files = {n: b for n, b in plan_files().items() if n != "bygghendelser.csv"}
    head = f"{';'.join(TABLES['bygghendelser.csv'].model_fields)}\n".encode()
    without, with_one = (read_contents(c, Path("x")).plan() for c in (files, {**files, "bygghendelser.csv": head}))
    assert without.partial == with_one.partial == frozenset(), "they differ in the table alone"
    assert found(without) is None and found(with_one) is not None and found(without) is None
    assert len(calls) == 2


def test_a_new_file_is_seen_by_what_lists_its_folder() -> None:
    found, calls = counted(lambda p: {*p.projects})
    files = plan_files()
    added = NewFile(fil="prosjekter/ny.toml", tekst=files["prosjekter/vann.toml"].decode())
    plan, more = (plan_of_contents(apply(files, e)) for e in ([], [added]))
    assert found(plan) == {*plan.projects} and found(more) == {*plan.projects, "ny"} and found(plan) == {*plan.projects}
    assert len(calls) == 2


def test_what_could_not_be_read_is_read_too() -> None:
    found, _ = counted(lambda p: p.partial)
    sound, broken = partly(), partly(BROKEN)
    assert found(sound) == frozenset() and found(broken) == {BROKEN.fil} and found(sound) == frozenset()


def test_few_results_are_kept() -> None:
    found, calls = counted(lambda p: p.macro, size=2)
    plans = [plan_of_contents(apply(plan_files(), [RATE.model_copy(update={"verdi": 60 + i})])) for i in range(3)]
    for p in plans:
        found(p)
    assert len(calls) == 3 and len(found._made) == 2
    found(plans[0])
    assert len(calls) == 4


def test_a_nested_function_hands_its_reads_on() -> None:
    inner, _ = counted(lambda p: p.macro.deflator_loennsandel.verdi)
    outer, calls = counted(lambda p: (inner(p),))
    plan, changed = (plan_of_contents(apply(plan_files(), e)) for e in ([], [RATE]))
    inner(plan), inner(changed)  # both are known before the outer one asks
    assert outer(plan) == (60,) and outer(changed) == (61,) and outer(plan) == (60,)
    assert len(calls) == 2


def test_kept_problems_are_those_of_a_fresh_check() -> None:
    """A walk through edits, sound and broken: every check says what it would say of the plan alone."""
    steps: list[list[Edit]] = [
        [],
        [COST],
        [SetValue(fil="plan.toml", noekkel=["tid", "prisnivaa"], verdi=2020)],
        [BROKEN],
        [SetValue(fil="balanse.toml", noekkel=["tomter"], verdi=1)],
        [RATE],
        [NewFile(fil="fond.toml", tekst="")],
        [],
    ]
    for edits in steps:
        plan = partly(*edits)
        for check in CHECKS:
            fresh = Incremental(check._make)
            assert check(plan) == fresh(plan)
    assert axes_of(partly()) == axes_of(partly(COST))
