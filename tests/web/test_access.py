"""Access: every route and every role, what roles are limited to, private alternatives, shielded amounts, login, headers, CSRF."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from ldip.publish.protect_inputs import PUBLIC_KEYS
from ldip.store.members import ROLES
from ldip.store.versions import create_plan
from ldip.web.access import ALLOWED
from ldip.web.app import create_app
from ldip.web.guard import POLICY
from tests.attack.shielded import SECRET, SPENT, shielded_files
from tests.web.conftest import HOST, PASSWORD, Browser, Organisation, open_local, plan_files

EVERYBODY = frozenset(ROLES)
WRITERS = frozenset({"bidragsyter", "prosjekt", "oekonomi", "parti"})
INSIDERS = frozenset({"bidragsyter", "prosjekt", "oekonomi"})
# What each action takes, written down here once more: the table in the program is held against this one.
MATRIX: dict[str, frozenset[str]] = {
    "les": EVERYBODY,
    "les_internt": INSIDERS,
    "kommenter": WRITERS,
    "rediger": WRITERS,
    "alternativ": frozenset({"oekonomi", "parti"}),
    "publiser": frozenset({"oekonomi", "parti"}),
    "laas": frozenset({"oekonomi"}),
    "budsjett": frozenset({"oekonomi"}),
    "kjoer": WRITERS,
    "del": frozenset({"oekonomi"}),
    "medlemmer": frozenset({"administrator"}),
    "parti": frozenset({"parti"}),
    "spor": frozenset({"administrator", "oekonomi"}),
}
OPEN = {
    "/api/meg",
    "/api/innlogging",
    "/api/innlogging/tofaktor",
    "/api/kode",
    "/api/oidc/start",
    "/api/oidc/svar",
    "/api/oidc/kobling",
    "/api/oidc/slutt",
    "/api/delt/{token}/tall",
    "/api/delt/{token}/tabell",
    "/api/delt/{token}/tjeneste",
    "/api/ordbok",
    "/api/ordbok/{navn}",
    "/api/metode",
    "/api/metode/{navn}",
}
PERSONAL = {  # for anybody who is logged in
    "/api/utlogging",
    "/api/passord",
    "/api/planer",
    "/api/planer/opplasting",
    "/api/planer/ny",
    "/api/kommuner",
    "/api/konto",
    "/api/konto/tofaktor",
    "/api/konto/tofaktor/bekreft",
    "/api/konto/tofaktor/av",
    "/api/konto/gjenopprettingskoder",
    "/api/konto/sesjoner",
    "/api/konto/sesjoner/{sesjon}",
    "/api/personer/meg/innsyn",
}
FIRST = {  # for those who may create plans, upon a municipality's first plan
    "/api/kommuner/{kommune}/foersteplan",
    "/api/kommuner/{kommune}/anslag",
    "/api/kommuner/{kommune}/forslag",
    "/api/kommuner/{kommune}/mappe.zip",
}
SYSTEM = {  # for system administrators, whatever roles they have in plans
    "/api/brukere",
    "/api/brukere/{bruker}/kode",
    "/api/brukere/{bruker}/steng",
    "/api/brukere/{bruker}/aapne",
    "/api/brukere/{bruker}/systemansvarlig",
    "/api/brukere/{bruker}/utlogging",
    "/api/personer/{bruker}/slett",
    *FIRST,
}
BY_ROW = {  # routes on a row, which find the version themselves: (method, path) -> action
    ("POST", "/api/kommentarer/{kommentar}/loest"): "kommenter",
    ("DELETE", "/api/delinger/{deling}"): "del",
    ("GET", "/api/kjoeringer/{kjoering}"): "les",
    ("DELETE", "/api/kjoeringer/{kjoering}"): "kjoer",
    ("GET", "/api/kjoeringer/{kjoering}/hendelser"): "les",
    ("POST", "/api/sammenligning"): "les",
    ("POST", "/api/sammenligning/tabell"): "les",
    ("POST", "/api/sammenligning/aarsaker"): "les",
    ("POST", "/api/sammenligning/aarsak"): "les",
    ("POST", "/api/sammenligning/alternativer"): "les",
    ("POST", "/api/sammenligning/alternativer/tabell"): "les",
}
RATE = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdier", "2029"], "verdi": 3.5}
FILED = {"filer": [{"navn": "0B.dat", "slag": "kostra", "innhold": "eA=="}]}  # a file that is refused with its place
BODIES: dict[str, Any] = {
    "/api/planer/ny": {"kommunenummer": "3222", "navn": "Lørenskog"},
    "/api/kommuner/{kommune}/forslag": FILED,
    "/api/versjoner/{versjon}/forslag": FILED,
    "/api/versjoner/{versjon}/arbeidsbok/forslag": {"navn": "bok.xlsx", "innhold": "eA=="},
    "/api/versjoner/{versjon}/regneark/forslag": {"navn": "bok.xlsx", "innhold": "eA=="},  # refused in words
    "/api/planer/{plan}/alternativer": {"navn": "Nytt", "fra": 1},
    "/api/planer/{plan}/grener/{gren}/versjoner": {"grunnlag": 1, "utkast": {"endringer": [RATE]}},
    "/api/planer/{plan}/grener/{gren}/budsjettendring": {
        "grunnlag": 1,
        "linjer": [{"linje": "skatt_paa_inntekt_og_formue", "aar": 2026, "revidert": 1e8}],
    },
    "/api/planer/{plan}/medlemmer": {"epost": "ny@kommunen.no", "navn": "Ny", "rolle": "leser"},
    "/api/planer/{plan}/parti": {"epost": "leser@kommunen.no", "omfang": "Partiet A"},
    "/api/versjoner/{versjon}/laaser": {"slag": "vedtatt"},
    "/api/versjoner/{versjon}/forklaring": {"adresse": "laanegjeld_ub/2031/basis"},
    "/api/versjoner/{versjon}/ordbok/{navn}": {},
    "/api/versjoner/{versjon}/forklaring/kort": {"adresse": "laanegjeld_ub/2031/basis"},
    "/api/versjoner/{versjon}/forklaring/vei": {"adresse": "laanegjeld_ub/2031/basis"},
    "/api/versjoner/{versjon}/oppstilling": {"paragraf": "5-6"},
    "/api/versjoner/{versjon}/inndata": {"gruppe": "makro"},
    "/api/versjoner/{versjon}/inndata/soek": {"tekst": "rente"},
    "/api/versjoner/{versjon}/skjema/{slag}": {"skrevet": {"navn": "Nytt tiltak"}},
    "/api/versjoner/{versjon}/fil": {"fil": "plan.toml"},
    "/api/versjoner/{versjon}/tabell": {"tittel": "x", "sporringer": [{"navn": "laanegjeld_ub"}]},
    "/api/versjoner/{versjon}/kommentarer": {"sted": "x", "tekst": "y"},
    "/api/versjoner/{versjon}/delinger": {"tittel": "x"},
    "/api/versjoner/{versjon}/tjeneste": {"tjeneste": "omsorg"},
    "/api/versjoner/{versjon}/lukke-gap": {"tjeneste": "omsorg"},
    "/api/versjoner/{versjon}/usikkerhet": {"trekninger": 100},
    "/api/versjoner/{versjon}/usikkerhet/faktorer": {},
    "/api/versjoner/{versjon}/usikkerhet/spenn": {"trekninger": 100},
    "/api/versjoner/{versjon}/usikkerhet/aarsaker": {"trekninger": 100},
    "/api/versjoner/{versjon}/usikkerhet/forloep": {"trekninger": 100},
    "/api/brukere": {"navn": "Ny", "epost": "ny-bruker@kommunen.no"},
    "/api/brukere/{bruker}/systemansvarlig": {"verdi": False},
    "/api/personer/{bruker}/slett": {"epost": "fremmed@kommunen.no"},
    "/api/sammenligning": {"fra": 1, "til": 1},
    "/api/sammenligning/aarsaker": {"fra": 1, "til": 1},
    "/api/sammenligning/aarsak": {"fra": 1, "til": 1, "gruppe": "makro"},
    "/api/sammenligning/alternativer": {"kolonner": [{"versjon": 1}, {"versjon": 1}]},
    "/api/sammenligning/alternativer/tabell": {"kolonner": [{"versjon": 1}, {"versjon": 1}], "tittel": "x"},
    "/api/versjoner/{versjon}/endringsforslag/avstemning": {"stemmer": []},
    "/api/versjoner/{versjon}/endringsforslag/linje": {
        "gruppe": "Partiet A",
        "tekst": "Mer skole",
        "tjeneste": "skole",
        "beloep": {"2026": 1.0},
    },
    "/api/versjoner/{versjon}/endringsforslag/fjern": {"linje": "finnes.ikke"},
    "/api/sammenligning/tabell": {"fra": 1, "til": 1, "tittel": "x", "navn": ["laanegjeld_ub"]},
}
STREAMS = "hendelser"
ENDING = ("/api/utlogging", "/api/passord", "/api/konto/sesjoner")  # end the session that is used here; tested below


def api_routes(app: Any) -> Iterator[tuple[str, str, APIRoute]]:
    """(method, path, route) of every route of the API, also those behind a router."""
    found: dict[tuple[str, str], APIRoute] = {}

    def walk(routes: Any, prefix: str = "") -> None:
        for r in routes:
            if isinstance(r, APIRoute):
                for method in r.methods:
                    found[method, prefix + r.path] = r
            for inner in ("original_router", "router", "app"):
                more = getattr(getattr(r, inner, None), "routes", None)
                if more and not isinstance(r, APIRoute):
                    walk(more, prefix)

    walk(app.routes)
    for (method, path), route in sorted(found.items()):
        if path.startswith("/api/"):
            yield method, path, route


def action_of(route: APIRoute) -> str | None:
    return next((d.call.action for d in route.dependant.dependencies if hasattr(d.call, "action")), None)


def test_the_table_of_actions_is_the_one_that_was_decided() -> None:
    found = {a: frozenset(r for r in ROLES if a in ALLOWED[r]) for a in MATRIX}
    assert found == MATRIX
    assert {a for actions in ALLOWED.values() for a in actions} == set(MATRIX)


def test_every_route_names_its_action_or_is_known_to_be_open(organisation: Organisation) -> None:
    routes = list(api_routes(organisation.app))
    assert len(routes) > 40
    assert set(organisation.app.openapi()["paths"]) == {p for _, p, _ in routes}
    for method, path, route in routes:
        known = action_of(route) or BY_ROW.get((method, path))
        assert (known in MATRIX) != (path in OPEN | PERSONAL | SYSTEM), f"{method} {path}"


@pytest.mark.parametrize("role", [*ROLES, "fremmed", "system", None])
def test_every_route_for_every_role(organisation: Organisation, role: str | None) -> None:
    """Refused where the table refuses, with the right status, and never refused for want of a role where it allows."""
    maker = organisation.browser("oekonomi")
    comment = maker.post("/api/versjoner/1/kommentarer", {"sted": "x", "tekst": "y"}).json()["id"]
    shared = maker.post("/api/versjoner/1/delinger", {"tittel": "x"}).json()["id"]
    run = maker.post("/api/versjoner/1/kjoeringer", {"trekninger": 100}).json()["id"]
    browser = organisation.browser(role)
    rows = {"{kommentar}": comment, "{deling}": shared, "{kjoering}": run, "{medlemskap}": 99999, "{kommune}": "3222"}
    rows["{slag}"] = "tiltak"
    rows |= {"{bruker}": organisation.users["fremmed" if role == "system" else "leser"], "{sesjon}": "0" * 16}
    for method, path, route in api_routes(organisation.app):
        if path in ENDING or (path.endswith(STREAMS) and role in MATRIX["les"]):
            continue  # a stream that is let through does not end; it has a test of its own
        place = path.replace("{plan}", "1").replace("{versjon}", "1").replace("{gren}", "hovedlinje").replace("{navn}", "reserve")
        for key, value in rows.items():
            place = place.replace(key, str(value))
        body = BODIES.get(path, {})
        answer = browser.call(
            method, place, **({"json": body} if method in ("POST",) and not path.endswith(("mappe", "opplasting")) else {})
        )
        status, action = answer.status_code, action_of(route) or BY_ROW.get((method, path))
        assert status < 500, f"{method} {path}: {answer.text}"
        if path in SYSTEM:
            assert role == "system" or status == (401 if role is None else 403), f"{method} {path}: {status}"
            assert role != "system" or status in (200, 201, 204), f"{method} {path}: {status} {answer.text}"
        elif action is None:
            assert (status == 401) == (role is None and path in PERSONAL), f"{method} {path}: {status}"
        elif role is None:
            assert status == 401, f"{method} {path}: {status}"
        elif role in ("fremmed", "system"):
            assert status == 404, f"{method} {path}: {status}"
        elif role in MATRIX[action]:
            assert status not in (401, 404) or path.endswith("{medlemskap}"), f"{method} {path}: {status} {answer.text}"
            if status == 403:
                assert role in ("bidragsyter", "prosjekt", "parti") and action in (
                    "rediger",
                    "alternativ",
                    "publiser",
                    "kjoer",
                ), f"{method} {path}: {answer.text}"
        else:
            assert status == 403, f"{method} {path} som {role}: {status}"


def test_a_contributor_changes_own_service_and_no_other(organisation: Organisation) -> None:
    with organisation.service.store.session() as session:
        plan = create_plan(session, "Solvik", plan_files("solvik"), organisation.users["oekonomi"], "x").version
        organisation.place(session, plan.plan_id, "bidragsyter", "prosjekt")
    browser = organisation.browser("bidragsyter")
    place = f"/api/planer/{plan.plan_id}/grener/hovedlinje/versjoner"
    service = (
        next(f for f in plan_files("solvik") if f.startswith("tjenester/") and "omsorg" in f)
        .removeprefix("tjenester/")
        .removesuffix(".toml")
    )
    assert service == "omsorg"

    def save(who: Browser, edit: dict[str, Any]) -> int:
        return int(who.post(place, {"grunnlag": plan.id, "utkast": {"endringer": [edit]}}).status_code)

    own = {"slag": "sett", "fil": "tjenester/omsorg.toml", "noekkel": ["aarsverk_per_bruker"], "verdi": 1.23}
    other = {**own, "fil": "tjenester/skole.toml"}
    assert save(browser, other) == 403 and save(browser, RATE) == 403
    frames = plan_files("solvik")["rammer.csv"].decode().splitlines()
    line = next(i for i, row in enumerate(frames, 1) if row.startswith("skole;"))
    stolen = {"slag": "celle", "fil": "rammer.csv", "rad": line, "kolonne": "tjeneste", "verdi": "omsorg"}
    assert save(browser, stolen) == 403, "en rad kan ikke tas fra en annen sektor"
    assert save(browser, own) == 201
    project = next(f for f in plan_files("solvik") if f.startswith("prosjekter/"))
    move = {"slag": "sett", "fil": project, "noekkel": ["utsettes_aar"], "verdi": 1}
    assert save(organisation.browser("prosjekt"), move) in (201, 409) and save(organisation.browser("prosjekt"), RATE) == 403


def test_a_partys_alternative_is_its_own_until_it_is_published(organisation: Organisation) -> None:
    party = organisation.browser("parti")
    assert party.post("/api/planer/1/alternativer", {"navn": "Noe annet", "fra": 1}).status_code == 403
    made = party.post("/api/planer/1/alternativer", {"navn": "Partiet A", "fra": 1, "utkast": {"spaker": {"rente": 0.5}}})
    assert made.status_code == 201, made.text
    version = made.json()["versjon"]
    edit = {"grunnlag": version, "utkast": {"endringer": [{**RATE, "verdi": 4.25}]}}
    assert party.post("/api/planer/1/grener/hovedlinje/versjoner", {**edit, "grunnlag": 1}).status_code == 403
    mine = party.post("/api/planer/1/grener/Partiet%20A/versjoner", edit)
    assert mine.status_code == 201, mine.text
    for role in ("administrator", "oekonomi", "leser"):
        other = organisation.browser(role)
        assert "Partiet A" not in {b["navn"] for b in other.get("/api/planer/1").json()["grener"]}, role
        assert other.post(f"/api/versjoner/{version}/tall").status_code == 404, role
        assert other.post("/api/planer/1/grener/Partiet%20A/versjoner", edit).status_code in (403, 404), role
    trail = organisation.browser("administrator").get("/api/planer/1/spor").json()
    assert f"versjon/{version}" not in {r["gjelder"] for r in trail["rader"]}
    assert party.post("/api/planer/1/grener/Partiet%20A/publisering").status_code == 200
    assert organisation.browser("leser").post(f"/api/versjoner/{version}/tall").status_code == 200


# -- shielded amounts --------------------------------------------------------------------------------------


@pytest.fixture
def secret(organisation: Organisation) -> tuple[Organisation, int, str]:
    """A plan with one project whose cost is shielded, and two that count alike."""
    with organisation.service.store.session() as session:
        version = create_plan(session, "Skjermet", shielded_files(), organisation.users["oekonomi"], "x").version
        organisation.place(session, version.plan_id, "leser", "parti", "oekonomi", "administrator")
    return organisation, version.id, SECRET


def test_public_views_never_tell_a_shielded_amount(secret: tuple[Organisation, int, str]) -> None:
    organisation, version, project = secret
    place = f"/api/versjoner/{version}"
    ask = {
        "sporringer": [
            {"navn": "investeringsutgift", "akser": {"prosjekt": "*"}},
            {"navn": "kostnad_forventet", "akser": {"prosjekt": "*"}},
        ]
    }

    def seen(role: str) -> dict[str, list[Any]]:
        series = organisation.browser(role).post(f"{place}/tall", ask).json()["serier"]
        return {s["akser"]["prosjekt"]: s["verdier"] for s in series if s["navn"] == "investeringsutgift"}

    inside, outside = seen("oekonomi"), seen("leser")
    assert all(v is not None for v in inside[project]) and all(v is None for v in outside[project])
    hidden = {i for i, values in outside.items() if values[0] is None}
    assert hidden == {*SPENT}, "færre enn tre skjulte prosjekter kan finnes fra summene"
    reader = organisation.browser("leser")
    assert reader.post(f"{place}/forklaring", {"adresse": f"investeringsutgift/2028/basis/prosjekt={project}"}).status_code == 403
    tree = reader.post(f"{place}/forklaring", {"adresse": "investeringer_varige/2028/basis", "dybde": 4}).json()
    amounts = {round(v, 2) for v in inside[project] if v > 1000.0}

    def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield node
        for part in node["deler"]:
            yield from walk(part)

    for node in walk(tree):
        if f"prosjekt={project}" in node["element"]:
            assert node["verdi"] is None and node["fast"] is None and node["skjult"] and not node["deler"]
        assert node["verdi"] is None or round(node["verdi"], 2) not in amounts
    board = {p["id"]: p for p in reader.post(f"{place}/prosjekter").json()}
    assert board[project]["cost"] is None and board[project]["hidden"]
    cells = reader.post(f"{place}/inndata", {"gruppe": "investeringer"}).json()["celler"]
    for i in hidden:
        own = [c for c in cells if c["fil"] == f"prosjekter/{i}.toml" and c["sti"][0] not in PUBLIC_KEYS]
        assert len(own) > 5 and all(c["verdi"] is None and not c["verdier"] and not c["kilde"] for c in own)
    found = reader.post(f"{place}/inndata/soek", {"tekst": f"prosjekter/{project}.toml"}).json()
    assert found and {h["sted"].partition(".")[0] for h in found} <= PUBLIC_KEYS  # its amounts are not even named
    for value in (False, "kanskje"):  # a draft of one's own does not open it, nor does one that cannot be read
        edit = {"slag": "sett", "fil": f"prosjekter/{project}.toml", "noekkel": ["skjermet"], "verdi": value}
        ask = {"gruppe": "investeringer", "utkast": {"endringer": [edit]}}
        assert reader.post(f"{place}/inndata", ask).status_code == 403
    assert reader.post(f"{place}/fil", {"fil": f"prosjekter/{project}.toml"}).status_code == 403
    assert reader.get(f"{place}/mappe.zip").status_code == 403


@pytest.mark.parametrize("what", ["flytting", "spake", "forutsetning"])
def test_a_shielded_cost_is_not_found_by_moving_the_project(secret: tuple[Organisation, int, str], what: str) -> None:
    organisation, version, project = secret
    move = {"endringer": [{"slag": "sett", "fil": f"prosjekter/{project}.toml", "noekkel": ["utsettes_aar"], "verdi": 1}]}
    drafts = {"flytting": move, "spake": {"spaker": {"gjennomfoering": 80.0}}, "forutsetning": {"spaker": {"rente": 1.0}}}
    party = organisation.browser("parti")
    answer = party.post(f"/api/versjoner/{version}/tall", {"utkast": drafts[what], "sporringer": [{"navn": "laanegjeld_ub"}]})
    assert answer.status_code == {"flytting": 403, "spake": 403, "forutsetning": 200}[what], answer.text
    inside = organisation.browser("oekonomi").post(f"/api/versjoner/{version}/tall", {"utkast": drafts[what]})
    assert inside.status_code != 403


# -- the sandbox --------------------------------------------------------------------------------------------


def test_a_share_link_opens_chosen_levers_without_login_and_can_be_taken_back(organisation: Organisation) -> None:
    finance = organisation.browser("oekonomi")
    made = finance.post("/api/versjoner/1/delinger", {"tittel": "Prøv selv", "spaker": ["rente", "resultatgrad"]}).json()
    anybody = organisation.browser(None)
    place = f"/api/delt/{made['token']}/tall"
    base, moved = anybody.post(place).json(), anybody.post(place, {"spaker": {"rente": 2.0}}).json()
    assert {v["id"] for v in base["spaker"]} == {"rente", "resultatgrad"} and base["tittel"] == "Prøv selv"
    needs = [x["dom"]["behov"]["tall"]["verdi"] for x in (base, moved)]
    assert needs[1] >= needs[0] and moved["dom"]["setninger"]
    assert anybody.post(place, {"spaker": {"loennsvekst": 1.0}}).status_code == 422
    assert anybody.post("/api/delt/" + "x" * 32 + "/tall").status_code == 422
    assert made["token"] not in finance.get("/api/versjoner/1/delinger").text, "tokenet vises én gang"
    assert finance.delete(f"/api/delinger/{made['id']}").json()["trukket"]
    assert anybody.post(place).status_code == 422
    assert finance.post("/api/versjoner/1/delinger", {"tittel": "x", "spaker": ["finnes_ikke"]}).status_code == 422


# -- login, sessions, headers --------------------------------------------------------------------------------


def test_wrong_passwords_are_throttled_and_told_alike(organisation: Organisation) -> None:
    browser = organisation.browser(None)
    wrong = {"epost": "leser@kommunen.no", "passord": "galt"}
    first = browser.post("/api/innlogging", wrong)
    unknown = browser.post("/api/innlogging", {"epost": "ingen@kommunen.no", "passord": "galt"})
    assert first.status_code == unknown.status_code == 401 and first.json() == unknown.json()
    statuses = [browser.post("/api/innlogging", wrong).status_code for _ in range(6)]
    assert statuses[-1] == 429
    right = browser.post("/api/innlogging", {**wrong, "passord": PASSWORD})
    assert right.status_code == 429 and int(right.headers["retry-after"]) > 0


def test_a_session_ends_when_it_is_left_and_when_the_password_changes(organisation: Organisation) -> None:
    one, two = organisation.browser("leser"), organisation.browser("leser")
    assert one.get("/api/planer").status_code == 200
    cookie = one.client.cookies.jar
    assert all(c.secure and c.has_nonstandard_attr("HttpOnly") for c in cookie)
    assert one.post("/api/utlogging").status_code == 204 and one.get("/api/planer").status_code == 401
    assert two.post("/api/passord", {"gammelt": "feil", "nytt": "x" * 20}).status_code == 403
    for weak in ("kort", "Sommer2026!!!", "passord passord", "kommunen.no leser"):
        assert two.post("/api/passord", {"gammelt": PASSWORD, "nytt": weak}).status_code == 422
    assert two.post("/api/passord", {"gammelt": PASSWORD, "nytt": "et nytt langt passord"}).status_code == 204
    assert two.get("/api/planer").status_code == 401


def test_changes_need_the_token_the_session_was_given(organisation: Organisation) -> None:
    browser = organisation.browser("oekonomi")
    token, browser.csrf = browser.csrf, "feil"
    assert browser.post("/api/versjoner/1/laaser", {"slag": "vedtatt"}).status_code == 403
    browser.csrf = token
    foreign = {"origin": "https://ond.example"}
    assert browser.post("/api/versjoner/1/tall", headers=foreign).status_code == 403
    assert browser.post("/api/versjoner/1/tall", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert browser.post("/api/versjoner/1/tall", headers={"origin": f"https://{HOST}"}).status_code == 200


def test_secure_headers_on_every_answer(organisation: Organisation) -> None:
    browser = organisation.browser(None)
    for path in ("/", "/api/meg", "/api/planer", "/finnes-ikke"):
        headers = browser.get(path).headers
        assert headers["content-security-policy"] == POLICY and "unsafe" not in POLICY
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        assert "max-age" in headers["strict-transport-security"]
    assert browser.get("/api/meg").headers["cache-control"] == "no-store"


def test_foreign_hosts_and_bodies_that_are_too_large_are_refused(organisation: Organisation, local: Browser) -> None:
    browser = organisation.browser(None)
    assert browser.get("/api/meg", headers={"host": "ond.example"}).status_code == 400
    assert local.get("/api/meg", headers={"host": "ond.example"}).status_code == 400
    big = b"{" + b" " * (3 * 2**20)
    assert (
        local.call("POST", "/api/versjoner/1/tall", content=big, headers={"content-type": "application/json"}).status_code == 413
    )

    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 2**20

    assert local.call("POST", "/api/planer/opplasting?navn=x", content=chunks()).status_code in (413, 422)


def test_system_administrators_alone_make_plans(organisation: Organisation) -> None:
    assert organisation.browser("oekonomi").post("/api/planer", {"navn": "X"}).status_code == 403
    made = organisation.browser("system").post("/api/planer", {"navn": "X"})
    assert made.status_code == 201
    members = organisation.browser("system").get(f"/api/planer/{made.json()['id']}/medlemmer").json()
    assert {m["rolle"] for m in members} == {"administrator", "oekonomi"}


def test_roles_are_given_and_taken(organisation: Organisation) -> None:
    admin = organisation.browser("administrator")
    assert admin.post("/api/planer/1/medlemmer", {"epost": "ukjent@kommunen.no", "rolle": "leser"}).status_code == 404
    given = admin.post("/api/planer/1/medlemmer", {"epost": "fremmed@kommunen.no", "rolle": "leser"}).json()
    row = next(m for m in given if m["epost"] == "fremmed@kommunen.no")
    stranger = organisation.browser("fremmed")
    assert stranger.get("/api/planer/1").status_code == 200
    admin.delete(f"/api/planer/1/medlemmer/{row['id']}")
    assert stranger.get("/api/planer/1").status_code == 404
    assert admin.post("/api/planer/1/medlemmer", {"epost": "fremmed@kommunen.no", "rolle": "parti"}).status_code == 422
    trail = admin.get("/api/planer/1/spor").json()
    assert trail["brutt"] is None and {"rolle.gitt", "rolle.fjernet"} <= {r["handling"] for r in trail["rader"]}


def test_one_user_on_ones_own_machine_may_everything_and_needs_no_login(local: Browser) -> None:
    me = local.get("/api/meg").json()
    assert me["modus"] == "lokal" and me["innlogget"]
    assert set(MATRIX) <= set(local.get("/api/planer/1").json()["handlinger"])
    assert local.post("/api/innlogging", {"epost": "a@b.no", "passord": "x"}).status_code == 404
    local.csrf = ""
    assert local.post("/api/versjoner/1/tall").status_code == 403, "også her trengs tokenet"


def test_the_pages_are_served_and_kept(local: Browser, tmp_path: Any) -> None:
    from dataclasses import replace

    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>LDIP</title>")
    (static / "assets" / "a-1.js").write_text("1")
    service = local.service
    from fastapi.testclient import TestClient

    client = TestClient(create_app(replace(service.settings, static=static), service), base_url="http://localhost")
    open_local(client, service)
    for path in ("/", "/plan/1/oversikt", "/delt/x"):
        answer = client.get(path)
        assert answer.status_code == 200 and "LDIP" in answer.text and answer.headers["cache-control"] == "no-cache"
    assert "immutable" in client.get("/assets/a-1.js").headers["cache-control"]
    assert client.get("/api/finnes-ikke").status_code == 404
    assert client.get("/..%2f..%2flager.db").status_code == 404, "bare bygde filer leveres"


def test_a_session_runs_out(organisation: Organisation) -> None:
    from sqlalchemy import update

    from ldip.store import audit
    from ldip.store.schema import SessionRow

    browser = organisation.browser("leser")
    with organisation.service.store.session() as session:
        session.execute(update(SessionRow).values(utloeper=audit.now()))
    time.sleep(0.01)
    assert browser.get("/api/planer").status_code == 401
