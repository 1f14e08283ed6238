"""Projects: they add up to the investment form, are delayed, chosen, linked and framed; upkeep and lifetimes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import Run, read_plan, simulate
from ldip.parameters import read as parameters
from tests.demography.plans import EXAMPLES, changed, told

SCHOOL = "prosjekter/skole-nord.toml"
NEW, WIDER = "prosjekter/barnehage-ny.toml", "prosjekter/barnehage-utvidelse.toml"


@pytest.mark.parametrize("name", ["solvik_run", "baerum_run", "nordvik_run"])
def test_every_sum_of_projects_is_a_line_of_the_form(name: str, request: pytest.FixtureRequest) -> None:
    """§5-5 lines 1, 7, 8 and 9: the projects, what the plan states beside them, and what is adopted."""
    run: Run = request.getfixturevalue(name)
    row = run.row()

    def adopted(line: str) -> np.ndarray:
        return row.get(f"avvik_{line}", np.zeros((len(run.years), 1)))[:, 0]

    spent = row["investeringsutgift"].sum(axis=-1)[:, 0]
    assert np.allclose(row["investeringer_varige"][:, 0], spent + adopted("investeringer_varige"))
    vat = row["mva_kompensasjon"].sum(axis=-1)[:, 0] + adopted("mva_kompensasjon_investering")
    assert np.allclose(row["mva_kompensasjon_investering"][:, 0], vat)
    others = (row["prosjekttilskudd"] + row["utbyggerbidrag"]).sum(axis=-1)[:, 0] + adopted("tilskudd_fra_andre")
    assert np.allclose(row["tilskudd_fra_andre"][:, 0], others)
    sold = row["prosjektsalg"].sum(axis=-1)[:, 0] + row["salg_av_varige_driftsmidler_oppgitt"][:, 0]
    assert np.allclose(row["salg_av_varige_driftsmidler"][:, 0], sold + adopted("salg_av_varige_driftsmidler"))


def test_share_of_frames_without_a_project(solvik_run: Run) -> None:
    frames = [solvik_run.ids("prosjekt").index(p) for p in ("ramme-bygg", "vann", "avloep")]
    spent = solvik_run.series("investeringsutgift")
    assert np.allclose(solvik_run.series("rammeandel"), spent[:, frames].sum(axis=1) / spent.sum(axis=1))


def test_appropriations_and_what_is_left(solvik_run: Run) -> None:
    """Årsbevilgning + rebevilgning = spending + unspent, project by project and year by year."""
    row = solvik_run.row()
    have = row["aarsbevilgning"] + row["rebevilgning"]
    assert np.allclose(have, row["investeringsutgift"] + row["ubrukt_bevilgning"])
    at = solvik_run.ids("prosjekt").index("skole-nord")
    assert row["bevilget_ub"][-1, 0, at] == pytest.approx(140e6)
    assert row["kostnadsramme_rest_ub"][-1, 0, at] == pytest.approx(10e6)
    grown = row["ubrukt_bevilgning"][0, 0, at] * 1.03
    assert row["rebevilgning"][1, 0, at] == pytest.approx(grown)


def test_earlier_appropriations_count_against_the_frame(tmp_path: Path) -> None:
    text = '[tidligere_bevilget]\nbeloep = 6\nenhet = "mill. kr"\npriser = "2026-kroner"\nkilde = "prøve"\n\n[finansiering]'
    run = simulate(changed(tmp_path, "solvik", (SCHOOL, "[finansiering]", text)))
    assert run.value("kostnadsramme_rest_ub", 2045, prosjekt="skole-nord") == pytest.approx(4e6)


def test_a_delay_saves_what_the_closed_form_says(tmp_path: Path) -> None:
    """Three years later with r = 4 % and g = 1.5 %: I·(1 − ((1+g)/(1+r))³) = 7.0 % of the present value."""
    growth = (
        "forutsetninger.toml",
        '[byggekostnadsvekst]\nenhet = "prosent"\nverdi = 3.0',
        '[byggekostnadsvekst]\nenhet = "prosent"\nverdi = 1.5',
    )
    whole = ("investeringer.toml", 'enhet = "prosent"\nverdi = 90', 'enhet = "prosent"\nverdi = 100')
    edits = (growth, whole)
    now = simulate(changed(tmp_path / "a", "solvik", *edits))
    later = simulate(changed(tmp_path / "b", "solvik", *edits, (SCHOOL, "utsettes_aar = 0", "utsettes_aar = 3")))
    discount = 1.04 ** -np.arange(20.0)
    at = now.ids("prosjekt").index("skole-nord")
    value = [float((r.series("investeringsutgift")[:, at] * discount).sum()) for r in (now, later)]
    assert 1.0 - value[1] / value[0] == pytest.approx(1.0 - (1.015 / 1.04) ** 3)
    assert 1.0 - value[1] / value[0] == pytest.approx(0.070, abs=5e-4)
    assert later.value("kapasitet_prosjekter", 2030, tjeneste="skole") == 0.0
    assert later.value("kapasitet_prosjekter", 2031, tjeneste="skole") == 90.0
    fallen = [r.series("avskrivning_prosjekt")[:, at] for r in (now, later)]
    assert not fallen[1][:6].any() and fallen[0][3] > 0.0


def test_only_the_chosen_alternative_counts(tmp_path: Path, solvik_run: Run) -> None:
    assert not solvik_run.series("investeringsutgift")[:, solvik_run.ids("prosjekt").index("barnehage-utvidelse")].any()
    run = simulate(
        changed(
            tmp_path,
            "solvik",
            (NEW, "valgt = true", "valgt = false"),
            (WIDER, "valgt = false", "valgt = true"),
            (WIDER, "skjermet = true", "skjermet = false"),
            ("prosjekter/sykeheim-2.toml", "forutsetter = [", "# forutsetter = ["),
        )
    )
    assert not run.series("investeringsutgift")[:, run.ids("prosjekt").index("barnehage-ny")].any()
    assert run.value("kapasitet_ub", 2029, tjeneste="barnehage") == 90 + 24 + 84 + 30  # nothing is replaced
    assert run.series("prosjektsalg").sum() == 0.0


def test_developers_and_sales_pay_their_part(solvik_run: Run) -> None:
    at = solvik_run.ids("prosjekt").index("skole-nord")
    spent = solvik_run.series("investeringsutgift")[:, at]
    assert np.allclose(solvik_run.series("utbyggerbidrag")[:, at], 0.06 * spent)
    assert np.allclose(solvik_run.series("prosjekttilskudd")[:, at], 0.05 * 0.8 * spent)
    sale = solvik_run.value("prosjektsalg", 2031, prosjekt="barnehage-ny")
    assert sale == pytest.approx(4e6 * solvik_run.value("deflator_indeks_ub", 2031))


def test_spread_by_phase_and_own(tmp_path: Path, solvik_run: Run) -> None:
    for project, sigma, cost in (("sykeheim-2", 0.40, 165e6), ("barnehage-ny", 0.25, 48e6), ("skole-nord", 0.15, 140e6)):
        assert solvik_run.value("kostnad_p85", 2026, prosjekt=project) == pytest.approx(
            cost * np.exp(1.0364334 * sigma), rel=1e-6
        )
    assert solvik_run.value("kostnad_forventet", 2026, prosjekt="sykeheim-2") == pytest.approx(165e6 * 1.2)
    run = simulate(changed(tmp_path, "solvik", (SCHOOL, "utsettes_aar = 0", "spredning = 0.05\nutsettes_aar = 0")))
    assert run.value("kostnad_p85", 2026, prosjekt="skole-nord") == pytest.approx(140e6 * np.exp(1.0364334 * 0.05), rel=1e-6)


def test_emissions_follow_building_and_use(solvik_run: Run) -> None:
    assert solvik_run.series("utslipp_bygging").sum() == pytest.approx(520.0)
    assert [solvik_run.value("prosjektutslipp", y) for y in (2027, 2030)] == pytest.approx([260.0, 9.0])


def test_backlog_grows_by_what_is_not_done(tmp_path: Path, solvik_run: Run) -> None:
    need, done, backlog = (solvik_run.series(n) for n in ("vedlikeholdsbehov", "vedlikehold_utfoert", "vedlikeholdsetterslep_ub"))
    by_hand = 62e6
    for t in range(20):
        gap = need[t] - done[t]
        by_hand = max(by_hand * 1.03 + (1.3 * gap if gap > 0 else gap), 0.0)
        assert backlog[t] == pytest.approx(by_hand)
    run = simulate(changed(tmp_path, "solvik", ("prosjekter/ramme-bygg.toml", "beloep = 15\n", "beloep = 7\n")))
    assert run.value("vedlikeholdsetterslep_ub", 2045) > backlog[-1]


def test_lifetimes_before_and_after_2026_as_they_were_known() -> None:
    import datetime as dt

    then, now = dt.date(2021, 10, 15), dt.date(2026, 10, 15)
    old_and_new = {
        "formaalsbygg": (40, 50),
        "ledningsnett": (40, 80),
        "veg": (40, 40),
        "institusjon": (50, 50),
        "inventar": (10, 10),
    }
    for name, (before, after) in old_and_new.items():
        assert parameters.value("avskrivning", name, 2025, now).verdi == before
        assert parameters.value("avskrivning", name, 2026, now).verdi == after
        assert parameters.value("avskrivning", name, 2030, then).verdi == before


def test_the_register_opens_from_book_values(solvik_run: Run) -> None:
    booked = {"bygg": (420e6, 30), "utstyr": (30e6, 6), "ledningsnett": (70e6, 35)}
    for name, (value, life) in booked.items():
        assert solvik_run.value("avskrivning_eksisterende", 2026, anleggsklasse=name) == pytest.approx(value / life)
        assert solvik_run.value("bokfoert_eksisterende_ub", 2031, anleggsklasse=name) == pytest.approx(
            value * max(1 - 6 / life, 0)
        )


def test_a_project_is_one_file(tmp_path: Path, solvik_run: Run) -> None:
    text = (EXAMPLES / "solvik" / "prosjekter" / "gravlund-2.toml").read_text(encoding="utf-8")

    def add(folder: Path) -> None:
        (folder / "prosjekter" / "gravlund-3.toml").write_text(text.replace("beloep = 9", "beloep = 11"), encoding="utf-8")

    run = simulate(changed(tmp_path, "solvik", more=add))
    price = run.value("byggekostnad_indeks_ub", 2029)
    more = run.value("investeringer_varige", 2029) - solvik_run.value("investeringer_varige", 2029)
    assert more == pytest.approx((0.6 + 0.4 * 0.1) * 0.9 * 11e6 * price)
    places = run.value("kapasitet_ub", 2030, tjeneste="gravplass") - solvik_run.value("kapasitet_ub", 2030, tjeneste="gravplass")
    assert places == pytest.approx(420.0)


CASES = [
    (NEW, 'erstatter = ["lillebo-barnehage"]', 'erstatter = ["lillebo"]', "mente du lillebo-barnehage"),
    (NEW, "valgt = true", "valgt = false", "nøyaktig ett alternativ i gruppen barnehage"),
    (WIDER, "valgt = false", "valgt = true", "nøyaktig ett alternativ i gruppen barnehage"),
    ("prosjekter/sykeheim-2.toml", "barnehage-ny", "barnehage-nye", "mente du barnehage-ny"),
    ("prosjekter/sykeheim-2.toml", "barnehage-ny", "barnehage-utvidelse", "alternativ som ikke er valgt"),
    (NEW, "ferdig = 2030", "ferdig = 2030\nutsettes_aar = 2", "ikke ferdig før prosjektet starter i 2031"),
    (SCHOOL, "utbyggerbidrag_andel = 0.06", "utbyggerbidrag_andel = 0.97", "mer enn hele utgiften"),
    (SCHOOL, 'priser = "2026-kroner"\nvedtatt', 'priser = "2030-kroner"\nvedtatt', "prisnivået kan ikke regnes om"),
    (SCHOOL, "vedtatt = 2025-11-20", 'vedtatt = "i fjor"', "vedtatt"),
    ("prosjekter/vann.toml", 'selvkost = "vann"', 'selvkost = "van"', "mente du vann"),
    ("prosjekter/vann.toml", 'selvkost = "vann"\n', "", "krever et selvkostområde"),
    ("prosjekter/vann.toml", "framdrift =", 'erstatter = ["hallen"]\nframdrift =', "mangler når prosjektet erstatter bygg"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), CASES, ids=[f"{c[0][11:]}:{c[3]}" for c in CASES])
def test_mistakes_are_told(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    found = told(tmp_path, "solvik", file, old, new)
    assert words in found, found


def test_a_prerequisite_may_be_for_the_opening(tmp_path: Path) -> None:
    edit = ("prosjekter/sykeheim-2.toml", '"barnehage-ny", foer = "start"', '"skole-nord", foer = "aapning"')
    late = (SCHOOL, "utsettes_aar = 0", "utsettes_aar = 7")
    assert "åpner i 2034" in told_after(tmp_path, edit, late)
    assert read_plan(changed(tmp_path / "ok", "solvik", edit).folder).projects


def told_after(folder: Path, *edits: tuple[str, str, str]) -> str:
    from ldip import PlanError

    with pytest.raises(PlanError) as error:
        changed(folder, "solvik", *edits)
    return str(error.value)
