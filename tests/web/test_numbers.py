"""Numbers over the API are the numbers of the run: the same digits as the command line, fetched by address, hidden where they must."""

from __future__ import annotations

from typing import Any

import pytest

from ldip import Plan, Run, read_plan, simulate
from ldip.compare.reverse import reverse
from ldip.publish.content.demands import roots_table
from ldip.publish.content.key_figures import ALWAYS, key_figures
from ldip.publish.content.ratios import ratio_rows, ratio_statuses
from ldip.publish.content.verdict import verdict
from ldip.publish.numbers import comma, fetch
from ldip.publish.questions import MOST, Question, answers_to
from ldip.statements.forms import FORMS
from ldip.uncertainty.chances import bands, chance, curve, first_broken
from tests.web.conftest import ROOT, Browser

V = "/api/versjoner/1"


@pytest.mark.parametrize(
    "question",
    [
        Question("laanegjeld_ub"),
        Question("laanegjeld_ub", "faste"),
        Question("netto_driftsresultat_andel", "faste"),
        Question("kapasitet_ub", axes={"tjeneste": "*"}),
        Question("inndekningsbehov_fast", axes={"variant": "varig"}),
        Question("inndekningsbehov", "p80"),
    ],
    ids=str,
)
def test_series_are_the_numbers_at_their_addresses(nordvik_run: Run, question: Question) -> None:
    found = list(answers_to(nordvik_run, question, internal=True))
    assert found
    for s in found:
        for year, value, nature in zip(s.years, s.values, s.natures, strict=True):
            number = fetch(nordvik_run, s.address(year))
            assert (number.value, number.unit, number.origin) == (value, s.unit, nature)


@pytest.mark.parametrize(
    "bad", [{"navn": "finnes_ikke"}, {"navn": "kapasitet_ub"}, {"navn": "laanegjeld_ub", "akser": {"fond": "x"}, "aar": [1950]}]
)
def test_what_is_not_there_is_told(local: Browser, bad: dict[str, object]) -> None:
    answer = local.post(f"{V}/tall", {"sporringer": [bad]})
    assert answer.status_code == 404 and answer.json()["melding"]


def test_too_much_at_once_is_refused(nordvik_run: Run) -> None:
    with pytest.raises(Exception, match=str(MOST)):
        list(answers_to(nordvik_run, Question("folketall_ub", axes={"alder": "*", "kjoenn": "*", "sone": "*"})))


def test_the_overview_says_what_the_command_line_says(local: Browser, nordvik: Plan) -> None:
    run = simulate(nordvik)
    found, answer = local.post(f"{V}/dom").json(), local.post(f"{V}/oversikt").json()
    said = verdict(run)
    assert [*found["setninger"], *found["behov"]["setninger"]] == said.texts
    need = found["behov"]["tall"]
    assert need["verdi"] == pytest.approx(fetch(run, need["adresse"]).value) and need["tekst"] == said.need.amount.words
    assert [k["navn"] for k in found["krav"]] == [r.cells[0].text for r in roots_table(run).rows]
    waited = local.post(f"{V}/vente").json()["rader"]
    assert [r["verdi"] for r in waited] == pytest.approx([run.lasting.amount, *(x.amount for x in run.waiting)])
    for row in answer["maaltall"]:
        ratio = next(r for r in nordvik.rules.maaltall if r.measured == row["id"])
        assert row["status"] == list(ratio_statuses(run, ratio))
    assert answer["kjoering"]["planhash"] == run.plan.content_hash
    parts = answer["overskudd"]
    assert parts[0]["tall"]["verdi"] == pytest.approx(sum(p["tall"]["verdi"] for p in parts[1:]), abs=1.0)


def test_the_strip_picks_the_extremes(nordvik: Plan) -> None:
    run = simulate(nordvik, keep=ALWAYS)
    said = verdict(run)
    found = {f.id: f for f in key_figures(run, said, internal=True)}
    need, debt, fixed_debt = (found[k].number for k in ("varig", "gjeld_loepende", "gjeld"))
    assert need is not None and debt is not None and fixed_debt is not None
    assert need.value == run.lasting.amount
    assert debt.value == max(run.value("laanegjeld_ub", y) for y in run.years)
    assert fixed_debt.unit == "kr_fast" and fixed_debt.value < debt.value
    counted = found["maaltall"]
    assert counted.of == len([r for r in ratio_rows(run) if r.target]) > 0
    assert counted.count == len([r for r in said.rulings if r.ruled and r.before.held])


