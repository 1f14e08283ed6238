"""Drafts: what is tried is what is kept. Edits of files, levers, located mistakes, stale edits, merging, alternatives, locks."""

from __future__ import annotations

import io
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ldip import PlanError, read_plan, simulate
from ldip.binding.reading import collect_contents, plan_of_contents, with_levers
from ldip.compare.whatif import lever_edits, levers_of
from ldip.plan.archive import packed, unpacked
from ldip.plan.csvlines import parse
from ldip.plan.edits import DropFile, DropRow, NewFile, NewRow, SetCell, SetValue, apply, changed_files
from ldip.plan.levers import lay
from ldip.store.versions import folder_contents
from tests.web.conftest import ROOT, Browser, plan_files

V, G = "/api/versjoner/1", "/api/planer/1/grener/hovedlinje"
RATE = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdi"], "verdi": 3.25}
NEED = {"sporringer": [{"navn": "inndekningsbehov_fast"}]}


def rate_edit(value: Any) -> dict[str, Any]:
    text = plan_files()["forutsetninger.toml"].decode()
    given_by_year = "verdier" in tomllib.loads(text)["styringsrente"]
    key = (
        ["styringsrente", "verdier", max(tomllib.loads(text)["styringsrente"]["verdier"])]
        if given_by_year
        else ["styringsrente", "verdi"]
    )
    return {**RATE, "noekkel": key, "verdi": value}


# -- edits of files ------------------------------------------------------------------------------------


def test_edits_keep_every_other_byte() -> None:
    before = plan_files()
    after = apply(
        before,
        [
            SetCell(fil="laan.csv", rad=3, kolonne="margin", verdi="0,77"),
            SetValue(**{k: v for k, v in rate_edit(4.5).items() if k != "slag"}),
        ],
    )
    assert set(changed_files(before, after)) == {"laan.csv", "forutsetninger.toml"}
    old, new = (c["laan.csv"].decode().splitlines() for c in (before, after))
    assert [i for i, (a, b) in enumerate(zip(old, new, strict=True), 1) if a != b] == [3]
    old, new = (c["forutsetninger.toml"].decode().splitlines() for c in (before, after))
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 1


def test_rows_come_and_go_in_order() -> None:
    before = {"x.csv": b"# om\na;b\n1;2\n3;4\n"}
    edits = [
        NewRow(fil="x.csv", celler={"a": "5", "b": "6;7"}),
        DropRow(fil="x.csv", rad=3),
        SetCell(fil="x.csv", rad=3, kolonne="b", verdi="9"),
    ]
    assert apply(before, edits)["x.csv"].decode() == '# om\na;b\n3;9\n5;"6;7"\n'


@pytest.mark.parametrize("broken", ["\n", "\r\n", "\x0b", "\x0c", "\x85", "\u2028"])
def test_a_pasted_line_break_makes_no_row(broken: str) -> None:
    """It stays in its cell, and the rows under it keep their line numbers."""
    edits = [
        SetCell(fil="x.csv", rad=2, kolonne="b", verdi=f"to{broken}ord"),
        SetCell(fil="x.csv", rad=3, kolonne="b", verdi="9"),
    ]
    text = apply({"x.csv": b"a;b\n1;2\n3;4\n"}, edits)["x.csv"].decode()
    kept = "\n" if broken in ("\r\n", "\u2028") else broken
    assert [(r.line, r.trimmed) for r in parse(text).rows] == [(2, ["1", f"to{kept}ord"]), (3, ["3", "9"])]


