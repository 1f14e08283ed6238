"""Account files of a small municipality that close, for the plans of the tests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ldip.intake.own_terms import Upload
from ldip.sources.kostra import Record, text_of

ROOT = Path(__file__).resolve().parents[2]
NORDVIK = ROOT / "examples" / "nordvik"
REGION, YEAR = "322200", 2025
# function: {art: thousand kroner}; teachers, care, administration, kindergarten, water, culture
OPERATING = {
    202: {10: 60_000, 90: 17_000, 230: 9_000, 600: -1_000, 700: -4_000},
    222: {10: 5_000, 230: 8_000, 590: 6_000},
    201: {10: 30_000, 90: 8_000, 370: 20_000, 600: -6_000},
    253: {10: 70_000, 90: 20_000, 120: 9_000, 600: -15_000, 810: -3_000},
    257: {10: 50_000, 90: 14_000, 120: 6_000},
    120: {10: 20_000, 90: 6_000, 120: 12_000},
    345: {120: 4_000, 640: -9_000},
    385: {10: 6_000, 470: 3_000, 620: -800},
}
FINANCE = {
    800: {870: -190_000, 878: -9_000},
    840: {800: -160_000},
    860: {990: -6_000},
    850: {810: -12_000},
    870: {500: 14_000, 510: 12_500, 900: -3_000, 905: -1_500},
    880: {570: 2_500},
}
INVESTMENT = {222: {230: 40_000, 429: 8_000}, 841: {729: -8_000}, 870: {910: -37_500}, 880: {970: -2_500}}
BALANCE = {
    27: 560_000,
    24: 40_000,
    21: 20_000,
    22: 45_000,
    20: 700_000,
    10: 77_000,
    13: 40_000,
    14: 5_000,
    453: -280_000,
    431: -40_000,
    40: -720_000,
    32: -55_000,
    56: -36_000,
    51: -11_000,
    53: -9_000,
    55: -4_000,
    9100: 7_000,
    9999: -7_000,
}
# The map of a ledger of the same municipality and year.
LEDGER_MAP = """
aargang = 2025
region = "322200"
utelat = ["Sum*"]
[kolonner]
kontoklasse = "Klasse"
art = "Art"
funksjon = "Funksjon"
beloep = "Beløp"
[kontoklasser]
D = "drift"
I = "investering"
"""


def record(form: str, account: str, code: int, art: int, amount: int) -> Record:
    """A record of the municipality's year."""
    return Record(form, YEAR, "", REGION, "", "", account, code, f"{art:03d}", amount)


def operating() -> list[Record]:
    """Operations and investment that go to zero."""
    rows = [record("0A", "1", f, a, v) for table in (OPERATING, FINANCE) for f, arts in table.items() for a, v in arts.items()]
    rows = [r for r in rows if r.beloep]
    left = sum(r.beloep for r in rows)
    rows.append(record("0A", "1", 880, 540 if left < 0 else 940, round(-left)))
    return [*rows, *(record("0A", "0", f, a, v) for f, arts in INVESTMENT.items() for a, v in arts.items())]


def balance() -> list[Record]:
    """A balance sheet that closes with its capital account."""
    rows = [record("0B", "2", c, 0, v) for c, v in BALANCE.items()]
    return [*rows, record("0B", "2", 5990, 0, -sum(v for c, v in BALANCE.items() if c < 9000))]


def upload(name: str, records: Iterable[Record], **changed: Any) -> Upload:
    """A KOSTRA file, each record with changes."""
    return Upload(name, text_of(replace(r, **changed) for r in records).encode("ascii"), "kostra")


def plan_files(folder: Path = NORDVIK, number: str = "3222") -> dict[str, bytes]:
    """The files of an example as the plan of a real municipality."""
    found = {
        str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.suffix in (".toml", ".csv")
    }
    found["plan.toml"] = re.sub(rb'kommunenummer = "\d{4}"', f'kommunenummer = "{number}"'.encode(), found["plan.toml"])
    return found