@pytest.mark.parametrize("paragraph", FORMS)
def test_statements_print_the_same_digits_as_the_table(local: Browser, paragraph: str) -> None:
    from ldip.publish.content.statements import View, statement
    from ldip.publish.render.terminal import on_screen

    answer = local.post(f"{V}/oppstilling", {"paragraf": paragraph, "faste": False}).json()
    run = simulate(read_plan(ROOT / "examples" / "nordvik"))
    table = on_screen(statement(run, paragraph, View()))
    assert answer["stemmer"] is True
    printed = [[str(c) for c in column.cells] for column in table.columns]
    assert [line["navn"] for line in answer["linjer"]] == printed[1]
    for i in range(len(answer["kolonner"])):
        assert [line["trykt"][i] for line in answer["linjer"]] == printed[i + 2]
    for line in answer["linjer"]:
        for column, where in zip(answer["kolonner"], line["adresser"], strict=True):
            if column["slag"] == "plan":
                fetch(run, where)


def test_an_explanation_adds_up_and_names_its_source(local: Browser) -> None:
    answer = local.post(f"{V}/forklaring", {"adresse": "netto_driftsresultat/2031/basis"}).json()
    signs = {"+": 1.0, "−": -1.0}
    assert sum(signs[d["rolle"]] * d["verdi"] for d in answer["deler"]) == pytest.approx(answer["verdi"], abs=0.01)
    assert "§ 5-6" in answer["kilde"] and answer["adresse"] == "netto_driftsresultat/2031/basis"
    assert answer["fast"] == fetch(simulate(read_plan(ROOT / "examples" / "nordvik")), "netto_driftsresultat/2031/faste").value


def test_an_estimated_input_is_explained_down_to_its_data(local: Browser) -> None:
    """Nodes of the derivation have no year and no address; their formula gives the number above."""
    answer = local.post(f"{V}/forklaring", {"adresse": "overlevelse/2031/basis/kjoenn=k/alder=80", "dybde": 1}).json()
    before, now = (d["verdi"] for d in answer["deler"])
    assert answer["verdi"] == pytest.approx((1.0 - (before + now) / 4.0) / (1.0 + (before + now) / 4.0))
    assert [(d["aar"], d["adresse"], d["skjult"], d["opphav"]) for d in answer["deler"]] == [(0, "", False, "data")] * 2
    assert all(d["navn"] in answer["formel"] and d["kilde"] for d in answer["deler"])


def test_draws_are_the_runs_own(local: Browser, nordvik: Plan) -> None:
    seen = local.post(f"{V}/usikkerhet?variant=varig", {"trekninger": 200}).json()
    assert seen["variant"] == "varig" and seen["kurve"] == []
    answer = local.post(f"{V}/usikkerhet", {"trekninger": 200, "sjanser": True}).json()
    assert answer["variant"] == "uten_innsparing" and answer["trekninger"] == 200
    fan = answer["vifter"][0]
    lows, highs = fan["baand"]["p10"], fan["baand"]["p90"]
    assert all(a <= b for a, b in zip(lows, highs, strict=True))
    levels = [p["nivaa"] for p in answer["kurve"]]
    assert levels == sorted(levels)
    at80 = next(p["nivaa"] for p in answer["kurve"] if p["andel"] == 0.8)
    assert at80 == answer["sikkerhet"]["p80"]
    joint = answer["samtidig"]["alle_aar"]
    assert all(r["sjanse"]["alle_aar"] >= joint for r in answer["maaltall"] if r["sjanse"])


def test_chances_and_bands_of_known_draws() -> None:
    import numpy as np

    values = np.array([[1.0, 3.0, 5.0, 7.0], [2.0, 2.0, 6.0, 8.0]])
    one, two = values >= 3.0, values <= 6.0
    assert chance(one).yearly == (0.75, 0.5) and chance(one).every == 0.5
    assert chance(one & two).yearly == (0.5, 0.25) and chance(one & two).every == 0.25
    assert first_broken(one & two).tolist() == [0.5, 0.25, 0.25]
    assert bands({"x": values}, "x", (50.0, 75.0)) == {"p50": [3.0, 2.0], "p75": [5.0, 6.0]}
    assert curve(values[0])[79] == (7.0, 0.8)


def test_stress_moves_the_need_and_tells_what_breaks(local: Browser) -> None:
    rows = {r["id"]: r for r in local.post(f"{V}/stress").json()["rader"]}
    assert rows["basis"]["endring"] == 0.0 and rows["inntekt"]["endring"] > 0.0 and "samlet" in rows
    assert rows["inntekt"]["varig_endring"] > 0.0 and rows["inntekt"]["mangler"] > 0.0 and rows["basis"]["varig_endring"] == 0.0


