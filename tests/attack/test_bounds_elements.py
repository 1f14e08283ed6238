"""Elements, years, expressions and commands: what would make arrays, trees or the store too large is refused with its place."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from ldip.binding.reading import collect_contents
from ldip.cli.app import app
from ldip.errors import ModelError, SourceError
from ldip.plan import bounds
from ldip.plan.archive import unpacked
from ldip.plan.document import Plan, Table
from ldip.plan.incremental import HEAVY_KEPT, HEAVY_ROWS, Incremental
from ldip.plan.memo import Recent
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import MOST_YEARS
from ldip.plan.tomlfile import loads
from ldip.statements.ratios import DEEPEST, LONGEST, parsed
from ldip.store.budget import FILE, Revision, revise
from ldip.store.database import open_store
from ldip.store.members import add_user
from ldip.store.versions import branch_of, create_plan
from ldip.tabular import files, workbooks
from ldip.web import requests
from tests.web.conftest import plan_files

ROOT = Path(__file__).resolve().parents[2]


def _problems(changes: dict[str, str]) -> str:
    files = plan_files() | {n: text.encode() for n, text in changes.items()}
    return "\n".join(str(p) for p in collect_contents(files, levers=False)[1])


def _head(**values: object) -> dict[str, str]:
    text = plan_files()["plan.toml"].decode()
    for key, value in values.items():
        lines = text.split("\n")
        text = "\n".join(f"{key} = {value}" if line.startswith(f"{key} =") else line for line in lines)
    return {"plan.toml": text}


@pytest.mark.parametrize("value", ["0", "-1", str(MOST_YEARS + 1), "9" * 190, "1e400", "nan", "inf", "0x" + "f" * 190, "true"])
def test_the_years_of_a_plan_are_bounded(value: str) -> None:
    assert "plan.toml" in _problems(_head(antall_aar=value))
    assert "antall_aar" not in _problems(_head(antall_aar=MOST_YEARS))


@pytest.mark.parametrize("value", ["1", "1989", "2101", "9999999"])
def test_years_far_away_are_refused(value: str) -> None:
    assert "foerste_aar" in _problems(_head(foerste_aar=value))


@pytest.mark.parametrize("value", ["9" * 5000, "2026-02-30", "1979-05-27T25:00:00", "0x"])
def test_what_no_number_or_date_is_said_with_its_line(value: str) -> None:
    found = _problems({"finans.toml": f"x = {value}"})
    assert "finans.toml:1" in found and "Traceback" not in found


def _zoned(zones: int) -> str:
    """The people of Nordvik, the first cell spread on many zones."""
    head, first, *rest = plan_files()["befolkning/folketall.csv"].decode().strip().split("\n")
    lines = [line for line in (first, *rest) if not line.startswith("#")]
    sep = ";" if ";" in head else ","
    own = "sone" in head.split(sep)
    heads = head if own else f"{head}{sep}sone"
    cell = lines[0].rpartition(sep)[0] if own else lines[0]
    return "\n".join([heads, *(f"{cell}{sep}z{i}" for i in range(zones))])


def test_zones_are_bounded() -> None:
    assert f"flere enn {bounds.ZONES} soner" in _problems({"befolkning/folketall.csv": _zoned(bounds.ZONES + 1)})
    assert "soner (" not in _problems({"befolkning/folketall.csv": _zoned(bounds.ZONES)})


def test_lists_and_tables_have_a_number_of_items() -> None:
    most = bounds.TOML_ITEMS
    for text in ("[[a]]\nx = 1\n" * most, "x = [" + "1," * most + "]", "\n".join(f"k{i} = 1" for i in range(most))):
        assert loads(text)
    for text in ("[[a]]\n" * (most + 1), "x = [" + "1," * (most + 1) + "]", "\n".join(f"k{i} = 1" for i in range(most + 1))):
        with pytest.raises(ValueError, match=f"flere enn {most} ledd"):
            loads(text)


def _numbers(model: type[BaseModel]) -> list[str]:
    """Plain int and float fields of a model without both bounds, by the JSON schema of the model."""

    def walk(node: object, path: str) -> list[str]:
        if isinstance(node, list):
            return [p for i, v in enumerate(node) for p in walk(v, f"{path}.{i}")]
        if not isinstance(node, dict):
            return []
        own = node.get("type") in ("integer", "number") and "const" not in node and "enum" not in node
        high, low = {"maximum", "exclusiveMaximum"}, {"minimum", "exclusiveMinimum"}
        loose = [path] if own and not (high & node.keys() and low & node.keys()) else []
        return loose + [p for k, v in node.items() for p in walk(v, f"{path}.{k}")]

    return walk(model.model_json_schema(), model.__name__)


@pytest.mark.parametrize("model", [*f.SINGLE.values(), *f.FOLDERS.values(), *t.TABLES.values(), *t.REFERENCED.values()])
def test_every_number_of_a_plan_has_a_least_and_a_greatest(model: type[BaseModel]) -> None:
    assert _numbers(model) == []


@pytest.mark.parametrize(
    ("within", "above"),
    [
        ("+".join(["x"] * (DEEPEST // 2)), "+".join(["x"] * (DEEPEST + 1))),
        ("max(" + "x" * (LONGEST - 8) + ", 1)", "max(" + "x" * (LONGEST - 7) + ", 1)"),
        ("-" * (DEEPEST // 2 - 2) + "x", "-" * (DEEPEST + 1) + "x"),
        ("((x))", "(" * 400 + "x" + ")" * 400),
        ("1", "9" * 900),
        ("x", "x\0"),
    ],
)
def test_an_expression_is_as_long_and_deep_as_allowed(within: str, above: str) -> None:
    assert parsed(within) is not None
    with pytest.raises(ModelError, match="uttrykket"):
        if parsed(above):
            raise ModelError("uttrykket er for stort")


def test_a_zip_that_grows_is_stopped_where_it_is_too_large() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("plan.toml", b"")
        for i in range(5):
            archive.writestr(f"notater/{i}.md", b"\0" * (bounds.PLAN_BYTES // 4))
    assert len(out.getvalue()) < 100_000
    with pytest.raises(SourceError, match="er for stor"):
        unpacked(out.getvalue())


def test_the_command_line_has_the_same_limits(tmp_path: Path) -> None:
    """In a process that has 600 MB in all: the key of the attack took 22.5 GB."""
    folder = tmp_path / "plan"
    for name, raw in plan_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    (folder / "prosjekter" / "dyp.toml").write_text("a." * 100_000 + "a = 1", encoding="utf-8")
    limit = "import resource as r,sys; r.setrlimit(r.RLIMIT_DATA,(600*2**20,)*2); from ldip.cli.app import app; app(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", limit, "check", str(folder)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr
    assert "prosjekter/dyp.toml:1:1" in done.stdout and done.returncode == 1, done.stderr
    stored = CliRunner().invoke(app, ["lager", "ny", "P", str(folder), "--lager", str(tmp_path / "l.db")])
    assert stored.exit_code == 0, "a plan with mistakes can be kept, and is never run"
    (folder / "laan.csv").unlink()
    (folder / "laan.csv").symlink_to("/etc/passwd")
    refused = CliRunner().invoke(app, ["lager", "lagre", "P", str(folder), "--lager", str(tmp_path / "l.db")])
    assert refused.exit_code == 1 and "laan.csv: er en lenke" in refused.output


@pytest.mark.parametrize("number", ["0", str(2**31), "9" * 40, "-1"])
def test_ids_beyond_the_store_are_refused_by_the_command_line(number: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["lager", "revisor", number, "--lager", str(tmp_path / "l.db")])
    assert done.exit_code == 2 and not (tmp_path / "l.db").exists()


@pytest.mark.parametrize("row", ["a\rb;c", "x", '"' + "y" * 140_000, "sum;2030;;ikke et tall;kr;løpende;vedtatt;nei;k"])
def test_a_budget_line_that_cannot_be_read_is_located(row: str, tmp_path: Path) -> None:
    head = "linje;aar;element;beloep;enhet;priser;status;anslag;kilde"
    files = plan_files() | {FILE: f"{head}\n{row}\n".encode()}
    store = open_store(str(tmp_path / "l.db"))
    with store.session() as session:
        author = add_user(session, "A", "a@b.no").id
        made = create_plan(session, "P", files, author, "første")
        branch = branch_of(session, made.version.plan_id)
        with pytest.raises(SourceError, match=r"vedtatt\.csv"):
            revise(session, branch, made.version.id, [Revision("sum", 2030, 1.0)], author, "m")
    store.close()


def test_the_guide_states_the_limits() -> None:
    text = (ROOT / "docs" / "guide" / "grenser.md").read_text(encoding="utf-8")
    limits = (bounds.PLAN_FILES, bounds.PLAN_BYTES, bounds.PLAN_ROWS, bounds.FOLDER_FILES, *bounds.FOLDERS_FILES.values())
    limits += (bounds.TOML_BYTES, bounds.TOML_LINES, bounds.TOML_KEYS, bounds.TOML_VALUES, bounds.TOML_ITEMS, bounds.TOML_DEPTH)
    limits += (bounds.TOML_DOTS, bounds.TOML_TEXT, bounds.TOML_WORD, bounds.CSV_BYTES, bounds.CSV_LINE, bounds.CSV_COLUMNS)
    limits += (bounds.CSV_CELLS, bounds.CSV_ROWS, bounds.TABLES_ROWS["kostra.csv"], bounds.TABLES_ROWS["laan.csv"], bounds.ZONES)
    limits += (
        MOST_YEARS,
        files.SOURCE_BYTES,
        files.SOURCE_ROWS,
        files.SOURCE_COLUMNS,
        workbooks.MOST_BYTES,
        workbooks.MOST_CELLS,
    )
    limits += (bounds.MOST_PROBLEMS, bounds.SHOWN_PROBLEMS, bounds.JSON_BODY_DEPTH, requests.HEADERS, requests.HEADER_BYTES)
    assert [n for n in limits if f" {n:,} ".replace(",", " ") not in text.replace("\n", " ")] == []


def test_caches_hold_an_amount_of_memory_and_not_a_number_of_values() -> None:
    cache, made = Recent(3, len, 100), list[str]()

    def get(key: str, size: int) -> None:
        cache.get(key, lambda: made.append(key) or "x" * size)

    for key, size in (("a", 60), ("b", 40), ("a", 60), ("c", 100), ("a", 60), ("d", 101), ("a", 60), ("d", 101)):
        get(key, size)
        assert cache.weight <= 100
    assert made == ["a", "b", "c", "a", "d", "d"], "the least used leave first, and what is too heavy is not kept"
    for key in "efgh":
        get(key, 1)
    assert cache.weight == 3
    people = {"befolkning/x.csv": b"1\n" * 1000, "plan.toml": b"x" * 100, "notater/a.md": b"y" * 10}
    assert bounds.memory_of(people) == 2110 + 1000 * bounds.ROW_BYTES + 100 * bounds.TOML_TIMES


@pytest.mark.parametrize(("rows", "kept"), [(HEAVY_ROWS, 5), (HEAVY_ROWS + 1, HEAVY_KEPT)])
def test_results_refer_to_few_large_tables(rows: int, kept: int) -> None:
    """Each of a hundred checks keeps its last results, and with them the tables that it read."""
    made = list[int]()
    checked: Incremental[int] = Incremental(lambda plan: made.append(1) or len(plan.tables["x.csv"].rows))
    plans = [Plan(Path(), {}, {}, {"x.csv": _table(rows)}) for _ in range(5)]
    for plan in (*plans, *reversed(plans)):
        assert checked(plan) == rows
    assert len(made) == 5 + (5 - kept)


def _table(rows: int) -> Table[t.Row]:
    """A table of so many rows, none of which is read."""
    return Table("x.csv", (t.Row.model_construct(),) * rows)
