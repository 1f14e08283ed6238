"""Budget revisions (økonomimelding): a version in which only adopted lines change, kept with original, forecast and accounts.

Kommuneloven § 14-5: the budget is binding and is amended when realism and balance need it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.plan.bounds import csv_problem
from ldip.plan.csvfile import decode, plain_number
from ldip.plan.schema.fields import SCALE
from ldip.plan.texts import clean_text
from ldip.store.schema import Branch, BudgetLine
from ldip.store.versions import Committed, commit, contents_of

FILE: Final = "vedtatt.csv"
KIND: Final = "budsjettendring"
NEEDED: Final = ("linje", "aar", "beloep", "enhet", "priser", "status", "anslag", "kilde")


@dataclass(frozen=True)
class Revision:
    """A line as revised, in kroner, with forecast and accounts so far where they are known."""

    linje: str
    aar: int
    revidert: float
    element: str = ""
    prognose: float | None = None
    regnskap: float | None = None
    begrunnelse: str = ""


def revise(session: Session, branch: Branch, base: int, lines: Sequence[Revision], author: int, message: str) -> Committed:
    """Create a version of slag budsjettendring. Errors: StaleEditError when the adopted lines have changed meanwhile;
    SourceError when there are no lines, a line is named twice, or vedtatt.csv cannot be read."""
    named = [(r.linje, r.aar, r.element) for r in lines]
    if not lines or len(set(named)) < len(named):
        raise SourceError([Problem(FILE, "linje", "ingen linjer, eller en linje står to ganger", "", "oppgi hver linje én gang")])
    raw = contents_of(session, base).get(FILE, b"")
    large = csv_problem(raw, FILE)
    text, problems = ("", [large]) if large else decode(raw, FILE)
    if problems:
        raise SourceError(problems)
    try:
        changed, originals = _revised(text, lines)
    except (csv.Error, IndexError, KeyError, ValueError) as error:
        hint = "se at linjene har alle kolonner, med tall i beloep og en kjent enhet"
        raise SourceError([Problem(FILE, "", "en linje kan ikke leses", str(error)[:60], hint)]) from error
    done = commit(session, branch, base, {FILE: changed.encode("utf-8")}, author, message, KIND)
    for r, original in zip(lines, originals, strict=True):
        session.add(
            BudgetLine(
                versjon_id=done.version.id,
                linje=r.linje,
                aar=r.aar,
                element=r.element,
                opprinnelig=original,
                revidert=r.revidert,
                prognose=r.prognose,
                regnskap=r.regnskap,
                begrunnelse=clean_text(r.begrunnelse, "begrunnelse"),
            )
        )
    session.flush()
    return done


def lines_of(session: Session, version: int) -> list[BudgetLine]:
    """The changed lines of a revision, in the order they were given."""
    return list(session.scalars(select(BudgetLine).where(BudgetLine.versjon_id == version).order_by(BudgetLine.id)))


def _revised(text: str, lines: Sequence[Revision]) -> tuple[str, list[float | None]]:
    """vedtatt.csv with only the lines' amounts changed, and their previous amounts in kroner."""
    rows = text.split("\n")
    top = next((i for i, row in enumerate(rows) if row.strip() and not row.startswith("#")), None)
    if top is None:
        raise SourceError([Problem(FILE, "", "planen har ingen vedtatte linjer", "", "legg inn vedtatt.csv først")])
    delimiter = ";" if ";" in rows[top] else ","
    heads = [h.strip() for h in next(csv.reader([rows[top]], delimiter=delimiter))]
    if missing := [n for n in NEEDED if n not in heads]:
        raise SourceError([Problem(FILE, ", ".join(missing), "kolonnen mangler", "", "rett overskriftsraden")])
    place = {h: i for i, h in enumerate(heads)}
    originals: list[float | None] = []
    for r in lines:
        at = next((i for i in range(top + 1, len(rows)) if _is(rows[i], place, delimiter, r)), None)
        cells = next(csv.reader([rows[at]], delimiter=delimiter)) if at is not None else _new(heads, r)
        originals.append(
            float(plain_number(cells[place["beloep"]], delimiter)) * SCALE[cells[place["enhet"]]] if at is not None else None
        )
        cells[place["beloep"]] = _written(r.revidert / SCALE[cells[place["enhet"]]], delimiter)
        line = _line(cells, delimiter)
        if at is None:
            rows.insert(len(rows) - 1 if rows[-1] == "" else len(rows), line)
        else:
            rows[at] = line + ("\r" if rows[at].endswith("\r") else "")
    return "\n".join(rows), originals


def _is(row: str, place: dict[str, int], delimiter: str, r: Revision) -> bool:
    if not row.strip() or row.startswith("#"):
        return False
    cells = [c.strip() for c in next(csv.reader([row], delimiter=delimiter))]
    element = cells[place["element"]] if "element" in place else ""
    return (cells[place["linje"]], cells[place["aar"]], element) == (r.linje, str(r.aar), r.element)


def _new(heads: list[str], r: Revision) -> list[str]:
    given = {"linje": r.linje, "aar": str(r.aar), "element": r.element, "enhet": "kr", "priser": "løpende"}
    given |= {"status": "vedtatt", "anslag": "nei", "kilde": r.begrunnelse or "Budsjettendring"}
    return [given.get(h, "") for h in heads]


def _written(value: float, delimiter: str) -> str:
    text = repr(round(value, 9)).removesuffix(".0")
    return text.replace(".", ",") if delimiter == ";" else text


def _line(cells: list[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue()
