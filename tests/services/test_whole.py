"""Cost in steps: a grade of 15 pupils and one of 28 both need one class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import Plan, PlanError, Run, simulate
from tests.demography.plans import changed

SCHOOL = "tjenester/skole.toml"
STEPS = '\n[kostnadsform]\ntrinn_andel = {share}\nkilde = "prøve"\nanslag = true\n'


def with_steps(tmp_path: Path, share: float, more: str = "", file: str = SCHOOL) -> Plan:
    def edit(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as out:
            out.write(STEPS.format(share=share) + more)

    return changed(tmp_path, "solvik", more=edit)


def school(run: Run, name: str) -> np.ndarray:
    return np.asarray(run.series(name)[:, run.ids("tjeneste").index("skole")])


def test_cost_follows_classes_in_whole_and_in_part(tmp_path: Path, solvik_run: Run) -> None:
    """With share 1 nothing is saved while no class falls away; with 0 every krone is as without steps."""
    none, part, whole = (simulate(with_steps(tmp_path / str(a), a)) for a in (0, 0.8, 1))
    assert np.array_equal(none.series("demografikostnad"), solvik_run.series("demografikostnad"))
    classes, per_class = school(whole, "hele_enheter_ub"), school(whole, "brukere_per_hel_enhet_ub")
    opening = whole.value("hele_enheter_aapning", 2026, tjeneste="skole")
    assert per_class[0] == pytest.approx(whole.value("kostnadsbrukere_aapning", 2026, tjeneste="skole") / opening)
    steps = np.diff(np.concatenate([[opening], classes])) * per_class
    assert np.allclose(school(whole, "kostnadsvekst"), steps)
    users = school(solvik_run, "brukervekst")
    assert np.any(users != 0.0)
    assert np.allclose(school(part, "kostnadsvekst"), 0.2 * users + 0.8 * steps)
    cost = 160_000 * school(part, "kostnadsvekst") * part.series("deflator_indeks_ub")
    assert np.allclose(school(part, "demografikostnad"), cost)


def test_own_income_still_follows_the_users(tmp_path: Path, solvik_run: Run) -> None:
    whole = simulate(with_steps(tmp_path, 1))
    assert np.array_equal(whole.series("brukervekst_inntekt"), solvik_run.series("brukervekst_inntekt"))


@pytest.mark.parametrize(
    ("file", "more", "told"),
    [
        ("tjenester/helse.toml", "", "mangler hva en hel enhet er"),
        (SCHOOL, "brukere_per_enhet = 5\n", "hele enheter er oppgitt to ganger"),
    ],
)
def test_a_whole_unit_is_said_once(tmp_path: Path, file: str, more: str, told: str) -> None:
    with pytest.raises(PlanError, match=told):
        with_steps(tmp_path, 0.5, more, file)


def test_the_fixed_share_follows_nobody(tmp_path: Path, solvik_run: Run) -> None:
    def edit(folder: Path) -> None:
        with (folder / "tjenester/helse.toml").open("a", encoding="utf-8") as out:
            out.write('\n[kostnadsform]\nfast_andel = 0.25\nkilde = "prøve"\nanslag = true\n')

    run = simulate(changed(tmp_path, "solvik", more=edit))
    at = run.ids("tjeneste").index("helse")
    cost = solvik_run.series("demografikostnad")[:, at]
    assert np.any(cost != 0.0)
    assert np.allclose(run.series("demografikostnad")[:, at], 0.75 * cost)


def test_more_than_the_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="mer enn hele kostnaden"):
        with_steps(tmp_path, 0.9, "fast_andel = 0.2\n")
