"""Who uses a service, what they weigh, and who gives it: levels of need, rights, hours, private providers, graves."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from ldip import Run, read_plan, simulate
from tests.demography.plans import EXAMPLES, changed, told

HOMES = "tjenester/bolig-nedsatt.toml"


def index(run: Run, service: str) -> int:
    return run.ids("tjeneste").index(service)


def test_the_need_list_is_counts_by_year_and_level(solvik_run: Run) -> None:
    moderate = [solvik_run.value("behovsliste_ub", y, behovsnivaa="bolig-nedsatt-moderat") for y in (2026, 2027, 2028)]
    assert moderate == pytest.approx([9 * 0.97, 9 * 0.97**2 + 2, 9 * 0.97**3 + 2 * 0.97])
    users = solvik_run.series("brukere_ub")[:, index(solvik_run, "bolig-nedsatt")]
    assert np.allclose(users, solvik_run.series("behovsliste_ub").sum(axis=1))
    weighted = solvik_run.series("behovsliste_ub") @ np.array([0.6, 1.6])
    assert np.allclose(solvik_run.series("kostnadsbrukere_ub")[:, index(solvik_run, "bolig-nedsatt")], weighted)


def test_growth_in_the_list_costs_its_weight(solvik_run: Run) -> None:
    """Nothing is paid for those who lived there when the plan opened; each change costs weight times unit cost."""
    opening = 9 * 0.6 + 6 * 1.6
    weighted = solvik_run.series("kostnadsbrukere_ub")[:, index(solvik_run, "bolig-nedsatt")]
    change = np.diff(np.concatenate([[opening], weighted]))
    cost = solvik_run.series("demografikostnad")[:, index(solvik_run, "bolig-nedsatt")]
    assert np.allclose(cost, change * 900_000 * solvik_run.series("deflator_indeks_ub"))


def test_kindergarten_rights_and_weights_by_hand(solvik_run: Run) -> None:
    children = solvik_run.series("folketall_ub")[3].sum(axis=(0, 1))
    rights = children[1] * 0.9167 + children[2:6].sum()
    assert solvik_run.value("personer_med_rett", 2029, tjeneste="barnehage") == pytest.approx(rights)
    rate = np.array([0.80, 0.94, 0.98, 0.98, 0.98])
    weight = np.array([2.0, 2.0, 1.5, 1.0, 1.0])
    own = (children[1:6] * rate * weight).sum() * 0.6
    assert solvik_run.value("kostnadsbrukere_ub", 2029, tjeneste="barnehage") == pytest.approx(own)
    assert solvik_run.value("aarsverk", 2029, tjeneste="barnehage") == pytest.approx(own * 0.13)
    assert solvik_run.value("private_brukere", 2029, tjeneste="barnehage") == pytest.approx(own / 0.6 * 0.4)


def test_private_grants_follow_the_own_cost_of_two_years_before(tmp_path: Path, solvik_run: Run) -> None:
    """A cut in the municipality's own kindergartens in 2028 lowers the rate from 2030, not before."""
    row = "kutt;Kutt i egne barnehager;barnehage;varig;2028;nei;-2,0;;;mill. kr;2026-kroner;;;;;ja;prøve\n"

    def cut(folder: Path) -> None:
        with (folder / "tiltak.csv").open("a", encoding="utf-8") as file:
            file.write(row)

    run = simulate(changed(tmp_path, "solvik", more=cut))
    rates = {y: [r.value("privat_tilskuddssats", y, tjeneste="barnehage") for r in (solvik_run, run)] for y in range(2026, 2032)}
    for year in (2026, 2027, 2028, 2029):
        assert rates[year][0] == pytest.approx(rates[year][1], rel=2e-3)  # savings elsewhere move frames a little
    assert rates[2030][1] < 0.97 * rates[2030][0]
    base = solvik_run.value("kostnadsgrunnlag_ub", 2028, tjeneste="barnehage")
    growth = np.prod([1.0 + solvik_run.value("deflator_vekst", y) for y in (2029, 2030)])
    assert rates[2030][0] == pytest.approx(base * growth * 1.14)
    grant = solvik_run.value("tilskudd_til_private", 2030, tjeneste="barnehage")
    assert grant == pytest.approx(rates[2030][0] * solvik_run.value("private_brukere", 2030, tjeneste="barnehage"))


def test_home_care_by_hours(solvik_run: Run) -> None:
    people = solvik_run.series("folketall_ub")[9].sum(axis=(0, 1))
    bands = (
        (0, 17, 0.5, 20.5),
        (18, 49, 1.6, 16.4),
        (50, 66, 2.4, 12.3),
        (67, 79, 6.2, 5.7),
        (80, 89, 21, 4.3),
        (90, 105, 44, 5.5),
    )
    hours = sum(people[a : b + 1].sum() * p / 100 * h for a, b, p, h in bands)
    assert solvik_run.value("tjenestetimer", 2035, tjeneste="hjemmetjeneste") == pytest.approx(hours)
    assert solvik_run.value("aarsverk", 2035, tjeneste="hjemmetjeneste") == pytest.approx(hours * 52 / (1720 * 0.6))


def test_graves_are_used_up_and_the_new_field_helps(solvik_run: Run) -> None:
    used = solvik_run.series("forbrukte_plasser_ub")[:, index(solvik_run, "gravplass")]
    dead = solvik_run.series("doede_sum")
    assert np.allclose(np.diff(used), 0.7 * dead[1:] - 6.0)
    free = {y: solvik_run.value("kapasitet_ub", y, tjeneste="gravplass") for y in (2028, 2029)}
    assert free[2029] - free[2028] > 390.0
    need = solvik_run.value("plassbehov", 2040, tjeneste="gravplass")
    assert need == pytest.approx(0.03 * solvik_run.value("innbyggere_ub", 2040))


