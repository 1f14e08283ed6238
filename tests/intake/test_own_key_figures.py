"""Key figures among a municipality's own files: tables add to each other, groups are kept, and scopes are asked about."""

from __future__ import annotations

from pathlib import Path

from ldip.intake.own_figures import Upload, proposed
from ldip.plan.csvfile import read_rows
from ldip.plan.edits import NewFile
from ldip.plan.schema.tables import KostraRow
from ldip.store.versions import folder_contents

HELD = b"maaltall;aar;kommune;verdi;kilde\nresultatgrad;2023;4001;0,5;Eldre\nresultatgrad;2024;4001;0,9;Eldre\n"
PLAN = folder_contents(Path(__file__).resolve().parents[2] / "examples" / "nordvik") | {"kostra.csv": HELD}
DEBT = "Netto lånegjeld i prosent av brutto driftsinntekter"
RESULT = "Netto driftsresultat i prosent av brutto driftsinntekter"
FIRST = f"region;{DEBT} 2025\n4001;81,2\nEKG08;75\n".encode()
SECOND = f"region;{RESULT} 2024;{DEBT} 2025\n4001;1,5;82\n".encode()
SCOPES = f"region;omfang;variabel;år;verdi\n4001;Konsern;{DEBT};2025;81,2\n4001;Kasse;{DEBT};2025;60\n".encode()


def test_tables_add_to_each_other_and_to_the_plan() -> None:
    uploads = [Upload("a.csv", FIRST, "ssb-noekkeltall"), Upload("b.csv", SECOND, "ssb-noekkeltall", source="SSB 12143")]
    found = proposed(PLAN, uploads)
    assert not found.problems and len(found.edits) == 1
    edit = found.edits[0]
    assert isinstance(edit, NewFile) and edit.fil == "kostra.csv"
    rows, _, problems = read_rows(edit.tekst.encode(), "kostra.csv", KostraRow)
    assert not problems
    assert [(r.maaltall, r.aar, r.kommune, r.verdi, r.kilde) for r in rows] == [
        ("resultatgrad", 2023, "4001", 0.5, "Eldre"),
        ("netto_laanegjeld_prosent", 2025, "EKG08", 75.0, "KOSTRA, a.csv"),
        ("resultatgrad", 2024, "4001", 1.5, "SSB 12143"),
        ("netto_laanegjeld_prosent", 2025, "4001", 82.0, "SSB 12143"),
    ]


def test_a_scope_is_asked_about_and_chosen_for_the_upload() -> None:
    found = proposed(PLAN, [Upload("omfang.csv", SCOPES, "ssb-noekkeltall")])
    assert not found.edits and [(q.file, q.question.key) for q in found.questions] == [("omfang.csv", "velg.omfang")]
    chosen = proposed(PLAN, [Upload("omfang.csv", SCOPES, "ssb-noekkeltall", answers={"velg.omfang": "Kasse"})])
    assert not chosen.problems
    text = chosen.edits[0].tekst if isinstance(chosen.edits[0], NewFile) else ""
    assert "netto_laanegjeld_prosent;2025;4001;60,0;" in text and "81,2" not in text
