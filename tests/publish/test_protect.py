"""Public output: small counts and what gives them away, and amounts before tender."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.demography.plans import changed
from tests.publish.printed import text_of

from ldip import Run, simulate
from ldip.publish.content.operations import frame_table
from ldip.publish.numbers import published
from ldip.publish.protect import HIDDEN, hidden_levels, is_hidden, small
from ldip.publish.render.terminal import on_screen
from ldip.publish.screen import projects, service_need

HOMES = "tjenester/bolig-nedsatt.toml"


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Three with extensive need when the plan opens."""
    folder = tmp_path_factory.mktemp("few")
    return simulate(changed(folder, "solvik", (HOMES, "antall = 6, vekt = 1.6", "antall = 3, vekt = 1.6")))


def test_what_is_small() -> None:
    assert [small(v) for v in (0.0, 0.2, 1.0, 4.4, 4.6, 5.0)] == [False, True, True, True, False, False]


def test_a_single_small_count_takes_another_with_it(few: Run, solvik_run: Run) -> None:
    assert hidden_levels(few, "bolig-nedsatt") == {"omfattende", "moderat"}
    assert hidden_levels(solvik_run, "bolig-nedsatt") == frozenset()


def test_what_gives_the_counts_away_is_hidden_too(few: Run) -> None:
    at = {"tjeneste": "bolig-nedsatt"}
    for name in ("aarsverk", "kostnadsbrukere_ub", "demografikostnad"):
        assert is_hidden(few, name, 2026, at), name
    assert not is_hidden(few, "brukere_ub", 2026, at)  # twelve in all
    assert not is_hidden(few, "aarsverk", 2026, {"tjeneste": "skole"})
    assert not is_hidden(few, "kapasitet_ub", 2026, at)


def test_tables_show_a_dash_and_internal_ones_the_count(few: Run) -> None:
    public, internal = (text_of(service_need.need_table(few, "bolig-nedsatt", shown)) for shown in (False, True))
    line = next(t for t in public.splitlines() if "Omfattende" in t)
    assert HIDDEN in line and "3" not in line.split("bistand")[1].split(HIDDEN)[0]
    assert HIDDEN not in next(t for t in internal.splitlines() if "Omfattende" in t)


def test_frames_do_not_give_them_away(few: Run, tmp_path: Path) -> None:
    public, internal = (text_of(on_screen(frame_table(few, "bolig-nedsatt", shown))) for shown in (False, True))
    assert "små tall" in public and "Demografikostnad" not in public
    assert "Demografikostnad" in internal
    assert "Demografikostnad" in text_of(on_screen(frame_table(few, "skole")))


def test_a_small_service_hides_its_places_too(tmp_path: Path) -> None:
    edits = ((HOMES, "antall = 9, vekt", "antall = 2, vekt"), (HOMES, "antall = 6, vekt", "antall = 2, vekt"))
    run = simulate(changed(tmp_path, "solvik", *edits))
    at = {"tjeneste": "bolig-nedsatt"}
    assert all(is_hidden(run, n, 2026, at) for n in ("brukere_ub", "plassbehov", "ledig_kapasitet"))
    assert not is_hidden(run, "kapasitet_ub", 2026, at)


def test_files_leave_them_out(few: Run) -> None:
    public, internal = ({n.address for n in published(few, shown)} for shown in (False, True))
    gone = internal - public
    assert "behovsliste_ub/2026/basis/behovsnivaa=bolig-nedsatt-omfattende" in gone
    assert "aarsverk/2026/basis/tjeneste=bolig-nedsatt" in gone
    assert (
        "kostnad/2027/basis/prosjekt=barnehage-utvidelse" in gone
        or "investeringsutgift/2027/basis/prosjekt=barnehage-utvidelse" in gone
    )
    assert not any(a.startswith(("laanegjeld_ub", "investeringer_varige/")) for a in gone)


def test_shielded_amounts_until_the_contract(solvik_run: Run, tmp_path: Path) -> None:
    public, internal = (text_of(*projects.project_tables(solvik_run, shown)) for shown in (False, True))
    assert "26,0 (2026)" in internal and "26,0 (2026)" not in public
    edit = ("prosjekter/barnehage-utvidelse.toml", 'fase = "konsept"', 'fase = "kontrakt"')
    assert "26,0 (2026)" in text_of(*projects.project_tables(simulate(changed(tmp_path, "solvik", edit))))


def test_the_project_table_adds_up_to_the_form(solvik_run: Run, baerum_run: Run) -> None:
    for run in (solvik_run, baerum_run):
        spent = sum(run.value("investeringsutgift", 2030, prosjekt=i) for i in run.ids("prosjekt"))
        assert spent == pytest.approx(run.value("investeringer_varige", 2030))
