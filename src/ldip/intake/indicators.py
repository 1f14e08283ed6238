"""KOSTRA's key figures of municipalities, groups, counties and the nation as a file of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.locales import tr
from ldip.plan.bounds import TABLES_ROWS
from ldip.plan.csvfile import read_rows
from ldip.plan.schema.tables import KostraRow
from ldip.sources.indicators import Indicator, Indicators
from ldip.tabular.files import read_bytes

FILE: Final = "kostra.csv"
ABOUT: Final = (
    "# Nøkkeltall fra KOSTRA i måltallets egen enhet: kommuner (nummer), KOSTRA-grupper (EKG), fylker (EKA) og landet (EAK)."
)


def kostra_rows(figures: Iterable[Indicator], source: str, before: Iterable[KostraRow] = ()) -> tuple[KostraRow, ...]:
    """Rows of kostra.csv: those of `before` that the figures have none of the same måltall, year and area of, then the figures.

    Errors: SourceError for more rows than a plan takes."""
    found = tuple(figures)
    new = {(f.maaltall, f.aar, f.kommune) for f in found}
    kept = [r for r in before if (r.maaltall, r.aar, r.kommune) not in new]
    if len(kept) + len(found) > TABLES_ROWS[FILE]:
        hint = "velg færre år eller nøkkeltall ved uttrekket, eller fjern gamle år fra filen"
        what = f"flere enn {TABLES_ROWS[FILE]} rader"
        raise SourceError([Problem(FILE, "", what, str(len(kept) + len(found)), hint)])
    rows = [KostraRow(maaltall=f.maaltall, aar=f.aar, kommune=f.kommune, verdi=f.verdi, kilde=source) for f in found]
    return (*kept, *rows)


def kostra_csv(rows: Sequence[KostraRow]) -> str:
    """The text of kostra.csv."""
    named = any(r.navn for r in rows)
    out = [ABOUT, "maaltall;aar;kommune;verdi;kilde" + (";navn" if named else "")]
    out += [_line(r) + (f";{_cell(r.navn)}" if named else "") for r in rows]
    return "\n".join(out) + "\n"


def _line(row: KostraRow) -> str:
    return f"{row.maaltall};{row.aar};{row.kommune};{repr(row.verdi).replace('.', ',')};{_cell(row.kilde)}"


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(';"\n\r') else text


def known_before(folder: Path) -> tuple[KostraRow, ...]:
    """The rows of the kostra.csv a plan has; none where it has no such file, or one that cannot be read."""
    path = folder / FILE
    rows, _, problems = read_rows(read_bytes(path), FILE, KostraRow) if path.is_file() else ((), (), [])
    return () if problems else rows


def read_notes(found: Indicators) -> list[str]:
    """Counts of the figures, whatever is to be noticed, and the names left out, in words."""
    counts = tr("spread.read", n=len(found.figures), other=found.other_areas)
    return [counts, *found.told, *(tr("spread.unknown", name=name) for name in found.unknown)]
