"""Forms: only name and service typed gives a clean plan that runs; errors are at their field, with a cure; nothing else changes."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ldip.binding.reading import plan_of_contents
from ldip.forms.fill import files_of, filled
from ldip.forms.kinds import KINDS
from ldip.forms.terms import Field, Form, Given, Text
from ldip.plan.document import Plan
from ldip.plan.edits import NewFile, NewRow, SetCell, SetValue, apply
from ldip.plan.schema.tables import BuildingRow, MeasureRow
from ldip.simulation.simulate import simulate
from tests.web.conftest import plan_files

TODAY = dt.date(2021, 10, 12)
EXAMPLES = ("baerum-2022", "nordvik", "solvik")
WITH_SERVICE = ("prosjekt", "tiltak", "bygg")


@cache
def contents(example: str) -> dict[str, bytes]:
    return plan_files(example)


@cache
def plan(example: str) -> Plan:
    return plan_of_contents(contents(example))


def ask(example: str, kind: str, typed: dict[str, Text], name: str = "", **prefill: Any) -> Form:
    found = filled(kind, contents(example), Given(TODAY, name, prefill, typed))
    assert found is not None
    return found


def field(form: Form, name: str) -> Field:
    return next(f for f in form.fields if f.spec.id == name)


def errors(form: Form) -> dict[str, str]:
    return {f.spec.id: f.error for f in form.fields if f.error}


def least(example: str, kind: str, service: str = "") -> dict[str, Text]:
    """What must be typed: the name, and the service where it belongs to one."""
    first = service or next(iter(plan(example).services))
    return {"navn": "Prøve på Åsen", **({"tjeneste": first} if kind in WITH_SERVICE else {})}


def kept(example: str, form: Form) -> Plan:
    assert not form.wrong, (errors(form), form.problems)
    return plan_of_contents(apply(contents(example), form.edits))


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("kind", ["prosjekt", "tiltak", "bygg", "tjeneste", "sone"])
def test_only_name_and_service_are_typed_and_the_plan_runs(example: str, kind: str) -> None:
    form = ask(example, kind, least(example, kind))
    after = kept(example, form)
    assert {f.spec.id for f in form.fields if f.spec.required} <= {"navn", "tjeneste"}
    assert all(f.reason or f.value or f.by_year or not f.spec.required for f in form.fields)
    run = simulate(after)
    assert run.lasting.amount is not None


@pytest.mark.parametrize("kind", ["prosjekt", "tiltak", "bygg", "tjeneste", "sone"])
def test_nothing_typed_is_no_error_and_no_edit(kind: str) -> None:
    form = ask("solvik", kind, {})
    assert form.wrong and not errors(form) and not form.edits
    assert {f.spec.id for f in form.fields if f.missing} >= {"navn"}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_service_takes_a_project_and_a_measure(example: str) -> None:
    for service in plan(example).services:
        for kind in ("prosjekt", "tiltak"):
            kept(example, ask(example, kind, least(example, kind, service)))


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_is_opened_and_not_changed_gives_no_edit(example: str) -> None:
    """Every project, measure and building of the examples is read into its form and back without a change."""
    held = plan(example)
    found = {
        "prosjekt": list(held.projects),
        "tiltak": list(dict.fromkeys(r.id for r in held.table("tiltak.csv", MeasureRow).rows)),
        "bygg": [r.id for r in held.table("bygg.csv", BuildingRow).rows],
        "tjeneste": list(held.services),
    }
    for kind, ids in found.items():
        for name in ids:
            form = ask(example, kind, {}, name)
            assert not form.wrong, (kind, name, errors(form))
            assert form.edits == (), (kind, name, form.edits)
            assert field(form, "navn").value


def test_a_proposal_has_its_reason_and_gives_way_to_what_is_typed() -> None:
    form = ask("baerum-2022", "prosjekt", {"navn": "Nadderud skole", "tjeneste": "grunnskole", "plasser": "196"})
    cost = field(form, "kostnad")
    assert (cost.value, cost.typed, cost.spec.prices) == ("110", False, "2022-kr") and "0,56 mill. per plass" in cost.reason
    assert field(form, "plasser").help == "7 klasser · 28."
    assert field(form, "kilde").value == "Anslag, Oppvekst, 12.10.2021" and field(form, "anslag").value == "ja"
    typed = ask("baerum-2022", "prosjekt", {"navn": "N", "tjeneste": "grunnskole", "kostnad": "90", "kilde": "Sak 12/21"})
    assert field(typed, "kostnad").typed and not field(typed, "kostnad").reason
    made = kept("baerum-2022", typed).projects["n"]
    assert made.kostnad.beloep == 90 and not made.anslag and made.kostnad.kilde == "Sak 12/21"


def test_the_spread_of_the_cost_is_the_phases_until_it_is_typed() -> None:
    typed: dict[str, Text] = {"navn": "N", "tjeneste": "grunnskole", "fase": "kontrakt"}
    form = ask("baerum-2022", "prosjekt", typed)
    early = ask("baerum-2022", "prosjekt", {**typed, "fase": "behov"})
    assert float(field(early, "usikkerhet").value) > float(field(form, "usikkerhet").value.replace(",", "."))
    assert kept("baerum-2022", form).projects["n"].spredning is None
    own = ask("baerum-2022", "prosjekt", {**typed, "usikkerhet": "12"})
    assert kept("baerum-2022", own).projects["n"].spredning == 0.12


def test_an_opening_before_it_is_built_is_refused_with_a_cure() -> None:
    typed: dict[str, Text] = {"navn": "N", "tjeneste": "grunnskole", "bygges_fra": "2030", "aapner": "2029", "maaned": "01"}
    form = ask("baerum-2022", "prosjekt", typed)
    assert errors(form) == {"aapner": "Kan tidligst åpne i 2033: bygging tar 3 år fra 2030."} and not form.edits
    cure = field(form, "aapner").cure
    assert cure and cure.text == "Bruk 2033"
    cured = ask("baerum-2022", "prosjekt", {**typed, **cure.values})
    made = kept("baerum-2022", cured).projects["n"]
    assert made.opening == (2033, 1) and made.ferdig == 2032 and sorted(made.framdrift) == ["2030", "2031", "2032"]


def test_the_spread_follows_the_cost_until_it_is_typed() -> None:
    typed: dict[str, Text] = {"navn": "N", "tjeneste": "grunnskole", "kostnad": "90", "bygges_fra": "2030"}
    assert field(ask("baerum-2022", "prosjekt", typed), "fordeling").sum == "= 90 ✓"
    some = field(ask("baerum-2022", "prosjekt", {**typed, "fordeling": {"2030": "40"}}), "fordeling")
    assert some.by_year[2030] == "40" and some.sum == "= 90 ✓" and some.typed_years == (2030,)
    every: Text = {"2030": "40", "2031": "40", "2032": "5"}
    assert errors(ask("baerum-2022", "prosjekt", {**typed, "fordeling": every}))["fordeling"].startswith("Årene summerer til 85")


def test_every_error_is_shown_at_once() -> None:
    typed: dict[str, Text] = {"navn": "N", "tjeneste": "grunnskole", "kostnad": "mye", "tilskudd": "120", "plasser": "1,5a"}
    found = errors(ask("baerum-2022", "prosjekt", typed))
    assert set(found) >= {"kostnad", "tilskudd", "plasser"} and "«mye» er ikke et tall" in found["kostnad"]


def test_the_plans_own_checks_are_at_their_field() -> None:
    """Solvik's schools have zones: a zone nobody lives in is refused by the ordinary reading."""
    form = ask("baerum-2022", "prosjekt", {"navn": "N", "tjeneste": "grunnskole", "tilskudd": "100", "kostnad": "1e7"})
    assert "kostnad" in errors(form)