def test_a_row_of_two_lines_is_one_row() -> None:
    before = {"x.csv": b'a;b\n1;"to\nlinjer"\n3;4\n'}
    cell = SetCell(fil="x.csv", rad=2, kolonne="a", verdi="7")
    assert apply(before, [cell])["x.csv"] == b'a;b\n7;"to\nlinjer"\n3;4\n'
    short = [SetCell(fil="x.csv", rad=2, kolonne="b", verdi="en"), SetCell(fil="x.csv", rad=4, kolonne="b", verdi="5")]
    assert apply(before, short)["x.csv"] == b"a;b\n1;en\n\n3;5\n"
    assert (
        apply(before, [DropRow(fil="x.csv", rad=2), SetCell(fil="x.csv", rad=2, kolonne="b", verdi="5")])["x.csv"]
        == b"a;b\n3;5\n"
    )
    with pytest.raises(PlanError, match="raden finnes ikke"):
        apply(before, [SetCell(fil="x.csv", rad=3, kolonne="a", verdi="7")])


def test_a_new_file_and_one_taken_out() -> None:
    edits = [NewFile(fil="notater/ny.md", tekst="Hei"), DropFile(fil="tiltak.csv")]
    after = apply({"tiltak.csv": b"x"}, edits)
    assert after == {"notater/ny.md": b"Hei"}


@pytest.mark.parametrize(
    "edit",
    [
        SetValue(fil="finnes-ikke.toml", noekkel=["x"], verdi=1),
        SetValue(fil="forutsetninger.toml", noekkel=["a", "b", "c"], verdi=1),
        SetValue(fil="laan.csv", noekkel=["x"], verdi=1),
        SetCell(fil="laan.csv", rad=999, kolonne="saldo", verdi="1"),
        SetCell(fil="laan.csv", rad=1, kolonne="saldo", verdi="1"),
        SetCell(fil="laan.csv", rad=3, kolonne="ukjent", verdi="1"),
        NewRow(fil="laan.csv", celler={"ukjent": "1"}),
        NewRow(fil="plan.toml", celler={"a": "1"}),
    ],
    ids=str,
)
def test_an_edit_that_cannot_be_made_is_told_with_its_file(edit: Any) -> None:
    with pytest.raises(PlanError) as told:
        apply(plan_files(), [edit])
    assert all(p.file == edit.fil and p.message and p.hint for p in told.value.problems)


