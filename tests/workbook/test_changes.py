"""What people do in a workbook: rows added, removed and sorted, texts for numbers, broken sheets, others' changes meanwhile."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ldip.binding.reading import plan_of_contents
from ldip.errors import PlanError, SourceError
from ldip.plan.edits import SetCell, SetValue, apply
from ldip.tabular.places import letters
from ldip.workbook.cells import CellError, value_of, words
from ldip.workbook.seen import MOST_FORMULAS
from ldip.workbook.taking import taken_from, taken_in, write_changes
from ldip.workbook.terms import HELD, Field, Given
from tests.workbook.books import At, Papers, at, book, changed, changed_file, free, grids, plan, read


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("\u22120,75", -0.75),
        (7.0, 7),
        ("1.234.567", None),
        ("1.234", None),
        ("SANN", None),
        ("12 mill.", None),
        (dt.date(2026, 1, 5), None),
    ],
)
def test_numbers_typed_as_texts(typed: Given, becomes: float | None) -> None:
    if becomes is None:
        with pytest.raises(CellError):
            value_of(typed, Field("tall"))
    else:
        assert value_of(typed, Field("tall")) == becomes


@pytest.mark.parametrize(
    ("raw", "field", "becomes"),
    [
        (dt.date(2028, 8, 1), Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$"), "2028-08"),
        (dt.date(2028, 8, 2), Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$"), None),
        (dt.date(2028, 8, 1), Field(), None),
        (301.0, Field(), "301"),
        ("05.10.2026", Field("dato"), dt.date(2026, 10, 5)),
        (46300.0, Field("dato"), dt.date(2026, 10, 5)),
        ("31.02.2026", Field("dato"), None),
        ("SANN", Field("ja_nei"), True),
        ("kanskje", Field("ja_nei"), None),
        ("-12; -4,5; 6", Field("liste", of="tall"), [-12, -4.5, 6]),
        ('["a;b"]', Field("liste"), ["a;b"]),
        ("[1,", Field("liste"), None),
        ("farlig\x07", Field(), None),
        (HELD, Field(), None),
    ],
)
def test_other_kinds_of_cells(raw: Given, field: Field, becomes: Any) -> None:
    if becomes is None:
        with pytest.raises(CellError):
            value_of(raw, field)
    else:
        assert value_of(raw, field) == becomes


def loan(key: str = "saldo", row: int = 0) -> At:
    rows = next(g for g in grids("nordvik") if g.id == "laan.csv").rows
    return at("nordvik", "laan.csv", key, rows[row].line)


def test_every_wrong_cell_is_named_and_nothing_is_changed() -> None:
    wrong: dict[At, tuple[Any, str]] = {
        loan("saldo"): ("1.234", "kan være to ulike tall"),
        loan("margin"): ("mange", "må være et tall"),
        loan("restloepetid"): (dt.datetime(2026, 1, 5), "er en dato, og cellen skal ha et tall"),
        loan("saldo", 1): ("#N/A", "cellen har en feilverdi"),
        loan("margin", 1): ("=1+1", "formelen er ikke regnet ut"),
        at("nordvik", "forutsetninger.toml", "prisvekst.kilde"): ("#REF!", "cellen har en feilverdi"),
        at("nordvik", "plan.toml", "tid.kunnskapsdato"): ("i går", "må være en dato"),
    }

    def change(opened: Any) -> None:
        for a, (value, _) in wrong.items():
            a.put(opened, value)

    found = changed_file("nordvik", change)
    assert {(p.file, p.message) for p in found.problems} == {(a.where, message) for a, (_, message) in wrong.items()}
    assert (found.edits, found.files) == ((), {})


def test_errors_of_the_plan_are_at_their_cells() -> None:
    wrong: dict[At, Any] = {
        at("nordvik", "forutsetninger.toml", "prisvekst.enhet"): "promille",
        at("nordvik", "plan.toml", "kommune.navn"): None,
        loan("saldo"): -5,
        loan("margin", 1): None,
        loan("rentetype"): "variabel",
    }

    def change(opened: Any) -> None:
        for a, value in wrong.items():
            a.put(opened, value)

    found = changed("nordvik", change)
    assert {p.file for p in found.problems} >= {a.where for a, v in wrong.items() if a.head.key != "margin"}
    assert all(p.file.startswith("ark ") for p in found.problems)
    assert not found.files


def with_formulas(raw: bytes, cells: Mapping[At, float]) -> bytes:
    """The workbook with formulas in some cells of numbers, each with a stored result."""
    out = io.BytesIO()
    names = [s.name for s in read("nordvik")]
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode("utf-8", "surrogateescape")
            for a, value in cells.items():
                if name == f"xl/worksheets/sheet{names.index(a.sheet) + 1}.xml":
                    pattern = rf'(<c r="{a.where.split()[-1]}"[^>]*?)(?: t="\w+")?><v>[^<]*</v>'
                    text, n = re.subn(pattern, rf"\g<1>><f>1+1</f><v>{value}</v>", text)
                    assert n == 1
            new.writestr(name, text.encode("utf-8", "surrogateescape"))
    return out.getvalue()


def test_a_formula_is_read_as_its_stored_value_and_reported() -> None:
    """Also one whose value is the plan's own."""
    one, same = loan("margin"), loan("saldo", 1)
    found = taken_in(plan("nordvik"), "bok.xlsx", with_formulas(book("nordvik"), {one: 0.75, same: same.cell.value}))
    assert found.told == (f"{one.where}: formel, lest som 0,75", f"{same.where}: formel, lest som {words(same.cell.value)}")
    assert [(c.where, c.after) for c in found.changes] == [(one.where, "0,75")] and not found.problems


