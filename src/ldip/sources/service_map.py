"""A municipality's own map from KOSTRA function to service: a csv with the columns funksjon and tjeneste."""

from __future__ import annotations

from pathlib import Path

from ldip.digits import LONGEST, is_digits
from ldip.errors import Problem, SourceError
from ldip.sources.stocks import read_text
from ldip.tabular.files import Mistakes, csv_rows
from ldip.tabular.lines import lines_of

HINT = "bruk kolonnene funksjon;tjeneste"


def read_service_map(path: Path) -> dict[int, str]:
    """Service by function. Errors: SourceError with every bad line, and functions given twice with different services."""
    if not path.is_file():
        raise SourceError([Problem(str(path), "", "filen finnes ikke", "", "oppgi en csv med kolonnene funksjon;tjeneste")])
    text = read_text(path)
    lines = [(n, line) for n, line in enumerate(lines_of(text), 1) if line.strip() and not line.startswith("#")]
    rows = list(zip((n for n, _ in lines), csv_rows(path, (line for _, line in lines), ";"), strict=False))
    header = [h.strip().lower() for h in rows[0][1]] if rows else []
    if lacking := [c for c in ("funksjon", "tjeneste") if c not in header]:
        raise SourceError([Problem(str(path), c, "kolonnen mangler", ";".join(header)[:60], HINT, 1) for c in lacking])
    problems, found = Mistakes(), dict[int, str]()
    for line, cells in rows[1:]:
        row = dict(zip(header, (c.strip() for c in cells), strict=False))
        function, service = row.get("funksjon", ""), row.get("tjeneste", "")
        if not (is_digits(function) and len(function) <= LONGEST) or not service:
            what = "raden trenger funksjon (tall) og tjeneste"
            problems.append(Problem(str(path), "funksjon", what, ";".join(cells)[:60], HINT, line))
        elif found.setdefault(int(function), service) != service:
            what = f"funksjonen står også med tjenesten {found[int(function)]}"
            problems.append(Problem(str(path), "funksjon", what, function, "velg én tjeneste", line))
    if problems or not found:
        raise SourceError(problems.told() or [Problem(str(path), "", "kartet har ingen rader", "", "legg inn funksjon;tjeneste")])
    return found
