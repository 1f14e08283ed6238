"""Keys of the population that another key overrules are warned of, each with the key that applies and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldip import Plan
from ldip.locales import LANGUAGES
from ldip.plan.plausible.overruled import RULE
from ldip.simulation.plausible import cautions
from tests.demography.plans import changed
from tests.estimates.plans import HISTORY, POP, own_projection, with_history

STATE = "aldersgruppering ="
PIN = '[[laast_totalt]]\naar = {aar}\npersoner = 5000\nkilde = "prøve"\n\n[bolig]'


def struck(plan: Plan) -> dict[str, str]:
    """Key to sentence of every warning, each with the line of its key."""
    found = [c for c in cautions(plan) if c.rule == RULE]
    assert all(c.line > 0 and c.file == POP and "{" not in c.message for c in found)
    return {c.key: c.message for c in found}


def beside(tmp_path: Path, *edits: tuple[str, str, str]) -> Plan:
    """Solvik with a history beside its gross moves."""

    def add(folder: Path) -> None:
        zones = ("sentrum", "nord", "soer")
        rows = "".join(f"{y};{z};{k};{a};6\n" for y in range(2016, 2026) for z in zones for k in "km" for a in range(106))
        (folder / "befolkning" / "historie.csv").write_text("aar;sone;kjoenn;alder;personer\n" + rows, encoding="utf-8")

    return changed(tmp_path, "solvik", (POP, "[folketall]\n", HISTORY), *edits, more=add)


def test_the_examples_say_everything_once(solvik: Plan, nordvik: Plan, baerum: Plan) -> None:
    assert [struck(p) for p in (solvik, nordvik, baerum)] == [{}, {}, {}]


def test_a_history_beside_moves_has_no_effect(tmp_path: Path) -> None:
    settings = 'krymping = false\nbasisperiode = 10\nnegativ_flytting_som = "antall"\n'
    found = struck(beside(tmp_path / "a", (POP, STATE, settings + STATE)))
    assert set(found) == {"historie", "krymping", "basisperiode", "negativ_flytting_som"}
    assert "flyttingen er gitt i [utflytting], [innflytting]" in found["historie"] and "Ta ut" in found["krymping"]
    births = struck(beside(tmp_path / "b", (POP, "lokal_fruktbarhetsfaktor = 1.03", 'lokal_fruktbarhetsfaktor = "beregnet"')))
    assert set(births) == {"historie"} and "bare fødselsnivået" in births["historie"]


def test_a_number_overrules_the_births_of_the_history(tmp_path: Path) -> None:
    number = (POP, 'lokal_fruktbarhetsfaktor = "beregnet"', "lokal_fruktbarhetsfaktor = 1.03")
    found = struck(with_history(tmp_path / "a", number))
    assert set(found) == {"lokal_fruktbarhetsfaktor"} and "1,03" in found["lokal_fruktbarhetsfaktor"]
    silent = struck(with_history(tmp_path / "b", (POP, 'lokal_fruktbarhetsfaktor = "beregnet"\n', "")))
    assert set(silent) == {"historie"} and "faktor er 1." in silent["historie"]
    assert struck(with_history(tmp_path / "c")) == {}


def test_a_year_of_rates_that_are_held(tmp_path: Path) -> None:
    found = struck(changed(tmp_path, "solvik", (POP, 'utvikling = "nasjonal"', 'utvikling = "holdt"')))
    assert set(found) == {"doedelighet_aar"} and 'doedelighetsutvikling = "holdt"' in found["doedelighet_aar"]


def test_pinning_without_a_path_to_pin_to(tmp_path: Path) -> None:
    assert set(struck(changed(tmp_path / "a", "solvik", (POP, STATE, f'laasing = "totalt"\n{STATE}')))) == {"laasing"}
    early = struck(changed(tmp_path / "b", "solvik", (POP, "[bolig]", PIN.format(aar=2026))))
    assert set(early) == {"laast_totalt.0"} and "[folketall]" in early["laast_totalt.0"]
    assert struck(changed(tmp_path / "c", "solvik", (POP, "[bolig]", PIN.format(aar=2035)))) == {}


@pytest.mark.parametrize(("year", "effect"), [(2036, False), (2047, True)])
def test_a_total_pinned_while_a_projection_is_followed(tmp_path: Path, year: int, effect: bool) -> None:
    edit = (POP, 'framskriving_i_bruk = "egen"', 'framskriving_i_bruk = "lav"\nlaasing = "grupper"')
    found = struck(changed(tmp_path, "solvik", edit, (POP, "[bolig]", PIN.format(aar=year))))
    assert set(found) == (set() if effect else {"laast_totalt.0"})
    assert effect or 'framskriving_i_bruk = "lav"' in found["laast_totalt.0"]


def test_the_municipalitys_own_path_goes_before_pins(tmp_path: Path) -> None:
    plan = own_projection(tmp_path, (POP, STATE, f'laasing = "grupper"\n{STATE}'), (POP, "[bolig]", PIN.format(aar=2035)))
    found = struck(plan)
    assert set(found) == {"laasing", "laast_totalt.0"} and all("[kommuneflytting]" in text for text in found.values())


def test_every_form_is_in_every_language(tmp_path: Path) -> None:
    from ldip.locales import catalogue

    forms = {k for k in catalogue("nb") if k.startswith(f"plausible.{RULE}.")}
    assert len(forms) == 8 and all(forms <= set(catalogue(language)) for language in LANGUAGES)
