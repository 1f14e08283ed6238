"""Levers are edits: the same trial is the same plan on the command line and in the browser; what a lever says is what is read."""

from __future__ import annotations

import datetime as dt
import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from tests.web.conftest import put, served

from ldip import Plan, PlanError
from ldip.binding.reading import plan_of_contents, read_plan, with_levers
from ldip.compare.whatif import lever_edits, levers_of
from ldip.plan.csvfile import cell_text, read_rows
from ldip.plan.document import Table
from ldip.plan.edits import NewFile, NewRow, SetValue, apply
from ldip.plan.levers import LEVERS, in_stated_order, lay
from ldip.plan.schema.tables import TABLES
from ldip.store.versions import folder_contents
from ldip.web.drafts import Draft
from ldip.web.settings import local_settings

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("baerum-2022", "nordvik", "solvik")


def trials(plan: Plan) -> list[list[str]]:
    """Each lever alone, every pair, the order turned, and all together."""
    names = sorted(plan.levers)
    return [[i] for i in names] + [list(p) for p in combinations(names, 2)] + ([names[::-1], names] if len(names) > 2 else [])


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_trial_is_the_same_plan_on_the_command_line_and_in_the_browser(example: str, tmp_path: Path) -> None:
    folder = ROOT / "examples" / example
    plan, (service, _) = read_plan(folder), served(local_settings(str(tmp_path / "x.db")))
    _, version = put(service, example, folder_contents(folder), 1)
    assert service.drafts.plan(version).content_hash == plan.content_hash
    for names in trials(plan):
        tried = service.drafts.plan(version, Draft(grep=names))
        assert with_levers(plan, names).content_hash == tried.content_hash != plan.content_hash, names
        kept = plan_of_contents(service.drafts.drafted(version, Draft(grep=names[:1])))
        assert kept.content_hash == with_levers(plan, names[:1]).content_hash
    for lever in levers_of(plan):
        end = lever.high if lever.high != lever.value else lever.low
        moved = plan_of_contents(apply(plan.contents, lever_edits(plan, {lever.id: end})))
        assert service.drafts.plan(version, Draft(spaker={lever.id: end})).content_hash == moved.content_hash
    service.store.close()


def test_a_lever_that_is_laid_leaves_the_list_and_the_plan_is_untouched(baerum: Plan) -> None:
    before = dict(baerum.contents)
    laid = with_levers(baerum, ["samlebevilgninger"])
    assert set(baerum.levers) - set(laid.levers) == {"samlebevilgninger"}
    assert baerum.contents == before and "samlebevilgninger" in baerum.levers
    with pytest.raises(PlanError, match="ukjent grep"):
        with_levers(laid, ["samlebevilgninger"])


def test_levers_are_not_laid_on_documents_that_no_file_says(baerum: Plan) -> None:
    from dataclasses import replace

    changed = replace(baerum, folders={**baerum.folders, "prosjekter": {}})
    with pytest.raises(ValueError, match="changed after it was read"):
        with_levers(changed, ["samlebevilgninger"])


def with_lever(plan: Plan, *changes: dict[str, Any]) -> Plan:
    """The plan with one lever more, laid on."""
    text = tomlkit.dumps({"navn": "Prøve", "rekkefoelge": 1, "kilde": "prøve", "endringer": list(changes)})
    return with_levers(plan_of_contents(apply(plan.contents, [NewFile(fil=f"{LEVERS}/proeve.toml", tekst=text)])), ["proeve"])


def test_tables_on_the_way_are_made_and_dates_stay_dates(nordvik: Plan) -> None:
    project = "prosjekter/skole-nord.toml"
    bare = plan_of_contents(apply(nordvik.contents, [SetValue(fil=project, noekkel=["finansiering"])]))
    assert "finansiering" not in tomllib.loads(bare.text(project))
    laid = with_lever(
        bare,
        {"fil": project, "noekkel": "finansiering.tilskudd_andel", "verdi": 0.25},
        {"fil": project, "noekkel": "finansiering.utbyggerbidrag_andel", "verdi": 0.5},
        {"fil": "plan.toml", "noekkel": "tid.kunnskapsdato", "verdi": dt.date(2026, 11, 1)},
    )
    assert laid.projects["skole-nord"].finansiering.tilskudd_andel == 0.25
    assert laid.projects["skole-nord"].finansiering.utbyggerbidrag_andel == 0.5
    assert laid.head.tid.kunnskapsdato == dt.date(2026, 11, 1)


