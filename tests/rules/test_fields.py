"""A field of the plan belongs to one cause group, and moves the inputs and openings it says it goes to, and no others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from ldip import read_plan
from ldip.binding import bind
from ldip.engine.graph import Given, Opening
from ldip.engine.schedule import opening_of, ub_of
from ldip.errors import ModelError
from ldip.glossary import glossary
from ldip.model import inputs
from ldip.model.catalogue import GIVENS, OPENINGS, catalogue
from ldip.model.cause_groups import CAUSES, GROUPS, group_content, group_label
from ldip.model.field_table import text
from ldip.model.inputs import declared_inputs, fed_by
from ldip.plan.inputs import cells_of
from ldip.plan.read import read_folder
from ldip.plan.schema.about import KEY, Aside
from ldip.plan.schema.declared import field_at, plan_fields
from ldip.plan.schema.files import FOLDERS, SINGLE
from ldip.plan.schema.jsonschema import schemas
from ldip.plan.schema.projects import OPENS
from ldip.plan.schema.tables import REFERENCED, TABLES
from ldip.simulation.inputs import PRICED_INPUTS, VARIANT_INPUTS

from .perturb import AXES, LINE, Trial, held, trials

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("nordvik", "baerum-2022", "solvik")
# What shapes the arrays themselves and is the same for every group: no attribution can hold one of these alone.
STRUCTURE = {
    "plan.toml": {
        "skjemaversjon",
        "kommune.kommunenummer",
        "kommune.enhet",
        "tid.foerste_aar",
        "tid.antall_aar",
        "tid.prisnivaa",
        "tid.kunnskapsdato",
    },
}


@pytest.fixture(scope="module")
def tried() -> Mapping[str, tuple[Trial, ...]]:
    return {name: tuple(trials(read_plan(ROOT / "examples" / name))) for name in EXAMPLES}


def groups_of(moved: frozenset[str]) -> set[str]:
    return {"vedtatt" if n.startswith(LINE) else declared_inputs()[n].group for n in moved}


def structural(trial: Trial) -> bool:
    return any(p.group == "struktur" for p in trial.fields)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_changed_field_moves_one_group_and_only_what_it_says(name: str, tried: Mapping[str, tuple[Trial, ...]]) -> None:
    wrong = []
    for trial in (t for t in tried[name] if not structural(t)):
        assert trial.fields, f"{trial}: feltet er ikke deklarert"
        own = {p.group for p in trial.fields if not p.outside}
        moved = groups_of(trial.moved)
        if not moved <= own:
            wrong.append(f"{trial}: flytter {sorted(moved)}, feltet sier {sorted(own) or 'ingen'}")
        if len(moved) > 1 and len(own) == 1:
            wrong.append(f"{trial}: flytter {sorted(moved)}")
        to = {n for p in trial.fields for n in p.goes_to}
        if lost := sorted(n for n in trial.moved if n not in to and not n.startswith(LINE)):
            wrong.append(f"{trial}: flytter {lost}, som feltet ikke sier")
    assert not wrong, "\n".join(wrong)


def test_one_leaf_is_one_field(tried: Mapping[str, tuple[Trial, ...]]) -> None:
    """A leaf's group is one: nothing is declared twice."""
    for trial in (t for found in tried.values() for t in found if not t.whole):
        assert len({p.group for p in trial.fields}) == 1, trial


# Fields of the examples inside a group that have no other valid value there.
FIXED = {
    ("befolkning.toml", "aldersgruppering"),  # another grouping is another axis
    ("befolkning/flytting.csv", "sone"),  # moves of the whole municipality
    ("behovsliste.csv", "tjeneste"),  # one service has levels of need
    ("inntekter.toml", "behov.noekkel_aar"),  # one year's cost key is shipped
}


