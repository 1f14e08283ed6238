"""Faults that the mutations found, each as a kind: broken zips, data sets that do not hold together, digits that are none, great amounts."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ldip.binding.reading import collect_contents
from ldip.digits import LONGEST, is_digits
from ldip.errors import SourceError
from ldip.plan.archive import unpacked
from ldip.sources import ledger
from ldip.sources.codes import read_codes
from ldip.sources.indicators import read_indicators
from ldip.sources.ledger_map import ColumnMap
from ldip.sources.records import ages, read_records
from ldip.sources.stocks import read_stocks
from tests.attack.corpus import CODES, FIGURES, KINDS, STOCKS, plan_of


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_files_that_are_mutated_were_sound(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"fil{KINDS[name].suffix}"
    path.write_bytes(KINDS[name].sound())
    assert KINDS[name].use(path)


def zipped(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in plan_of("nordvik").items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_broken_stream_is_no_zip(method: int) -> None:
    """Each unpacker fails in its own way."""
    raw = bytearray(zipped(method))
    assert "plan.toml" in unpacked(bytes(raw))
    for at in range(120, 3000, 61):
        raw[at] ^= 0xFF
    with pytest.raises(SourceError, match="kan leses"):
        unpacked(bytes(raw))


def test_an_entry_without_a_name_is_told() -> None:
    raw = zipped(zipfile.ZIP_STORED)
    at = raw.rfind(b"PK\x01\x02")
    broken = raw[: at + 28] + b"\0\0" + raw[at + 30 :]  # the length of the name in the last central header
    with pytest.raises(SourceError):
        unpacked(broken)


def changes() -> list[dict[str, Any]]:
    sound = json.loads(KINDS["jsonstat"].sound())
    region = {"category": {"index": ["3201", "0301"]}}
    return [
        sound | {"id": ["Regionx", *sound["id"][1:]]},
        sound | {"dimension": sound["dimension"] | {"Region": {}}},
        sound | {"dimension": [region]},
        sound | {"dimension": sound["dimension"] | {"Region": region | {"category": ["3201"]}}},
        sound | {"id": "Region"},
        sound | {"size": []},
        sound | {"size": [2, 2, 3, 1, 3]},
        sound | {"value": "mange"},
        sound | {"value": ["en"] * 24},
        sound | {"value": [float("nan")] * 24},
        sound | {"value": [float("inf")] + [1.0] * 23},
        sound | {"dimension": sound["dimension"] | {"Tid": {"category": {"index": ["i fjor", "2025"]}}}},
        sound | {"dimension": sound["dimension"] | {"Tid": {"category": {"index": ["²⁰²⁴", "2025"]}}}},
        sound | {"dimension": sound["dimension"] | {"Kjonn": {"category": {"index": ["7", "1"]}}}},
        sound | {"dimension": sound["dimension"] | {"Alder": {"category": {"index": ["gammel", "001", "105"]}}}},
    ]


@pytest.mark.parametrize("which", range(len(changes())))
def test_a_data_set_that_does_not_hold_together_is_told(which: int, tmp_path: Path) -> None:
    path = tmp_path / "tabell.json"
    path.write_text(json.dumps(changes()[which]), encoding="utf-8")
    for read in (read_records, read_indicators):
        with pytest.raises(SourceError) as caught:
            read(path)
        assert all(p.file and p.message for p in caught.value.problems)


@pytest.mark.parametrize("text", ["²", "٣", "𝟙", "１", "", "-1", "1.", "9" * (LONGEST + 1)])
def test_what_looks_like_digits_is_not(text: str) -> None:
    assert not is_digits(text)


def test_digits_up_to_the_longest_are_taken() -> None:
    assert is_digits("9" * LONGEST)
    assert ages("105 år eller eldre") == (105, 105)
    with pytest.raises(ValueError):
        ages("9" * 5000)


@pytest.mark.parametrize("digit", ["²", "٣", "１"])
def test_a_plan_with_such_a_year_is_refused_with_the_place(digit: str) -> None:
    """In TOML they stand in quoted keys, where a year is expected."""
    for name, key in (("prosjekter/ramme-bygg.toml", b"{ 2026 ="), ("forutsetninger.toml", b"verdier = { 2026 =")):
        sound = plan_of("nordvik")[name]
        assert key in sound
        put = key.replace(b"2026", f'"202{digit}"'.encode())
        _, problems = collect_contents({**plan_of("nordvik"), name: sound.replace(key, put)})
        assert name in {p.file for p in problems}


@pytest.mark.parametrize(
    ("name", "raw", "old", "new"),
    [
        ("bestand", STOCKS, b"2024;2025", "²⁰²⁴;2025".encode()),
        ("kommunenummer", CODES, b"1.0,1838", b"nan,1838"),
        ("kommunenummer", CODES, b"1.0,1838", b"1.0,1e9"),
        ("kommunenummer", CODES, b"1.0,1838", b"-1,1838"),
        ("noekkeltall", FIGURES, b"2024;1,5", b"2024;inf"),
        ("noekkeltall", FIGURES, b"2024;1,5", b"99999;1,5x"),
        ("noekkeltall", FIGURES, b";2024;", b";" + b"9" * 5000 + b";"),
    ],
)
def test_numbers_that_are_none_are_told_with_their_line(name: str, raw: bytes, old: bytes, new: bytes, tmp_path: Path) -> None:
    read = {"bestand": read_stocks, "kommunenummer": read_codes, "noekkeltall": read_indicators}[name]
    path = tmp_path / "fil.csv"
    path.write_bytes(raw)
    read(path)
    path.write_bytes(raw.replace(old, new))
    if name == "bestand":
        assert read_stocks(path).years == (2025,)  # the other column is no year
        return
    with pytest.raises(SourceError):
        read(path)


@pytest.mark.parametrize("digits", [16, 400, 5000])
def test_amounts_have_at_most_fifteen_digits(digits: int, tmp_path: Path) -> None:
    m = ColumnMap.model_validate(
        {"aargang": 2025, "region": "400100", "kolonner": {"art": "Konto", "funksjon": "Funksjon", "beloep": "Sum"}}
    )
    path = tmp_path / "saldo.csv"
    path.write_text(f"Konto;Funksjon;Sum\n010;202;{'9' * 15}\n", encoding="utf-8")
    assert ledger.read(path, m).records[0].beloep == pytest.approx(999_999_999_999.999)
    path.write_text(f"Konto;Funksjon;Sum\n010;202;{'9' * digits}\n", encoding="utf-8")
    with pytest.raises(SourceError, match="saldo.csv:2"):
        ledger.read(path, m)
