"""KOSTRA's account files: 48 characters a record, read line by line and written back byte for byte.

Source: SSB's file description. Amounts are whole thousand kroner, expenditure and
assets positive, income, debt and equity negative.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.tabular.files import SOURCE_ROWS, Mistakes, read_bytes, too_large

LENGTH: Final = 48
FIELDS: Final = (
    ("skjema", 0, 2),
    ("aargang", 2, 6),
    ("kvartal", 6, 7),
    ("region", 7, 13),
    ("orgnr", 13, 22),
    ("foretaksnr", 22, 31),
    ("kontoklasse", 31, 32),
    ("kode", 32, 36),
    ("art", 36, 39),
    ("beloep", 39, 48),
)
ACCOUNTS: Final = frozenset({"0A", "0C", "0I", "0K", "0M", "0P", "0F"})  # operations and investment
BALANCES: Final = frozenset({"0B", "0D", "0J", "0L", "0N", "0Q", "0G"})
OPERATING: Final = frozenset("13")
INVESTMENT: Final = frozenset("04")
BALANCE: Final = frozenset("25")
IGNORED: Final = frozenset("Zz~")  # allowed in quarterly balances
AMOUNT: Final = re.compile(r"^ *-?[0-9]+$")


@dataclass(frozen=True)
class Record:
    """One record; `kode` is the function, or the chapter of a balance, and `art` the sector there."""

    skjema: str
    aargang: int
    kvartal: str
    region: str
    orgnr: str
    foretaksnr: str
    kontoklasse: str
    kode: int
    art: str
    beloep: float  # thousand kroner; whole in a file, with øre from a ledger

    @property
    def text(self) -> str:
        """The 48 characters."""
        head = f"{self.skjema}{self.aargang}{self.kvartal:1}{self.region:6}{self.orgnr:9}{self.foretaksnr:9}{self.kontoklasse}"
        return f"{head}{self.kode!s:<4}{self.art:3}{round(self.beloep):>9}"


@dataclass(frozen=True)
class KostraFile:
    """Contents of a file: valid records with their line numbers, the invalid lines, and notes on the reading."""

    path: str
    records: tuple[Record, ...]
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]
    newline: str = "\n"
    last_newline: bool = True
    told: tuple[str, ...] = ()

    @property
    def sound(self) -> KostraFile:
        """Return the file itself when every line is valid. Errors: SourceError with every malformed line."""
        if self.problems:
            raise SourceError(self.problems)
        return self


def read(path: Path) -> KostraFile:
    """Read a file; malformed records are returned apart from the valid ones, with line and reason.

    Errors: SourceError when the file cannot be opened."""
    raw = read_bytes(path).decode("latin-1")
    if raw.count("\n") > SOURCE_ROWS:
        raise too_large(path, "linjer", SOURCE_ROWS)
    newline = "\r\n" if "\r\n" in raw else "\n"
    parts = raw.split(newline)
    ended = parts[-1] == ""
    records: list[Record] = []
    numbers: list[int] = []
    problems = Mistakes()
    for number, line in enumerate(parts[:-1] if ended else parts, start=1):
        found = parse(line)
        if isinstance(found, Record):
            records.append(found)
            numbers.append(number)
        elif found:
            key, reason, value = found
            problems.append(Problem(str(path), key, reason, value, "rett linjen eller be om en ny fil", number))
    return KostraFile(str(path), tuple(records), tuple(numbers), tuple(problems.told()), newline, ended)


def parse(line: str) -> Record | tuple[str, str, str] | None:
    """Parse a line to a record, or to (field, reason, value) of its first error; None for a line to ignore."""
    if not line.strip():
        return "", "tom linje", ""
    if "\t" in line or not line.isascii():
        return "", "har tabulator eller tegn utenfor ASCII", line[:LENGTH].strip()
    if len(line) != LENGTH:
        return "", f"er {len(line)} tegn, skal være {LENGTH}", line.strip()[:LENGTH]
    cells = {name: line[first:last] for name, first, last in FIELDS}
    if cells["kontoklasse"] in IGNORED:
        return None
    return _wrong(cells) or Record(
        skjema=cells["skjema"],
        aargang=int(cells["aargang"]),
        kvartal=cells["kvartal"].strip(),
        region=cells["region"].rstrip(),
        orgnr=cells["orgnr"].rstrip(),
        foretaksnr=cells["foretaksnr"].rstrip(),
        kontoklasse=cells["kontoklasse"],
        kode=int(cells["kode"].strip()),
        art=cells["art"].rstrip(),
        beloep=int(cells["beloep"]),
    )


def _wrong(cells: dict[str, str]) -> tuple[str, str, str] | None:
    form, account = cells["skjema"], cells["kontoklasse"]
    if form not in ACCOUNTS | BALANCES:
        return "skjema", "ukjent skjema", form
    if not is_digits(cells["aargang"]):
        return "aargang", "årgangen er ikke fire sifre", cells["aargang"]
    if cells["kvartal"] not in " 1234":
        return "kvartal", "kvartalet er ikke blankt eller 1–4", cells["kvartal"]
    if not is_digits(cells["region"]):
        return "region", "regionen er ikke seks sifre", cells["region"]
    if account not in (OPERATING | INVESTMENT if form in ACCOUNTS else BALANCE):
        return "kontoklasse", f"hører ikke til skjema {form}", account
    if not is_digits(cells["kode"].rstrip()):
        name = "funksjonen" if form in ACCOUNTS else "kapittelet"
        return "funksjon", f"{name} er ikke et venstrejustert tall", cells["kode"]
    if not is_digits(cells["art"].rstrip()) or len(cells["art"].rstrip()) != 3:
        return "art", f"{'arten' if form in ACCOUNTS else 'sektoren'} er ikke tre sifre", cells["art"]
    if not AMOUNT.match(cells["beloep"]):
        return "beloep", "beløpet er ikke et høyrejustert heltall", cells["beloep"]
    return None


def text_of(records: Iterable[Record], newline: str = "\n", last_newline: bool = True) -> str:
    """The file's text; a valid file read and written is the same bytes."""
    lines = [r.text for r in records]
    return newline.join(lines) + (newline if last_newline and lines else "")
