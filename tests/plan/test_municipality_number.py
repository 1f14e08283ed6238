"""A plan is for a municipality that exists in its first year; a plan marked as an illustration may be of any place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ldip.binding.reading import collect

ROOT = Path(__file__).resolve().parents[2]
MARK = 'illustrasjon = "Illustrasjon – Nordvik er en oppdiktet kommune"\n'


def problems(tmp_path: Path, number: str, mark: str = "") -> list[str]:
    folder = tmp_path / "plan"
    shutil.copytree(ROOT / "examples" / "nordvik", folder)
    head = (folder / "plan.toml").read_text(encoding="utf-8").replace(MARK, mark).replace('"9999"', f'"{number}"')
    (folder / "plan.toml").write_text(head, encoding="utf-8")
    return [str(p) for p in collect(folder)[1] if p.key == "kommune.kommunenummer"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("9999", "9999 er ikke nummeret til noen kommune"),
        ("3024", "3024 var Bærum til 2023; kommunen har nummer 3201 i dag"),
        ("1507", "er delt mellom 1508 Ålesund og 1580 Haram"),
        ("3200", "fylkeskommuner er utenfor"),
    ],
)
def test_a_number_that_is_none_is_a_problem(tmp_path: Path, number: str, said: str) -> None:
    (found,) = problems(tmp_path, number)
    assert said in found
    assert found.startswith("plan.toml:")


@pytest.mark.parametrize("number", ["3201", "0301", "1151"])
def test_a_number_of_today_is_taken(tmp_path: Path, number: str) -> None:
    assert problems(tmp_path, number) == []


def test_an_illustration_may_be_of_no_place(tmp_path: Path) -> None:
    assert problems(tmp_path, "9999", MARK) == []


def test_an_earlier_number_is_taken_in_its_years(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(ROOT / "examples" / "baerum-2022", folder)
    text = (folder / "plan.toml").read_text(encoding="utf-8")
    line = next(x for x in text.splitlines() if x.startswith("illustrasjon"))
    (folder / "plan.toml").write_text(text.replace(line + "\n", ""), encoding="utf-8")
    assert not [p for p in collect(folder)[1] if p.key == "kommune.kommunenummer"]
