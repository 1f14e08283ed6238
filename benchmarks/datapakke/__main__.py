"""Writes src/ldip/pack/data: python benchmarks/datapakke [folder of open data]. The same data gives the same bytes."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from datapakke.manifest import manifest  # noqa: E402
from datapakke.tables import TABLES, Rows  # noqa: E402

TARGET = ROOT / "src" / "ldip" / "pack" / "data"


def packed(name: str, rows: Rows) -> bytes:
    """A table as csv, gzipped where the name says so; without date, so that the bytes are the same every time."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    raw = text.getvalue().encode("utf-8")
    return gzip.compress(raw, 9, mtime=0) if name.endswith(".gz") else raw


def build(data: Path) -> dict[str, bytes]:
    """Every file that is built, by name; the tables written by hand (serier.csv) are not among them."""
    found = {name: packed(name, take(data)) for name, take in TABLES.items()}
    hand = {p.name: p.read_bytes() for p in sorted(TARGET.glob("serier.csv"))}
    whole = found | hand
    counts = {name: rows(raw) for name, raw in whole.items()}
    hashes = {name: hashlib.sha256(raw).hexdigest() for name, raw in whole.items()}
    return found | {"pakke.toml": manifest(counts, hashes).encode("utf-8")}


def rows(raw: bytes) -> int:
    text = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    return text.count(b"\n") - 1


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    if not data.is_dir():
        sys.exit(f"Fant ikke de åpne dataene: {data}")
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, raw in build(data).items():
        (TARGET / name).write_bytes(raw)
        print(f"{name}: {len(raw)} byte")


if __name__ == "__main__":
    main()
