"""Files with one row for each municipality: number, inhabitants, tax, need index and other columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.sources.stocks import read_text
from ldip.tabular.files import Mistakes, csv_rows


@dataclass(frozen=True)
class MunicipalTable:
    """Columns by name, (kommune,), in the order of the file; `delimiter` is the one the file uses."""

    ids: tuple[str, ...]
    columns: dict[str, NDArray[np.float64]]
    delimiter: str


def read_municipal(
    path: Path, required: tuple[str, ...], optional: tuple[str, ...] = (), positive: bool = True
) -> MunicipalTable:
    """Read a csv. Columns knr and `required` must exist; every cell a finite number, never negative when `positive`.

    Errors: SourceError with every missing column, malformed cell and duplicate municipality.
    """
    text = read_text(path)
    first = text.partition("\n")[0]
    delimiter = ";" if ";" in first else ","
    lines = [(n, row) for n, row in enumerate(csv_rows(path, text, delimiter), start=1) if any(row)]
    header = [h.strip() for h in lines[0][1]] if lines else []
    missing = [c for c in ("knr", *required) if c not in header]
    if missing:
        found = ", ".join(header)
        raise SourceError([Problem(str(path), c, "kolonnen mangler", found, f"legg til kolonnen {c}", 1) for c in missing])
    wanted = [c for c in (*required, *optional) if c in header]
    problems = Mistakes()
    rows: dict[str, list[float]] = {}
    seen: dict[str, int] = {}
    for number, row in lines[1:]:
        cells = dict(zip(header, (c.strip() for c in row), strict=False))
        knr = cells.get("knr", "")
        if not (is_digits(knr) and len(knr) == 4):
            problems.append(Problem(str(path), "knr", "er ikke et kommunenummer", knr, "bruk fire sifre", number))
        elif knr in seen:
            hint = f"samme kommune står på linje {seen[knr]}"
            problems.append(Problem(str(path), "knr", "kommunen står to ganger", knr, hint, number))
        seen.setdefault(knr, number)
        values = [_number(str(path), c, cells.get(c, ""), number, positive, problems) for c in wanted]
        rows.setdefault(knr, values)
    if not problems and not rows:
        problems.append(Problem(str(path), "", "filen har ingen kommuner", "", "legg inn radene"))
    if problems:
        raise SourceError(problems.told())
    table = np.array(list(rows.values()), dtype=np.float64).reshape(len(rows), len(wanted))
    return MunicipalTable(tuple(rows), {c: table[:, k] for k, c in enumerate(wanted)}, delimiter)


def _number(file: str, column: str, text: str, line: int, positive: bool, problems: list[Problem]) -> float:
    plain = text.replace("\u00a0", "").replace(" ", "").replace("\u2212", "-").replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        problems.append(Problem(file, column, "er ikke et tall", text, "skriv et tall", line))
        return 0.0
    if not np.isfinite(value) or (positive and value < 0.0):
        problems.append(Problem(file, column, "må være et endelig tall, null eller mer", text, "rett tallet", line))
        return 0.0
    if column == "innbyggere" and value == 0.0:
        problems.append(Problem(file, column, "kommunen har ingen innbyggere", text, "rett tallet eller fjern raden", line))
    return value
