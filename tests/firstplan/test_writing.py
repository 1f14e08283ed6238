"""Text of a first plan's files: numbers, TOML, csv and derivations in words."""

from __future__ import annotations

import tomllib

import pytest

from ldip.errors import ModelError
from ldip.estimates.derivation import Derivation
from ldip.firstplan.parts import joined
from ldip.firstplan.town import Town
from ldip.firstplan.writing import amount, comma, csv_text, head, plain, source_text, toml_table
from ldip.locales.written import MINUS


@pytest.mark.parametrize(
    ("value", "text"), [(1.5, "1,5"), (2000.0, "2000"), (-0.0, "0"), (1 / 3, "0,333333"), (-1e-9, "0"), (100.0, "100")]
)
def test_numbers_of_csv_have_a_decimal_comma_and_no_trailing_zeros(value: float, text: str) -> None:
    assert comma(value) == text
    assert float(plain(value)) == pytest.approx(value, abs=5e-7)


def test_a_toml_table_reads_back_as_written() -> None:
    text = head("Å «by»", "2026-11", "Om filen") + toml_table(
        "[tall]", [("kilde", 'SSB "07459" \\ side\n2'), ("anslag", True), ("verdi", -0.25), ("tom", None), ("liste", [1.0, "a"])]
    )
    assert tomllib.loads(text)["tall"] == {"kilde": 'SSB "07459" \\ side 2', "anslag": True, "verdi": -0.25, "liste": [1, "a"]}
    assert all(len(line) <= 120 for line in text.splitlines() if line.startswith("#"))


def test_a_csv_cell_with_the_separator_is_quoted() -> None:
    text = csv_text("# Om\n", ("id", "beloep", "anslag", "kilde"), [("a", 1.25, True, 'x; "y"'), ("b", None, False, "z")])
    assert text == '# Om\nid;beloep;anslag;kilde\na;1,25;ja;"x; ""y"""\nb;;nei;z\n'


def test_a_derivation_is_written_with_each_terms_value_and_source() -> None:
    nation = Derivation("landet", 163_131, "kr per 6–15-åring", "SSB KOSTRA 2025")
    index = Derivation("behovsindeks grunnskole", 0.98, "indeks", "Grønt hefte 2026")
    cost = Derivation("kostnad", 159_868, "kr", "", "landet × behovsindeks grunnskole", True, (nation, index))
    assert (
        source_text(cost)
        == "landet 163 131 kr per 6–15-åring (SSB KOSTRA 2025) × behovsindeks grunnskole 0,98 (Grønt hefte 2026)"
    )
    scaled = Derivation("ramme", 10.5, "mill. kr", "Vår metode", "kostnad × elever", True, (cost, Derivation("x", -0.5, "", "S")))
    assert source_text(scaled) == (
        "kostnad 159 868 kr (landet 163 131 kr per 6–15-åring (SSB KOSTRA 2025) × behovsindeks grunnskole 0,98 (Grønt hefte 2026))"
        f" × elever; x {MINUS}0,5 (S). Vår metode"
    )
    assert source_text(nation) == "SSB KOSTRA 2025"
    deep = Derivation("sum", 1.0, "", "", "ramme × 2", True, (Derivation("ramme", 1.0, "", "", "kostnad " * 60, True, (cost,)),))
    assert len(source_text(deep)) < 600 and "SSB KOSTRA 2025; Grønt hefte 2026" in source_text(deep)
    assert amount(35.0, "prosent") == "35 prosent" and amount(0.00004, "andel") == "0"


def test_two_parts_may_not_write_the_same_file(place: Town) -> None:
    assert joined(place, (lambda t: {"a.toml": t.name}, lambda t: {"b.toml": t.number})) == {
        "a.toml": "Prøveby",
        "b.toml": "0000",
    }
    with pytest.raises(ModelError, match=r"a\.toml"):
        joined(place, (lambda t: {"a.toml": ""}, lambda t: {"a.toml": ""}))