@given(st.floats(-50, 50, allow_nan=False), st.text(max_size=30), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_value_is_written_so_that_it_is_read_back(number: float, text: str, flag: bool) -> None:
    before = {"x.toml": b'# topp\n[a]\nb = 1  # sist\nc = "x"\n'}
    edits = [
        SetValue(fil="x.toml", noekkel=["a", "b"], verdi=number),
        SetValue(fil="x.toml", noekkel=["a", "c"], verdi=text),
        SetValue(fil="x.toml", noekkel=["a", "d"], verdi={"e": [flag, 1, {"f": "g"}]}),
    ]
    try:
        after = apply(before, edits)["x.toml"].decode()
    except PlanError:
        return  # refused whole: nothing is half-written
    assert tomllib.loads(after) == {"a": {"b": number, "c": text, "d": {"e": [flag, 1, {"f": "g"}]}}}
    assert after.startswith("# topp\n")


# -- levers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["baerum-2022", "nordvik", "solvik"])
def test_every_lever_can_be_moved_to_both_ends(name: str) -> None:
    folder = ROOT / "examples" / name
    plan, contents = read_plan(folder), folder_contents(folder)
    year = plan.shown_year
    base = simulate(plan).value("inndekningsbehov_fast", year)
    for lever in levers_of(plan):
        assert lever.name and lever.source and lever.low <= lever.value <= lever.high
        assert lever_edits(plan, {lever.id: lever.value}) == []
        for end in (lever.low, lever.high):
            if end == lever.value:
                continue
            changed = plan_of_contents(apply(contents, lever_edits(plan, {lever.id: end})))
            found = simulate(changed).value("inndekningsbehov_fast", year)
            assert found == found and abs(found - base) < 1e11


def test_levers_move_the_need_the_way_they_say(baerum: Any) -> None:
    contents = folder_contents(ROOT / "examples" / "baerum-2022")

    def found(**values: float) -> dict[str, float]:
        lasting = simulate(plan_of_contents(apply(contents, lever_edits(baerum, values)))).lasting
        return {"": lasting.amount or 0.0, **{r.id: r.amount for r in lasting.roots if r.amount is not None}}

    base = found()
    assert found(rente=1.0)[""] > base[""] > found(frie_inntekter=0.2)[""]
    assert found(investering=10.0)["ek_maal"] > base["ek_maal"] > found(egenkapitalandel=45.0)["ek_maal"]
    assert found(eiendomsskatt=50.0)[""] < base[""]


@pytest.mark.parametrize("name", ["baerum-2022", "solvik"])
def test_the_plans_own_levers_are_the_same_as_edits(name: str) -> None:
    folder = ROOT / "examples" / name
    plan, contents = read_plan(folder), folder_contents(folder)
    for lever in plan.levers:
        reading, problems = collect_contents(apply(contents, lay(plan, [lever]).edits), levers=False)
        kept = reading.plan()
        assert not problems and lever not in kept.levers
        year = plan.shown_year
        laid = simulate(with_levers(plan, [lever])).value("inndekningsbehov_fast", year)
        assert simulate(kept).value("inndekningsbehov_fast", year) == pytest.approx(laid, abs=1.0)


def test_a_lever_out_of_range_or_unknown_is_refused(local: Browser) -> None:
    for spaker in ({"rente": 99.0}, {"finnes_ikke": 1.0}):
        answer = local.post(f"{V}/tall", {**NEED, "utkast": {"spaker": spaker}})
        assert answer.status_code == 422 and answer.json()["problemer"][0]["noekkel"] in spaker


def test_levers_tell_what_each_does_alone(local: Browser) -> None:
    found = local.post(f"{V}/spaker", {"utkast": {"spaker": {"rente": 1.0}}}).json()
    moved = next(s for s in found["spaker"] if s["id"] == "rente")
    assert moved["virkning"] == found["samlet"] != 0.0
    assert all(s["virkning"] is None for s in found["spaker"] if s["id"] != "rente")


# -- drafts upon versions --------------------------------------------------------------------------------


def test_a_draft_gives_the_numbers_of_the_version_it_becomes(local: Browser) -> None:
    draft = {"endringer": [rate_edit(4.0)], "spaker": {"rente": 0.5}}
    tried = local.post(f"{V}/tall", {**NEED, "utkast": draft}).json()["serier"]
    untouched = local.post(f"{V}/tall", NEED).json()["serier"]
    saved = local.post(f"{G}/versjoner", {"grunnlag": 1, "utkast": draft, "melding": "Prøve"})
    assert saved.status_code == 201 and saved.json()["feil"] == 0
    kept = local.post(f"/api/versjoner/{saved.json()['versjon']}/tall", NEED).json()["serier"]
    assert kept == tried != untouched


def test_mistakes_are_located_and_nothing_is_saved(local: Browser) -> None:
    draft = {"endringer": [rate_edit("2,0,5")]}
    for path, body in ((f"{V}/tall", {**NEED, "utkast": draft}), (f"{G}/versjoner", {"grunnlag": 1, "utkast": draft})):
        answer = local.post(path, body)
        assert answer.status_code == 422
        problem = answer.json()["problemer"][0]
        assert problem["fil"] == "forutsetninger.toml" and problem["noekkel"].startswith("styringsrente") and problem["linje"] > 0
    shown = local.post(f"{V}/inndata", {"gruppe": "makro", "utkast": draft}).json()
    assert shown["problemer"][0]["fil"] == "forutsetninger.toml" and shown["celler"]
    assert len(local.get("/api/planer/1").json()["versjoner"]) == 1


def test_a_stale_edit_is_refused_with_both_sides_and_others_go_together(local: Browser) -> None:
    first = local.post(f"{G}/versjoner", {"grunnlag": 1, "utkast": {"endringer": [rate_edit(3.5)]}})
    assert first.status_code == 201
    stale = local.post(f"{G}/versjoner", {"grunnlag": 1, "utkast": {"endringer": [rate_edit(5.0)]}})
    assert stale.status_code == 409
    side = stale.json()["sider"][0]
    assert side["fil"] == "forutsetninger.toml" and len({side["foer"], side["deres"], side["din"]}) == 3
    other = {"endringer": [{"slag": "celle", "fil": "laan.csv", "rad": 3, "kolonne": "margin", "verdi": "0,91"}]}
    merged = local.post(f"{G}/versjoner", {"grunnlag": 1, "utkast": other})
    assert merged.status_code == 201 and merged.json()["flettet_med"] == first.json()["versjon"]
    files = unpacked(local.get(f"/api/versjoner/{merged.json()['versjon']}/mappe.zip").content)
    assert b"0,91" in files["laan.csv"] and files["forutsetninger.toml"] == side["deres"].encode()


def test_nothing_changed_is_told(local: Browser) -> None:
    assert local.post(f"{G}/versjoner", {"grunnlag": 1, "utkast": {}}).status_code == 422


def test_alternatives_locks_and_going_on(local: Browser) -> None:
    made = local.post("/api/planer/1/alternativer", {"navn": "Høyere rente", "fra": 1, "utkast": {"spaker": {"rente": 1.0}}})
    assert made.status_code == 201
    assert local.post("/api/planer/1/alternativer", {"navn": "Høyere rente", "fra": 1}).status_code == 422
    tree = local.post(f"{V}/laaser", {"slag": "vedtatt"}).json()
    assert tree["versjoner"][-1]["laaser"][0]["gyldig"]
    draft = {"grunnlag": 1, "utkast": {"endringer": [rate_edit(3.5)]}}
    assert local.post(f"{G}/versjoner", draft).status_code == 409
    assert local.post(f"{G}/versjoner", {**draft, "etter_laas": True}).status_code == 201
    assert local.get(f"{V}/revisor.zip").status_code == 200
    assert {b["navn"]: b["privat"] for b in tree["grener"]} == {"hovedlinje": False, "Høyere rente": True}
    published = local.post("/api/planer/1/grener/H%C3%B8yere%20rente/publisering").json()
    assert not any(b["privat"] for b in published["grener"])


def test_a_budget_revision_keeps_original_and_revised(local: Browser) -> None:
    line = {"linje": "skatt_paa_inntekt_og_formue", "aar": 2026, "revidert": 111e6, "prognose": 110e6, "begrunnelse": "Ny anslag"}
    done = local.post(f"{G}/budsjettendring", {"grunnlag": 1, "linjer": [line]})
    assert done.status_code == 201, done.text
    found = local.get(f"/api/versjoner/{done.json()['versjon']}/budsjettlinjer").json()[0]
    assert found["revidert"] == 111e6 and found["prognose"] == 110e6 and found["etikett"]


def test_a_budget_revision_with_an_error_saves_no_version(local: Browser) -> None:
    before = local.get("/api/planer/1").json()["versjoner"]
    line = {"linje": "skatt_paa_inntekt_og_formue", "aar": 2026, "revidert": 111e6, "begrunnelse": 'Nytt anslag;\n"to" linjer'}
    wrong = {**line, "linje": "skatt_paa_inntekt_og_formu"}
    refused = local.post(f"{G}/budsjettendring", {"grunnlag": 1, "linjer": [line, wrong]})
    (problem,) = refused.json()["problemer"]
    assert refused.status_code == 422 and (problem["fil"], problem["verdi"]) == ("vedtatt.csv", wrong["linje"])
    assert problem["raad"] == "mente du skatt_paa_inntekt_og_formue?" and problem["linje"] > 0
    assert local.get("/api/planer/1").json()["versjoner"] == before
    done = local.post(f"{G}/budsjettendring", {"grunnlag": 1, "linjer": [line, {**line, "aar": 2027}]})
    assert done.status_code == 201 and done.json()["feil"] == 0, done.text
    raw = local.post(f"/api/versjoner/{done.json()['versjon']}/fil", {"fil": "vedtatt.csv"}).json()["tekst"]
    (added,) = [r.trimmed for r in parse(raw).rows if r.trimmed[:2] == ["skatt_paa_inntekt_og_formue", "2027"]]
    assert added[-1] == 'Nytt anslag;\n"to" linjer'


def test_two_versions_side_by_side(local: Browser) -> None:
    draft = {"spaker": {"rente": 1.0}}
    found = local.post("/api/sammenligning", {"fra": 1, "til": 1, "utkast_til": draft}).json()
    (rate,) = [c for c in found["inndata"] if c["sti"] == ["styringsrente"]]
    assert rate["fil"] == "forutsetninger.toml" and rate["side"] == "makro" and rate["gruppe"] == "makro" and rate["kilde"]
    assert rate["foer"] != rate["etter"] and "%" in rate["foer"] and rate["endret"]["av"]
    need = next(r for r in found["resultater"] if r["navn"] == "renteutgifter")
    assert need["foer"] != need["etter"] and len(need["foer"]) == len(found["aar"])
    same = local.post("/api/sammenligning", {"fra": 1, "til": 1}).json()
    assert same["inndata"] == [] and same["resultater"] == []


def test_years_after_the_last_given_are_filled_by_the_files_own_rule(local: Browser) -> None:
    shown = local.post(f"{V}/inndata", {"gruppe": "makro"}).json()
    vectors = [c for c in shown["celler"] if c["slag"] == "vektor"]
    assert {"", "siste"} <= {c["videre"] for c in vectors}
    for c in vectors:
        given = {int(y): v for y, v in c["verdier"].items()}
        beyond = {"siste": given.get(max(given, default=0)), "null": 0.0, "": c["verdi"]}.get(c["videre"])
        later = [y for y in shown["aar"] if y > max(given, default=0)]
        assert c["fylt"] == {str(y): beyond for y in later if beyond is not None}, c["sti"]


def test_a_csv_says_which_columns_hold_numbers_and_a_problem_its_group(local: Browser) -> None:
    shown = local.post(f"{V}/inndata", {"gruppe": "finans"}).json()
    loans = next(s for s in shown["tabeller"] if s["fil"] == "laan.csv")
    kinds = dict(zip(loans["kolonner"], loans["slag"], strict=True))
    words = dict(zip(loans["kolonner"], loans["valg"], strict=True))
    assert loans["rader"][0]["navn"] == loans["rader"][0]["celler"][loans["kolonner"].index("id")]
    assert (kinds["margin"], kinds["id"], kinds["fast_til"], kinds["anslag"]) == ("tall", "tekst", "aar", "ja_nei")
    assert (
        {"verdi": "fast", "navn": "Fast"} in words["rentetype"] and loans["fra"] == 0 and len(loans["rader"]) == loans["antall"]
    )
    later = local.post(f"{V}/inndata", {"gruppe": "finans", "fra": {"laan.csv": 1}}).json()
    rest = next(s for s in later["tabeller"] if s["fil"] == "laan.csv")
    assert rest["fra"] == 1 and rest["rader"] == loans["rader"][1:]
    wrong = {"endringer": [{"slag": "celle", "fil": "laan.csv", "rad": 3, "kolonne": "margin", "verdi": "mye"}]}
    found = local.post(f"{V}/inndata", {"gruppe": "makro", "utkast": wrong}).json()
    assert {p["gruppe"] for p in found["problemer"]} == {"finans"}


def test_the_words_of_an_input_lead_to_its_row(local: Browser) -> None:
    for said in ("styringsrente", "policy rate", "Styringsrente prosent"):
        (first, *_) = local.post(f"{V}/inndata/soek", {"tekst": said}).json()
        assert (first["fil"], first["sted"], first["gruppe"]) == ("forutsetninger.toml", "styringsrente", "makro")
    place = f"{first['fil']}:{first['sted']}"
    shown = local.post(f"{V}/inndata", {"gruppe": "finans", "avsnitt": True, "rad": f"{place}.verdier.2030"}).json()
    assert shown["gruppe"] == "makro" and shown["fil"] == "forutsetninger.toml" and shown["tabeller"] == []
    assert shown["celler"][shown["rad"]["nr"]]["sti"] == ["styringsrente"] and len(shown["avsnitt"]) > 2
    (loan, *_) = local.post(f"{V}/inndata/soek", {"tekst": "lån kommunalbanken"}).json() or [None]
    by_line = local.post(f"{V}/inndata", {"gruppe": "makro", "avsnitt": True, "rad": "laan.csv:3"}).json()
    assert by_line["gruppe"] == "finans" and by_line["tabeller"][0]["rader"][by_line["rad"]["nr"]]["linje"] == 3
    assert loan is None or loan["fil"] == "laan.csv"
    gone = local.post(f"{V}/inndata", {"gruppe": "makro", "avsnitt": True, "rad": "borte.toml:x"}).json()
    assert gone["rad"] is None and gone["gruppe"] == "makro" and gone["celler"]
    assert local.post(f"{V}/inndata/soek", {"tekst": "  "}).json() == []
    assert local.post(f"{V}/inndata/soek", {"tekst": "x" * 101}).status_code == 422


def test_a_row_without_content_is_no_mistake_and_no_row(local: Browser) -> None:
    draft = {"endringer": [{"slag": "ny_rad", "fil": "laan.csv", "celler": {}}]}
    shown = local.post(f"{V}/inndata", {"gruppe": "finans", "utkast": draft}).json()
    sheet = next(s for s in shown["tabeller"] if s["fil"] == "laan.csv")
    assert shown["problemer"] == [] and not any(sheet["rader"][-1]["celler"])
    started = {"slag": "celle", "fil": "laan.csv", "rad": sheet["rader"][-1]["linje"], "kolonne": "navn", "verdi": "Nytt"}
    half = local.post(f"{V}/inndata", {"gruppe": "finans", "utkast": {"endringer": [*draft["endringer"], started]}}).json()
    assert {p["linje"] for p in half["problemer"]} == {started["rad"]}


def test_inputs_cover_every_file_and_their_paths_can_be_edited(local: Browser) -> None:
    groups = ("makro", "befolkning", "tjenester", "investeringer", "finans", "regler", "usikkerhet", "grep")
    files: set[str] = set()
    for group in groups:
        answer = local.post(f"{V}/inndata", {"gruppe": group}).json()
        files |= {c["fil"] for c in answer["celler"]} | {s["fil"] for s in answer["tabeller"]}
        assert answer["problemer"] == []
        for cell in answer["celler"]:
            value = tomllib.loads(plan_files()[cell["fil"]].decode())
            for key in cell["sti"]:
                value = value[key]
            if cell["slag"] in ("tall", "heltall", "ja_nei"):
                assert value == cell["verdi"] or isinstance(value, dict)
    known = {f for f in plan_files() if f.endswith((".toml", ".csv")) and not f.startswith("notater/")}
    assert known <= files


# -- folders in and out ----------------------------------------------------------------------------------


def test_a_plan_goes_out_and_in_byte_for_byte(local: Browser) -> None:
    out = local.get(f"{V}/mappe.zip").content
    assert unpacked(out) == plan_files()
    made = local.call("POST", "/api/planer/opplasting?navn=Kopi", content=out)
    assert made.status_code == 201, made.text
    again = local.get(f"/api/versjoner/{made.json()['hode']}/mappe.zip").content
    assert again == out
    sent = local.call("POST", f"{G}/mappe?grunnlag=1", content=packed({**plan_files(), "notater/ny.md": b"Hei"}))
    assert sent.status_code == 201


def test_a_plan_can_begin_with_the_skeleton(local: Browser) -> None:
    made = local.post("/api/planer", {"navn": "Ny kommune"})
    assert made.status_code == 201 and made.json()["navn"] == "Ny kommune"
    assert local.post("/api/planer", {"navn": "Ny kommune"}).status_code == 422
    assert len(local.get("/api/planer").json()) == 2


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"ikke en zip",
        zipped({"les.txt": b"x"}),
        zipped({"plan.toml": b"x", "../ute.toml": b"x"}),
        zipped({"plan.toml": b"x", "a/../../ute.toml": b"x"}),
        zipped({"plan.toml": b"\0" * (70 * 2**20)}),
        zipped({f"{i}.toml": b"" for i in range(2100)}),
    ],
    ids=["tom", "tekst", "ingen plan", "opp", "opp inne", "bombe", "mange"],
)
def test_hostile_uploads_are_refused_and_told(local: Browser, raw: bytes) -> None:
    answer = local.call("POST", "/api/planer/opplasting?navn=X", content=raw)
    assert answer.status_code == 422 and answer.json()["problemer"][0]["raad"]
    assert len(local.get("/api/planer").json()) == 1


