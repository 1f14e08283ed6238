"""A map from function to service comes in through the same intake as other tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldip.errors import SourceError
from ldip.sources.service_map import read_service_map
from tests.sources.books import book


def read(folder: Path, text: str, encoding: str = "utf-8") -> dict[int, str]:
    (folder / "kart.csv").write_bytes(text.encode(encoding))
    return read_service_map(folder / "kart.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
@pytest.mark.parametrize(
    "text",
    [
        "funksjon;tjeneste\n202;skole\n254;pleie_ø\n",
        "Funksjon,Tjeneste\n202,skole\n254,pleie_ø\n",
        "Kart for 2026\n\nfunksjon\ttjeneste\n202 Grunnskole\tskole\n254\tpleie_ø\n",
        "# kart\nfunksjon;navn;tjeneste\n202;Grunnskole;skole\n# pleie og omsorg\n254;Hjemmetjeneste;pleie_ø\n",
    ],
)
def test_a_map_in_any_form(text: str, encoding: str, tmp_path: Path) -> None:
    assert read(tmp_path, text, encoding) == {202: "skole", 254: "pleie_ø"}


def test_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "kart.xlsx").write_bytes(book(["funksjon", "tjeneste"], [202, "skole"]))
    assert read_service_map(tmp_path / "kart.xlsx") == {202: "skole"}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("funksjon;tjeneste;tjeneste\n202;skole;barnehage\n", "tjeneste"),
        ("funksjon;tjeneste\n202;skole;x\n", "raden har 3 celler"),
        ("funksjon;tjeneste\n202;skole\n202;vei\n", "står også med tjenesten skole"),
        ("funksjon;tjeneste\n20200;skole\n", "tre sifre"),
        ("funksjon;tjeneste\nskole;202\n", "tre sifre"),
        ("funksjon;tjeneste\n202;\n", "trenger funksjon"),
        ("funksjon;navn\n202;skole\n", "mangler kolonnen"),
        ("funksjon;tjeneste\n", "ingen rader|fant ingen"),
    ],
)
def test_a_map_that_cannot_be_read(text: str, wrong: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=wrong):
        read(tmp_path, text)