def test_a_date_and_its_text_are_different_edits() -> None:
    before = {"x.toml": b"a = 1\n"}
    for value in (dt.date(2026, 1, 1), "2026-01-01", 1, 1.0, True):
        found = tomllib.loads(apply(before, [SetValue(fil="x.toml", noekkel=["a"], verdi=value)])["x.toml"].decode())["a"]
        assert found == value and type(found) is type(value)


def test_every_top_level_key_and_new_table_can_be_set(baerum: Plan, solvik: Plan) -> None:
    """Whatever the layout of a file is, a key can be set and a table made in it."""
    for plan in (baerum, solvik):
        for file in plan.documents:
            held = tomllib.loads(plan.text(file))
            edits = [SetValue(fil=file, noekkel=[k], verdi=v) for k, v in held.items()]
            edits += [
                SetValue(fil=file, noekkel=["ny"], verdi=1.5),
                SetValue(fil=file, noekkel=["nytt"], verdi={"a": {"b": [1]}}),
            ]
            after = tomllib.loads(apply(plan.contents, edits)[file].decode())
            assert after == {**held, "ny": 1.5, "nytt": {"a": {"b": [1]}}}, file


@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("example", EXAMPLES)
def test_rows_are_read_back_as_they_were_said(example: str, delimiter: str) -> None:
    """Every row of every csv file, said in a lever, is the row of the file; also in a file with commas between cells."""
    plan = read_plan(ROOT / "examples" / example)
    for file, model in TABLES.items():
        rows = plan.tables.get(file, Table(file)).rows
        said = [{k: v for k, v in r.model_dump().items() if v is not None} for r in rows]
        header = delimiter.join(model.model_fields) + "\n"
        new = [NewRow(fil=file, celler={k: cell_text(v, delimiter) for k, v in row.items()}) for row in said]
        found, _, problems = read_rows(apply({file: header.encode()}, new)[file] if new else header.encode(), file, model)
        assert not problems and found == rows, file


def test_a_row_of_a_lever_follows_the_delimiter_of_the_file(solvik: Plan) -> None:
    comma = plan_of_contents({**solvik.contents, "tiltak.csv": b"id,navn,tjeneste,type,aar,beloep,enhet,priser,anslag,kilde\n"})
    row = {"id": "ny", "navn": "#1, først", "tjeneste": "kultur", "type": "varig", "aar": 2030, "beloep": -0.4}
    row |= {"enhet": "mill. kr", "priser": "2026-kroner", "anslag": True, "kilde": "prøve"}
    laid = with_lever(comma, {"fil": "tiltak.csv", "rader": [row]})
    found = laid.tables["tiltak.csv"].rows[0].model_dump()
    assert {k: found[k] for k in row} == row


def test_a_row_that_begins_with_a_number_sign_is_no_comment() -> None:
    after = apply({"x.csv": b"a;b\n"}, [NewRow(fil="x.csv", celler={"a": "#1", "b": "2"})])["x.csv"]
    assert after == b'a;b\n"#1";2\n'


def test_a_lever_does_not_change_another_lever(baerum: Plan) -> None:
    with pytest.raises(PlanError) as error:
        with_lever(baerum, {"fil": "grep/samlebevilgninger.toml", "noekkel": "navn", "verdi": "x"})
    (problem,) = error.value.problems
    assert (problem.file, problem.key) == ("grep/proeve.toml", "endringer.0.fil") and "finnes ikke" in problem.message


def test_mistakes_name_the_lever_and_the_change(solvik: Plan) -> None:
    """File, key and line are those of the lever, whatever step finds the mistake."""
    wrong = [
        {"fil": "tjenester/skole.toml", "noekkel": "klasser.9.elever", "verdi": 20},
        {"fil": "tjenester/skole.toml", "noekkel": "navn", "verdi": "Skole"},
        {"fil": "tiltak.csv", "rader": [{"id": "x" * 3000}]},
        {"fil": "tjenester/skolle.toml", "fjern": True},
    ]
    with pytest.raises(PlanError) as error:
        with_lever(solvik, *wrong)
    assert {p.file for p in error.value.problems} == {"grep/proeve.toml"}
    assert {"endringer.0.noekkel", "endringer.2.rader.0.navn", "endringer.3.fil"} <= {p.key for p in error.value.problems}
    assert all(p.hint and p.line for p in error.value.problems)


def test_the_edits_of_levers_are_made_in_their_stated_order(baerum: Plan) -> None:
    names = ["prioritering-av-omraader", "mindre-ledig-kapasitet"]  # both delay the same project; the later one holds
    assert in_stated_order(baerum, names) == tuple(names[::-1])
    assert with_levers(baerum, names).projects["barnehager-3"].utsettes_aar == 3
    assert lay(baerum, names).edits == lay(baerum, names[::-1]).edits
