"""Labour: need against supply, recruitment, and whether the plan can be staffed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import Run, simulate
from tests.demography.plans import changed, told

FILE = "arbeidskraft.toml"


def test_supply_and_share_by_hand(solvik_run: Run) -> None:
    people = solvik_run.series("folketall_ub").sum(axis=(1, 2))[:, 20:67].sum(axis=1)
    supply = solvik_run.series("arbeidskraft_tilbud")
    assert np.allclose(supply, 0.78 * people - 250.0)
    need = solvik_run.series("aarsverk_sum") / 0.91
    assert np.allclose(solvik_run.series("arbeidskraftandel"), need / supply)


def test_lacking_is_what_the_first_years_share_cannot_give(solvik_run: Run) -> None:
    share = solvik_run.series("arbeidskraftandel")
    need, supply = solvik_run.series("aarsverk_med_fravaer"), solvik_run.series("arbeidskraft_tilbud")
    assert np.allclose(solvik_run.series("aarsverk_mangel"), np.maximum(need - share[0] * supply, 0.0))


def test_a_stated_share_is_used_instead(tmp_path: Path) -> None:
    run = simulate(changed(tmp_path, "solvik", (FILE, "fra_alder = 20", "hoeyeste_andel = 0.2\nfra_alder = 20")))
    assert not run.series("aarsverk_mangel").any()


def test_recruitment_is_growth_and_those_who_leave(solvik_run: Run) -> None:
    need = solvik_run.series("aarsverk_med_fravaer")
    found = solvik_run.series("rekrutteringsbehov")
    assert np.allclose(found[1:], need[1:] - need[:-1] + 0.06 * need[:-1])


def test_what_is_lacking_is_divided_by_the_services_own_staff(solvik_run: Run) -> None:
    """School has 16 FTE per 100 pupils: its part of what is lacking is its part of all FTE."""
    parts, lacking = solvik_run.series("aarsverk_mangel_fordelt"), solvik_run.series("aarsverk_mangel")
    assert np.allclose(parts.sum(axis=1), lacking) and lacking[-1] > 1.0
    school = {"tjeneste": "skole"}
    share = solvik_run.value("aarsverk", 2045, **school) / solvik_run.value("aarsverk_sum", 2045)
    assert solvik_run.value("aarsverk_mangel_fordelt", 2045, **school) == pytest.approx(share * lacking[-1])


def test_nothing_is_said_without_the_file(nordvik_run: Run) -> None:
    for name in ("arbeidskraftandel", "aarsverk_mangel", "rekrutteringsbehov"):
        assert not nordvik_run.series(name).any()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("til_alder = 66", "til_alder = 16", "er lavere enn fra_alder"),
        ("verdi = 78", "verdi = 178", "er utenfor det gyldige"),
        ("verdi = 9,", 'verdier = { 2026 = 9.0, 2027 = 60.0 }, videre = "siste",', "0–50 prosent"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    found = told(tmp_path, "solvik", FILE, old, new)
    assert words in found, found
