"""The auditor's file: the same bytes for the same version, every control with its outcome, and a check that finds tampering."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from ldip import Plan, Run, read_plan, simulate
from ldip.errors import SourceError
from ldip.plan.archive import packed
from ldip.publish.audit import MANIFEST, NUMBERS, audit_files, file_name, verify
from ldip.publish.controls import controls
from ldip.statements.forms import FORMS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def files(solvik_run: Run) -> dict[str, bytes]:
    return audit_files(solvik_run)


def written(folder: Path, files: dict[str, bytes]) -> Path:
    place = folder / "revisor.zip"
    place.write_bytes(packed(files))
    return place


def relisted(files: dict[str, bytes], **changed: bytes | None) -> dict[str, bytes]:
    """The files with changes and a manifest that agrees with them, as a forger would make it."""
    found = {n: b for n, b in (files | changed).items() if b is not None and n != MANIFEST}
    listed = json.loads(files[MANIFEST]) | {"filer": {n: hashlib.sha256(b).hexdigest() for n, b in found.items()}}
    return found | {MANIFEST: json.dumps(listed).encode()}


def test_the_same_version_is_the_same_bytes(solvik: Plan, files: dict[str, bytes]) -> None:
    again = simulate(read_plan(solvik.folder), draws=100)
    assert packed(audit_files(again)) == packed(files)
    assert file_name(again) == f"revisor-9998-{solvik.content_hash[:12]}.zip"


def test_everything_named_is_there(solvik: Plan, solvik_run: Run, files: dict[str, bytes]) -> None:
    inputs = {n for n in files if n.startswith("inndata/")}
    assert {f"inndata/{n}" for n in ("plan.toml", "laan.csv", "foretak/havn.toml", "grep/boersfall.toml")} <= inputs
    assert files["inndata/finans.toml"] == (solvik.folder / "finans.toml").read_bytes()
    assert not [n for n in inputs if "resultat" in n]
    assert len([n for n in files if n.startswith("parametre/")]) == len(list((ROOT / "src/ldip/parameters").rglob("*.toml")))
    for name in FORMS:
        assert f"oppstillinger/kommunekasse/{name}.csv" in files
    assert "oppstillinger/samlet/5-8.csv" in files and "oppstillinger/havn/5-6.csv" in files
    rows = list(
        csv.DictReader(io.StringIO(files["oppstillinger/kommunekasse/5-6.csv"].decode().partition("\n")[2]), delimiter=";")
    )
    result = next(r for r in rows if r["steg"] == "netto_driftsresultat")
    assert float(result["plan 2030"].replace(",", ".")) == solvik_run.value("netto_driftsresultat", 2030)
    assert "regnskap 2024" in result and len([k for k in result if k.startswith("plan ")]) == 20
    listed = json.loads(files[MANIFEST])
    assert listed["kjoering"] == solvik_run.hash and set(listed["filer"]) == set(files) - {MANIFEST}
    assert all(hashlib.sha256(files[n]).hexdigest() == h for n, h in listed["filer"].items())


def test_controls_have_an_outcome_for_every_year_and_entity(solvik_run: Run, baerum_run: Run) -> None:
    found = list(controls(solvik_run))
    assert all(c.met for c in found)
    assert {c.entity for c in found} == {"kommunekasse", "samlet", "konsern", "havn", "renovasjon"}
    for name in ("avdrag_over_minimum", "laan_under_tak", "robek_c", "balansedifferanse_ub"):
        assert [c.year for c in found if c.name == name and c.entity == "kommunekasse"] == list(solvik_run.years)
    figures = [c for c in controls(baerum_run) if c.source.startswith("kontroll.csv")]
    assert len(figures) == 224 and all(c.met for c in figures)
    assert next(c for c in figures if c.name == "sum_driftsinntekter").demand == "12128 mill. kr ± 0,001"


def test_a_broken_rule_shows(nordvik: Plan) -> None:
    finance = nordvik.finance.model_copy(update={"avdragspolitikk": "fast"})
    loans = nordvik.tables["laan.csv"]
    slow = tuple(r.model_copy(update={"restloepetid": 60.0}) for r in loans.rows)
    single = dict(nordvik.single) | {"finans.toml": finance}
    run = simulate(replace(nordvik, single=single, tables=dict(nordvik.tables) | {"laan.csv": replace(loans, rows=slow)}))
    broken = [c for c in controls(run) if not c.met]
    assert {c.name for c in broken} == {"avdrag_over_minimum"}
    assert all(c.value == run.value("avdrag_over_minimum", c.year) < 0.0 for c in broken)
    text = audit_files(run)["LESMEG.txt"].decode()
    assert f"Kontroller som ikke er oppfylt: {len(broken)}" in text


def test_a_sound_file_is_verified(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert verify(written(tmp_path, files)) == []


def test_changes_are_found(tmp_path: Path, files: dict[str, bytes]) -> None:
    name = "oppstillinger/kommunekasse/5-6.csv"
    other = files[name].replace(b"rammetilskudd", b"rammetilskott")
    assert verify(written(tmp_path, files | {name: other})) == [f"{name}: innholdet er endret"]
    assert verify(written(tmp_path, {n: b for n, b in files.items() if n != name})) == [f"{name}: mangler"]
    assert verify(written(tmp_path, files | {"x.txt": b"1"})) == [f"x.txt: står ikke i {MANIFEST}"]


def test_a_forged_file_is_found_by_running_again(tmp_path: Path, files: dict[str, bytes]) -> None:
    """Inputs changed and every sum made anew: the numbers no longer follow from the inputs."""
    changed = files["inndata/finans.toml"].replace(b"loepetid = 30", b"loepetid = 20")
    assert changed != files["inndata/finans.toml"]
    told = verify(written(tmp_path, relisted(files, **{"inndata/finans.toml": changed})))
    assert told[0] == f"{NUMBERS}: en ny kjøring gir andre tall"
    assert told[1].startswith("planhash: ")
    broken = verify(written(tmp_path, relisted(files, **{"inndata/finans.toml": b"["})))
    assert broken[0].startswith("inndata: finans.toml")


@pytest.mark.parametrize(
    "content",
    [
        b"ikke en zip",
        packed({"x": b"1"}),
        packed({MANIFEST: b"{", NUMBERS: b""}),
        packed({MANIFEST: b"{}", NUMBERS: b""}),
        packed({MANIFEST: b"{}", NUMBERS: b"", "../x": b""}),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "fil.zip"
    place.write_bytes(content)
    with pytest.raises(SourceError, match="ldip skriv revisorfil"):
        verify(place)


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]) -> None:
    monkeypatch.setattr("ldip.publish.audit.LARGEST", 1000)
    with pytest.raises(SourceError, match="for stor"):
        verify(written(tmp_path, files))


def test_no_clock_in_the_zip(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(files))) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
