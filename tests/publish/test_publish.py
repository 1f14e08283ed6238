"""Addresses, files, headline, tables and words."""

from __future__ import annotations

import csv
import json
import re
from importlib.resources import files

import pytest
from tests.publish.printed import text_of

from ldip import ModelError, Plan, Run, simulate
from ldip.glossary import glossary, label
from ldip.locales import LANGUAGES, install_gettext, language, tr
from ldip.locales import catalogue as messages
from ldip.model.catalogue import FACTORS, catalogue
from ldip.model.cause_groups import CAUSES
from ldip.operations import NATIONAL_STEPS
from ldip.publish.content.fetched import decimals
from ldip.publish.content.headline import headline
from ldip.publish.content.ratio_table import ratio_table
from ldip.publish.content.statements import statement
from ldip.publish.content.surplus import surplus_text
from ldip.publish.content.years import years_table
from ldip.publish.digits import MINUS, grouped, shown
from ldip.publish.formulas import readable
from ldip.publish.numbers import address, as_csv, as_json, fetch, header, published
from ldip.publish.render.terminal import on_screen
from ldip.publish.render.trace import trace_tree
from ldip.publish.screen.named import extra_tables
from ldip.simulation.explain import explain
from ldip.simulation.simulate import with_calibration
from ldip.statements.forms import FORMS, form, steps_in_forms
from ldip.statements.status import Target, first_broken, status_in, statuses