def test_many_formulas_are_named_up_to_a_limit() -> None:
    sheet, end, columns = free("nordvik", "rammer.csv")
    places = frozenset((line, columns[key] - 1) for line in range(5, end) for key in ("beloep", "enhet"))
    assert len(places) > MOST_FORMULAS
    sheets = tuple(replace(s, formulas=places) if s.name == sheet else s for s in read("nordvik"))
    told = taken_from(plan("nordvik"), "bok.xlsx", sheets).told
    assert len(told) == MOST_FORMULAS + 1 and told[-1].startswith(f"og {len(places) - MOST_FORMULAS} til: ")
    helped = frozenset((line, 0) for line in range(1, 4))  # above the rows, and not read
    assert not taken_from(plan("nordvik"), "bok.xlsx", tuple(replace(s, formulas=helped) for s in read("nordvik"))).told


def test_rows_sorted_and_sheets_renamed_change_nothing() -> None:
    sheet, end, _ = free("nordvik", "rammer.csv")

    def change(opened: Any) -> None:
        found = opened[sheet]
        found.put_lines(5, sorted(found.lines(5, end - 1), key=str, reverse=True))
        found.title = "Mine rammer"
        found.insert_rows(2)

    found = changed("nordvik", change)
    assert (found.problems, found.changes) == ((), ())


def test_a_sheet_that_is_gone_changes_nothing_and_is_told() -> None:
    sheet, _, _ = free("nordvik", "rammer.csv")
    found = changed("nordvik", lambda b: b.remove(b[sheet]))
    assert (found.problems, found.changes) == ((), ())
    assert any("rammer.csv" in line for line in found.told)


def test_a_column_that_is_gone_is_refused() -> None:
    sheet, _, columns = free("nordvik", "rammer.csv")
    found = changed("nordvik", lambda b: b[sheet].delete_cols(columns["beloep"]))
    assert [(p.file, p.key) for p in found.problems] == [(f"ark {sheet}, rad 3", "beloep")]


def test_a_copied_row_needs_a_number_of_its_own() -> None:
    sheet, end, columns = free("nordvik", "rammer.csv")

    def change(opened: Any) -> None:
        for c in columns.values():
            opened[sheet].cell(end, c).value = opened[sheet].cell(end - 1, c).value

    [problem] = changed("nordvik", change).problems
    assert problem.file == f"ark {sheet}, celle A{end}"
    assert "raden er også på linje" in problem.message


