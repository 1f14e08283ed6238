"""Measures followed up: which are in effect, the need without them and left, and promised, decided and realised amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ldip import Plan, Run, simulate
from ldip.binding.reading import collect_contents
from ldip.cli.app import app
from ldip.compare.measures import Followed, came, followed, full_year, measure_effect, standing
from ldip.plan.document import Table
from ldip.plan.folder import read_all
from ldip.plan.measures import FILE, used, with_only
from ldip.plan.schema.operations import MeasureRules
from ldip.plan.schema.tables import MeasureRow
from ldip.publish.content.headline import headline
from ldip.publish.content.measures import follow_up, follow_up_sentences, measure_need
from ldip.rolling.roll import rolled

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "solvik"
HEAD = "id;navn;tjeneste;type;aar;beloep;enhet;priser;lovet;realisert;status;ansvarlig;anslag;kilde"
KRONE = 1.0


@cache
def files() -> Mapping[str, bytes]:
    return read_all(EXAMPLE)


def row(name: str, year: int, amount: float | str, **more: str) -> str:
    cells = {"type": "varig", "lovet": "", "realisert": "", "status": "", "ansvarlig": "", **more}
    first = f"{name};Tiltak {name};annet;{cells['type']};{year};{amount};mill. kr;2026-kroner"
    return ";".join([first, *(cells[k] for k in ("lovet", "realisert", "status", "ansvarlig")), "ja", "Prøve"])


def read(*rows: str, drift: str = "") -> tuple[Plan, list[str]]:
    """Solvik with these measures, and the problems of it."""
    text = "\n".join([HEAD, *rows]) + "\n"
    own = files()["drift.toml"].decode() + drift
    reading, problems = collect_contents({**files(), FILE: text.encode(), "drift.toml": own.encode()}, levers=False)
    return reading.plan(), [str(p) for p in problems]


def levels(plan: Plan, name: str) -> dict[int, float]:
    return {r.aar: kroner / 1e6 for r, kroner in used(plan) if r.id == name}


def one(plan: Plan, name: str) -> tuple[tuple[int, ...], Followed]:
    years, every = followed(plan)
    return years, next(m for m in every if m.id == name)


@pytest.fixture(scope="module")
def base_run(solvik: Plan) -> Run:
    return simulate(solvik)


def need(plan: Plan) -> float:
    found = simulate(plan).lasting.amount
    assert found is not None
    return found


def test_only_what_is_decided_is_in_effect_and_a_setting_names_the_statuses() -> None:
    rows = [row(s or "uten", 2027, -1, status=s, realisert="") for s in ("", "foreslaatt", "vedtatt", "iverksatt", "droppet")]
    plan, problems = read(*rows)
    assert problems == [] and {r.id for r, _ in used(plan)} == {"uten", "vedtatt", "iverksatt"}
    setting = '\n[tiltak]\nvirker = ["foreslaatt"]\nkilde = "Prøve"\n'
    plan, problems = read(*rows, drift=setting)
    assert problems == [] and {r.id for r, _ in used(plan)} == {"uten", "foreslaatt"}


def test_a_realised_amount_replaces_the_decided_one_from_the_years_it_is_known() -> None:
    rows = [row("a", 2026, -1, realisert="-0,4", status="iverksatt"), row("a", 2027, -2, status="iverksatt")]
    plan, problems = read(*rows)
    assert problems == [] and levels(plan, "a") == {2026: -0.4, 2027: -2.0}
    off, _ = read(*rows, drift='\n[tiltak]\nvirker = ["iverksatt"]\nrealisert_erstatter = false\nkilde = "Prøve"\n')
    assert levels(off, "a") == {2026: -1.0, 2027: -2.0}
    run = simulate(plan)
    years = [run.at("tiltak_varig_ub", y, {"tiltak": "a"}) / 1e6 for y in (2026, 2027, 2045)]
    assert years == pytest.approx([-0.4, -2.0, -2.0])


def test_what_was_reached_before_the_plan_is_in_the_frames() -> None:
    plan, problems = read(
        row("a", 2025, -1, realisert="-0,6", status="iverksatt"),
        row("a", 2027, -2, status="iverksatt"),
        row("b", 2024, -5, status="realisert", realisert="-5"),
    )
    assert problems == [] and levels(plan, "a") == pytest.approx({2027: -1.4}) and levels(plan, "b") == {}
    alone, _ = read(row("a", 2027, "-1,4"))
    assert need(plan) == need(alone)


def test_the_three_numbers_are_one_formula(solvik: Plan, base_run: Run) -> None:
    found = measure_effect(solvik)
    assert found is not None and found.without - found.effect == found.left
    assert found.left == pytest.approx(base_run.lasting.amount, abs=KRONE)
    assert found.without == pytest.approx(need(with_only(solvik, lambda r: False)), abs=KRONE)
    assert found.left - found.further == pytest.approx(need(with_only(solvik, lambda r: r.aar >= 2026)), abs=KRONE)
    assert (found.acting, found.proposed) == (3, 1)
    cells = measure_need(base_run)
    assert cells is not None and cells.without.figure is not None and cells.left.figure is not None
    assert cells.effect.figure == cells.without.figure - cells.left.figure
    assert cells.sentences[0].text in headline(base_run).texts


def test_a_proposed_measure_is_in_neither_number(solvik: Plan) -> None:
    table = solvik.table(FILE, MeasureRow)
    rows = tuple((n, r) for n, r in table.numbered() if r.status != "foreslaatt")
    fewer = Table(FILE, tuple(r for _, r in rows), tuple(n for n, _ in rows))
    whole, without = measure_effect(solvik), measure_effect(replace(solvik, tables={**solvik.tables, FILE: fewer}))
    assert whole is not None and without is not None and whole.further > 0.0 == without.further
    assert (whole.without, whole.left) == pytest.approx((without.without, without.left), abs=KRONE)


def test_measures_that_adopted_lines_hold_are_in_both_numbers(baerum: Plan) -> None:
    """A cut worked into the adopted years alone leaves the need as it is, and is counted as such."""
    own = baerum.table(FILE, MeasureRow)
    inside = own.rows[0].model_copy(update={"id": "inne", "aar": 2023, "innarbeidet": True, "status": "vedtatt"})
    plan = replace(baerum, tables={**baerum.tables, FILE: Table(FILE, (*own.rows, inside), (*own.lines, 9))})
    found, before = measure_effect(plan), measure_effect(baerum)
    assert found is not None and before is not None and (found.within, before.within) == (1, 0)
    assert (found.without, found.left) == pytest.approx((before.without, before.left), abs=1000.0)


def test_promised_decided_and_realised_by_year_with_the_deviation(solvik: Plan, base_run: Run) -> None:
    years, bought = one(solvik, "felles-innkjoep")
    assert years[0] == 2024 and bought.owner == "Innkjøpssjef" and bought.acts
    k = [years.index(y) for y in (2024, 2025, 2026)]
    assert bought.decided[k] / 1e6 == pytest.approx([-0.3, -0.6, -0.6])
    assert bought.deviation[k] / 1e6 == pytest.approx([0.2, 0.2, np.nan], nan_ok=True)
    last = came(bought, years)
    assert last is not None and last.year == 2025 and last.share == pytest.approx(2 / 3)
    assert full_year(bought, years) == (2025, -0.6e6)
    assert full_year(one(solvik, "velferdsteknologi")[1], years) == (2028, -1.5e6)
    assert full_year(one(solvik, "jubileum")[1], years) is None
    assert not one(solvik, "skyss")[1].used.any()
    text = " ".join(s.text for s in follow_up_sentences(base_run))
    for told in ("−0,4 av −0,6 mill. kr er realisert i 2025 (67 prosent)", "helårsvirkning −1,5 mill. kr fra 2028"):
        assert told in text
    assert "Konkretisering og iverksetting gjenstår for Velferdsteknologi" in text
    table = follow_up(base_run)
    last_row, places = table.rows[-1], [c.year for c in table.columns].index(2045)
    assert last_row.kind == "sum" and last_row.cells[places].words == "−2,9"


def test_sums_by_how_far_measures_have_come(solvik: Plan) -> None:
    years, every = followed(solvik)
    found = standing(solvik, every, years)
    assert found is not None and found.year == solvik.shown_year
    told = (found.decided, found.started, found.waiting, found.proposed)
    assert told == pytest.approx((-3.1e6, -0.6e6, -2.5e6, -0.4e6))


def test_a_plan_without_measures_has_none_of_it() -> None:
    plan, _ = read()
    assert measure_effect(plan) is None and followed(plan)[1] == ()
    assert simulate(plan).lasting.amount is not None and measure_need(simulate(plan)) is None


LEVER = """navn = "Delt hall"
rekkefoelge = 2
samlet = false
status = "{status}"
ansvarlig = "Eiendomssjef"
kilde = "Prøve"

