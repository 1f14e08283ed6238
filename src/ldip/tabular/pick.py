"""The sheet that has the wanted columns, and its value column when the heading is the table's title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.tabular.body import column_of
from ldip.tabular.headers import Header, NoHeader, header_of
from ldip.tabular.headings import key_of, text_of
from ldip.tabular.numbers import parse
from ldip.tabular.places import column_name
from ldip.tabular.questions import unclear
from ldip.tabular.terms import Answers, Question, Raw, Shape, Sheet

TITLE: Final = re.compile(r"[0-9]{5}:")  # Statistikkbanken's table number
SHEET: Final = "ark"


def pick(sheets: Sequence[Sheet], shape: Shape, answers: Answers) -> tuple[Sheet, Header]:
    """The one sheet with the wanted columns, and its header; hidden sheets only when no other has them.

    Errors: UnclearError when several sheets fit; SourceError naming the columns that are lacking."""
    chosen = [s for s in sheets if key_of(s.name) == key_of(answers[SHEET])] if answers.get(SHEET) else list(sheets)
    if sheets and not chosen:
        hint = f"arkene heter {', '.join(s.name for s in sheets)}"
        raise SourceError([Problem(sheets[0].file, SHEET, "arket finnes ikke", answers[SHEET][:60], hint)])
    lacking: list[tuple[Sheet, NoHeader]] = []
    for group in ([s for s in chosen if not s.hidden], [s for s in chosen if s.hidden]):
        found: list[tuple[Sheet, Header]] = []
        for sheet in group:
            header = header_of(sheet, shape, answers)
            if isinstance(header, NoHeader):
                lacking.append((sheet, header))
            elif header.last + 1 < len(sheet.rows):
                found.append((sheet, header))
        if len(found) > 1:
            raise _several([s for s, _ in found])
        if found:
            sheet, header = found[0]
            return sheet, _with_values(sheet, header, shape)
    raise SourceError([_lacking(sheets[0].file if sheets else "", lacking, shape)])


def _several(sheets: Sequence[Sheet]) -> SourceError:
    names = tuple((s.name, f"arket {s.name}") for s in sheets)
    question = Question(SHEET, "Flere ark har kolonnene; hvilket gjelder?", names)
    hint = f"svar med --svar {SHEET}=NAVN"
    what = "flere ark har kolonnene som skal leses"
    return unclear([Problem(sheets[0].file, SHEET, what, ", ".join(s.name for s in sheets)[:80], hint)], (question,), sheets[0])


def _lacking(file: str, lacking: Sequence[tuple[Sheet, NoHeader]], shape: Shape) -> Problem:
    """The columns that are lacking in the sheet that comes nearest."""
    wanted = [w.names[0] if w.names else w.name for w in shape.columns if w.required]
    if not lacking:
        return Problem(file, "", "filen har ingen rader", "", "hent filen på nytt")
    sheet, nearest = max(lacking, key=lambda pair: pair[1].score)
    if not nearest.lacking:
        hint = f"én rad skal ha overskriftene {', '.join(wanted)}"
        return Problem(sheet.file, "kolonner", "fant ingen rad med kolonnene", ", ".join(wanted)[:80], hint)
    hint = (
        f"nærmeste rad har {', '.join(nearest.headings)[:160]}; rett overskriften, eller svar med --svar kolonne.NAVN=OVERSKRIFT"
    )
    return Problem(sheet.file, "kolonner", "mangler kolonnen", ", ".join(nearest.lacking)[:80], hint, nearest.line)


def _with_values(sheet: Sheet, header: Header, shape: Shape) -> Header:
    """The header with its value column. A heading that is the table's title names the values when no other column has numbers."""
    name = header.found.valueless
    if not name:
        return header
    rows = sheet.rows[header.last + 1 :]
    free = [c for c in range(len(header.headings)) if c not in header.found.places.values()]
    numeric = [c for c in free if _numeric(column_of(rows, c))]
    if not numeric:
        raise SourceError(
            [_lacking(sheet.file, [(sheet, NoHeader(rows[0][0] - 1, header.headings, header.found.lacking, 0))], shape)]
        )
    heading = header.headings[numeric[0]]
    if len(numeric) > 1 or not (sheet.roles or TITLE.match(heading) or not heading):
        choices = tuple(
            (header.headings[c] or column_name(sheet, c), f"kolonne {column_name(sheet, c)}: {header.headings[c]}")
            for c in numeric
        )
        question = Question(f"kolonne.{name}", "Hvilken kolonne har tallene?", choices)
        hint = f"svar med --svar kolonne.{name}=OVERSKRIFT"
        problem = Problem(
            sheet.file, f"kolonne.{name}", "ingen kolonne heter det som skal leses", ", ".join(c for c, _ in choices)[:80], hint
        )
        raise unclear([problem], (question,), sheet)
    found = replace(header.found, places={**header.found.places, name: numeric[0]}, valueless="")
    told = () if sheet.roles else (f"tallene er lest fra kolonnen «{heading}», den eneste med tall",)
    return replace(header, found=found, told=(*header.told, *told))


def _numeric(cells: Sequence[Raw]) -> bool:
    """Whether a column's cells are numbers, at least one of them."""
    kinds = dict.fromkeys(c for c in cells if text_of(c))
    figures = 0
    for cell in kinds:
        if isinstance(cell, str):
            parsed = parse(cell)
            if parsed.wrong:
                return False
            figures += not (parsed.missing or parsed.dash)
        elif isinstance(cell, float):
            figures += 1
        else:
            return False
    return figures > 0