def test_a_row_added_and_a_row_removed() -> None:
    sheet, end, columns = free("nordvik", "tiltak.csv")
    service = next(iter(plan_of_contents(plan("nordvik")).services))
    new = {
        "id": "nytt", "navn": "=Nytt tiltak", "tjeneste": service, "type": "varig", "aar": 2030, "beloep": "-1,5",
        "enhet": "mill. kr", "priser": plan_of_contents(plan("nordvik")).tables["tiltak.csv"].rows[0].priser,
        "anslag": "ja", "kilde": "Prøve",
    }  # fmt: skip

    def change(opened: Any) -> None:
        for key, value in new.items():
            opened[sheet].cell(end, columns[key]).value = value
        for key, c in columns.items():
            if not key.startswith("#"):
                opened[sheet].cell(5, c).value = None

    found = changed("nordvik", change)
    assert not found.problems
    before = plan_of_contents(plan("nordvik")).tables["tiltak.csv"].rows
    after = plan_of_contents(found.files).tables["tiltak.csv"].rows
    assert after[:-1] == before[1:]
    assert (after[-1].id, after[-1].navn, after[-1].beloep) == ("nytt", "=Nytt tiltak", -1.5)
    assert {n for n, raw in found.files.items() if raw != plan("nordvik").get(n)} == {"tiltak.csv"}


def test_an_error_in_a_new_row_is_at_its_cell() -> None:
    sheet, end, columns = free("nordvik", "laan.csv")

    def change(opened: Any) -> None:
        for key, c in columns.items():
            if key != "#rad":
                opened[sheet].cell(end, c).value = opened[sheet].cell(5, c).value
        opened[sheet].cell(end, columns["id"]).value = "nytt-laan"
        opened[sheet].cell(end, columns["restloepetid"]).value = 99

    [problem] = changed("nordvik", change).problems
    assert problem.file.startswith(f"ark {sheet}, celle ")
    assert problem.file.endswith(str(end))
    assert "restloepetid" in problem.key


def test_an_id_with_a_space_is_refused_by_the_heading_of_its_column() -> None:
    sheet, end, columns = free("nordvik", "prosjekter/")

    def change(opened: Any) -> None:
        opened[sheet].cell(end, columns["#fil"]).value = "Ny skole"
        opened[sheet].cell(end, columns["navn"]).value = "Ny skole"

    [problem] = changed("nordvik", change).problems
    assert (problem.file, problem.key, problem.value) == (f"ark {sheet}, celle A{end}", "Fil", "Ny skole")


def test_a_key_that_a_new_project_lacks_is_at_its_empty_cell() -> None:
    sheet, end, columns = free("nordvik", "prosjekter/")

    def change(opened: Any) -> None:
        for c in columns.values():
            opened[sheet].cell(end, c).value = opened[sheet].cell(6, c).value
        opened[sheet].cell(end, columns["#fil"]).value = "helt-nytt"
        for key in ("sektor", "ferdig"):
            opened[sheet].cell(end, columns[key]).value = None

    found = {p.key.split()[-1]: p.file for p in changed("nordvik", change).problems}
    assert found == {k: f"ark {sheet}, celle {letters(columns[k] - 1)}{end}" for k in ("sektor", "ferdig")}


def test_a_new_project_and_a_removed_one() -> None:
    sheet, end, columns = free("nordvik", "prosjekter/")
    old = sorted(plan_of_contents(plan("nordvik")).projects)
    copied, dropped = old[0], old[-1]

    def change(opened: Any) -> None:
        for key, c in columns.items():
            opened[sheet].cell(end, c).value = opened[sheet].cell(5, c).value
            if not key.startswith("#"):
                opened[sheet].cell(4 + len(old), c).value = None
        opened[sheet].cell(end, columns["#fil"]).value = "helt-nytt"
        opened[sheet].cell(end, columns["navn"]).value = "Helt nytt"

    found = changed("nordvik", change)
    assert not found.problems
    after = plan_of_contents(found.files).projects
    assert sorted(after) == sorted({*old, "helt-nytt"} - {dropped})
    assert after["helt-nytt"].kostnad == after[copied].kostnad
    assert after["helt-nytt"].framdrift == after[copied].framdrift