[[virkning]]
aar = {year}
enhet = "mill. kr"
priser = "2026-kroner"
vedtatt = -0.5
{more}
kilde = "Prøve"

[[endringer]]
fil = "finans.toml"
noekkel = "kapitalforvaltning.tap_inntreffer"
verdi = 2030
"""


def with_lever(status: str = "vedtatt", year: int = 2026, more: str = "realisert = -0.2") -> tuple[Plan, list[str]]:
    text = LEVER.format(status=status, year=year, more=more)
    reading, problems = collect_contents({**files(), "grep/delt-hall.toml": text.encode()}, levers=False)
    return reading.plan(), [str(p) for p in problems]


def test_a_lever_is_followed_up_and_is_in_effect_only_where_it_is_applied(base_run: Run) -> None:
    plan, problems = with_lever()
    years, lever = one(plan, "delt-hall")
    assert problems == [] and not lever.acts and not lever.used.any()
    assert lever.deviation[years.index(2026)] == pytest.approx(0.3e6)
    assert need(plan) == base_run.lasting.amount
    rows = [r.cells[0].text for r in follow_up(simulate(plan)).rows]
    assert "Delt hall (grep)" in rows


REFUSED = [
    ([row("a", 2027, -1, realisert="-1", status="iverksatt")], "virkningen i 2027 kan ikke være kjent"),
    ([row("a", 2026, -1, realisert="-1", status="foreslaatt")], "foreslaatt, har ingen realisert virkning"),
    ([row("a", 2026, -1, status="realisert")], "mangler når status er realisert"),
    ([row("a", 2026, -1, status="vedtatt"), row("a", 2027, -2)], "status: er ulik i radene"),
    ([row("a", 2026, -1, ansvarlig="Per"), row("a", 2027, -2, ansvarlig="Kari")], "ansvarlig: er ulik i radene"),
    ([row("a", 2026, -1, type="ukonkretisert", status="iverksatt")], "et kutt uten tiltak kan ikke være iverksatt"),
    ([row("a", 2025, -1)], "utenfor planårene"),
    ([row("a", 2001, -1, status="vedtatt")], "er for lenge før planen"),
    ([row("a", 2027, -1, status="vedtat")], "status"),
    ([row("a", 2027, -1, lovet="1e20")], "lovet"),
]


@pytest.mark.parametrize(("rows", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_a_mistake_is_told_with_file_and_remedy(rows: list[str], told: str) -> None:
    text = "\n".join([HEAD, *rows]) + "\n"
    _, problems = collect_contents({**files(), FILE: text.encode()}, levers=False)
    assert [p for p in map(str, problems) if told in p and p.startswith(FILE) and "→" in p], [str(p) for p in problems]


def test_a_mistake_in_the_setting_or_a_lever_is_told() -> None:
    _, problems = read(drift='\n[tiltak]\nvirker = ["vedtatt", "vedtatt"]\nkilde = "Prøve"\n')
    assert [p for p in problems if "tiltak.virker: står to ganger" in p]
    assert [p for p in with_lever(year=2030)[1] if "virkning.0.realisert" in p]


def test_the_next_year_keeps_the_follow_up_and_counts_nothing_twice(solvik: Plan) -> None:
    moved = rolled(files())
    new = collect_contents(moved.contents, levers=False)[0].plan()
    rows = {(r.id, r.aar): r for r in new.table(FILE, MeasureRow).rows}
    assert ("felles-innkjoep", 2024) in rows and ("velferdsteknologi", 2027) in rows
    assert levels(new, "felles-innkjoep") == {} and rows["velferdsteknologi", 2027].priser == "2027-kroner"
    was = next(r for r in solvik.table(FILE, MeasureRow).rows if (r.id, r.aar) == ("felles-innkjoep", 2025))
    now = rows["felles-innkjoep", 2025]
    grown = now.beloep / was.beloep
    assert 1.0 < grown < 1.1 and now.realisert == pytest.approx((was.realisert or 0.0) * grown)
    assert now.lovet == pytest.approx((was.lovet or 0.0) * grown)


def test_the_command_prints_them(solvik: Plan) -> None:
    answer = CliRunner().invoke(app, ["vis", "tiltak", str(EXAMPLE)])
    assert answer.exit_code == 0 and "Det gjenstår å finne" in answer.output and "Innkjøpssjef" in answer.output


def test_the_setting_is_read_as_a_table_of_its_own() -> None:
    own = MeasureRules.model_validate({"virker": ["iverksatt"], "kilde": "Prøve"})
    assert own.realisert_erstatter
