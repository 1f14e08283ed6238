"""A file that the plan no longer uses: the key that would use it, and no guess at a misspelling."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.demography.plans import changed
from tests.estimates.plans import POP, with_history

from ldip.binding.reading import collect


def told(folder: Path) -> list[str]:
    return [str(p) for p in collect(folder)[1]]


def test_a_table_that_was_taken_out_of_use_names_its_key(tmp_path: Path) -> None:
    folder = with_history(tmp_path).folder
    rows = "".join(f"sentrum;{k};{a};1\n" for k in "km" for a in range(106))
    (folder / "befolkning" / "flytting.csv").write_text("# gammel\nsone;kjoenn;alder;personer\n" + rows, encoding="utf-8")
    assert told(folder) == [
        "befolkning/flytting.csv: filen er ikke i bruk i planen: ingen nøkkel i befolkning.toml viser til den"
        ' → slett filen, eller ta den i bruk med fil = "befolkning/flytting.csv" under [flytting] i befolkning.toml'
    ]


@pytest.mark.parametrize(
    ("name", "header", "keys"),
    [
        ("befolkning/innflytting-2030.csv", "sone;kjoenn;alder;personer", "[innflytting]"),
        ("befolkning/ut.csv", "kjoenn;alder;andel", "slett filen"),
        ("befolkning/annet.csv", "kjoenn;alder;personer", "[flytting], [kommuneflytting] eller [folketall_kommunen]"),
        ("befolkning/ssb.csv", "aar;aldersgruppe;personer", "[[framskrivinger]]"),
        ("befolkning/notat.csv", "dette;er;ingen tabell", "slett filen"),
        ("befolkning/tom.csv", "", "slett filen"),
        ("historie.csv", "aar;kjoenn;alder;personer", "[historie]"),
    ],
)
def test_the_columns_tell_which_keys_would_use_a_file(tmp_path: Path, name: str, header: str, keys: str) -> None:
    folder = changed(tmp_path, "solvik").folder
    (folder / name).write_text(header + "\n", encoding="utf-8")
    (said,) = told(folder)
    assert said.startswith(f"{name}: filen er ikke i bruk i planen") and "mente du" not in said
    assert keys in said.partition("→")[2]


def test_a_misspelt_reference_is_told_as_one(tmp_path: Path) -> None:
    folder = changed(tmp_path, "solvik").folder
    text = (folder / POP).read_text(encoding="utf-8").replace('"befolkning/utflytting.csv"', '"befolkning/utflyting.csv"')
    (folder / POP).write_text(text, encoding="utf-8")
    assert any(
        "befolkning/utflytting.csv: filen er ikke i bruk" in p and "viser til befolkning/utflyting.csv, som ikke finnes" in p
        for p in told(folder)
    )


def test_a_file_that_fits_no_key_still_gets_the_nearest_name(tmp_path: Path) -> None:
    folder = changed(tmp_path, "solvik").folder
    (folder / "laan.csv").rename(folder / "laaan.csv")
    assert any(p.startswith("laaan.csv: ukjent fil i planen → mente du laan.csv?") for p in told(folder))