def test_csv_and_json_hold_the_same_numbers(nordvik_run: Run) -> None:
    text = as_csv(nordvik_run, published(nordvik_run))
    head = dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# ") and ": " in line)
    assert head["planhash"] == nordvik_run.plan.content_hash
    assert {"parameterhash", "versjon", "froe", "kjoering", "merknad"} <= set(head)
    rows = list(csv.DictReader([line for line in text.splitlines() if not line.startswith("#")], delimiter=";"))
    data = json.loads(as_json(nordvik_run, published(nordvik_run), ["et problem"]))
    assert data["problemer"] == ["et problem"]
    assert data["kjoering"] == header(nordvik_run)
    assert len(rows) == len(data["tall"]) > 5000
    for row, number in zip(rows, data["tall"], strict=True):
        assert row["adresse"] == number["address"]
        assert float(row["verdi"].replace(",", ".")) == number["value"]
    for row in rows[:: len(rows) // 300]:
        found = fetch(nordvik_run, row["adresse"])
        assert (found.value, found.unit) == (float(row["verdi"].replace(",", ".")), row["enhet"])
        assert row["kilde"], row
    assert {r["opphav"] for r in rows} >= {"framskrevet", "vedtatt"}
    assert {r["anslag"] for r in rows} == {"ja", "nei"}


def test_addresses(nordvik_run: Run) -> None:
    assert address("a", 2030, "p50", tjeneste="x", fond="y") == "a/2030/p50/fond=y/tjeneste=x"
    number = fetch(nordvik_run, "laanegjeld_ub/2031/p50")
    assert number.value == nordvik_run.summary("laanegjeld_ub", 2031)["p50"]
    assert fetch(nordvik_run, "inndekningsbehov_fast/2031/basis/variant=varig").value == pytest.approx(nordvik_run.lasting.amount)
    for wrong in ("laanegjeld_ub", "laanegjeld_ub/i dag/basis", "laanegjeld_ub/2031/basis/fond", "laanegjeld_ub/2031/snitt"):
        with pytest.raises(ModelError):
            fetch(nordvik_run, wrong)


def test_headline_says_everything(nordvik_run: Run) -> None:
    lines = "\n".join(headline(nordvik_run).texts)
    for word in (
        "oppdiktet",
        "lovlig i alle år",
        "2045",
        "2026-kroner",
        "trappes opp",
        "snitt over 4 år",
        "År for år",
        "uten framsyn",
        "Ukonkretisert innsparing",
        "80 av 100",
    ):
        assert word in lines, word
    assert "Ikke trukket" not in lines


def test_tables_print_fetched_numbers(baerum_run: Run) -> None:
    ratios = text_of(on_screen(ratio_table(baerum_run)))
    assert "4 (min. 3)" in ratios and "min. 100 i 2025" in ratios and "under mål" in ratios
    years = text_of(on_screen(years_table(baerum_run)))
    debt = grouped(baerum_run.value("laanegjeld_ub", baerum_run.plan.shown_year) / 1e6)
    assert years.count("innarb.") == 5 and debt in years and "\u00a0" in debt
    for name in FORMS:
        printed = text_of(on_screen(statement(baerum_run, name)))
        assert form(name).paragraf in printed
    assert "−581,0" in text_of(on_screen(statement(baerum_run, "5-4")))
    tree = text_of(trace_tree(explain(baerum_run, "ndr_krav", 2030, depth=3)))
    assert "← bindende" in tree and "kommuneloven § 14-10" in tree
    person = text_of(trace_tree(explain(baerum_run, "brukere_ub", 2030, depth=1, tjeneste="barnehage")))
    assert "verdier over" in person


def test_forms_add_up_as_data(baerum_run: Run, nordvik_run: Run, solvik_run: Run) -> None:
    assert baerum_run.series("bruk_av_fond_i_kort_aar_sum").max() > 1e6, (
        "a revised budget's use of funds stands in line 6 of § 5-9"
    )
    for run in (baerum_run, nordvik_run, solvik_run):
        row = run.row()
        for name in FORMS:
            lines = {line.nr: line for line in form(name).linjer}
            for line in lines.values():
                if line.sum:
                    parts = sum(sign * lines[nr].fortegn * row[lines[nr].steg][:, 0] for nr, sign in line.terms())
                    assert parts == pytest.approx(line.fortegn * row[line.steg][:, 0], abs=1e-3), (name, line.nr)
    assert len(steps_in_forms()) > 50


def test_ratio_table_shows_mean_margin_and_library_names(solvik_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    year = solvik_run.plan.shown_year
    printed = text_of(on_screen(ratio_table(solvik_run)))
    margin = grouped(solvik_run.value("flytende_gjeld_prosent_margin", year) / 1e6, decimals(solvik_run))
    line = next(x for x in printed.splitlines() if "Gjeld med flytende rente" in x)
    assert line.rstrip().endswith(margin) and margin.startswith("−") and "brutt fra 2028" in line
    mean = next(x for x in printed.splitlines() if "snitt av 4 år" in x)
    assert grouped(solvik_run.value("korrigert_resultatgrad_snitt", year) * 100, 1) in mean
    monkeypatch.setenv("LDIP_LANG", "nn")
    assert "Gjeld med flytande rente" in text_of(on_screen(ratio_table(solvik_run)))


def test_surplus_says_where_the_result_goes(baerum_run: Run, solvik_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts sum to the result, and the paragraph prints the same digits as the table."""
    for run in (baerum_run, solvik_run):
        year, width = run.plan.shown_year, decimals(run)
        funds = [f.id for f in run.plan.funds.disposisjonsfond]
        parts = run.value("overfoering_til_investering", year) + run.value("til_bundne_fond", year)
        parts += sum(run.value("til_disposisjonsfond", year, fond=f) for f in funds)
        assert parts == pytest.approx(run.value("netto_driftsresultat", year), abs=0.01)
        (table,) = extra_tables(run, "overskudd")
        result = grouped(run.value("netto_driftsresultat", year) / 1e6, width)
        assert text_of(table).count(result) >= 2 and f"i {year} er {result.lstrip(MINUS)}" in surplus_text(run, year)
    first = surplus_text(baerum_run, 2023)
    assert "549 mill. (99 prosent)" in first and "til bundne fond" in first and "hentet" not in first
    assert "7 mill. til Bufferfond; 24 mill. er tatt av det frie fondet." in first
    assert "92 mill. hentet fra Bufferfond; 10 mill. er fritt." in surplus_text(baerum_run, 2025)
    monkeypatch.setenv("LDIP_LANG", "nn")
    assert "henta frå" in surplus_text(baerum_run, 2025)


def test_surplus_below_zero_is_said(baerum: Plan) -> None:
    run = simulate(with_calibration(baerum, -3.0))
    year = run.years[-1]
    assert run.value("netto_driftsresultat", year) < 0.0
    assert f"Netto driftsresultat i {year} er " in surplus_text(run, year)
    assert "mill. kr under null: ingenting kan betale investeringer" in surplus_text(run, year)


def test_nynorsk_and_english(baerum_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LDIP_LANG", "nn")
    assert "Løyvingsoversikt drift" in text_of(on_screen(statement(baerum_run, "5-4")))
    assert "Lønsutgifter" in text_of(on_screen(statement(baerum_run, "5-6")))
    monkeypatch.setenv("LDIP_LANG", "en")
    assert "Lasting required saving: NOK" in "\n".join(headline(baerum_run).texts)


def test_catalogues_have_the_same_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [set(messages(code)) for code in LANGUAGES]
    assert keys[0] == keys[1] == keys[2]
    for code in LANGUAGES:
        for key, text in messages(code).items():
            holes = set(re.findall(r"{(\w+)", text))
            assert holes == set(re.findall(r"{(\w+)", messages("nb")[key])), key
    for name, expected in (("nb_NO.UTF-8", "nb"), ("no_NO", "nb"), ("nn_NO", "nn"), ("en_US.UTF-8", "en"), ("C.UTF-8", "nb")):
        for variable in ("LDIP_LANG", "LC_ALL", "LC_MESSAGES"):
            monkeypatch.delenv(variable, raising=False)
        monkeypatch.setenv("LANG", name)
        assert language() == expected
    monkeypatch.setenv("LDIP_LANG", "nn")
    assert tr("check.count", n=3) == "3 feil i planen:"
    import gettext

    install_gettext()
    assert gettext.gettext("Options") == "Val"
    assert gettext.gettext("unknown words") == "unknown words"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_unit_of_the_engine_has_a_word_as_it_is_read(code: str) -> None:
    known = catalogue()
    units = {v[0].unit for v in known.steps.values()} | {g.unit for g in known.givens.values()} | {s.unit for s in NATIONAL_STEPS}
    assert not [u for u in sorted({*units, "kr_fast", "mrd"}) if f"ui.lest.{u}" not in messages(code)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_key_of_a_catalogue_stands_twice(code: str) -> None:
    text = files("ldip.locales").joinpath(f"{code}.json").read_text(encoding="utf-8")
    pairs: list[tuple[str, str]] = json.loads(text, object_pairs_hook=list)
    assert len(pairs) == len(dict(pairs)) > 500


def test_every_step_is_in_the_glossary() -> None:
    terms = glossary()
    groups = {f"gruppe_{g}" for g in CAUSES}
    assert set(terms) == {*catalogue().steps, *(s.name for s in NATIONAL_STEPS), *groups, *(f"faktor_{f}" for f in FACTORS)}
    for name, term in terms.items():
        assert term.nb and term.nn and term.en, name
        assert len({bool(term.definition(code)) for code in LANGUAGES}) == 1, name
    assert label("laanegjeld_ib", "nn") == "Lånegjeld til eigne investeringar"
    assert label("noe_annet") == "noe_annet"


def test_numbers_the_norwegian_way() -> None:
    assert grouped(1234567.5) == "1\u00a0234\u00a0568"
    assert grouped(-0.25, 1) == "−0,3"
    assert grouped(2.5) == "3"
    assert grouped(-1234.0, 2) == "−1\u00a0234,00"
    assert readable("return np.maximum(a - b, 0.5) * c[:, None]") == "maks(a − b, 0,5) · c"


def test_status() -> None:
    both = Target(maal=0.04, gulv=0.03)
    assert [status_in(v, both) for v in (0.05, 0.04, 0.035, 0.02)] == ["nådd", "nådd", "over gulv", "brutt"]
    assert status_in(0.5, Target(maal=0.5)) == "nådd"
    assert status_in(0.4, Target(maal=0.5)) == "brutt"
    assert status_in(0.9, Target(tak=0.8)) == "brutt"
    assert status_in(0.7, Target(tak=0.8)) == "nådd"
    assert status_in(301.0, Target(gulv=300.0)) == "nådd"
    assert status_in(1.0, Target()) == "uten mål"
    found = statuses([2024, 2025, 2026], [1.0, 90.0, 1.0], Target(gulv=100.0, only=2025))
    assert found == ("uten mål", "brutt", "uten mål")
    assert first_broken([2024, 2025, 2026], found) == 2025
    assert first_broken([2024], ["nådd"]) is None


def test_shown_units(nordvik_run: Run) -> None:
    assert shown(fetch(nordvik_run, "innbyggere_ub/2026/basis")) == "4\u00a0248"
    assert shown(fetch(nordvik_run, "nibor_3m/2026/basis"), decimals=2) == "4,15"
