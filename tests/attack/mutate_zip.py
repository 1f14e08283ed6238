"""Zips changed at random from a fixed seed: their bytes, their entries, and what the entries say of themselves."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
from collections.abc import Mapping
from typing import Final

from ldip.plan.archive import packed
from tests.attack.mutate import changed

NAMES: Final = (
    "../plan.toml",
    "/etc/passwd.toml",
    "..\\plan.toml",
    "C:\\plan.toml",
    "C:plan.toml",
    "a/../plan.toml",
    "./plan.toml",
    "a//plan.toml",
    "plan.toml:skjult.toml",
    "CON.toml",
    "plan.toml ",
    "plan.toml.",
    "PLAN.TOML",
    "x" * 500 + ".toml",
    "a/" * 150 + "b.toml",
    "\u202eplan.toml",
    "a\u0000b.toml",
    "a\nb.toml",
    "æøå.csv",
    ".skjult/plan.toml",
    "plan.toml/x.csv",
    "__MACOSX/plan.toml",
    "",
    "/",
)
MARKS: Final = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06")
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def mutated_zip(files: Mapping[str, bytes], rng: random.Random) -> bytes:
    """A plan as a zip with entries or bytes changed."""
    raw = _entries(files, rng) if rng.random() < 0.5 else packed(files)
    for _ in range(rng.randint(1, 3)):
        raw = rng.choice((_bytes, _bytes, _header, _cut, _doubled, _none))(raw, rng)
    return raw


def _entries(files: Mapping[str, bytes], rng: random.Random) -> bytes:
    out, top = io.BytesIO(), rng.choice(("", "", "plan/", "a/b/"))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")  # two entries of one name are among what is tried
        for name, content in sorted(files.items()):
            chance = rng.random()
            entry = zipfile.ZipInfo(top + name)
            entry.compress_type = rng.choice(METHODS)
            entry.external_attr = rng.choice((0o644, 0o120777, 0o040755, 0o010644)) << 16 if chance < 0.05 else 0o644 << 16
            if 0.05 < chance < 0.1:
                entry.filename = rng.choice(NAMES)
            archive.writestr(entry, changed(content, rng) if chance > 0.95 else content)
            if 0.1 < chance < 0.12:
                archive.writestr(zipfile.ZipInfo(top + name), b"en gang til")
            elif 0.12 < chance < 0.13:
                archive.writestr(zipfile.ZipInfo(top + "stor.csv"), b"a" * 2**22, zipfile.ZIP_DEFLATED)
        archive.comment = rng.choice((b"", b"x" * 65_535, MARKS[2] + b"\0" * 30))
    return out.getvalue()


def _bytes(raw: bytes, rng: random.Random) -> bytes:
    after = bytearray(raw)
    for _ in range(rng.choice((1, 1, 4, 64))):
        if after:
            after[rng.randrange(len(after))] = rng.randrange(256)
    return bytes(after)


def _header(raw: bytes, rng: random.Random) -> bytes:
    """A field of a local or central header, or of the end, changed: versions, flags, methods, sizes, places."""
    starts = [i for mark in MARKS for i in _places(raw, mark)]
    if not starts:
        return raw
    at = rng.choice(starts) + 4 + rng.randrange(40)
    put = rng.choice((b"\0", b"\xff", b"\xff\xff", b"\xff\xff\xff\xff", b"\x01", struct.pack("<H", rng.randrange(2**16))))
    return raw[:at] + put + raw[at + len(put) :]


def _places(raw: bytes, mark: bytes) -> list[int]:
    found, at = [], raw.find(mark)
    while at >= 0:
        found.append(at)
        at = raw.find(mark, at + 1)
    return found


def _cut(raw: bytes, rng: random.Random) -> bytes:
    return raw[: rng.randrange(len(raw) + 1)] if rng.random() < 0.7 else raw[rng.randrange(len(raw) + 1) :]


def _doubled(raw: bytes, rng: random.Random) -> bytes:
    return rng.choice((raw + raw, b"\0" * rng.randrange(200) + raw, raw + bytes(rng.randrange(256) for _ in range(99))))


def _none(raw: bytes, _: random.Random) -> bytes:
    return raw
