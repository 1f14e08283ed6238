"""Ages: what is not known whole is no age, and is never taken for the digits in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldip.errors import SourceError
from ldip.sources.ages import ages, single_age
from ldip.sources.records import records_of
from ldip.sources.stocks import read_stocks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 år", (0, 0)),
        ("7", (7, 7)),
        ("007", (7, 7)),
        ("7 år", (7, 7)),
        ("105+", (105, 105)),
        ("110 år", (105, 105)),
        ("6-15 år", (6, 15)),
        ("80 år og eldre", (80, 105)),
        ("Alle aldre", (0, 105)),
        ("F67-79", (67, 79)),
        ("H17", (17, 17)),
        ("16–66 år", (16, 66)),
        ("6 til 15 år", (6, 15)),
        ("90+", (90, 105)),
        ("90 år +", (90, 105)),
        ("80 år og over", (80, 105)),
        ("80 år eller eldre", (80, 105)),
        ("105 år eller eldre", (105, 105)),
        ("≥ 80", (80, 105)),
        ("3-åringer", (3, 3)),
        ("Under 1 år", (0, 0)),
        ("<5", (0, 4)),
        ("100 years or older", (100, 105)),
    ],
)
def test_ages(text: str, expected: tuple[int, int]) -> None:
    assert ages(text) == expected


@pytest.mark.parametrize(
    "text",
    ["6 mnd", "0-11 måneder", "8. trinn", "1. klasse", "8.-10. trinn", "1,5", "1.5", "-1", "05.okt", "5.10.2026", "født 2020",
     "2019", "15-200", "over 80 år", ">80", "9-6", "<0", "under 0 år", "1 2", "0-5-10", "", "år"],
)  # fmt: skip
def test_what_is_no_age(text: str) -> None:
    with pytest.raises(ValueError, match="alderen"):
        ages(text)
    with pytest.raises(SourceError, match="alder"):
        records_of("a.csv", f'region;kjønn;alder;2026\n4001;Kvinner;"{text}";100\n4001;Kvinner;12;5\n'.encode())


@pytest.mark.parametrize("text", ["1-5", "-15", "15 mnd", "1.5", "106", "90+"])
def test_a_single_age_is_never_made_of_the_digits_of_another_text(text: str, tmp_path: Path) -> None:
    rows = [f"4001;{sex};{text if (sex, age) == ('F', 15) else age};50" for sex in "FM" for age in range(106)]
    (tmp_path / "b.csv").write_text("\n".join(["knr;sex;age;2026", *rows]), encoding="utf-8")
    with pytest.raises(SourceError, match="kan ikke leses"):
        read_stocks(tmp_path / "b.csv")
    assert single_age(text) == -1


@pytest.mark.parametrize(("text", "age"), [("105+", 105), ("105 år eller eldre", 105), ("007", 7), ("7 år", 7)])
def test_single_age(text: str, age: int) -> None:
    assert single_age(text) == age
