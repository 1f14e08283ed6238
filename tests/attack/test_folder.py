"""A plan folder that is changed by hand after it was imported is noticed, shown, and imported or ignored."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ldip.cli.serve import ready
from ldip.store.folders import FolderCache, print_of
from ldip.store.versions import folder_contents
from ldip.web.settings import local_settings
from tests.web.conftest import ROOT, Browser, Organisation, open_local

FINANCE = "finans.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "examples" / "nordvik", tmp_path / "plan", ignore=shutil.ignore_patterns("resultat", ".*"))
    return tmp_path / "plan"


@pytest.fixture
def browser(folder: Path, tmp_path: Path) -> Iterator[Browser]:
    app: Any = ready(local_settings(str(tmp_path / "lager.db")), [folder])
    with TestClient(app, base_url="http://localhost") as client:
        yield Browser(open_local(client, app.state.service)).know()


def change(folder: Path, file: str = FINANCE, more: str = "\n# endret for hånd\n") -> None:
    with (folder / file).open("a", encoding="utf-8") as text:
        text.write(more)


def state(browser: Browser) -> Any:
    return browser.get("/api/planer/1/planmappe").json()


def test_a_change_is_noticed_and_taken_in(browser: Browser, folder: Path) -> None:
    assert state(browser) == {"tilstand": "lik", "mappe": str(folder), "filer": []}
    change(folder)
    (folder / "notat.csv").write_text("a;b\n", encoding="utf-8")
    (folder / "notat.csv").unlink()
    assert state(browser) == {"tilstand": "endret", "mappe": str(folder), "filer": [FINANCE]}
    taken = browser.post("/api/planer/1/planmappe/hent")
    assert taken.status_code == 201 and taken.json() == {"versjon": 2, "flettet_med": None, "feil": 0}
    assert state(browser)["tilstand"] == "lik"
    assert browser.service.drafts.contents(2) == folder_contents(folder)
    change(folder)
    assert browser.post("/api/planer/1/planmappe/hent").json()["versjon"] == 3
    assert browser.post("/api/planer/1/planmappe/hent").status_code == 422, "ingenting er endret"


def test_a_change_can_be_ignored_until_the_next(browser: Browser, folder: Path) -> None:
    change(folder)
    assert browser.post("/api/planer/1/planmappe/ignorer").json()["tilstand"] == "ignorert"
    assert state(browser)["tilstand"] == "ignorert"
    change(folder)
    assert state(browser)["tilstand"] == "endret"
    (folder / "bort").mkdir()
    shutil.rmtree(folder)
    assert state(browser)["tilstand"] == "borte"
    assert browser.post("/api/planer/1/planmappe/hent").status_code == 409


def save(browser: Browser, base: int, value: float, file: str = FINANCE) -> int:
    rate = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdier", "2029"], "verdi": value}
    body = {"grunnlag": base, "utkast": {"endringer": [{**rate}]}}
    answer = browser.post("/api/planer/1/grener/hovedlinje/versjoner", body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["versjon"])


def test_what_was_saved_in_the_browser_meanwhile_is_kept(browser: Browser, folder: Path) -> None:
    head = save(browser, 1, 3.75)
    change(folder)
    taken = browser.post("/api/planer/1/planmappe/hent").json()
    assert taken["flettet_med"] == head
    merged = browser.service.drafts.contents(taken["versjon"])
    assert b"3.75" in merged["forutsetninger.toml"] and "endret for hånd" in merged[FINANCE].decode()
    change(folder, "fond.toml")
    again = browser.post("/api/planer/1/planmappe/hent").json()
    kept = browser.service.drafts.contents(again["versjon"])
    assert b"3.75" in kept["forutsetninger.toml"], "det andre lagret, tas ikke bort neste gang heller"
    assert "endret for hånd" in kept["fond.toml"].decode()


def test_the_same_file_changed_on_both_sides_becomes_an_alternative(browser: Browser, folder: Path) -> None:
    head = save(browser, 1, 3.75)
    change(folder, "forutsetninger.toml")
    refused = browser.post("/api/planer/1/planmappe/hent")
    assert refused.status_code == 409 and state(browser)["tilstand"] == "endret"
    taken = browser.post("/api/planer/1/planmappe/hent", {"som": "alternativ"})
    assert taken.status_code == 201, taken.text
    tree = browser.get("/api/planer/1").json()
    heads = {b["navn"]: b["hode"] for b in tree["grener"]}
    assert heads["hovedlinje"] == head and len(heads) == 2 and taken.json()["versjon"] in heads.values()
    assert browser.service.drafts.contents(taken.json()["versjon"]) == folder_contents(folder)
    assert state(browser)["tilstand"] == "lik"


def test_a_locked_plan_and_a_faulty_folder_are_not_written_over(browser: Browser, folder: Path) -> None:
    change(folder, more="\nikke = = toml\n")
    told = browser.post("/api/planer/1/planmappe/hent")
    assert told.status_code == 422 and told.json()["problemer"][0]["fil"] == FINANCE
    shutil.copy(ROOT / "examples" / "nordvik" / FINANCE, folder)
    assert browser.post("/api/versjoner/1/laaser", {"slag": "vedtatt"}).status_code == 201
    change(folder)
    assert browser.post("/api/planer/1/planmappe/hent").status_code == 409
    assert browser.post("/api/planer/1/planmappe/hent", {"som": "alternativ"}).status_code == 201


def test_a_folder_changed_while_the_server_was_stopped_is_noticed(browser: Browser, folder: Path, tmp_path: Path) -> None:
    change(folder)
    again: Any = ready(local_settings(str(tmp_path / "lager.db")), [folder])
    with TestClient(again, base_url="http://localhost") as client:
        other = Browser(open_local(client, again.state.service)).know()
        assert state(other)["tilstand"] == "endret" and len(other.get("/api/planer/1").json()["versjoner"]) == 1


def test_a_plan_that_was_not_imported_has_no_folder(local: Browser) -> None:
    assert state(local) == {"tilstand": "ingen", "mappe": "", "filer": []}
    assert local.post("/api/planer/1/planmappe/hent").status_code == 409
    assert local.post("/api/planer/1/planmappe/ignorer").status_code == 409


def test_a_server_for_many_shows_and_reads_no_folder(copied: Organisation, folder: Path) -> None:
    from ldip.store.folders import watch

    with copied.service.store.session() as session:
        watch(session, 1, folder)
    change(folder)
    editor = copied.browser("oekonomi")
    assert state(editor) == {"tilstand": "ingen", "mappe": "", "filer": []}
    assert editor.post("/api/planer/1/planmappe/hent").status_code == 409
    assert editor.post("/api/planer/1/planmappe/ignorer").status_code == 409


def test_files_are_read_again_only_when_they_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ldip.store import folders

    read: list[Path] = []
    monkeypatch.setattr(folders, "folder_contents", lambda f: read.append(f) or folder_contents(f))
    cache = FolderCache()
    first = cache.contents(folder)
    assert cache.contents(folder) is first and len(read) == 1
    place = folder / FINANCE
    raw = place.read_bytes()
    place.write_bytes(raw[:-1] + b" ")
    os.utime(place, ns=(1, 1))
    second = cache.contents(folder)
    assert len(read) == 2 and second is not None and first is not None and print_of(first) != print_of(second)


def test_the_print_is_of_names_and_bytes() -> None:
    prints = [print_of(c) for c in ({}, {"a": b""}, {"b": b""}, {"a": b"x"}, {"a": b"", "b": b""})]
    assert len(set(prints)) == len(prints)
