"""Cover of merforbruk over one, two or four years, ROBEK, and the settings of the minimum instalment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.demography.plans import changed

from ldip import Run, simulate

POOR = ("rammer.csv", "skole;loenn;58", "skole;loenn;78")  # frames that income cannot carry
EMPTY = (
    ("balanse.toml", "fritt = 32", "fritt = 0"),
    ("balanse.toml", "bufferfond = 8", "bufferfond = 0"),
    ("balanse.toml", "arbeidskapital = 69", "arbeidskapital = 29"),
    ("vedtatt.csv", "loennsutgifter_rammer;2026", "# loennsutgifter_rammer;2026"),
    ("vedtatt.csv", "skatt_paa_inntekt_og_formue;2026", "# skatt_paa_inntekt_og_formue;2026"),
)


def poor(folder: Path, cover: int) -> Run:
    edits = (POOR, *EMPTY, ("finans.toml", "avdragspolitikk =", f"merforbruk_dekkes_over = {cover}\navdragspolitikk ="))
    return simulate(changed(folder, "nordvik", *edits))


@pytest.mark.parametrize("cover", [1, 2, 4])
def test_vintages_sum_to_the_merforbruk_and_are_covered_in_time(tmp_path: Path, cover: int) -> None:
    run = poor(tmp_path, cover)
    vintages, whole = run.series("merforbruk_aargang_ub"), run.series("merforbruk_ub")
    assert whole.max() > 1e6
    assert np.allclose(vintages.sum(axis=1), whole, atol=1e-3)
    assert (vintages >= -1e-6).all()
    need = run.series("krav_dekning_merforbruk")
    for t in range(1, len(run.years)):
        before = vintages[t - 1]
        by_hand = sum(before[v] / max(cover - v, 1) for v in range(4))
        assert need[t] == pytest.approx(by_hand, abs=1e-3)


def test_the_triggers_are_told_with_letter_and_first_year(tmp_path: Path) -> None:
    run = poor(tmp_path, 1)
    told = [str(p) for p in run.problems if "ROBEK" in str(p)]
    assert any("bokstav a" in t for t in told) and any("bokstav b" in t for t in told)
    accumulated = run.series("merforbruk_ub") / run.series("sum_driftsinntekter")
    assert np.array_equal(run.series("robek_d") > 0, accumulated > 0.03)
    assert np.array_equal(run.series("robek"), np.max([run.series(f"robek_{x}") for x in "abcd"], axis=0))


def test_a_plan_with_its_saving_meets_none(solvik_run: Run, baerum_run: Run, nordvik_run: Run) -> None:
    """The law is one of the demands: with the lasting saving no year is left with merforbruk, so no trigger is met."""
    for run in (solvik_run, baerum_run, nordvik_run):
        assert not run.series("robek", variant="varig").any()
        assert (run.series("avdrag_over_minimum", variant="varig") >= -1e-3).all()


def test_settings_of_the_minimum_and_start_of_depreciation(tmp_path: Path, solvik_run: Run) -> None:
    text = '[minimumsavdrag]\nanlegg_under_utfoerelse = "uten"\n\n[nye_laan]'
    run = simulate(changed(tmp_path / "a", "solvik", ("finans.toml", "[nye_laan]", text)))
    assert run.value("minimumsavdrag", 2028) > solvik_run.value("minimumsavdrag", 2028)  # a smaller denominator
    under = solvik_run.value("anlegg_under_utfoerelse_ub", 2027)
    spent = solvik_run.series("aktivert")[:2, solvik_run.ids("prosjekt").index("skole-nord")].sum()
    assert under == pytest.approx(spent + solvik_run.value("aktivert", 2027, prosjekt="bofellesskap-2"))
    early = ("investeringer.toml", "aktivering =", 'avskrivning_starter = "ferdig_aar"\naktivering =')
    soon = simulate(changed(tmp_path / "b", "solvik", early))
    at = soon.ids("prosjekt").index("skole-nord")
    assert soon.series("avskrivning_prosjekt")[2, at] > 0.0
    assert solvik_run.series("avskrivning_prosjekt")[2, at] == 0.0
    time = solvik_run.value("avskrivbare_anleggsmidler_ub", 2029) / solvik_run.value("avskrivninger", 2030)
    assert solvik_run.value("implisitt_avdragstid", 2030) == pytest.approx(time)


def test_another_life_for_the_pipes(tmp_path: Path, solvik_run: Run) -> None:
    head = ("anlegg.csv", "restlevetid;anslag", "restlevetid;ny_restlevetid;omlevetid_fra;anslag")
    rows = [
        ("anlegg.csv", "bygg;420;mill. kr;30;", "bygg;420;mill. kr;30;;;"),
        ("anlegg.csv", "utstyr;30;mill. kr;6;", "utstyr;30;mill. kr;6;;;"),
        ("anlegg.csv", "ledningsnett;70;mill. kr;35;", "ledningsnett;70;mill. kr;35;65;2028;"),
    ]
    run = simulate(changed(tmp_path, "solvik", head, *rows))
    left = run.value("bokfoert_eksisterende_ub", 2027, anleggsklasse="ledningsnett")
    assert left == pytest.approx(70e6 * 33 / 35)
    assert run.value("avskrivning_eksisterende", 2028, anleggsklasse="ledningsnett") == pytest.approx(left / 65)
    assert run.value("minimumsavdrag", 2030) < solvik_run.value("minimumsavdrag", 2030)