def test_every_file_and_column_is_tried(tried: Mapping[str, tuple[Trial, ...]]) -> None:
    """Of what the examples hold, every field has been changed, but names of elements and texts."""
    changed = {p for found in tried.values() for t in found if not t.whole for p in t.fields}
    inside = {p for name in EXAMPLES for p in held(read_plan(ROOT / "examples" / name)) if not p.outside}
    assert {(p.file, p.key) for p in inside - changed} == FIXED
    assert len(inside) > 350
    for name, found in tried.items():
        seen = {p for t in found if not t.whole for p in t.fields}
        files = {p.file for p in seen}
        plan = read_plan(ROOT / "examples" / name)
        assert {*plan.single} <= files | {"usikkerhet.toml"}
        assert {n for n in plan.tables if n in TABLES} <= files


def test_fields_have_the_effect_they_say(tried: Mapping[str, tuple[Trial, ...]]) -> None:
    """Every input that a plan's field gives has been moved by it somewhere in the examples, where an example has the field."""
    moved: dict[Any, set[str]] = defaultdict(set)
    for trial in (t for found in tried.values() for t in found if len(t.fields) == 1):
        moved[trial.fields[0]] |= trial.moved
    silent = {f"{p.file}: {p.key}" for p, names in moved.items() if p.about.inputs and not names}
    assert not silent


def test_what_stands_outside_the_groups_is_said_and_why() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for p in plan_fields():
        if p.outside:
            assert p.about.why, f"{p.file}: {p.key} sier ikke hvorfor feltet står utenfor gruppene"
            assert not p.goes_to, f"{p.file}: {p.key}"
            if p.group == "struktur" and p.about.why != KEY.why:
                found[p.file].add(p.key)
    assert found == STRUCTURE


def test_every_field_of_every_file_is_declared() -> None:
    files = {*SINGLE, *FOLDERS, *TABLES, *(f"befolkning/{n}.csv" for n in REFERENCED)}
    assert {p.file for p in plan_fields()} == files
    for p in plan_fields():
        assert p.group in (*GROUPS, *get_args(Aside))
        assert p.outside or p.kind not in ("tall", "heltall") or p.about.unit, f"{p.file}: {p.key} har ingen enhet"


def test_fields_go_to_inputs_that_exist() -> None:
    known = {*declared_inputs(), "linje"}
    for p in plan_fields():
        assert not {*p.goes_to} - known, f"{p.file}: {p.key}"


def test_the_price_basis_of_a_field_is_that_of_its_input() -> None:
    """An amount in fixed prices becomes an input in fixed prices, and running prices running ones."""
    units = {g.name: g.unit for g in GIVENS} | {o.name: catalogue().steps[ub_of(o.name)][0].unit for o in OPENINGS}
    for p in plan_fields():
        for one in p.about.inputs if p.prices in ("løpende", "faste") and p.kind != "tabell" else ():
            for name in [one.name.format(k) for k in p.keys or ("",)]:
                assert units[name].endswith("_fast") == (p.prices == "faste"), f"{p.file}: {p.key} → {name} ({units[name]})"


def test_openings_are_declared_and_none_falls_to_a_default() -> None:
    known = catalogue()
    needed = {i for v in known.steps.values() for s in v for i in s.inputs if i.endswith("_ib")}
    outside = {n for n in needed if opening_of(n) not in known.steps}
    names = [o.name for o in OPENINGS]
    assert len(set(names)) == len(names)
    assert outside <= {*names}
    assert {*names} - outside == {"foretak_laan_utenfra_ib"}  # needed where a plan has entities
    for name in EXAMPLES:
        assert set(bind(read_plan(ROOT / "examples" / name), AXES).openings) == {*names}


def test_every_bound_input_is_declared() -> None:
    for name in EXAMPLES:
        bound = bind(read_plan(ROOT / "examples" / name), AXES)
        found = declared_inputs()
        assert {found[n].group for n in [*bound.values, *bound.openings]} <= {*GROUPS}
        assert not {*bound.values} - {g.name for g in GIVENS}
    by_case = {n for n, d in declared_inputs().items() if d.group == "variant"}
    assert by_case == {*VARIANT_INPUTS, *PRICED_INPUTS}


