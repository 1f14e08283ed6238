"""Need and capacity by zone: a large development moves pupils and the shortage year; everything adds up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import Run, simulate
from tests.demography.plans import changed, told


def test_zones_add_up_to_the_service(solvik_run: Run) -> None:
    school = solvik_run.ids("tjeneste").index("skole")
    by_zone = solvik_run.series("brukere_sone")[:, school].sum(axis=1)
    assert np.abs(by_zone - solvik_run.series("brukere_ub")[:, school]).max() < 1e-9
    places = (solvik_run.series("kapasitet_sone") + solvik_run.series("prosjektkapasitet_sone"))[:, school].sum(axis=1)
    assert np.abs(places - solvik_run.series("kapasitet_ub")[:, school]).max() < 1e-9


def test_classes_are_whole_and_never_too_large(solvik_run: Run) -> None:
    school = solvik_run.ids("tjeneste").index("skole")
    classes = solvik_run.series("klasser")[:, school]
    assert (classes == np.round(classes)).all()
    people = solvik_run.series("folketall_sone_alder_ub")
    for z in range(classes.shape[1]):
        by_hand = sum(np.ceil(people[4, z, a] / (28 if a <= 12 else 30)) for a in range(6, 16))
        assert classes[4, z] == by_hand


def test_norms_by_hand(solvik_run: Run) -> None:
    ages = solvik_run.series("folketall_ub").sum(axis=(1, 2))[9]
    expected = ages[6:10].sum() / 15.0 + ages[10:16].sum() / 20.0
    assert solvik_run.value("normbemanning", 2035, tjeneste="skole") == pytest.approx(expected)


def test_two_thousand_homes_bring_pupils_and_an_earlier_shortage(tmp_path: Path, solvik_run: Run) -> None:
    """All of them in the south from 2030: its pupils multiply year by year, the others lose a few, the shortage comes."""
    rows = "".join(f"{y};soer;rekkehus;400;prøve\n" for y in range(2030, 2035))

    def build(folder: Path) -> None:
        with (folder / "boligprogram.csv").open("a", encoding="utf-8") as file:
            file.write(rows)

    run = simulate(changed(tmp_path, "solvik", more=build))
    pupils = {y: run.value("brukere_sone", y, tjeneste="skole", sone="soer") for y in (2029, 2031, 2036)}
    assert pupils[2029] < 1.1 * solvik_run.value("brukere_sone", 2029, tjeneste="skole", sone="soer")
    assert pupils[2029] < pupils[2031] < pupils[2036] and pupils[2036] > 3.0 * pupils[2029]
    for zone in ("nord", "sentrum"):
        assert run.value("brukere_sone", 2036, tjeneste="skole", sone=zone) < solvik_run.value(
            "brukere_sone", 2036, tjeneste="skole", sone=zone
        )
    before, after = (r.value("mangelaar_sone", 2026, tjeneste="skole", sone="soer") for r in (solvik_run, run))
    assert after in (2030, 2031) and (before == 0 or after < before)
    zones = ("sentrum", "nord", "soer")
    by_zone = [run.value("plassmangel_sone", 2033, tjeneste="skole", sone=z) for z in zones]
    assert run.value("plassmangel", 2033, tjeneste="skole") == pytest.approx(sum(by_zone)) and sum(v > 0 for v in by_zone) == 1


def test_a_surplus_elsewhere_does_not_help_a_zone(solvik_run: Run) -> None:
    """By hand: the north has 175 places and 177.4 pupils · 1.05 in 2026, while the two others have 55 places to spare."""
    need, places = (solvik_run.value(n, 2026, tjeneste="skole", sone="nord") for n in ("plassbehov_sone", "plasser_sone"))
    pupils = solvik_run.value("brukere_sone", 2026, tjeneste="skole", sone="nord")
    assert places == 175 and need == pytest.approx(pupils * 1.05) and need > 175.5
    at = {"tjeneste": "skole"}
    assert solvik_run.value("kapasitet_ub", 2026, **at) > solvik_run.value("plassbehov", 2026, **at)  # whole: room for all
    assert solvik_run.value("plassmangel", 2026, **at) == pytest.approx(need - 175)
    assert solvik_run.value("mangelaar", 2026, **at) == solvik_run.value("mangelaar_sone", 2026, sone="nord", **at) == 2026
    assert solvik_run.value("plassdekning_sone", 2026, sone="nord", **at) == pytest.approx(175 / (pupils * 1.05))
    assert solvik_run.value("plassdekning", 2026, **at) > 1.0
    idle, lacking = (solvik_run.value(n, 2026, **at) for n in ("ledig_kapasitet", "plassmangel"))
    difference = solvik_run.value("kapasitet_ub", 2026, **at) - solvik_run.value("plassbehov", 2026, **at)
    assert idle - lacking == pytest.approx(difference)  # the idle places of the two others cost what they cost


def test_no_need_is_whole_coverage(solvik_run: Run) -> None:
    assert solvik_run.value("plassbehov", 2026, tjeneste="helse") == 0
    assert solvik_run.value("plassdekning", 2026, tjeneste="helse") == 1.0


CASES = [
    ("bygg.csv", ";175;nord;", ";175;nrd;", "sonen har ikke folketall"),
    ("bygg.csv", ";175;nord;", ";175;;", "bygget mangler sone"),
    ("prosjekter/skole-nord.toml", 'sone = "nord"\n', "", "prosjektet mangler sone"),
    ("prosjekter/skole-nord.toml", 'sone = "nord"\n', 'sone = "vest"\n', "sonen har ikke folketall"),
    (
        "tjenester/skole.toml",
        "fra_alder = 6, til_alder = 12, elever",
        "fra_alder = 13, til_alder = 12, elever",
        "til_alder er lavere",
    ),
    ("tjenester/skole.toml", "per_aarsverk = 15", "per_aarsverk = 0", "per_aarsverk"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), CASES, ids=[f"{c[0]}:{c[3]}" for c in CASES])
def test_mistakes_are_told(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    found = told(tmp_path, "solvik", file, old, new)
    assert words in found, found
