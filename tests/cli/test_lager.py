"""ldip lager as a user meets it, from a folder to a locked version and the auditor's file."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ldip.cli.app import app
from ldip.store.versions import folder_contents

SOLVIK = Path(__file__).resolve().parents[2] / "examples" / "solvik"


class Desk:
    """A folder with a store and a runner."""

    def __init__(self, place: Path) -> None:
        self.place, self.url = place, str(place / "lager.db")
        shutil.copytree(SOLVIK, place / "plan", ignore=shutil.ignore_patterns("resultat", ".*"))

    def ldip(self, *args: str, code: int = 0) -> Result:
        with_store = [*args, "--lager", self.url]
        done = CliRunner().invoke(app, ["lager", *with_store])
        assert done.exit_code == code, done.output
        return done

    def edit(self, folder: str, file: str, old: str, new: str) -> None:
        path = self.place / folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_from_folder_to_a_locked_version(desk: Desk) -> None:
    plan, other = str(desk.place / "plan"), str(desk.place / "annen")
    assert "versjon 1, 0 feil" in desk.ldip("ny", "Solvik", plan).output
    desk.ldip("hent", "Solvik", other)
    assert folder_contents(Path(other)) == folder_contents(SOLVIK)
    desk.edit("annen", "finans.toml", "loepetid = 30", "loepetid = 28")
    assert "versjon 2" in desk.ldip("lagre", "Solvik", other, "-m", "kortere lån", "--som", "Kari@kommune.no").output
    desk.edit("plan", "fond.toml", "verdi = 2.0", "verdi = 2.1")
    merged = desk.ldip("lagre", "Solvik", plan, "-m", "fond").output
    assert "versjon 3" in merged and "versjon 2" in merged and "Hent på nytt" in merged
    shown = desk.ldip("logg", "Solvik").output
    assert "Kari" in shown and "kortere lån" in shown and shown.index("fond") < shown.index("kortere lån")
    locked = desk.ldip("laas", "3", "vedtatt").output
    assert "låst som vedtatt" in locked and "vedtatt" in desk.ldip("logg", "Solvik").output
    desk.ldip("revisor", "3", "--ut", str(desk.place))
    made = desk.place / "revisor-versjon-3.zip"
    assert made.stat().st_mode & 0o077 == 0, "it may hold shielded amounts"
    with zipfile.ZipFile(made) as archive:
        listed = json.loads(archive.read("innhold.json"))
        assert b"loepetid = 28" in archive.read("inndata/finans.toml") and b"verdi = 2.1" in archive.read("inndata/fond.toml")
    assert listed["laaser"][0]["slag"] == "vedtatt" and listed["laaser"][0]["signatur"].startswith(
        locked.split("signatur ")[1][:16]
    )
    checked = CliRunner().invoke(app, ["etterproev", "revisorfil", str(made)])
    assert checked.exit_code == 0, checked.output
    done = desk.ldip("kontroll").output
    assert "6 hendelser" in done and "Alt holder" in done


def test_a_stale_save_is_refused_and_nothing_is_lost(desk: Desk) -> None:
    plan, other = str(desk.place / "plan"), str(desk.place / "annen")
    desk.ldip("ny", "Solvik", plan)
    desk.ldip("hent", "Solvik", other)
    desk.edit("annen", "finans.toml", "loepetid = 30", "loepetid = 28")
    desk.ldip("lagre", "Solvik", other)
    desk.edit("plan", "finans.toml", "loepetid = 30", "loepetid = 25")
    told = desk.ldip("lagre", "Solvik", plan, code=1).output
    assert "finans.toml: endret av noen andre" in told
    assert "loepetid = 25" in (desk.place / "plan" / "finans.toml").read_text(encoding="utf-8")
    assert "ingenting er endret" in desk.ldip("lagre", "Solvik", other, code=1).output


def test_an_alternative_is_saved_and_fetched_by_name(desk: Desk) -> None:
    plan = str(desk.place / "plan")
    desk.ldip("ny", "Solvik", plan)
    assert "begynner på versjon 1" in desk.ldip("alternativ", "Solvik", "Ap").output
    desk.edit("plan", "finans.toml", "loepetid = 30", "loepetid = 25")
    desk.ldip("lagre", "Solvik", plan, "--gren", "Ap")
    desk.ldip("hent", "Solvik", str(desk.place / "ap"), "--gren", "Ap")
    desk.ldip("hent", "Solvik", str(desk.place / "hoved"))
    desk.ldip("hent", "Solvik", str(desk.place / "to"), "--versjon", "2")
    found = {n: "loepetid = 25" in (desk.place / n / "finans.toml").read_text(encoding="utf-8") for n in ("ap", "hoved", "to")}
    assert found == {"ap": True, "hoved": False, "to": True}


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("logg", "Solvikk"), 1, "mente du Solvik?"),
        (("hent", "Solvik", "{place}/plan"), 1, "ikke tom"),
        (("hent", "Solvik", "{place}/x", "--gren", "V"), 1, "grenen finnes ikke"),
        (("hent", "Solvik", "{place}/x", "--versjon", "9"), 1, "versjonen finnes ikke"),
        (("laas", "1", "tull"), 2, "kommunedirektoerens_forslag"),
        (("laas", "7", "vedtatt"), 1, "versjonen finnes ikke"),
        (("revisor", "1"), 1, "ikke låst"),
        (("ny", "Solvik", "{place}/plan"), 1, "navnet er i bruk"),
    ],
)
def test_what_is_wrong_is_said(args: tuple[str, ...], code: int, words: str, desk: Desk) -> None:
    desk.ldip("ny", "Solvik", str(desk.place / "plan"))
    assert words in desk.ldip(*(a.format(place=desk.place) for a in args), code=code).output


def test_a_folder_of_another_store_is_told(desk: Desk) -> None:
    plan = desk.place / "plan"
    desk.ldip("ny", "Solvik", str(plan))
    (plan / ".ldip-versjon").write_text("x", encoding="utf-8")
    assert "er ikke en versjon av planen" in desk.ldip("lagre", "Solvik", str(plan), code=1).output
    (plan / ".ldip-versjon").write_text("12", encoding="utf-8")
    assert "versjonen finnes ikke" in desk.ldip("lagre", "Solvik", str(plan), code=1).output
    (plan / ".ldip-versjon").unlink()
    desk.edit("plan", "finans.toml", "loepetid = 30", "loepetid = 25")
    assert "versjon 2" in desk.ldip("lagre", "Solvik", str(plan)).output


def test_tampering_is_found(desk: Desk) -> None:
    desk.ldip("ny", "Solvik", str(desk.place / "plan"))
    desk.ldip("laas", "1", "vedtatt")
    with sqlite3.connect(desk.url) as raw:
        raw.execute("UPDATE revisjonsspor SET handling = 'x' WHERE nr = 2")
        raw.execute("UPDATE versjon SET melding = 'x'")
    told = desk.ldip("kontroll", code=1).output
    assert "brutt ved hendelse 2" in told and "revisjonsspor/2: hendelsen er endret" in told
    assert "versjon/1: raden er endret utenom lageret" in told and "versjon/1: versjonens hash stemmer ikke" in told
    assert "signaturen stemmer ikke" in desk.ldip("revisor", "1", code=1).output


def test_a_store_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "fil.db").write_bytes(b"x" * 5000)
    done = CliRunner().invoke(app, ["lager", "logg", "Solvik", "--lager", str(tmp_path / "fil.db")])
    assert done.exit_code == 1 and "lageret kan ikke åpnes" in done.output


def test_a_run_is_asked_for_and_waited_for(desk: Desk) -> None:
    desk.ldip("ny", "Solvik", str(desk.place / "plan"))
    done = desk.ldip("kjoer", "1", "--trekninger", "32", "--froe", "5").output
    assert "Kjøring 1 av versjon 1 er bestilt" in done and "Kjøring 1: ferdig" in done
    assert "Kjøring 2 av versjon 1" in desk.ldip("kjoer", "1", "--bare-bestill").output
    desk.ldip("arbeider", "--til-tom")
    with sqlite3.connect(desk.url) as raw:
        assert raw.execute("SELECT status, trekninger, froe FROM kjoering ORDER BY id").fetchall() == [
            ("ferdig", 32, 5),
            ("ferdig", 0, None),
        ]
    assert "versjonen finnes ikke" in desk.ldip("kjoer", "9", code=1).output
    with sqlite3.connect(desk.url) as raw:
        raw.execute("UPDATE innhold SET bytes = x'00' WHERE sha256 IN (SELECT sha256 FROM versjonsfil WHERE sti = 'finans.toml')")
    assert "feilet" in desk.ldip("kjoer", "1", code=1).output