def test_group_and_nature_are_said_once() -> None:
    """A field says them, or the input where no field feeds it; an input says a nature only where its fields do not give it."""
    fed = fed_by()
    for one in (*GIVENS, *OPENINGS):
        assert bool(one.group) != bool(fed.get(one.name)), one.name


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (Given("kostnad", "kr_fast", "prøve", ("prosjekt",), group="makro"), "ett sted"),
        (Given("uten_felt", "kr", "prøve"), "ett sted"),
        (Opening("uten_felt_ib", "prøve"), "ett sted"),
    ],
)
def test_a_group_said_twice_or_not_at_all_is_refused(one: Given | Opening, text: str) -> None:
    with pytest.raises(ModelError, match=text):
        inputs._declared(one, (), "egenskap", fed_by())


def test_an_input_of_two_groups_or_natures_is_refused() -> None:
    by_key = {(p.file, p.key): p for p in plan_fields()}
    mixed = {"x": (by_key["prosjekter", "ferdig"], by_key["bygg.csv", "plasser"])}
    with pytest.raises(ModelError, match="flere årsaksgrupper: investeringstid, tjenester"):
        inputs._declared(Given("x", "kr", "prøve"), (), "egenskap", mixed)
    vintages = "pensjon.premieavvik.*."
    unlike = {"x": (by_key["drift.toml", vintages + "rest"], by_key["drift.toml", vintages + "gjenstaar_aar"])}
    with pytest.raises(ModelError, match="ulik art"):
        inputs._declared(Given("x", "kr", "prøve"), (), "egenskap", unlike)


def test_groups_have_words_in_three_languages() -> None:
    for group in CAUSES:
        for language in ("nb", "nn", "en"):
            assert group_label(group, language) != f"gruppe_{group}"
            assert group_content(group, language)
    assert {n.removeprefix("gruppe_") for n in glossary() if n.startswith("gruppe_")} == {*CAUSES}


def test_what_belongs_together_is_together() -> None:
    found = declared_inputs()
    assert {found[n].group for n in found if n.startswith(("laan_", "nye_laan_", "swap_r", "swap_i", "laanegjeld"))} == {"finans"}
    assert {found[n].group for n in found if n.startswith("foretak_")} == {"foretak"}
    assert found["kostnadsgrunnlag_ib"].group == found["kostnadsgrunnlag_fjor_ib"].group == "tjenester"
    assert {found[n].group for n in found if n.startswith("prosjekt_")} == {"investeringsvolum", "investeringstid"}
    timing = {n for n, d in found.items() if d.group == "investeringstid" and not n.startswith("sjokk_")} - {
        "gjennomfoeringsgrad",
        "utgift_utsatt_ib",
        "kalenderaar",
    }
    assert timing == {"framdrift", "ferdig_aar", *OPENS}


def test_the_table_of_fields_is_current() -> None:
    assert (ROOT / "docs" / "method" / "felter.md").read_text(encoding="utf-8") == text(), "kjør make schema"


def test_the_json_schema_says_the_declaration() -> None:
    margin = schemas()["laan.csv"]["properties"]["margin"]
    assert margin["x-gruppe"] == "finans" and margin["x-gaar-til"] == ["laan_margin"] and margin["x-enhet"] == "prosent"
    dividend = schemas()["finans.toml"]["properties"]["utbytter"]
    assert dividend["x-priser"] == "faste" and dividend["x-art"] == "mengde"
    assert not re.search("x-gruppe", str(schemas()["kontroll.csv"]["properties"]["verdi"].get("x-gaar-til")))


def test_a_number_has_its_declared_unit_where_it_is_edited() -> None:
    """Solvik's property tax has counts and rates in a table whose amounts are in million kroner."""
    reading = read_folder(ROOT / "examples" / "solvik")
    units = {c.path: c.unit for c in cells_of(reading, "inntekter.toml")}
    assert units["eiendom", 0, "takst"] == "mill. kr"
    assert units["eiendom", 0, "antall"] == "enheter"
    assert units["eiendom", 0, "forrige_promille"] == "promille"
    without = {(f, c.path) for f in reading.plan().documents for c in cells_of(reading, f) if c.kind == "tall" and not c.unit}
    assert without == {("drift.toml", ("pensjon", "premieavvik", i, "rest")) for i in range(3)}
    assert field_at("inntekter.toml", ("eiendom", "*", "ukjent")) is None
