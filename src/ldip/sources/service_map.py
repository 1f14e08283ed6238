"""A municipality's own map from KOSTRA function to service: a table of any format with the columns funksjon and tjeneste."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.tabular.files import Mistakes
from ldip.tabular.read import read_table_file
from ldip.tabular.terms import NO_ANSWERS, Answers, Shape, Wanted

HINT: Final = "bruk kolonnene funksjon og tjeneste"
DIGITS: Final = 3  # of KOSTRA's functions
SHAPE: Final = Shape((Wanted("funksjon", ("funksjon",), "kode"), Wanted("tjeneste", ("tjeneste",), "tekst")), leave_out=("#*",))


def read_service_map(path: Path, answers: Answers = NO_ANSWERS) -> dict[int, str]:
    """Service by function. Errors: SourceError with every bad line, and functions given twice with different services;
    UnclearError when the file's form is open."""
    if not path.is_file():
        raise SourceError([Problem(str(path), "", "filen finnes ikke", "", "oppgi en tabell med kolonnene funksjon og tjeneste")])
    table = read_table_file(path, SHAPE, answers)
    problems, found = Mistakes(), dict[int, str]()
    for line, code, service in zip(table.lines, table.texts("funksjon"), table.texts("tjeneste"), strict=True):
        if not (is_digits(code) and len(code) <= DIGITS) or not service:
            what = "raden trenger funksjon (tre sifre) og tjeneste"
            problems.append(Problem(str(path), "funksjon", what, f"{code};{service}"[:60], HINT, line))
        elif found.setdefault(int(code), service) != service:
            what = f"funksjonen står også med tjenesten {found[int(code)]}"
            problems.append(Problem(str(path), "funksjon", what, code, "velg én tjeneste", line))
    if problems:
        raise SourceError(problems.told())
    return found