def test_an_upload_with_mistakes_tells_all_and_keeps_nothing(local: Browser) -> None:
    files = {**plan_files(), "forutsetninger.toml": b'[loennsvekst]\nverdi = "x"\n', "laan.csv": b"id;tull\n1;2\n"}
    answer = local.call("POST", "/api/planer/opplasting?navn=X", content=packed(files))
    told = {p["fil"] for p in answer.json()["problemer"]}
    assert answer.status_code == 422 and {"forutsetninger.toml", "laan.csv"} <= told
    assert len(local.get("/api/planer").json()) == 1


def test_a_comment_stands_on_a_number_and_can_be_settled(local: Browser) -> None:
    made = local.post(f"{V}/kommentarer", {"sted": "laanegjeld_ub/2031/basis", "tekst": "Hvorfor så høy?"}).json()
    answer = local.post(f"{V}/kommentarer", {"sted": made["sted"], "tekst": "Ny skole", "svar_paa": made["id"]})
    assert answer.status_code == 201
    assert local.post(f"/api/kommentarer/{made['id']}/loest").json()["loest"]
    assert [c["tekst"] for c in local.get(f"{V}/kommentarer").json()] == ["Hvorfor så høy?", "Ny skole"]
    assert local.post(f"{V}/kommentarer", {"sted": "x", "tekst": "y", "svar_paa": 999}).status_code == 404


