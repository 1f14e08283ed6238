"""Every role asks every route, also with drafts, stale saves, downloads and streams: nothing it may not see is in any answer.

Which status each role gets is held by tests/web/test_access.py; here it is what the answers say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ldip.binding.reading import collect_contents
from ldip.plan.archive import packed
from ldip.store.members import ROLES
from tests.attack.canaries import (
    DRAFTS,
    MARKS,
    OTHER,
    OWN,
    PARTY,
    PRIVATE,
    SHIELD,
    Marked,
    first_event,
    found_in,
    marked_plan,
    organised,
    prepared,
    texts,
)
from tests.web.conftest import Browser
from tests.web.test_access import BODIES, ENDING, STREAMS, api_routes

EVERYONE = [*ROLES, "fremmed", "system", None]
QUESTIONS = [
    {"navn": "investeringsutgift", "akser": {"prosjekt": "*"}},
    {"navn": "kostnad_forventet", "akser": {"prosjekt": "*"}},
    {"navn": "behovsliste_ub", "akser": {"behovsnivaa": "*"}},
    {"navn": "laanegjeld_ub"},
]
PAGES = ("investeringer", "tjenester", "makro", "bygg")
DEAR = (
    "usikkerhet",
    "stress",
    "omvendt-stress",
    "vente",
    "maa-bestemmes",
    "bro",
    "dom",
    "uprisede",
    "lukke-gap",
    "tjeneste",
    "tiltak",
    "tidslinje",
    "ett-aar-senere",
    "vekst",
    "sammenligning",
    "aarsaker",
    "aarsak",
    "sammensetning",
    "anslag",
    "forslag",
)
UNSENT = ("mappe", "opplasting")


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marked]:
    """One server for all tests: what one role writes is there when the next one asks."""
    found = prepared(organised(str(tmp_path_factory.mktemp("matrise") / "lager.db")))
    yield found
    found.organisation.service.store.close()


def bodies(path: str, marked: Marked, version: int) -> Iterator[Any]:
    """What is sent to a route: its plain body, and more where the answer depends on it."""
    body = {**BODIES.get(path, {})}
    for key in ("fra", "til", "grunnlag"):
        if key in body:
            body[key] = version
    if "kolonner" in body:
        body["kolonner"] = [{"versjon": version}, {"versjon": version}]
    if body.get("epost", "ny@kommunen.no") != "ny@kommunen.no":
        body["epost"] = "ukjent@kommunen.no"  # nobody else gets rights here
    if path.endswith("/forklaring"):
        for project in ("kanari-a", "kanari-d"):
            yield {"adresse": f"investeringsutgift/2027/basis/prosjekt={project}", "dybde": 4}
        yield {"adresse": "investeringer_varige/2027/basis", "dybde": 4}
    elif path.endswith(("/forklaring/kort", "/forklaring/vei")):
        for where in ("investeringsutgift/2027/basis/prosjekt=kanari-a", "investeringer_varige/2027/basis"):
            yield {"adresse": where}
    elif path.endswith("/inndata"):
        yield from ({"gruppe": page} for page in PAGES)
    elif path.endswith("/inndata/soek"):
        yield from ({"tekst": word} for word in ("kanari", "beløp", "31.4159", "antall", "a"))
    elif path.endswith("/fil"):
        yield from ({"fil": f} for f in ("prosjekter/kanari-a.toml", "behovsliste.csv", "plan.toml"))
    elif path.endswith(("/tall", "}/tabell")) and "delt" not in path:
        for form in ("csv", "xlsx") if path.endswith("tabell") else ("",):
            yield {**body, "sporringer": QUESTIONS, **({"format": form} if form else {})}
    elif path.endswith("/sammenligning/tabell"):
        yield {**body, "navn": ["laanegjeld_ub", "sum_investeringsutgifter"], "format": "xlsx"}
    else:
        yield body


def place(path: str, marked: Marked, version: int, branch: str) -> str:
    """The address of a route."""
    put = {
        "{plan}": marked.plan,
        "{versjon}": version,
        "{gren}": branch,
        "{token}": marked.token or "x" * 32,
        "{medlemskap}": 99999,
        "{kommune}": "3222",
        "{slag}": "prosjekt",
    }
    put |= {f"{{{k}}}": v for k, v in marked.rows.items()}
    for key, value in put.items():
        path = path.replace(key, str(value))
    return path.replace("{navn}", "laanegjeld_ub")


def reached(marked: Marked, who: str | None, path: str) -> dict[str, int]:
    """The versions a route is asked at: the newest, an older one where files are given out, and all that are not the role's."""
    if "{versjon}" not in path and "sammenligning" not in path:
        return {"hovedlinje": marked.version}
    closed = {"privat": PRIVATE, "parti": PARTY, "annen": OTHER}
    files = path.endswith(("fil", ".zip", "inndata", "inndata/soek"))
    return {
        name: version
        for name, version in marked.versions.items()
        if name == "hovedlinje" or (name == "foerste" and files) or closed.get(name) in marked.forbidden(who)
    }


