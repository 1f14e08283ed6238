"""Måltall and unit costs beside neighbours: chosen order, own years and sources, the nation of the data pack, and no rank."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldip import Plan, Run, read_plan, simulate
from ldip.cli.app import app
from ldip.compare.neighbours import Known, beside, in_year, known, peers, shown_year
from ldip.errors import PlanError, SourceError
from ldip.pack.nation import by_year
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.publish.content.beside import costs_beside, ratios_beside
from ldip.publish.content.cells import Table as Shown
from ldip.publish.content.ratio_table import ratio_table
from ldip.publish.protect import TELLING

ROOT = Path(__file__).resolve().parents[2]
NORDVIK = ROOT / "examples" / "nordvik"
BAERUM = ROOT / "examples" / "baerum-2022"


def row(name: str, year: int, area: str, value: float, called: str = "") -> t.KostraRow:
    return t.KostraRow(maaltall=name, aar=year, kommune=area, verdi=value, kilde="SSB 12134", navn=called)


def with_figures(plan: Plan, *rows: t.KostraRow, **rules: object) -> Plan:
    """A plan with other figures in kostra.csv, and other rules."""
    made = plan.rules.model_copy(update=rules)
    single = dict(plan.single) | {"handlingsregler.toml": made}
    return replace(plan, single=single, tables=dict(plan.tables) | {"kostra.csv": Table("kostra.csv", rows)})


def heads(table: Shown) -> list[str]:
    return [c.label for c in table.columns]


def line(table: Shown, start: str) -> list[str]:
    return next([c.words for c in r.cells] for r in table.rows if r.cells[0].text.startswith(start))


def test_the_columns_are_the_neighbours_in_the_order_of_the_plan(solvik: Plan, solvik_run: Run) -> None:
    assert [p.code for p in peers(solvik)] == ["9903", "9907", "EKG08", "EAK"]
    table = ratios_beside(solvik_run)
    assert heads(table)[-4:] == ["Austvik (oppdiktet)", "Midtvik (oppdiktet)", "KOSTRA-gruppe 8 (oppdiktet)", "Landet"]
    cells = line(table, "Netto driftsresultat i prosent")
    assert cells[-5:] == ["2025", "1,1", "5,9", "2,1", "2,2"]
    other = with_figures(solvik, *solvik.table("kostra.csv", t.KostraRow).rows, naboer=["9907", "9903"])
    assert heads(ratios_beside(simulate(other)))[-4:-2] == ["Midtvik (oppdiktet)", "Austvik (oppdiktet)"]


def test_own_figures_are_those_of_the_table_of_maaltall(solvik_run: Run) -> None:
    beside_table, own = ratios_beside(solvik_run), ratio_table(solvik_run)
    judged = {r.id: {c.address: c.words for c in r.cells if c.address} for r in own.rows}
    for shown in beside_table.rows:
        first = shown.cells[1]
        if first.address in judged.get(shown.id, {}):
            assert judged[shown.id][first.address] == first.words
    assert beside_table.rows and all(r.cells[1].address for r in beside_table.rows)


def test_the_nation_comes_from_the_pack_where_the_file_lacks_it(nordvik: Plan) -> None:
    nation = peers(nordvik)[-1]
    assert (nation.code, nation.kind) == ("EAK", "landet")
    newest = by_year("netto_driftsresultat_andel")[2025]
    assert known(nordvik, "resultatgrad", "resultatgrad", nation)[2025] == Known(newest.value, 2025, newest.source, newest.anslag)
    own = with_figures(nordvik, row("resultatgrad", 2025, "EAK", 9.9))
    assert known(own, "resultatgrad", "resultatgrad", nation) == {2025: Known(9.9, 2025, "SSB 12134")}
    assert known(nordvik, "netto_laanegjeld_prosent", "netto_laanegjeld_prosent", nation) == {}


def test_own_county_and_nation_without_oslo_are_shown_when_the_file_has_them(baerum: Plan, nordvik: Plan) -> None:
    assert [p.code for p in peers(baerum)] == ["0301", "EAKUO", "EAK"]
    with_county = with_figures(baerum, *(row("resultatgrad", 2021, a, 1.0) for a in ("3201", "EKA32", "EKA40", "EKG11")))
    assert [(p.code, p.name) for p in peers(with_county)] == [
        ("3201", "Bærum"),  # the plan's own number is that of 2022
        ("0301", "Oslo"),
        ("EKA32", "Kommunene i Akershus"),
        ("EAK", "Landet"),
    ]
    assert [p.code for p in peers(nordvik)] == ["EAK"]


def test_figures_are_of_one_year_and_another_year_is_named(nordvik: Plan) -> None:
    figures = [
        row("resultatgrad", 2024, "4003", 1.5),
        row("resultatgrad", 2025, "4001", 2.5),
        row("resultatgrad", 2024, "4001", 0.5),
        row("resultatgrad", 2025, "EAK", 2.2),
    ]
    table = ratios_beside(simulate(with_figures(nordvik, *figures, naboer=["4001", "4003", "4005"])))
    cells = line(table, "Netto driftsresultat")
    assert heads(table)[-5:] == ["KOSTRA", "Porsgrunn", "Skien", "Notodden", "Landet"]
    assert cells[-5:] == ["2025", "2,5", "1,5 (2024)", "–", "2,2"]
    assert "Kilder: SSB 12134" in " ".join(table.notes)


def test_the_year_is_the_newest_before_the_plan() -> None:
    def of(*years: int) -> dict[int, Known]:
        return {y: Known(float(y), y, "") for y in years}

    assert shown_year([of(2020, 2021, 2025), of(2021)], 2022) == 2021
    assert shown_year([of(2025), of(2025)], 2022) == 2025, "without an earlier year the newest is shown"
    assert shown_year([{}, {}], 2022) is None
    assert in_year(of(2019, 2023), 2021) == Known(2023.0, 2023, "") and in_year({}, 2021) is None


def test_unit_costs_are_net_spending_per_inhabitant_of_the_ages(nordvik_run: Run) -> None:
    table = costs_beside(nordvik_run)
    cells = line(table, "Grunnskole")
    people = nordvik_run.series("folketall_ib")[0][..., 6:16].sum()
    at = nordvik_run.ids("tjeneste").index("skole")
    frame = nordvik_run.series("ramme_utgift_ib")[0][at].sum() - nordvik_run.series("ramme_inntekt_ib")[0][at].sum()
    assert table.rows and cells[1].replace("\u00a0", "") == f"{float(frame / people):.0f}"
    assert cells[2].replace("\u00a0", "") == "160000"
    assert cells[-1].replace("\u00a0", "") == f"{by_year('grunnskole_per_6_15')[2025].value:.0f}"


def test_unit_costs_of_neighbours_come_from_the_file(baerum_run: Run) -> None:
    cells = line(costs_beside(baerum_run), "Barnehage")
    assert [c.replace("\u00a0", "") for c in cells[-4:]] == ["2021", "207938", "181684", "185218"]
    assert line(costs_beside(baerum_run), "Administrasjon")[-3:-1] == ["–", "–"]


def test_nothing_is_ranked_or_judged(solvik_run: Run) -> None:
    for table in (ratios_beside(solvik_run), costs_beside(solvik_run)):
        assert all(c.tone == "" for r in table.rows for c in r.cells)
        assert "rangeres ikke" in " ".join(table.notes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('naboer = ["4003", "9102"]', "naboer.1.*ikke nummeret til noen kommune"),
        ('naboer = ["0805"]', "naboer.0.*0805 var Porsgrunn til 2019.*bruk 4001"),
        ('naboer = ["4001"]', "naboer.0.*er kommunen selv"),
        ('naboer = ["4003", "4003"]', "naboer.1.*står to ganger"),
        ('naboer = ["Skien"]', "naboer"),
        ('naboer = ["4000"]', "naboer.0.*fylkeskommuner er utenfor"),
        ("naboer = [" + ", ".join(f'"40{i:02d}"' for i in range(1, 10)) + "]", "naboer"),
        ('kostragruppe = "8"', "kostragruppe"),
    ],
)
def test_neighbours_that_do_not_exist_are_refused_with_the_place(change: str, words: str, tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(NORDVIK, folder, ignore=shutil.ignore_patterns("resultat"))
    head = folder / "plan.toml"
    head.write_text(head.read_text("utf-8").replace('"9999"', '"4001"'), encoding="utf-8")
    rules = folder / "handlingsregler.toml"
    rules.write_text(change + "\n" + rules.read_text("utf-8"), encoding="utf-8")
    with pytest.raises(PlanError, match=f"handlingsregler.toml.*{words}"):
        read_plan(folder)


def test_a_plan_of_an_earlier_number_is_not_its_own_neighbour(tmp_path: Path) -> None:
    """Bærum had number 3024 in 2022 and has 3201 today."""
    folder = tmp_path / "plan"
    shutil.copytree(BAERUM, folder, ignore=shutil.ignore_patterns("resultat"))
    rules = folder / "handlingsregler.toml"
    text = rules.read_text("utf-8")
    assert 'naboer = ["0301"]' in text
    rules.write_text(text.replace('naboer = ["0301"]', 'naboer = ["3201"]'), encoding="utf-8")
    with pytest.raises(PlanError, match="naboer.0.*er kommunen selv"):
        read_plan(folder)


def test_an_older_file_without_names_is_still_read(solvik: Plan) -> None:
    raw = b"maaltall;aar;kommune;verdi;kilde\nresultatgrad;2025;4001;1,5;SSB\n"
    from ldip.plan.csvfile import read_rows

    rows, _, problems = read_rows(raw, "kostra.csv", t.KostraRow)
    assert not problems and rows == (row("resultatgrad", 2025, "4001", 1.5).model_copy(update={"kilde": "SSB"}),)
    for wrong in ("EAFK", "40", "EKG", "K-4001"):
        assert read_rows(raw.replace(b"4001", wrong.encode()), "kostra.csv", t.KostraRow)[2]


def test_the_command_line_prints_the_same_content(solvik: Plan, solvik_run: Run) -> None:
    folder = str(ROOT / "examples" / "solvik")
    shown, asked = (CliRunner().invoke(app, [*words, folder]) for words in (["vis", "maaltall"], ["sammenlign", "kommuner"]))
    assert shown.exit_code == asked.exit_code == 0, shown.output + asked.output
    for table in (ratios_beside(solvik_run), costs_beside(solvik_run)):
        for r in table.rows:
            for words in (c.words for c in r.cells[1:] if c.words):
                assert words in shown.output and words in asked.output
    for out in (shown.output, asked.output):
        assert "Midtvik" in out and "rangeres ikke" in out


def test_neighbours_may_be_tried_without_changing_the_plan(nordvik: Plan) -> None:
    assert beside(nordvik, []) is nordvik
    assert [p.code for p in peers(beside(nordvik, ["Skien", "4001", "skien"]))] == ["4003", "4001", "EAK"]
    with pytest.raises(SourceError, match="ingen kommune heter «Skein».*Skien"):
        beside(nordvik, ["Skein"])
    with pytest.raises(SourceError, match="flere enn 8 naboer"):
        beside(nordvik, [f"40{n:02d}" for n in (1, 3, 5, 10, 12, 14, 16, 18, 20)])
    done = CliRunner().invoke(app, ["sammenlign", "kommuner", str(NORDVIK), "--nabo", "Skien", "--nabo", "4001"])
    assert done.exit_code == 0 and done.output.index("Skien") < done.output.index("Porsgrunn"), done.output


def test_users_that_are_hidden_are_not_found_from_a_cost_of_several_services(
    baerum_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A weighted cost of three services, whose costs and other users are public, would give the users of the one that is not."""
    shared = next(r for r in costs_beside(baerum_run).rows if r.id == "bistand")
    assert shared.cells[2].value, "the example hides nothing"
    hidden = frozenset({"bolig-nedsatt"})

    def hides(run: Run, name: str, year: int, axes: dict[str, str]) -> bool:
        return axes["tjeneste"] in hidden and run.unit(name) in TELLING

    monkeypatch.setattr("ldip.publish.content.beside.is_hidden", hides)
    rows = {r.id: r.cells[2].words for r in costs_beside(baerum_run).rows}
    assert rows["bistand"] == "–"
    assert rows["barnehage"] != "–"
