"""Routes about draws: what they state is the content's, and what is not a draw is refused."""

from __future__ import annotations

from tests.web.conftest import Browser

V = "/api/versjoner/1/usikkerhet"
FEW = {"trekninger": 100}


def test_how_sure_a_version_is(local: Browser) -> None:
    found = local.post(f"{V}/spenn", FEW).json()
    assert [x["prosent"] for x in found["nok"]["nivaaer"]] == [50, 80, 90, 95]
    assert found["med"]["navn"].startswith("Med") and found["uten"]["navn"] == "Uten ny innsparing"
    for path in (found["uten"], found["med"]):
        rows = path["sjanser"]["tabell"]["rader"]
        assert rows[-1]["slag"] == "sum" and path["sjanser"]["setninger"] and path["vifter"]
        assert all(len(r["celler"]) == len(path["sjanser"]["tabell"]["kolonner"]) for r in rows)
        assert all(len(v["linjer"][0]["celler"]) == len(found["aar"]) for v in path["vifter"])
    level = next(x for x in found["nok"]["nivaaer"] if x["prosent"] == 80)
    story = local.post(f"{V}/forloep", FEW).json()
    assert story["forloep"] == level["forloep"] and story["behov"]["tekst"] in story["setninger"][0]
    same = local.post(f"{V}/forloep", {**FEW, "adresse": level["tall"]["adresse"]}).json()
    assert same == story and len(story["aar"]["rader"]) == len(found["aar"])
    end = found["med"]["gjeld"]["tabell"]["rader"][1]["celler"][3]
    other = local.post(f"{V}/forloep", {**FEW, "adresse": end["adresse"]}).json()
    assert f"/t{other['forloep']}_faste" in end["adresse"]
    tree = local.post("/api/versjoner/1/forklaring", {"adresse": found["uten"]["vifter"][2]["baand"][0]["til"][-1]["adresse"]})
    assert tree.status_code == 200 and tree.json()["deler"]


def test_what_matters_and_when_it_fails(local: Browser) -> None:
    found = local.post(f"{V}/aarsaker", FEW).json()
    spans = [max(abs(b["ved_lav"]["verdi"]), abs(b["ved_hoey"]["verdi"])) for b in found["tornado"]["stolper"]]
    assert spans == sorted(spans, reverse=True) and len(spans) >= 3
    assert [w["regel"] for w in found["ryker"]] == ["varig_behov", "alle"] and all(w["setninger"] for w in found["ryker"])
    ratio = local.post(f"{V}/aarsaker", {**FEW, "utfall": "resultatgrad", "i_aar": 2034}).json()["tornado"]
    assert "2034" in ratio["tittel"] and ratio["enhet"] == "prosentpoeng"


def test_what_is_no_draw_is_refused(local: Browser) -> None:
    assert local.post(f"{V}/forloep", {**FEW, "adresse": "laanegjeld_ub/2034/basis"}).status_code == 422
    assert local.post(f"{V}/forloep", {**FEW, "adresse": "laanegjeld_ub/2034/t99999"}).status_code == 404
    assert local.post(f"{V}/aarsaker", {**FEW, "utfall": "resultatgrad"}).status_code == 422
    assert local.post(f"{V}/aarsaker", {**FEW, "utfall": "finnes_ikke", "i_aar": 2034}).status_code == 404
    assert local.post(f"{V}/spenn", {"trekninger": 20}).status_code == 422