def ask(browser: Browser, method: str, path: str, body: Any) -> Any:
    if path.endswith(UNSENT) or "opplasting" in path:
        return browser.call(method, path, content=packed(marked_plan()))
    return browser.call(method, path, **({"json": body} if method in ("POST", "PUT", "PATCH") else {}))


def told(marked: Marked, who: str | None, method: str, path: str, body: Any, browser: Browser) -> list[str]:
    """What the answer tells that it must not."""
    answer = ask(browser, method, path, body)
    assert answer.status_code < 500, f"{who}: {method} {path}: {answer.text[:500]}"
    wrong = found_in(answer.content, marked.forbidden(who), who)
    return [f"{who}: {method} {path} {str(body)[:90]} -> {answer.status_code}: {', '.join(sorted(set(wrong)))}"] if wrong else []


def test_the_marks_are_seen_by_those_who_may(marked: Marked) -> None:
    """Otherwise a search for them would prove nothing."""
    assert not collect_contents(marked_plan())[1]
    zipped = marked.browser("oekonomi").get(f"/api/versjoner/{marked.version}/mappe.zip")
    assert {m for m in MARKS if any(m in text for text in texts(zipped.content))} >= {OWN, SHIELD}
    amounts = marked.browser("oekonomi").post(f"/api/versjoner/{marked.version}/inndata", {"gruppe": "investeringer"})
    assert "beløp 31.4159" in found_in(amounts.content, (SHIELD,), "oekonomi")
    workbook = {"tittel": "x", "sporringer": QUESTIONS[1:2], "format": "xlsx"}
    sheet = marked.browser("oekonomi").post(f"/api/versjoner/{marked.version}/tabell", workbook)
    assert sheet.content[:2] == b"PK" and any("kanari" in t.lower() for t in texts(sheet.content))


@pytest.mark.parametrize("who", EVERYONE)
def test_no_answer_tells_what_the_role_may_not_see(marked: Marked, who: str | None) -> None:
    """Every route at every version and branch, also those that are not the role's."""
    browser = marked.browser(who)
    wrong: list[str] = []
    seen = 0
    for method, path, _ in api_routes(marked.organisation.app):
        if path in ENDING or path.endswith(STREAMS):
            continue
        versions = reached(marked, who, path)
        if method == "DELETE" or path.endswith(("laaser", "publisering")):
            versions = {}  # changes what the rest of the test looks at; those who may not do it are tried below
        branches = ("hovedlinje", "Partiet A", "KANARI-PRIVAT-9c") if "{gren}" in path else ("hovedlinje",)
        for version in versions.values():
            for branch in branches:
                for body in bodies(path, marked, version):
                    wrong += told(marked, who, method, place(path, marked, version, branch), body, browser)
                    seen += 1
    assert not wrong, "\n".join(wrong)
    assert seen > 100


@pytest.mark.parametrize("who", ["leser", "parti"])
def test_no_draft_tells_it_either(marked: Marked, who: str) -> None:
    browser = marked.browser(who)
    wrong: list[str] = []
    for method, path, _ in api_routes(marked.organisation.app):
        if method != "POST" or "/versjoner/{versjon}/" not in path:
            continue
        for name, draft in DRAFTS.items():
            if name != "rente" and path.endswith(DEAR):
                continue  # what they show is in the others
            for body in bodies(path, marked, marked.version):
                wrong += told(
                    marked, who, method, place(path, marked, marked.version, "hovedlinje"), {**body, "utkast": draft}, browser
                )
    assert not wrong, "\n".join(wrong)


def test_no_other_method_is_answered(marked: Marked) -> None:
    """What the API's document does not name is refused, TRACE among it."""
    browser = marked.browser("oekonomi")
    for method in ("TRACE", "PUT", "PATCH", "CONNECT", "OPTIONS", "FINN"):
        for path in ("/api/planer", f"/api/planer/{marked.plan}", f"/api/versjoner/{marked.version}/tall", "/"):
            answer = browser.call(method, path)
            assert answer.status_code == 405, f"{method} {path}: {answer.status_code}"
            assert not found_in(answer.content, MARKS, "oekonomi")