def funds(contents: Mapping[str, bytes]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(contents["fond.toml"].decode())["disposisjonsfond"]
    return found


def test_elements_of_a_list_are_added_and_removed() -> None:
    sheet, end, columns = free("solvik", "fond.toml · lister")
    before = funds(plan("solvik"))

    def change(opened: Any) -> None:
        for key, c in columns.items():
            opened[sheet].cell(end, c).value = opened[sheet].cell(5, c).value
            if not key.startswith("#"):
                opened[sheet].cell(5, c).value = None
        opened[sheet].cell(end, columns["#nr"]).value = None

    found = changed("solvik", change)
    assert not found.problems, found.problems
    after = funds(found.files)
    assert [f["id"] for f in after] == [*(f["id"] for f in before[1:]), before[0]["id"]]
    assert after[-1] == before[0]


def test_a_year_is_added_to_a_series_and_a_value_taken_out() -> None:
    a = at("nordvik", "forutsetninger.toml", "prisvekst.verdier.2045")
    found = changed("nordvik", lambda b: a.put(b, 2.25))
    assert [e.verdi for e in found.edits if isinstance(e, SetValue)] == [2.25]
    b = at("nordvik", "forutsetninger.toml", "prisvekst.kilde")
    [problem] = changed("nordvik", lambda opened: b.put(opened, None)).problems
    assert problem.file == b.where


def test_changes_made_in_the_plan_meanwhile_are_kept_and_conflicts_are_named() -> None:
    a, b = at("nordvik", "forutsetninger.toml", "prisvekst.kilde"), loan("margin")
    others = SetValue(fil="forutsetninger.toml", noekkel=["loennsvekst", "kilde"], verdi="Andre har endret")
    moved = SetCell(fil="laan.csv", rad=b.row.line, kolonne="navn", verdi="Et annet navn")
    now = apply(plan("nordvik"), [others, moved])

    def change(opened: Any) -> None:
        a.put(opened, "Vår kilde")
        b.put(opened, 0.7)

    found = changed("nordvik", change, now)
    assert not found.problems
    text = found.files["forutsetninger.toml"].decode()
    assert "Andre har endret" in text
    assert "Vår kilde" in text
    assert "Et annet navn" in found.files["laan.csv"].decode()
    [problem] = changed("nordvik", change, apply(now, [others.model_copy(update={"noekkel": ["prisvekst", "kilde"]})])).problems
    assert problem.file == a.where
    assert "er endret i planen siden boken ble laget" in problem.message


def test_a_workbook_without_the_plan_it_was_made_from_needs_it_given() -> None:
    a = at("nordvik", "forutsetninger.toml", "prisvekst.kilde")

    def change(opened: Any) -> None:
        opened.remove(opened["ldip"])
        a.put(opened, "Vår kilde")

    opened = Papers(read("nordvik"))
    change(opened)
    with pytest.raises(SourceError, match="--basis"):
        taken_from(plan("nordvik"), "bok.xlsx", opened.sheets())
    assert len(taken_from(plan("nordvik"), "bok.xlsx", opened.sheets(), plan("nordvik")).edits) == 1


def test_files_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    for name, raw in plan("nordvik").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    a = at("nordvik", "forutsetninger.toml", "prisvekst.kilde")
    write_changes(folder, plan("nordvik"), changed("nordvik", lambda b: a.put(b, "Vår kilde")))
    assert "Vår kilde" in (folder / "forutsetninger.toml").read_text(encoding="utf-8")
    same = {n for n, raw in plan("nordvik").items() if (folder / n).read_bytes() == raw}
    assert same == set(plan("nordvik")) - {"forutsetninger.toml"}
    (folder / "laan.csv").unlink()
    (folder / "laan.csv").mkdir()  # cannot be written

    def both(opened: Any) -> None:
        a.put(opened, "En annen kilde")
        loan("margin").put(opened, 0.7)

    with pytest.raises(PlanError, match="^laan.csv: filen kan ikke skrives"):
        write_changes(folder, plan("nordvik"), changed("nordvik", both))
    assert "Vår kilde" in (folder / "forutsetninger.toml").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice er ikke installert")
def test_a_workbook_saved_by_libreoffice_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "bok.xlsx").write_bytes(book("nordvik"))
    asked = ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "ut"), str(tmp_path / "bok.xlsx")]
    subprocess.run(asked, check=True, capture_output=True, timeout=120)
    found = taken_in(plan("nordvik"), "bok.xlsx", (tmp_path / "ut" / "bok.xlsx").read_bytes())
    assert (found.problems, found.changes) == ((), ())