def test_chosen_stresses_and_scenarios_are_laid_together(local: Browser) -> None:
    found = local.post(f"{V}/stress", {"valgte": ["rente", "perspektiv", "boligomraade"]}).json()
    assert [r["slag"] for r in found["rader"]] == ["basis", "scenario", "stress", "samlet"]
    assert [(u["id"], u["grunn"]) for u in found["utelatt"]] == [("boligomraade", "planen har ikke boligprogram")]
    assert {t["slag"] for t in found["finnes"]} == {"stress", "scenario"} and found["setninger"] and found["merknader"]
    assert local.post(f"{V}/stress", {"valgte": ["rentee"]}).status_code == 404
    assert local.post(f"{V}/stress", {"valgte": ["../rente"]}).status_code == 422


def test_reverse_stress_by_the_web_is_that_of_the_library(local: Browser, nordvik: Plan) -> None:
    found = local.post(f"{V}/omvendt-stress", {"uten_innsparing": True}).json()
    near = reverse(nordvik, variant="uten_innsparing").nearest("rente")
    rows = {r["id"]: r for r in found["rader"]}
    assert near is not None and (rows["rente"]["taaler"], rows["rente"]["brytes"]) == (near.holds, near.year)
    assert rows["rente"]["setning"].startswith("Renten kan stige") and found["merknader"]
    assert local.post(f"{V}/omvendt-stress", {"aar": 2090}).status_code == 404


