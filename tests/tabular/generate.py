"""Generated files with known content: every figure read is the known one, or the file is a question or an error.

`make filer` runs many: python -m tests.tabular.generate COUNT [FIRST SEED]. A failure is seen again by its seed."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from ldip.errors import SourceError
from ldip.tabular import sheet_reader, workbooks
from ldip.tabular.read import read_table
from ldip.tabular.terms import Question, Table, UnclearError
from tests.tabular.content import UNREADABLE, Content, content_of
from tests.tabular.layout import Defect, Grid, Made, Number, made
from tests.tabular.writers import as_csv, as_jsonstat, as_ods, as_px, as_xlsx

MOST_QUESTIONS = 4
BOOKS = 0.45  # the share of workbooks


@dataclass(frozen=True)
class Trial:
    """A generated file and the outcome of reading it. `outcome` is read, asked (then read right), refused, or WRONG."""

    seed: int
    kind: str
    defect: str
    clean: bool
    outcome: str
    detail: str = ""


def trial(seed: int) -> Trial:
    """Make and read one file."""
    r = random.Random(seed)
    content = content_of(r)
    kind, raw, known, answers = _file(r, content)
    shape = known.content.shape
    given: dict[str, str] = {}
    asked: list[str] = []
    for _ in range(MOST_QUESTIONS + 1):
        try:
            table = read_table(f"fil.{kind}", raw, shape, given)
        except UnclearError as error:
            new = {q.key: _answer(q, known, answers) for q in error.questions}
            asked += new
            if not new or new.items() <= given.items():
                return Trial(seed, kind, known.defect, known.clean, "refused", f"asked again: {error}")
            given |= new
            continue
        except SourceError as error:
            return Trial(seed, kind, known.defect, known.clean, "refused", str(error))
        wrong = differences(table, known)
        outcome = "WRONG" if wrong else "asked" if asked else "read"
        return Trial(seed, kind, known.defect, known.clean, outcome, wrong or ", ".join(asked))
    return Trial(seed, kind, known.defect, known.clean, "refused", f"asked for ever: {asked}")


def _file(r: random.Random, content: Content) -> tuple[str, bytes, Made, dict[str, str]]:
    cube = content.form == "long" and _whole(content) and not content.names and r.random() < 0.35
    if cube:
        kind = r.choice(("json", "px"))
        plain = Made(content, Grid([]), "", True, {})
        return kind, as_jsonstat(r, content) if kind == "json" else as_px(r, content), plain, {}
    kind = r.choice(("xlsx", "xlsx", "ods")) if r.random() < BOOKS else r.choice(("csv", "csv", "csv", "txt"))
    known = made(r, content, kind in ("xlsx", "ods"))
    if kind == "ods" and _needs_xlsx(known):
        kind = "xlsx"
    if kind == "xlsx":
        return kind, as_xlsx(known.grid), known, {}
    if kind == "ods":
        return kind, as_ods(known.grid), known, {}
    raw, answers = as_csv(r, known.grid)
    return kind, raw, known, answers


def _needs_xlsx(known: Made) -> bool:
    """Whether a grid has what the small writer of ods leaves out."""
    grid = known.grid
    cells = [c for row in grid.rows for c in row]
    return bool(grid.merged or grid.hidden_columns or grid.others) or any(
        isinstance(c, Defect) or (isinstance(c, Number) and c.percent) for c in cells
    )


def _whole(content: Content) -> bool:
    """Whether a long table is a whole cube."""
    parts = [dict.fromkeys(x[i] for x in content.labels) for i in range(3)]
    return len(content.labels) == len(parts[0]) * len(parts[1]) * len(parts[2])


def _answer(question: Question, known: Made, answers: dict[str, str]) -> str:
    """The answer of a user who knows the file."""
    told = known.answers | answers
    if question.key in told:
        return told[question.key]
    if question.key.startswith("desimal"):
        return told["desimal"]
    return question.choices[0][0]  # two like columns: the first is the known one


def differences(table: Table, known: Made) -> str:
    """The first difference between a table and what is known; empty without one."""
    content = known.content
    if len(table.lines) != len(content.labels):
        return f"{len(table.lines)} rows, not {len(content.labels)}"
    names = {"ledger": ("konto", "funksjon"), "long": ("region", "kjoenn", "aar"), "wide": ("region", "tjeneste")}[content.form]
    for at, name in enumerate(names):
        wanted = tuple(x[at] for x in content.labels)
        found = tuple("" if v is None else str(int(v)) for v in table.numbers(name)) if name == "aar" else table.texts(name)
        if found != wanted:
            return f"{name}: {next((f, w) for f, w in zip(found, wanted, strict=True) if f != w)}"
    columns = [table.numbers("beloep")] if content.form != "wide" else [w.values for w in table.wide]
    if content.form == "wide" and (years := [(w.year, w.label) for w in table.wide]) != content.columns:
        return f"columns {years}, not {content.columns}"
    for c, column in enumerate(columns):
        for row, value in enumerate(column):
            figure = content.figures[row][c]
            if figure is UNREADABLE or not _same(value, figure):
                return f"{value} in row {row} column {c}, not {figure}"
    if known.defect == "skjulte rader" and not any("skjulte rader" in t for t in table.told):
        return "hidden rows are not reported"
    if known.grid.hidden_columns and not any("skjulte kolonner" in t for t in table.told):
        return "hidden columns are not reported"
    return ""


def _same(value: float | None, figure: object) -> bool:
    if value is None or figure is None:
        return value is None and figure is None
    return isinstance(figure, float | int) and abs(value - figure) <= 1e-9 * max(1.0, abs(figure))


@contextmanager
def read_here() -> Iterator[None]:
    """Read workbooks in this process: thousands of processes would take most of the time."""

    def run(asked: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        out = io.BytesIO()
        with redirect_stdout(io.TextIOWrapper(out, write_through=True)):
            code = sheet_reader.main(asked[3], asked[4], asked[5], int(asked[6]))
            sys.stdout.flush()
            return subprocess.CompletedProcess(asked, code, out.getvalue(), b"")

    with patch.object(workbooks.subprocess, "run", run), patch.object(sheet_reader, "_limit", lambda: None):
        yield


def counts(trials: list[Trial]) -> dict[str, Counter[str]]:
    """Outcomes of clean tables and of the rest."""
    return {name: Counter(t.outcome for t in trials if t.clean == clean) for name, clean in (("clean", True), ("other", False))}


def main(count: int, first: int = 0) -> int:
    """Run trials and print the counts. Returns 1 when a figure was wrong, or too few clean tables were read."""
    with read_here():
        trials = [trial(seed) for seed in range(first, first + count)]
    for t in trials:
        if t.outcome == "WRONG" or (t.clean and t.outcome != "read"):
            print(t.seed, t.kind, t.defect, t.outcome, t.detail[:200])
    found = counts(trials)
    for name, outcomes in found.items():
        print(name, dict(outcomes))
    for defect in sorted({t.defect for t in trials}):
        print(f"  {defect or '-'}:", dict(Counter(t.outcome for t in trials if t.defect == defect)))
    right = found["clean"]["read"] / max(1, sum(found["clean"].values()))
    print(f"clean tables read: {right:.1%}")
    return int(any(t.outcome == "WRONG" for t in trials) or right < 0.95)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
