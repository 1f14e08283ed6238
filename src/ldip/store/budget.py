"""Budget revisions (økonomimelding): a version in which only adopted lines change, kept with original, forecast and accounts.

Kommuneloven § 14-5: the budget is binding and is amended when realism and balance need it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.binding.reading import collect_contents
from ldip.errors import PlanError, Problem, SourceError
from ldip.plan.csvfile import bounded, cell_text
from ldip.plan.csvlines import CsvText, parse
from ldip.plan.csvnumbers import decimal_of, read_column
from ldip.plan.edits import Contents, Edit, NewRow, SetCell, apply
from ldip.plan.plausible.caution import kroner
from ldip.plan.plausible.signs import contradicts
from ldip.plan.schema.fields import SCALE
from ldip.plan.texts import clean_text
from ldip.store.schema import Branch, BudgetLine
from ldip.store.versions import Committed, commit, contents_of

FILE: Final = "vedtatt.csv"
SPENDING: Final = "utgift"  # lines of expenditure have it in their name
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
    SourceError when there are no lines, a line is named twice, vedtatt.csv cannot be read, or the plan would have errors."""
    named = [(r.linje, r.aar, r.element) for r in lines]
    if not lines or len(set(named)) < len(named):
        raise SourceError([Problem(FILE, "linje", "ingen linjer, eller en linje står to ganger", "", "oppgi hver linje én gang")])
    for r in lines:
        clean_text(r.begrunnelse, "begrunnelse")
    try:
        changed, originals = _revised(contents_of(session, base), lines)
    except PlanError as error:
        raise SourceError(error.problems) from error
    except (IndexError, KeyError, ValueError) as error:
        hint = "se at linjene har alle kolonner, med tall i beloep og en kjent enhet"
        raise SourceError([Problem(FILE, "", "en linje kan ikke leses", str(error)[:60], hint)]) from error
    _signs_fit(lines, originals)
    _without_errors(contents_of(session, branch.hode_id) | {FILE: changed[FILE]})
    done = commit(session, branch, base, {FILE: changed[FILE]}, author, message, KIND)
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
                begrunnelse=r.begrunnelse,
            )
        )
    session.flush()
    return done


def _signs_fit(lines: Sequence[Revision], originals: Sequence[float | None]) -> None:
    """Errors: SourceError for a line of expenditure whose reason names a cut while it rises, or the reverse."""
    pairs = ((r, before) for r, before in zip(lines, originals, strict=True) if before is not None and SPENDING in r.linje)
    wrong = [(r, before) for r, before in pairs if contradicts(r.begrunnelse, r.revidert - before)]
    if wrong:
        hint = "rett beløpet, eller begrunn endringen med andre ord"
        raise SourceError(
            Problem(
                FILE, r.linje, f"«{r.begrunnelse[:60]}» passer ikke: linjen går fra {kroner(before)}", kroner(r.revidert), hint
            )
            for r, before in wrong
        )


def _without_errors(contents: Contents) -> None:
    """Errors: SourceError with every problem of the plan as it would be saved."""
    _, problems = collect_contents(contents)
    if problems:
        raise SourceError(problems)


def lines_of(session: Session, version: int) -> list[BudgetLine]:
    """The changed lines of a revision, in the order they were given."""
    return list(session.scalars(select(BudgetLine).where(BudgetLine.versjon_id == version).order_by(BudgetLine.id)))


def _revised(contents: Contents, lines: Sequence[Revision]) -> tuple[Contents, list[float | None]]:
    """The plan with only the lines' amounts changed in vedtatt.csv, and their previous amounts in kroner."""
    text, problems = bounded(contents.get(FILE, b""), FILE)
    if problems:
        raise SourceError(problems)
    table = parse(text)
    if table.header is None:
        raise SourceError([Problem(FILE, "", "planen har ingen vedtatte linjer", "", "legg inn vedtatt.csv først")])
    if missing := [n for n in NEEDED if n not in table.columns]:
        raise SourceError([Problem(FILE, ", ".join(missing), "kolonnen mangler", "", "rett overskriftsraden")])
    if fault := next((r for r in table.rows if r.fault), None):
        raise SourceError([Problem(FILE, "", fault.fault, "", "sett anførselstegn før og etter teksten", fault.line)])
    known: dict[tuple[str | None, ...], tuple[int, dict[str, str]]] = {}
    for line, cells in table.by_column():
        known.setdefault((cells.get("linje"), cells.get("aar"), cells.get("element", "")), (line, cells))
    rows = [known.get((r.linje, str(r.aar), r.element)) for r in lines]
    amounts = _amounts(table, {row[0] for row in rows if row is not None})
    edits: list[Edit] = []
    originals: list[float | None] = []
    for r, found in zip(lines, rows, strict=True):
        originals.append(None if found is None else amounts[found[0]] * SCALE[found[1]["enhet"]])
        if found is None:
            edits.append(NewRow(fil=FILE, celler=_new(table.columns, r, table.delimiter)))
        else:
            amount = cell_text(round(r.revidert / SCALE[found[1]["enhet"]], 9), table.delimiter)
            edits.append(SetCell(fil=FILE, rad=found[0], kolonne="beloep", verdi=amount))
    return apply(contents, edits), originals


def _amounts(table: CsvText, lines: Collection[int]) -> dict[int, float]:
    """The amounts of some lines, read with their column as the plan is. Errors: SourceError for one that is no number."""
    cells = {line: row.get("beloep", "") for line, row in table.by_column()}
    found: dict[int, float] = {}
    for line, read in zip(cells, read_column(list(cells.values()), decimal_of(table.delimiter)), strict=True):
        if line not in lines:
            continue
        try:
            found[line] = float("" if read.fault else read.text)
        except ValueError:
            problem = Problem(FILE, "beloep", read.fault or "må være et tall", cells[line], read.hint or "rett beløpet", line)
            raise SourceError([problem]) from None
    return found


def _new(heads: Sequence[str], r: Revision, delimiter: str) -> dict[str, str]:
    given = {"linje": r.linje, "aar": str(r.aar), "element": r.element, "enhet": "kr", "priser": "løpende"}
    given |= {"status": "vedtatt", "anslag": "nei", "kilde": r.begrunnelse.strip() or "Budsjettendring"}
    given["beloep"] = cell_text(round(r.revidert, 9), delimiter)
    return {h: given.get(h, "") for h in heads}
