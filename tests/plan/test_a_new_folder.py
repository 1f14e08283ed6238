"""A folder of plan files is named in the schema registry and nowhere else."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from tests.web.conftest import Browser, open_local, plan_files, put, served

from ldip import Plan, PlanError
from ldip.binding.reading import collect_contents, plan_of_contents, read_plan, with_levers
from ldip.compare.plans import input_changes
from ldip.plan.archive import packed, unpacked
from ldip.plan.edits import DropFile, NewFile, SetValue, apply
from ldip.plan.elements import element_name, elements, holders
from ldip.plan.inputs import PAGES, cells_of, files_on, page_of
from ldip.plan.schema import files as f
from ldip.plan.schema.fields import Share, Sourced, Text
from ldip.web.settings import local_settings

FOLDER = "proevemappe"  # no stage has it or will
FILE = f"{FOLDER}/broeyting.toml"
TEXT = """navn = "Brøyting"     # for hånd
kilde = "prøve"

[andel]
enhet = "prosent"
verdier = { 2026 = 1.0, 2027 = 2.0 }
videre = "siste"
kilde = "prøve"
"""
LEVER = f"""navn = "Prøve"
rekkefoelge = 1
kilde = "prøve"

[[endringer]]
fil = "{FILE}"
noekkel = "navn"
verdi = "Mindre"

[[endringer]]
fil = "{FOLDER}/stroem.toml"
nytt = {{ navn = "Strøm", kilde = "prøve", andel = {{ enhet = "prosent", verdi = 3, kilde = "prøve" }} }}
"""


class Entry(Sourced):
    """proevemappe/<id>.toml"""

    navn: Text
    andel: Share


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setitem(f.FOLDERS, FOLDER, Entry)
    added = [NewFile(fil=FILE, tekst=TEXT), NewFile(fil="grep/proeve.toml", tekst=LEVER)]
    return plan_of_contents(apply(plan_files(), added))


def test_it_is_unknown_without_its_entry() -> None:
    _, problems = collect_contents({**plan_files(), FILE: TEXT.encode()})
    assert [(p.file, p.message) for p in problems] == [(FILE, "ukjent fil i planen")]


def test_it_is_read_hashed_compared_and_packed(plan: Plan) -> None:
    assert f.folder_of(Entry) == FOLDER and plan.all_of(Entry)["broeyting"].navn == "Brøyting"
    assert plan.documents[FILE] is plan.all_of(Entry)["broeyting"]
    edit = SetValue(fil=FILE, noekkel=["andel", "verdier", "2027"], verdi=2.5)
    changed = plan_of_contents(apply(plan.contents, [edit]))
    assert changed.content_hash != plan.content_hash
    (difference,) = input_changes(plan, changed)
    assert (difference.file, difference.key, difference.years[0]) == (FILE, "andel", 2027)
    assert [side and side.by_year and side.by_year[2027] for side in (difference.before, difference.after)] == [2.0, 2.5]
    assert difference.line == 4
    assert "# for hånd" in changed.text(FILE)
    assert unpacked(packed(plan.contents)) == plan.contents


def test_it_is_checked_and_located(plan: Plan) -> None:
    for old, new, key, line in (("1.0,", '"x",', "andel.verdier.2026", 6), ('videre = "siste"\n', "", "andel", 4)):
        wrong = apply(plan.contents, [NewFile(fil=FILE, tekst=TEXT.replace(old, new))])
        (problem,) = collect_contents(wrong)[1]
        assert (problem.file, problem.key, problem.line) == (FILE, key, line) and problem.hint


def test_it_is_shown_and_edited_row_by_row(plan: Plan) -> None:
    reading, _ = collect_contents(plan.contents, levers=False)
    assert page_of(FILE) == "makro" and FILE in files_on(reading, "makro")
    assert sum(FILE in files_on(reading, page) for page in PAGES) == 1
    assert {c.path for c in cells_of(reading, FILE)} >= {("navn",), ("andel",)}


def test_levers_change_it_and_add_to_it(plan: Plan) -> None:
    laid = with_levers(plan, ["proeve"])
    assert {i: d.navn for i, d in laid.all_of(Entry).items()} == {"stroem": "Strøm", "broeyting": "Mindre"}
    gone = LEVER.split("[[endringer]]", maxsplit=1)[0] + f'[[endringer]]\nfil = "{FILE}"\nfjern = true\n'
    bare = with_levers(plan_of_contents(apply(plan.contents, [NewFile(fil="grep/proeve.toml", tekst=gone)])), ["proeve"])
    assert not bare.all_of(Entry)
    with pytest.raises(PlanError, match="finnes eller kan ikke legges til"):
        again = apply(plan.contents, [NewFile(fil=f"{FOLDER}/stroem.toml", tekst=TEXT), DropFile(fil="notater/x.md")])
        plan_of_contents(again)


def test_it_goes_through_the_store_and_the_server(plan: Plan, tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    service, app = served(local_settings(str(tmp_path / "x.db")))
    _, version = put(service, "Prøve", dict(plan.contents), 1)
    with TestClient(app, base_url="http://localhost") as client:
        browser = Browser(open_local(client, service)).know()
        edit = {"slag": "sett", "fil": FILE, "noekkel": ["andel", "verdier", "2027"], "verdi": 4.0}
        shown = browser.post(f"/api/versjoner/{version}/inndata", {"gruppe": "makro", "utkast": {"endringer": [edit]}}).json()
        (cell,) = (c for c in shown["celler"] if c["fil"] == FILE and c["sti"] == ["andel"])
        assert cell["verdier"] == {"2026": 1.0, "2027": 4.0}
        wrong = {**edit, "verdi": "x"}
        told = browser.post(f"/api/versjoner/{version}/inndata", {"gruppe": "makro", "utkast": {"endringer": [wrong]}}).json()
        assert {(p["fil"], p["gruppe"]) for p in told["problemer"]} == {(FILE, "makro")}
        out = unpacked(browser.get(f"/api/versjoner/{version}/mappe.zip").content)
    assert tomllib.loads(out[FILE].decode()) == tomllib.loads(TEXT)


def test_a_plan_on_disk_is_the_plan_of_its_bytes(plan: Plan, tmp_path: Path) -> None:
    for name, raw in plan.contents.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    found = read_plan(tmp_path)
    assert found.content_hash == plan.content_hash
    assert replace(found, folder=plan.folder) == replace(plan, folder=plan.folder)


def test_no_module_names_a_folder_or_its_files() -> None:
    """What a step says of its inputs is text; code asks the registry."""
    written = re.compile(rf"[\"{{/]({'|'.join(f.FOLDERS)})/[\"{{]")
    source = Path(f.__file__).resolve().parents[2]
    named = [p for p in source.rglob("*.py") if written.search(p.read_text(encoding="utf-8"))]
    assert not named, named


def test_elements_and_their_names_follow_the_declared_axis(plan: Plan) -> None:
    assert holders()["prosjekt"].file == "prosjekter" and holders()["fond"].file == "fond.toml"
    assert "behovsnivaa" not in holders()  # ids of its own, made of service and level
    for axis in holders():
        for i, one in elements(plan, holders()[axis]):
            assert element_name(plan, axis, i) == getattr(one, "navn", i)
    assert element_name(plan, "prosjekt", "ukjent") == "ukjent" and element_name(plan, "kjoenn", "k") == "k"
    first = plan.age_groups[0]
    assert element_name(plan, "aldersgruppe", first.id) == first.navn
