"""Files in the layouts of other people's systems, as sheets: nothing of them is lost or changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import Fault, Sheet


def one(folder: Path, name: str) -> Sheet:
    (found,) = read_sheets(name, (folder / name).read_bytes())
    return found


def test_every_file_is_read(field: Path) -> None:
    rows = {p.name: len(one(field, p.name).rows) for p in field.iterdir() if p.suffix in (".csv", ".json", ".px", ".xlsx")}
    assert rows == {
        "07459.px": 5, "07459_langformat.csv": 213, "07459_latin1.csv": 214, "07459_nuller_foer_nummeret.json": 2333,
        "07459_ssb_oppsett.xlsx": 215, "07459_tre_nummer.json": 6997, "aar_som_dato.xlsx": 213, "folketall_med_hull.csv": 424,
        "investering_femsifret.csv": 3, "kommunenr_301.xlsx": 213, "kostra_12134_form.json": 25, "kostra_12134_koder.csv": 3,
        "kostra_12134_latin1.csv": 3, "kostra_12143_form.json": 25, "kostra_minustegn.csv": 2, "kostra_regnskapsomfang.json": 25,
        "navn_med_periode.csv": 213, "rammer_linjeskilletegn.csv": 4, "saldoliste_engelske_tall.csv": 3, "saldoliste_feilcelle.xlsx": 5,
        "saldoliste_strek_er_null.csv": 5, "saldoliste_tall_som_tekst.xlsx": 6, "saldoliste_uberegnet.xlsx": 4,
    }  # fmt: skip


def test_cells_are_as_the_file_has_them(field: Path) -> None:
    assert {c[3] for _, c in one(field, "aar_som_dato.xlsx").rows[1:]} == {dt.date(2026, 1, 1)}
    faults = {n: c[2] for n, c in one(field, "saldoliste_feilcelle.xlsx").rows if isinstance(c[2], Fault)}
    assert faults == {3: Fault("feilverdi", "#N/A"), 5: Fault("feilverdi", "#DIV/0!")}
    assert one(field, "saldoliste_uberegnet.xlsx").rows[2][1][2] == Fault("uberegnet", "=250000*2")
    assert one(field, "rammer_linjeskilletegn.csv").rows[2] == (
        3,
        ("skole", "kjoep", "9", "mill. kr", "løpende", "ja", "Regnskap\nto linjer"),
    )
    assert one(field, "rammer_linjeskilletegn.csv").rows[3][0] == 5
    assert one(field, "07459_latin1.csv").rows[1] == (3, ("region", "kjønn", "alder", "Personer 2026"))
    assert one(field, "kostra_minustegn.csv").rows[1][1][1] == "\u22123,2"
    assert one(field, "kostra_12134_form.json").roles == {0: "geo", 2: "metric", 4: "time"}
    assert one(field, "kostra_regnskapsomfang.json").roles == {0: "geo", 4: "metric", 6: "time"}
    persons = one(field, "07459.px")
    assert persons.roles == {0: "geo", 6: "time"} and [c[-1] for _, c in persons.rows[1:]] == [100.0] * 4


def test_published_budgets_keep_their_rows(bop: Path) -> None:
    assert len(one(bop, "bergen_driftsbudsjett_2013_2016.csv").rows) == 1762
    assert len(one(bop, "bergen_investeringsbudsjett_2012.csv").rows) == 2516