def test_a_name_in_use_gets_an_id_of_its_own() -> None:
    form = ask("baerum-2022", "prosjekt", {"navn": "Sandvika skole", "tjeneste": "grunnskole"})
    assert [e.fil for e in form.edits] == ["prosjekter/sandvika-skole-2.toml"]
    taken = apply(contents("baerum-2022"), form.edits)
    again = filled("prosjekt", taken, Given(TODAY, "", {}, {"navn": "Sandvika skole", "tjeneste": "grunnskole"}))
    assert again and [e.fil for e in again.edits] == ["prosjekter/sandvika-skole-3.toml"]
    odd = ask("baerum-2022", "tiltak", {"navn": "???", "tjeneste": "omsorg"})
    assert {e.celler["id"] for e in odd.edits if isinstance(e, NewRow)} == {"tiltak"}


def test_a_stored_project_is_changed_by_the_keys_that_differ() -> None:
    form = ask("baerum-2022", "prosjekt", {"kostnad": "500"}, "sandvika-skole")
    (cost,) = form.edits
    assert isinstance(cost, SetValue) and (cost.noekkel, cost.verdi) == (["kostnad", "beloep"], 500)
    moved = ask("baerum-2022", "prosjekt", {"bygges_fra": "2030"}, "sandvika-skole")
    made = kept("baerum-2022", moved).projects["sandvika-skole"]
    assert list(made.framdrift.values()) == [0.2, 0.4, 0.4] and min(made.framdrift) == "2030" and made.ferdig == 2032
    assert made.opening == (2033, 1)
    opened = ask("baerum-2022", "prosjekt", {"aapner": "2034"}, "sandvika-skole")
    assert kept("baerum-2022", opened).projects["sandvika-skole"].opening == (2034, 1)