def test_four_definitions_of_coverage_in_order(solvik_run: Run) -> None:
    a, b, c, d = (solvik_run.value(f"dekningsgrad_{x}", 2030, tjeneste="omsorg") for x in "abcd")
    assert c < d < b and c < a < b
    assert all(solvik_run.value(f"dekningsgrad_{x}", 2030, tjeneste="skole") == 0.0 for x in "abcd")


def test_teachers_small_schools_by_classes(solvik_run: Run) -> None:
    for zone in solvik_run.ids("sone"):
        classes, norm, found = (
            solvik_run.value(n, 2030, tjeneste="skole", sone=zone) for n in ("klasser", "normbemanning_sone", "laererbehov_sone")
        )
        assert found == max(1.5 * classes, norm)


def test_a_new_service_is_one_file(tmp_path: Path, solvik_run: Run) -> None:
    """No code and no other file: users, FTE and the cost of growth come with it."""
    text = (EXAMPLES / "solvik" / "tjenester" / "kultur.toml").read_text(encoding="utf-8")

    def add(folder: Path) -> None:
        (folder / "tjenester" / "kulturskole.toml").write_text(
            text.replace("Kultur og bibliotek", "Kulturskole"), encoding="utf-8"
        )

    run = simulate(changed(tmp_path, "solvik", more=add))
    users = run.value("brukere_ub", 2035, tjeneste="kulturskole")
    assert users == pytest.approx(run.value("brukere_ub", 2035, tjeneste="kultur"))
    cost = run.series("demografikostnad")[:, index(run, "kulturskole")]
    frame = run.value("ramme_utgift_sum_ub", 2026, tjeneste="kulturskole")
    assert frame == pytest.approx(cost[0])  # without a frame of its own the growth still lands somewhere


def test_operating_cost_is_the_frames_and_what_stands_beside_them(solvik_run: Run) -> None:
    row = solvik_run.row()
    beside = (
        "ressurskrevende_utgift",
        "selvkost_loenn",
        "selvkost_kjoep",
        "tilskudd_til_private",
        "pensjonspremie_utover_rammen",
    )
    parts = sum(
        row[n].reshape(len(solvik_run.years), -1).sum(axis=1) for n in (*beside, "bevilgning_sum", "amortisering_premieavvik")
    )
    parts = parts - row["premieavvik"][:, 0]
    carried = sum(v[:, 0] for n, v in row.items() if n.startswith("avvik_") and n.endswith("_rammer"))  # of the adopted year
    parts = parts + carried
    assert np.allclose(parts[1:], row["driftsutgifter_rammer"][1:, 0])  # 2026 has an adopted line


def test_the_same_staff_is_never_counted_twice(tmp_path: Path, solvik_run: Run) -> None:
    """A school that follows its pupils pays no staff for the new building; one that follows places pays it, and no growth."""
    staff = 20_000 * 90
    projects, services = solvik_run.ids("prosjekt"), solvik_run.ids("tjeneste")
    at = (services.index("skole"), projects.index("skole-nord"))
    assert solvik_run.series("helaarsvirkning_fast")[0][at] == 0.0  # rent and premises lie with the landlord
    assert solvik_run.series("demografikostnad")[:, at[0]].any()
    edit = ("tjenester/skole.toml", 'bemanning_foelger = "befolkning"', 'bemanning_foelger = "kapasitet"')
    run = simulate(changed(tmp_path, "solvik", edit))
    assert run.series("helaarsvirkning_fast")[0][at] == pytest.approx(staff)
    assert not run.series("demografikostnad")[:, at[0]].any()
    assert not run.series("endring_i_rammen")[0, at[0]].any()


def test_staff_stated_twice_is_refused(tmp_path: Path) -> None:
    file = "tjenester/hjemmetjeneste.toml"
    assert "oppgitt to ganger" in told(tmp_path, "solvik", file, "kilde =", "aarsverk_per_bruker = 0.4\nkilde =")


CASES = [
    (HOMES, 'id = "omfattende"', 'id = "moderat"', "står to ganger"),
    ("behovsliste.csv", "moderat;2027", "stort;2027", "ukjent nivå i tjenesten"),
    ("behovsliste.csv", "moderat;2027", "moderat;2007", "utenfor planårene"),
    ("behovsliste.csv", "bolig-nedsatt;moderat;2027", "bolig;moderat;2027", "mente du bolig-nedsatt"),
    ("tjenester/barnehage.toml", "verdi = 60", "verdi = 0", "må være over null"),
    (
        "tjenester/barnehage.toml",
        'enhet = "kr", priser = "løpende", kilde = "Oppdiktet regnskap 2025"',
        'enhet = "kr", priser = "2026-kroner", kilde = "x"',
        "feil prisnivå",
    ),
    (
        "tjenester/barnehage.toml",
        "fra_alder = 1, til_alder = 2, vekt",
        "fra_alder = 2, til_alder = 1, vekt",
        "til_alder er lavere",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), CASES, ids=[f"{c[0]}:{c[3]}" for c in CASES])
def test_mistakes_are_told(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    found = told(tmp_path, "solvik", file, old, new)
    assert words in found, found


def test_service_files_alone_make_the_service(tmp_path: Path) -> None:
    """The acceptance of «one file»: a plan read back has exactly one file more."""
    target = tmp_path / "solvik"
    shutil.copytree(EXAMPLES / "solvik", target, ignore=shutil.ignore_patterns("resultat"))
    before = read_plan(target)
    shutil.copy(target / "tjenester" / "kultur.toml", target / "tjenester" / "museum.toml")
    after = read_plan(target)
    assert set(after.services) - set(before.services) == {"museum"}
    assert after.content_hash != before.content_hash
