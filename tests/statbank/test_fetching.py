"""A plan's figures from Statistikkbanken and from saved answers: what is asked, what is kept, and what the plan becomes."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ldip.binding.reading import plan_of_contents
from ldip.cli.app import app
from ldip.cli.ny_kilder import Sources, with_sources
from ldip.errors import PlanError
from ldip.intake.fetching import fetched, saved
from ldip.intake.own_figures import proposed
from ldip.parameters.ssb import settings
from ldip.plan.edits import apply
from ldip.plan.schema import tables as t
from ldip.sources.pxweb import PxWeb
from tests.intake.files import operating, plan_files, upload
from tests.statbank.server import Bank, Fault, Ticking, key_figures, population, projection, serving

TODAY = dt.date(2026, 11, 29)
REGIONS = {"3222": "Lørenskog", "3029": "Lørenskog (2020-2023)", "0230": "Lørenskog (-2019)", "0301": "Oslo"}
SHARES = {"MMMM": 1.0, "LLML": 0.9, "HHMH": 1.1}


def persons(at: dict[str, str]) -> float:
    """30 of every age and sex; the number of the year alone has people, as the source has it."""
    year, region = int(at["Tid"]), at["Region"]
    own = "3222" if year >= 2024 else "3029" if year >= 2020 else "0230"
    return 30.0 if region == own else 700.0 if region == "0301" else 0.0


def projected(at: dict[str, str]) -> float:
    return 100.0 * SHARES[at["ContentsCode"][4:]]


def figure(at: dict[str, str]) -> float | None:
    return None if at["Tid"] == "2023" else 2.5 if at["KOKkommuneregion0000"] == "3222" else 1.5


@pytest.fixture
def bank() -> Iterator[Bank]:
    tables = [
        population(REGIONS, range(2005, 2027), persons),
        projection("14288", {"3222": "Lørenskog"}, range(2024, 2051), projected),
        key_figures({"3222": "Lørenskog", "0301": "Oslo", "EAK": "Landet"}, range(2020, 2026), figure),
    ]
    with serving(Bank({x.id: x for x in tables})) as found:
        yield found


def test_a_plan_is_filled_from_the_bank(bank: Bank) -> None:
    files = plan_files()
    with PxWeb(bank.address, Ticking()) as px:
        found = fetched(files, px, TODAY)
    made = proposed(files, found.uploads)
    assert not made.problems, made.problems
    plan = plan_of_contents(apply(files, made.edits))
    stock = plan.referenced("folketall", t.StockRow).rows
    assert len(stock) == 212 and sum(r.personer for r in stock) == 212 * 30
    assert not plan.population.folketall.anslag and plan.population.folketall.kilde.startswith(
        "SSB tabell 07459; ssb-07459.json, sha256 "
    )
    ids = [p.id for p in plan.population.framskrivinger]
    assert ids == ["ssb-hovedalternativet", "ssb-lav-nasjonal-vekst", "ssb-hoey-nasjonal-vekst"]
    high = [r.personer for r in plan.table("befolkning/ssb-hoey-nasjonal-vekst.csv", t.ProjectionRow).rows]
    assert len(high) == 212 * 25 and high == pytest.approx([110.0] * len(high))
    figures = plan.table("kostra.csv", t.KostraRow).rows
    assert {(r.kommune, r.aar, r.verdi) for r in figures if r.maaltall == "netto_laanegjeld_prosent"} >= {("3222", 2025, 2.5)}
    assert any("14746" in x or "14288" in x for x in found.told)


def test_the_newest_projection_is_asked_for_first(bank: Bank) -> None:
    bank.tables["14746"] = projection("14746", {"3222": "Lørenskog"}, range(2026, 2051), projected)
    with PxWeb(bank.address, Ticking()) as px:
        found = fetched(plan_files(), px, TODAY)
    assert not any("14288" in path for _, path, _ in bank.asked)
    assert {u.source for u in found.uploads if u.kind == "ssb-framskriving"} == {"SSB tabell 14746"}


def test_only_the_municipality_and_the_years_of_the_plan_are_asked_for(bank: Bank) -> None:
    with PxWeb(bank.address, Ticking()) as px:
        fetched(plan_files(), px, TODAY)
    first = next(q for q in bank.queries() if "Alder" in q)
    assert set(first["Region"]) <= {"3222", "3029", "0230"} and "3222" in first["Region"]
    assert (first["Tid"][0], first["Tid"][-1], len(first["Alder"])) == ("2016", "2026", 106)


def test_answers_are_kept_as_they_came_and_used_while_they_are_fresh(bank: Bank) -> None:
    files = plan_files()
    with PxWeb(bank.address, Ticking()) as px:
        first = fetched(files, px, TODAY)
        asked = len(bank.asked)
        after = {**files, **first.files}
        again = fetched(after, px, TODAY)
        assert not any(path.endswith("07459/data") for _, path, _ in bank.asked[asked:])
        assert again.uploads == first.uploads and any("2026-11-29" in x for x in again.told)
        fetched(after, px, TODAY + dt.timedelta(days=2))
        assert any(path.endswith("07459/data") for _, path, _ in bank.asked[asked:])
        asked = len(bank.asked)
        fetched({**after, "notater/kilder/ssb-07459.json": b"{}"}, px, TODAY)  # changed by hand: asked again
        assert any(path.endswith("07459/data") for _, path, _ in bank.asked[asked:])
        fetched({**after, "notater/kilder/ssb.toml": b"\xff["}, px, TODAY)  # an index that is broken is no hindrance
    index = tomllib.loads(first.files["notater/kilder/ssb.toml"].decode())["svar"]
    assert {row["tabell"] for row in index} == {"07459", "14288", "12134"} and index[0]["hentet"] == TODAY
    assert json.loads(first.files["notater/kilder/ssb-07459.json"])["extension"]["px"]["tableid"] == "07459"


def test_a_history_that_is_short_is_fetched_by_the_numbers_of_each_year(bank: Bank) -> None:
    files = plan_files()
    rows = "".join(f"2025;kommunen;{k};{a};20\n" for k in "km" for a in range(106))
    files["befolkning/historie.csv"] = f"aar;sone;kjoenn;alder;personer\n{rows}".encode()
    files["befolkning.toml"] += b'\n[historie]\nfil = "befolkning/historie.csv"\nkilde = "Fem rader"\nanslag = true\n'
    files["notater/kommunenummer.csv"] = (
        b"kommunenr_2024,kommunenr_original,weighting,first_year,last_year\n"
        b"3222,0230,1,2005,2019\n3222,3029,1,2020,2023\n3222,3222,1,2024,2050\n"
    )
    with PxWeb(bank.address, Ticking()) as px:
        found = fetched(files, px, TODAY)
    assert [u.kind for u in found.uploads][:2] == ["ssb-folketall", "ssb-historie"]
    after = apply(files, proposed(files, found.uploads).edits)
    history = plan_of_contents(after).referenced("historie", t.HistoryRow).rows
    by_year = {y: sum(r.personer for r in history if r.aar == y) for y in range(2016, 2026)}
    assert set(by_year.values()) == {212 * 30.0}  # never the zeros that the source has for numbers not in use
    assert b"anslag = false" in after["befolkning.toml"].split(b"[historie]")[1]


def test_saved_answers_need_no_network(bank: Bank, tmp_path: Path) -> None:
    files = plan_files()
    with PxWeb(bank.address, Ticking()) as px:
        first = fetched(files, px, TODAY)
        whole = px.metadata("14288")
        every = {v: whole.codes(v) for v in whole.variables if v != "Tid"} | {"Tid": ("2026", "2027")}
        both = px.data(whole, every).text
    for name, raw in first.files.items():
        if name.endswith(".json") and "14746" not in name:
            (tmp_path / Path(name).name).write_bytes(raw)
    (tmp_path / "alle alternativene.json").write_bytes(both)  # as it is downloaded, with the three in one file
    (tmp_path / "annet.json").write_text('{"label": "noe annet"}')
    count = len(bank.asked)
    found = saved(tmp_path, files)
    assert len(bank.asked) == count
    assert {u.kind for u in found.uploads} == {"ssb-folketall", "ssb-framskriving", "ssb-noekkeltall"}
    assert any("annet.json" in x for x in found.told)
    made = proposed(files, found.uploads)
    assert not made.problems, made.problems
    assert len(plan_of_contents(apply(files, made.edits)).population.framskrivinger) == 3


def test_saved_answers_that_are_missing_or_others_are_told(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="mappen finnes ikke"):
        saved(tmp_path / "borte", plan_files())
    with pytest.raises(PlanError, match="ingen svar fra Statistikkbanken"):
        saved(tmp_path, plan_files())
    (tmp_path / "x.json").write_text("[1")
    with pytest.raises(PlanError, match="tabellene er 07459, 14746, 14288, 12134"):
        saved(tmp_path, plan_files())


def test_a_table_without_the_municipality_is_told(bank: Bank) -> None:
    with PxWeb(bank.address, Ticking()) as px, pytest.raises(PlanError, match="07459.*Region: har ikke kommunen 9999"):
        fetched(plan_files(number="9999"), px, TODAY)


def folder(tmp_path: Path) -> Path:
    place = tmp_path / "plan"
    for name, raw in plan_files().items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(raw)
    return place


def snapshot(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in place.rglob("*") if p.is_file()}


def test_the_commands_change_the_folder_or_nothing(bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder(tmp_path)
    before = snapshot(place)
    monkeypatch.setenv("LDIP_SSB", bank.address)
    bank.faults = [Fault(body=b"<html>")]
    broken = CliRunner().invoke(app, ["hent", "ssb", str(place)])
    assert broken.exit_code == 1 and "ikke gyldig JSON" in broken.output and snapshot(place) == before
    shown = CliRunner().invoke(app, ["hent", "ssb", str(place), "--vis"])
    assert shown.exit_code == 0, shown.output
    assert "Folketall, 1. januar 2026" in shown.output and snapshot(place) == before
    done = CliRunner().invoke(app, ["hent", "ssb", str(place)])
    assert done.exit_code == 0 and (place / "notater/kilder/ssb-07459.json").is_file()
    a, kopi = tmp_path / "0A.dat", tmp_path / "kopi.dat"
    a.write_bytes(upload("0A.dat", operating()).raw)
    kopi.write_bytes(a.read_bytes())
    before = snapshot(place)
    twice = CliRunner().invoke(app, ["hent", "egne", str(place), str(a), str(kopi)])
    assert twice.exit_code == 1 and "den samme filen" in twice.output and snapshot(place) == before
    own = CliRunner().invoke(app, ["hent", "egne", str(place), str(a)])
    assert own.exit_code == 0 and "Grunnskole: 77,0 → 94,0 mill. kr" in own.output
    assert CliRunner().invoke(app, ["check", str(place)]).exit_code == 0


def test_sources_of_a_new_plan_are_those_of_an_old_one(bank: Bank, tmp_path: Path) -> None:
    """What `ldip new` calls: figures from the bank first, then own accounts, all in memory."""
    a = tmp_path / "0A.dat"
    a.write_bytes(upload("0A.dat", operating()).raw)
    after = with_sources(plan_files(), Sources(kostra=[a], fetch=True, address=bank.address), Ticking())
    plan = plan_of_contents({n: raw for n, raw in after.items() if n.endswith((".toml", ".csv"))})
    assert sum(r.personer for r in plan.referenced("folketall", t.StockRow).rows) == 212 * 30
    assert plan.services["skole"].enhetskostnad.kroner == pytest.approx(94e6 * 1.034 / 600, rel=0.01)  # own frame over own users
    assert with_sources(plan_files(), Sources()) == plan_files()


@pytest.mark.parametrize("change", [{"svar_byte": 1000}, {"adresse": "http://127.0.0.1:9"}])
def test_a_bank_that_does_not_answer_is_an_error_in_words(bank: Bank, change: dict[str, Any]) -> None:
    px = PxWeb(change.get("adresse", bank.address), Ticking(), replace(settings(), **change))
    with px, pytest.raises(PlanError, match="svaret er større|ingen forbindelse"):
        fetched(plan_files(), px, TODAY)


def test_a_file_of_the_plan_that_is_no_answer_is_kept_beside(bank: Bank) -> None:
    own = b'{"egen": "fil"}'
    files = {**plan_files(), "notater/kilder/ssb-07459.json": own}
    with PxWeb(bank.address, Ticking()) as px:
        found = fetched(files, px, TODAY)
    kept = [name for name, raw in found.files.items() if raw == own]
    assert (
        len(kept) == 1 and kept[0].startswith("notater/kilder/ssb-07459-") and found.files["notater/kilder/ssb-07459.json"] != own
    )
    with PxWeb(bank.address, Ticking()) as px:  # the bank's own earlier answer is replaced by a new one
        later = fetched({**files, **found.files}, px, TODAY + dt.timedelta(days=400))
    assert sum(raw == own for raw in later.files.values()) + sum(raw == own for raw in found.files.values()) == 1
