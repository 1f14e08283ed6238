"""Municipal tables as others' systems give them: numbers, missing cells, and columns in another unit than they are read in."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldip.cli.app import app
from ldip.errors import SourceError
from ldip.sources.municipal import MunicipalTable, read_municipal
from ldip.tabular.terms import UnclearError
from tests.sources.books import book

BOTH = ("innbyggere", "skatt_kr")


def read(
    folder: Path, raw: str | bytes, required: tuple[str, ...] = ("innbyggere",), optional: tuple[str, ...] = ()
) -> MunicipalTable:
    path = folder / "kommuner.csv"
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return read_municipal(path, required, optional)


OSLO = "0301;728714\n4001;37980\n"


@pytest.mark.parametrize(
    "raw",
    [
        "knr;innbyggere\n301;728 714\n4001;37 980\n",
        "kommunenr,innbyggere\n0301,728714\n4001,37980\n",
        "\ufeffKommune;Innbyggere\n0301 Oslo;728\u202f714\n4001 Porsgrunn;37\u00a0980\n",
        book(("Folketall",), (), ("knr", "navn", "innbyggere"), (301, "Oslo", 728714), (4001, "Porsgrunn", 37980)),
        "knr;innbyggere\nEAK;5627400\n0301;728714\nEKG11;120000\n4001;37980\n",
        "region;innbyggere\nK-0301;728714\nK-4001;37980\nEKA40 Telemark;180000\n".encode("cp1252"),
    ],
)
def test_layouts_give_the_same_rows(tmp_path: Path, raw: str | bytes) -> None:
    found = read(tmp_path, raw)
    assert found.ids == ("0301", "4001") and found.columns["innbyggere"].tolist() == [728714.0, 37980.0]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("knr;innbyggere\n0301;728714\n4001;\n", ":3.*innbyggere: mangler tall"),
        ("knr;innbyggere\n0301;728714\n4001;..\n", ":3.*mangler tall"),
        ("knr;innbyggere\n0301;-\n4001;37980\n", ":2.*mangler tall"),
        ("knr;innbyggere\n0301;728714\n301;728714\n", ":3.*kommunen står to ganger.*linje 2"),
        ("knr;innbyggere\n0301;728714\nBærum;-132800\n", ":3.*null eller mer"),
        ("knr;innbyggere\n0301;728714\nNordvik by;100\n", ":3.*ikke et kommunenummer"),
        ("knr;folk\n0301;728714\n4001;37980\n", "kolonne.innbyggere: ingen kolonne heter"),
    ],
)
def test_what_lacks_is_located_and_never_zero(tmp_path: Path, raw: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(tmp_path, raw)


def test_a_point_that_may_be_either_is_asked(tmp_path: Path) -> None:
    raw = "knr;innbyggere\n0301;728.714\n4001;37.980\n"
    with pytest.raises(UnclearError, match="to måter.*desimal=komma"):
        read(tmp_path, raw)
    (tmp_path / "k.csv").write_text(raw, encoding="utf-8")
    found = read_municipal(tmp_path / "k.csv", ("innbyggere",), answers={"desimal": "komma"})
    assert found.columns["innbyggere"].tolist() == [728714.0, 37980.0]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (
            "knr;innbyggere;behovsindeks\n3201;132800;99,87\n4001;37980;105,98\n",
            "prosent.*99,87 *|behovsindeks.*enhet .prosent.*vanlig er 0,",
        ),
        ("knr;innbyggere;behovsindeks\n1151;200;115,98\n", "behovsindeks.*enhet .prosent.*verdi: 116"),
        (
            "knr;innbyggere;skatt_kr\n3201;132800;8700000\n4001;37980;1500000\n",
            "skatt_kr.*enhet .1000 kr.*vanlig er .* kr per innbygger",
        ),
        ("knr;innbyggere;skatt_kr\n3201;132800;8700\n4001;37980;1500\n", "skatt_kr.*enhet .mill. kr"),
        ("knr;innbyggere;skatt_kr\n3201;132800;8700000000000\n", "skatt_kr.*enhet .kr ganger 1000"),
        ("knr;innbyggere;barnehage\n3201;132800;110,9\n4001;37980;92,1\n", "barnehage.*enhet .prosent"),
        ("knr;innbyggere\n3201;132,8\n4001;37,98\n0301;728,7\n", "innbyggere.*enhet .1000"),
    ],
)
def test_a_column_in_another_unit_is_refused_with_what_is_usual(tmp_path: Path, raw: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(tmp_path, raw, optional=("skatt_kr", "behovsindeks", "barnehage"))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (
            "knr;innbyggere\n3201;1328000\n4001;37980\n0301;728714\n",
            "innbyggere: 3201 har 1 328 000 innbyggere; vanlig er om lag 13",
        ),
        ("knr;innbyggere;behovsindeks\n3201;132800;9,987\n4001;37980;1,02\n0301;728714;0,93\n", "behovsindeks: 3201 har 9,987"),
        (f"knr;innbyggere\n{OSLO}9999;4000\n", "nummer ingen kommune har: 9999"),
        (f"knr;innbyggere\n{OSLO}EKG11;4000\n", "utelatt, områder som ikke er kommuner: EKG11"),
    ],
)
def test_what_looks_wrong_in_a_row_is_said_with_what_is_usual(tmp_path: Path, raw: str, words: str) -> None:
    assert words in " | ".join(read(tmp_path, raw, optional=("behovsindeks",)).told)


def test_figures_as_they_are_meant_to_be_are_not_remarked(tmp_path: Path) -> None:
    raw = "knr;innbyggere;skatt_kr;behovsindeks\n3201;132800;8666259985;0,9987\n4001;37980;1505000000;1,0598\n"
    assert read(tmp_path, raw, BOTH, ("behovsindeks",)).told == ()


def test_the_command_asks_refuses_and_tells(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_text("knr;innbyggere;skatt_kr\n3201;132800;8666259985\n9999;5000;200000000\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["landet", "inntektsutjevning", str(path), "--aar", "2025"])
    assert done.exit_code == 0 and "nummer ingen kommune har: 9999" in done.stderr and done.stdout.count("\n") == 3
    path.write_text("knr;innbyggere;skatt_kr\n3201;132.358;8.666\n", encoding="utf-8")
    asked = CliRunner().invoke(app, ["landet", "inntektsutjevning", str(path), "--aar", "2025"])
    assert asked.exit_code == 1 and "--svar" in asked.output and "desimal" in asked.output