@pytest.mark.parametrize("who", [*ROLES, "fremmed"])
def test_a_stale_save_tells_no_more_than_its_own(marked: Marked, who: str) -> None:
    """The answer to a stale save holds both sides of a file, for those alone who may see it."""
    browser = marked.browser(who)
    wrong: list[str] = []
    for branch in ("hovedlinje", "Partiet A", "KANARI-PRIVAT-9c", "Finnes ikke"):
        at = f"/api/planer/{marked.plan}/grener/{branch}/versjoner"
        for version in marked.versions.values():
            for draft in [DRAFTS[n] for n in ("rente", "aapnet", "telling")]:
                wrong += told(marked, who, "POST", at, {"grunnlag": version, "utkast": draft}, browser)
            line = {"linje": "skatt_paa_inntekt_og_formue", "aar": 2026, "revidert": 1e8}
            revised = {"grunnlag": version, "linjer": [line]}
            wrong += told(marked, who, "POST", at.replace("versjoner", "budsjettendring"), revised, browser)
            wrong += told(marked, who, "POST", at.replace("versjoner", "mappe") + f"?grunnlag={version}", None, browser)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", EVERYONE)
def test_no_stream_tells_it(marked: Marked, who: str | None) -> None:
    browser = marked.browser(who)
    cookies = dict(browser.client.cookies)
    streams = [path for _, path, _ in api_routes(marked.organisation.app) if path.endswith(STREAMS)]
    assert len(streams) >= 2
    for path in streams:
        status, first = first_event(marked.organisation.app, place(path, marked, marked.version, "hovedlinje"), cookies)
        assert status == (401 if who is None else 404 if who in ("fremmed", "system") else 200), (path, status, first)
        assert not found_in(first, marked.forbidden(who), who), (path, first)


def test_a_visitor_with_a_link_sees_public_numbers_alone(marked: Marked) -> None:
    visitor = marked.browser(None)
    at = f"/api/delt/{marked.token}"
    asked: list[tuple[str, dict[str, Any]]] = [
        ("tall", {}),
        ("tall", {"spaker": {"rente": 1.0}}),
        ("tall", {"spaker": {"utsettelse": 1.0}}),
    ]
    asked += [("tabell", {"tittel": "x", "format": form}) for form in ("csv", "xlsx")]
    for what, body in asked:
        answer = visitor.post(f"{at}/{what}", body)
        assert answer.status_code < 500
        assert not found_in(answer.content, MARKS, None), (what, body)


@pytest.mark.parametrize("who", ["fremmed", "leser", "parti", "bidragsyter", "administrator", None])
def test_other_rows_are_not_taken_away_by_those_who_may_not(marked: Marked, who: str | None) -> None:
    """Deleting, locking and publishing what is not the role's own; afterwards all of it stands."""
    browser = marked.browser(who)
    for method, path, _ in api_routes(marked.organisation.app):
        if path in ENDING or not (method == "DELETE" or path.endswith(("laaser", "publisering"))):
            continue
        for branch in ("hovedlinje", "KANARI-PRIVAT-9c"):
            at = place(path, marked, marked.versions["privat" if branch != "hovedlinje" else "annen"], branch)
            if who == "administrator" and "medlemmer" in path:
                continue
            if "kjoeringer" in path and who in ("parti", "bidragsyter"):
                continue  # who may order runs may stop them
            answer = ask(browser, method, at, BODIES.get(path, {"slag": "vedtatt"}))
            assert answer.status_code in (401, 403, 404, 405, 409, 422), (
                f"{method} {at} som {who}: {answer.status_code} {answer.text[:200]}"
            )
            assert not found_in(answer.content, marked.forbidden(who), who)
    tree = marked.browser("oekonomi").get(f"/api/planer/{marked.plan}").json()
    assert {b["navn"] for b in tree["grener"]} >= {"hovedlinje", "KANARI-PRIVAT-9c"}
    links = marked.browser("oekonomi").get(f"/api/versjoner/{marked.version}/delinger").json()
    assert [link["trukket"] for link in links if link["id"] == marked.rows["deling"]] == [False]


def test_another_plans_members_are_told_nothing_of_this_one(marked: Marked) -> None:
    """Numbers and names of one plan do not come with the rights of another."""
    browser = marked.browser("annen")
    wrong: list[str] = []
    for method, path, _ in api_routes(marked.organisation.app):
        if path in ENDING or path.endswith(STREAMS) or method == "DELETE" or "{" not in path:
            continue
        for version in (marked.version, marked.versions["privat"]):
            for body in bodies(path, marked, version):
                wrong += told(marked, "annen", method, place(path, marked, version, "hovedlinje"), body, browser)
    assert not wrong, "\n".join(wrong)
    assert OTHER in browser.get("/api/planer").text