def test_tables_as_files_keep_every_digit_and_no_formula(local: Browser) -> None:
    import io

    from python_calamine import CalamineWorkbook

    body = {"tittel": "=1+1", "sporringer": [{"navn": "laanegjeld_ub"}]}
    text = local.post(f"{V}/tabell", {**body, "format": "csv"}).content.decode("utf-8-sig")
    value = local.post(f"{V}/tall", {"sporringer": body["sporringer"]}).json()["serier"][0]["verdier"][0]
    assert repr(value).replace(".", ",") in text
    assert not any(line.startswith(("=", "+", "@")) for line in text.splitlines())
    book = CalamineWorkbook.from_filelike(io.BytesIO(local.post(f"{V}/tabell", body).content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == "=1+1" and rows[3][3] == pytest.approx(value, rel=1e-15)


def year_rows(answer: Any) -> dict[tuple[str, str], list[str]]:
    """The cells by year of a csv, by name and element."""
    lines = [line.split(";") for line in answer.content.decode("utf-8-sig").splitlines() if not line.startswith("#")]
    return {(cells[0], cells[1]): cells[3:] for cells in lines[1:]}


def test_a_fan_two_versions_and_a_visitors_choice_come_as_files(local: Browser) -> None:
    def written(values: list[float]) -> list[str]:
        return [comma(v) for v in values]

    need = "inndekningsbehov_fast"
    asked = [{"navn": need, "statistikk": s} for s in ("basis", "p2.5", "p80")]
    fan = local.post(f"{V}/usikkerhet").json()["vifter"][0]
    rows = year_rows(local.post(f"{V}/tabell", {"tittel": "Vifte", "sporringer": asked, "format": "csv"}))
    name = fan["etikett"]
    assert rows[name, ""] == written(fan["basis"])
    assert rows[f"{name} p2.5", ""] == written(fan["baand"]["p2.5"]) and rows[f"{name} p80", ""] == written(fan["baand"]["p80"])

    higher = {"spaker": {"rente": 1.0}}
    sides = {"fra": 1, "til": 1, "utkast_til": higher}
    found = next(r for r in local.post("/api/sammenligning", sides).json()["resultater"] if r["navn"] == need)
    body = {**sides, "tittel": "To", "navn": [need], "format": "csv"}
    assert year_rows(local.post("/api/sammenligning/tabell", body)) == {
        (name, "Fra"): written(found["foer"]),
        (name, "Til"): written(found["etter"]),
    }
    assert local.post("/api/sammenligning/tabell", {**body, "navn": ["plassbehov"]}).status_code == 404

    link = local.post(f"{V}/delinger", {"tittel": "Prøv", "spaker": ["rente"]}).json()["token"]
    shown = [local.post(f"/api/delt/{link}/tall", b).json()["serier"][0]["verdier"] for b in ({}, higher)]
    choice = local.post(f"/api/delt/{link}/tabell", {**higher, "tittel": "Prøv", "format": "csv"})
    assert list(year_rows(choice).values()) == [written(v) for v in shown] and shown[0] != shown[1]
    assert local.post(f"/api/delt/{link}/tabell", {"tittel": "x", "spaker": {"finnes_ikke": 1.0}}).status_code == 422


def test_a_percentile_is_explained_as_the_draw_it_is(local: Browser, nordvik: Plan) -> None:
    sure = local.post(f"{V}/usikkerhet").json()
    year = sure["setning_aar"]
    answer = local.post(f"{V}/forklaring", {"adresse": f"inndekningsbehov_fast/{year}/p80"}).json()
    assert answer["verdi"] == sure["vifter"][0]["baand"]["p80"][sure["aar"].index(year)]
    assert sure["sikkerhet"]["p80"] == next(p["nivaa"] for p in sure["kurve"] if round(p["andel"], 9) == 0.8)
    run = simulate(nordvik, draws=sure["trekninger"], keep=("inndekningsbehov_fast",))
    draw = run.percentile_draw("inndekningsbehov_fast", year, 80.0)
    assert answer["merknad"].endswith(f"{draw} av de usikre") and answer["deler"]
    below = next(d for d in answer["deler"] if d["adresse"])
    assert below["adresse"].split("/")[2] == f"t{draw}"
    opened = local.post(f"{V}/forklaring", {"adresse": below["adresse"]}).json()
    assert opened["verdi"] == below["verdi"] == run.at(below["navn"], below["aar"], {}, draw)
    for wrong in ("inndekningsbehov_fast/2031/t99999", "inndekningsbehov_fast/2031/x1"):
        assert local.post(f"{V}/forklaring", {"adresse": wrong}).status_code == 404


@pytest.mark.parametrize(
    ("text", "written"), [("=cmd()", "'=cmd()"), ("+x", "'+x"), ("@a", "'@a"), ("−12,5", "−12,5"), ("-", "-"), ("Lån", "Lån")]
)
def test_a_text_stays_a_text_in_a_spreadsheet(text: str, written: str) -> None:
    from ldip.publish.render.csv import plain

    assert plain(text) == written


def test_the_language_follows_the_reader(local: Browser) -> None:
    said = {
        code: local.call(
            "POST", f"{V}/tall", json={"sporringer": [{"navn": "laanegjeld_ub"}]}, headers={"accept-language": code}
        ).json()
        for code in ("nb", "en")
    }
    assert said["nb"]["serier"][0]["etikett"] != said["en"]["serier"][0]["etikett"]
    assert said["nb"]["serier"][0]["verdier"] == said["en"]["serier"][0]["verdier"]


def test_words_and_method(local: Browser) -> None:
    words = local.get("/api/ordbok").json()
    assert {"inndekningsbehov", "minimumsavdrag"} <= {w["navn"] for w in words}
    page = local.get("/api/ordbok/minimumsavdrag").json()
    assert "14-18" in page["kilde"] and page["formel"] and page["av"] and page["i"]
    given = local.get("/api/ordbok/styringsrente_bane").json()
    assert given["gruppe"] == "Lønn, priser, renter og pensjon" and given["kilde"]
    assert {"fil": "forutsetninger.toml", "felt": "styringsrente", "priser": ""} in given["felt"]
    opening = local.get("/api/ordbok/aksjer_ib").json()
    assert {f["fil"] for f in opening["felt"]} == {"balanse.toml"} and opening["gruppe"]
    methods = local.get("/api/metode").json()
    assert "finans" in {m["navn"] for m in methods}
    assert local.get("/api/metode/finans").json()["tekst"].startswith("#")
    assert local.get("/api/ordbok/finnes_ikke").status_code == 404
    assert local.get("/api/metode/finnes-ikke").status_code == 404


def test_a_variant_is_a_view_and_never_an_edit(local: Browser, nordvik: Plan) -> None:
    question = {"sporringer": [{"navn": "laanegjeld_ub"}]}
    seen = local.post(f"{V}/tall?variant=varig", question).json()["serier"][0]
    run = simulate(nordvik)
    assert seen["akser"] == {"variant": "varig"}
    assert seen["verdier"] == pytest.approx(run.series("laanegjeld_ub", variant="varig").tolist())
    assert local.post(f"{V}/tall", {"utkast": {"variant": "varig"}}).status_code == 422
    assert local.post(f"{V}/tall?variant=varigt", question).status_code == 422