def test_what_was_made_is_opened_again_as_it_was_typed() -> None:
    typed: dict[str, Text] = {"navn": "Gjenbruk", "tjeneste": "omsorg", "beloep": "3", "fra": "2026", "full": "2027"}
    form = ask("baerum-2022", "tiltak", typed)
    after = apply(contents("baerum-2022"), form.edits)
    again = filled("tiltak", after, Given(TODAY, "gjenbruk", {}, {}))
    assert again and again.edits == ()
    assert {i: field(again, i).value for i in typed} == typed
    assert field(again, "profil").by_year == {2026: "−1,5", 2027: "−3"}
    more = filled("tiltak", after, Given(TODAY, "gjenbruk", {}, {"beloep": "4", "full": "2026"}))
    assert more and {type(e) for e in more.edits} >= {SetCell}
    rows = plan_of_contents(apply(after, more.edits)).table("tiltak.csv", MeasureRow).rows
    assert [(r.aar, r.beloep) for r in rows if r.id == "gjenbruk"] == [(2026, -4.0)]


def test_the_page_fills_in_what_it_knows() -> None:
    form = ask("baerum-2022", "prosjekt", {"navn": "N"}, tjeneste="grunnskole", plasser=150, aar=2024, ukjent="x")
    assert field(form, "plasser").value == "150" and not field(form, "plasser").typed
    assert field(form, "aapner").value == "2028", "building takes its time, whatever the year places are lacking"
    later = ask("baerum-2022", "prosjekt", {"navn": "N"}, tjeneste="grunnskole", aar=2035)
    assert (field(later, "aapner").value, field(later, "bygges_fra").value) == ("2035", "2033")


def test_what_the_page_names_and_the_plan_lacks_is_left_out() -> None:
    form = ask("solvik", "prosjekt", {"navn": "N", "tjeneste": "skole"}, sone="finnes-ikke", fase="ferdig", plasser=1e308)
    assert not errors(form) and field(form, "sone").value == "sentrum" and field(form, "fase").value == "behov"
    lacking = ask("solvik", "prosjekt", {"navn": "N"}, tjeneste="finnes-ikke")
    assert not errors(lacking) and field(lacking, "tjeneste").missing and not lacking.edits


def test_a_measure_like_others_is_told_and_an_idle_status_too() -> None:
    typed: dict[str, Text] = {"navn": "Sparing", "tjeneste": "teknisk-eiendom", "beloep": "2"}
    assert "Effektivisering" in " ".join(ask("baerum-2022", "tiltak", typed).notes)
    idle = ask("baerum-2022", "tiltak", {**typed, "status": "droppet"})
    assert any("regnes ikke" in n for n in idle.notes)


def test_an_unknown_id_is_no_form_and_a_broken_plan_says_so() -> None:
    assert all(filled(k, contents("nordvik"), Given(TODAY, "finnes-ikke")) is None for k in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_files_of_a_kind_are_those_its_edits_touch(kind: str) -> None:
    if kind not in ("prosjekt", "tiltak", "bygg", "tjeneste", "sone"):
        return
    form = ask("solvik", kind, least("solvik", kind))
    folders = {f.rpartition("/")[0] or f for f in files_of(kind, "")}
    assert {e.fil.rpartition("/")[0] or e.fil for e in form.edits} <= folders
    assert all(isinstance(e, NewFile | NewRow | SetCell | SetValue) for e in form.edits)
    assert Path(form.edits[0].fil).as_posix() == form.edits[0].fil


def test_no_value_of_the_page_or_the_user_stops_a_form() -> None:
    """Random odd values in every field, typed and from the page: each is taken, or is an error at a field."""
    rng = random.Random(13)
    odd = ["", "x", "0", "-1", "1e13", "2030", "ja", "skole", "engangs", "13", "²", "2026-01", "1,5", "a,b", "\u2028", "9" * 400]
    named: list[Any] = [True, 1, -1, 1e308, -1e308, 5e-324, 2031.5, "2030", "skole", ""]
    for kind in KINDS:
        fields = [f.spec.id for f in ask("solvik", kind, {}).fields]
        for _ in range(12):
            typed: dict[str, Text] = {f: rng.choice(odd) for f in fields if rng.random() < 0.4}
            years: Text = {str(y): rng.choice(odd) for y in range(2026, 2032)}
            prefill = {f: rng.choice(named) for f in (*fields, "aar") if rng.random() < 0.3}
            form = ask("solvik", kind, {**least("solvik", kind), **typed, rng.choice(fields): years}, **prefill)
            assert form.wrong or plan_of_contents(apply(contents("solvik"), form.edits))