def test_the_openapi_document_beside_the_front_end_is_the_servers_own() -> None:
    from ldip.web.openapi import text

    assert (ROOT / "frontend" / "openapi.json").read_text(encoding="utf-8") == text(), "kjør «make openapi»"


def test_a_run_is_ordered_worked_and_told(local: Browser, tmp_path: Path) -> None:
    from ldip.store.worker import name, work_one

    made = local.post(f"{V}/kjoeringer", {"trekninger": 100}).json()
    assert made["status"] == "venter"
    assert work_one(local.service.store, name()) == made["id"]
    done = local.get(f"/api/kjoeringer/{made['id']}").json()
    assert (
        done["status"] == "ferdig"
        and done["framdrift"] == 1.0
        and any(k.startswith("inndekningsbehov_fast/") for k in done["tall"])
    )
    with local.client.stream("GET", f"/api/kjoeringer/{made['id']}/hendelser") as stream:
        text = "".join(stream.iter_text())
    assert "event: framdrift" in text and '"ferdig"' in text
    stopped = local.post(f"{V}/kjoeringer", {"trekninger": 100}).json()
    assert local.delete(f"/api/kjoeringer/{stopped['id']}").json()["status"] == "avbrutt"
    assert [r["id"] for r in local.get(f"{V}/kjoeringer").json()] == [stopped["id"], made["id"]]
