"""What those without insight are refused: drafts, versions, draws and files that differ by a hidden number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ldip.binding.reading import collect_contents
from ldip.simulation.simulate import simulate
from ldip.store.runs import ask, claim, finish
from ldip.store.versions import branch_of, commit
from ldip.store.worker import summary
from tests.attack.outsiders import Outsiders
from tests.attack.shielded import SECRET, SPENT, file_of, school, shielded_files
from tests.web.conftest import plan_files
from tests.web.test_access import action_of, api_routes

OUTSIDERS = ("leser", "parti", "administrator")
TOUCHING: tuple[dict[str, Any], ...] = (
    {"slag": "fjern_fil", "fil": file_of("skole-oest")},
    {"slag": "ny_fil", "fil": "prosjekter/lokkedue.toml", "tekst": school("lokkedue", (1.0, 1.0, 1.0)).decode()},
    {"slag": "sett", "fil": "prosjekter/ramme-bygg.toml", "noekkel": ["kostnad", "beloep"], "verdi": 1},
    {"slag": "sett", "fil": "investeringer.toml", "noekkel": ["gjennomfoeringsgrad", "verdi"], "verdi": 80},
    {"slag": "celle", "fil": "anlegg.csv", "rad": 2, "kolonne": "bokfoert", "verdi": "1"},
    {"slag": "celle", "fil": "bygg.csv", "rad": 2, "kolonne": "areal_m2", "verdi": "1"},
    {"slag": "fjern_rad", "fil": "bygghendelser.csv", "rad": 2},
)
TALL = {"sporringer": [{"navn": "investeringer_varige"}]}


def at(version: int, route: str) -> str:
    return f"/api/versjoner/{version}/{route}"


def saved(outsiders: Outsiders, plan: int, edits: dict[str, bytes | None]) -> int:
    """A new version on the main line."""
    with outsiders.service.store.session() as session:
        branch = branch_of(session, plan)
        return commit(session, branch, branch.hode_id, edits, outsiders.users["oekonomi"], "x").version.id


@pytest.fixture(scope="module")
def placed(outsiders: Outsiders) -> tuple[Outsiders, int, int]:
    """Outsiders, plan and version with shielded projects."""
    return outsiders, *outsiders.add("Skjermet plan", shielded_files())


def routes(version: int, draft: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every route that takes a draft."""
    body = {"utkast": draft}
    for route in (
        "oversikt",
        "spaker",
        "prosjekter",
        "dom",
        "vente",
        "maa-bestemmes",
        "bro",
        "uprisede",
        "tiltak",
        "stress",
        "omvendt-stress",
        "sammensetning",
        "tidslinje",
        "ett-aar-senere",
        "vekst",
        "plasser",
        "arbeidskraft",
        "kladd",
        "endret",
        "naboer",
        "endringsforslag",
        "ordbok/laanegjeld_ub",
    ):
        yield at(version, route), body
    yield at(version, "tall"), {**body, **TALL}
    for route in ("usikkerhet", "usikkerhet/spenn", "usikkerhet/aarsaker", "usikkerhet/forloep"):
        yield at(version, route), {**body, "trekninger": 100}
    for route in ("forklaring", "forklaring/kort", "forklaring/vei"):
        yield at(version, route), {**body, "adresse": "laanegjeld_ub/2031/basis"}
    for route in ("tjeneste", "lukke-gap"):
        yield at(version, route), {**body, "tjeneste": "skole"}
    line = {"tekst": "x", "gruppe": "A", "tjeneste": "skole", "beloep": {"2027": 1.0}}
    yield at(version, "endringsforslag/linje"), {**body, **line}
    yield at(version, "endringsforslag/fjern"), {**body, "linje": "a.b"}
    yield at(version, "inndata/soek"), {**body, "tekst": "rente"}
    yield at(version, "skjema/tiltak"), {**body, "skrevet": {"navn": "x"}}
    yield at(version, "usikkerhet/faktorer"), body
    yield at(version, "oppstilling"), {**body, "paragraf": "5-5"}
    yield at(version, "inndata"), {**body, "gruppe": "makro"}
    yield at(version, "tabell"), {**body, "tittel": "x", **TALL}
    yield "/api/sammenligning", {"fra": version, "til": version, "utkast_til": draft}
    yield "/api/sammenligning", {"fra": version, "til": version, "utkast_fra": draft}
    yield "/api/sammenligning/aarsaker", {"fra": version, "til": version, "utkast_til": draft}
    yield "/api/sammenligning/aarsak", {"fra": version, "til": version, "utkast_til": draft, "gruppe": "investeringsvolum"}
    beside = {"kolonner": [{"versjon": version}, {"versjon": version, "utkast": draft}]}
    yield "/api/sammenligning/alternativer", beside
    yield "/api/sammenligning/alternativer/tabell", {**beside, "tittel": "x"}
    yield (
        "/api/sammenligning/tabell",
        {"fra": version, "til": version, "utkast_til": draft, "tittel": "x", "navn": ["laanegjeld_ub"]},
    )


def with_drafts(app: Any) -> Iterator[str]:
    """Every route that takes a draft and does more than store it, but for those of insiders alone."""
    schemas = app.openapi()["components"]["schemas"]

    def takes(node: Any) -> bool:
        if isinstance(node, list):
            return any(map(takes, node))
        if not isinstance(node, dict):
            return False
        if "$ref" in node:
            return takes(schemas[node["$ref"].rpartition("/")[2]])
        return any(k.startswith("utkast") for k in node.get("properties", {})) or any(map(takes, node.values()))

    for method, path, route in api_routes(app):
        stores = path.startswith(("/api/planer/", "/api/kommuner/"))
        if method == "POST" and not stores and action_of(route) != "les_internt":
            body = app.openapi()["paths"][path]["post"].get("requestBody", {})
            if takes(body):
                yield path


def test_no_route_answers_a_draft_that_touches_projects(placed: tuple[Outsiders, int, int]) -> None:
    outsiders, _, version = placed
    reader, party = outsiders.browser("leser"), outsiders.browser("parti")  # the party alone fills in forms
    tried = set()
    for path, body in routes(version, {"endringer": [TOUCHING[0]]}):
        answer = party.post(path, body)
        assert answer.status_code == 403 and "Uten innsyn" in answer.json()["melding"], path
        named = path.replace("skjema/tiltak", "skjema/{slag}").replace("ordbok/laanegjeld_ub", "ordbok/{navn}")
        tried.add(named.replace(f"/{version}/", "/{versjon}/"))
    takes = set(with_drafts(outsiders.app))
    assert len(takes) > 40 and takes == tried
    for edit in TOUCHING:
        assert reader.post(at(version, "tall"), {"utkast": {"endringer": [edit]}, **TALL}).status_code == 403, edit
        assert reader.post(at(version, "inndata"), {"utkast": {"endringer": [edit]}, "gruppe": "makro"}).status_code == 403, edit
    moved = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdier", "2029"], "verdi": 3.5}
    assert reader.post(at(version, "tall"), {"utkast": {"endringer": [moved]}, **TALL}).status_code == 200
    insider = outsiders.browser("oekonomi")
    one = {"slag": "sett", "fil": file_of(SECRET), "noekkel": ["utsettes_aar"], "verdi": 1}
    assert insider.post(at(version, "tall"), {"utkast": {"endringer": [one]}, **TALL}).status_code == 200


@pytest.mark.parametrize("role", OUTSIDERS)
def test_levers_that_touch_projects_are_refused_too(outsiders: Outsiders, role: str) -> None:
    lever = 'navn = "G"\nrekkefoelge = 1\nkilde = "x"\nanslag = true\n[[endringer]]\nfil = "prosjekter/ramme-bygg.toml"\n'
    files = {**shielded_files(), "grep/g.toml": (lever + 'noekkel = "kostnad.beloep"\nverdi = 12\n').encode()}
    _, version = outsiders.add(f"Grep {role}", files)
    browser = outsiders.browser(role)
    for draft in ({"grep": ["g"]}, {"spaker": {"gjennomfoering": 80.0}}):
        for route in ("tall", "spaker"):
            body = {"utkast": draft, **(TALL if route == "tall" else {})}
            assert browser.post(at(version, route), body).status_code == 403, draft
    cells = browser.post(at(version, "inndata"), {"gruppe": "grep"}).json()["celler"]
    assert all(c["verdi"] is None for c in cells if c["sti"][0] == "endringer")
    if role == "leser":
        made = (
            outsiders.browser("oekonomi")
            .post(at(version, "delinger"), {"tittel": "x", "grep": ["g"], "spaker": ["rente"]})
            .json()
        )
        assert outsiders.browser(None).post(f"/api/delt/{made['token']}/tall", {"grep": ["g"]}).status_code == 403
        assert outsiders.browser(None).post(f"/api/delt/{made['token']}/tall", {"spaker": {"rente": 1.0}}).status_code == 200


EXPRESSIONS = (
    "investeringsutgift['skole-nord'] / sum_driftsinntekter",
    "sum(kostnad_p85) / sum_driftsinntekter",
    "sum(bevilget_ub) / sum_driftsinntekter",
)


@pytest.mark.parametrize("key", ["uttrykk", "tak_uttrykk"])
def test_a_ratio_of_ones_own_reads_no_hidden_number(placed: tuple[Outsiders, int, int], key: str) -> None:
    outsiders, _, version = placed
    rules = outsiders.service.drafts.contents(version)["handlingsregler.toml"].decode()
    own = {"id": "eget", "navn": "Eget", "uttrykk": "laanegjeld_ub / sum_driftsinntekter", "enhet": "prosent"}
    ask = {"sporringer": [{"navn": "laanegjeld_ub"}]}

    def with_row(row: dict[str, str]) -> dict[str, Any]:
        lines = "\n".join(f'{k} = "{v}"' for k, v in row.items())
        return {"slag": "ny_fil", "fil": "handlingsregler.toml", "tekst": f'{rules}\n[[maaltall]]\n{lines}\nkilde = "x"\n'}

    for text in EXPRESSIONS:
        draft = {"endringer": [with_row({**own, key: text})]}
        answer = outsiders.browser("leser").post(at(version, "tall"), {"utkast": draft, **ask})
        assert answer.status_code == 403 and "Måltallet eller" in answer.json()["melding"], (text, answer.text)
    edit = with_row(own)
    assert outsiders.browser("leser").post(at(version, "tall"), {"utkast": {"endringer": [edit]}, **ask}).status_code == 200
    stored = {**shielded_files(), "handlingsregler.toml": edit["tekst"].replace(own["uttrykk"], EXPRESSIONS[0]).encode()}
    assert any("leser tall for hvert prosjekt" in p.message for p in collect_contents(stored)[1])


def test_a_control_figure_of_ones_own_reads_no_hidden_number(placed: tuple[Outsiders, int, int]) -> None:
    """The control that is missed tells what the run gives."""
    outsiders, _, version = placed

    def with_row(name: str, element: str) -> dict[str, Any]:
        text = f"navn;aar;verdi;enhet;toleranse;element;kilde\n{name};2027;1;kr;0;{element};x\n"
        return {"utkast": {"endringer": [{"slag": "ny_fil", "fil": "kontroll.csv", "tekst": text}]}, **TALL, "brudd": True}

    reader = outsiders.browser("leser")
    assert reader.post(at(version, "tall"), with_row("investeringsutgift", SECRET)).status_code == 403
    told = reader.post(at(version, "tall"), with_row("laanegjeld_ub", "")).json()
    assert any("kjøringen gir" in text for text in told["brudd"])


def test_draws_are_refused_while_each_project_has_its_own(placed: tuple[Outsiders, int, int]) -> None:
    outsiders, _, version = placed
    reader = outsiders.browser("leser")
    drawn = {"sporringer": [{"navn": "investeringer_varige", "statistikk": "p50"}]}
    for route, body in (
        ("tall", drawn),
        ("tabell", {**drawn, "tittel": "x"}),
        ("usikkerhet", {"trekninger": 100}),
        ("forklaring", {"adresse": "investeringer_varige/2027/t5"}),
    ):
        assert reader.post(at(version, route), body).status_code == 403, route
    text = shielded_files()["usikkerhet.toml"].decode()
    for left, status in (("prosjektkostnad", 403), ("forsinkelse", 403), ("tilskudd", 200)):
        text += f'\n[[faktor]]\nid = "{left}"\nav = true\nkilde = "x"\n'
        without = {"slag": "ny_fil", "fil": "usikkerhet.toml", "tekst": text}
        answer = reader.post(at(version, "usikkerhet"), {"trekninger": 100, "utkast": {"endringer": [without]}})
        assert answer.status_code == status, (left, answer.text)


def test_a_run_shows_no_draws_to_them(placed: tuple[Outsiders, int, int]) -> None:
    outsiders, _, version = placed
    with outsiders.service.store.session() as session:
        run = ask(session, version, outsiders.users["oekonomi"], 100).id
        claim(session, "x")
        done = simulate(outsiders.service.drafts.plan(version), 100)
        assert finish(session, run, "x", done.hash, summary(done))
    for role, drawn in (("leser", False), ("oekonomi", True)):
        browser = outsiders.browser(role)
        for found in (browser.get(f"/api/kjoeringer/{run}").json(), browser.get(at(version, "kjoeringer")).json()[0]):
            assert any("/p" in a for a in found["tall"]) == drawn and "netto_driftsresultat/2031/basis" in found["tall"]


def test_versions_that_differ_by_a_hidden_amount_are_not_both_answered(outsiders: Outsiders) -> None:
    plan, first = outsiders.add("Versjoner", shielded_files())
    reader, insider = outsiders.browser("leser"), outsiders.browser("oekonomi")
    link = insider.post(at(first, "delinger"), {"tittel": "x", "spaker": ["rente"]}).json()["token"]

    def seen(version: int, every: bool = False) -> set[int]:
        light = ("/tall", "/prosjekter", "/inndata")
        assert insider.post(at(version, "tall"), TALL).status_code == 200
        asked = [(path, body) for path, body in routes(version, {}) if every or path.endswith(light)]
        return {reader.post(path, body).status_code for path, body in asked}

    second = saved(outsiders, plan, {"tiltak.csv": plan_files()["tiltak.csv"] + b"\n"})
    assert seen(first) == seen(second) == {200}, "det som ikke er skjermet, kan endres"
    third = saved(outsiders, plan, {file_of(SECRET): school(SECRET, (14e6, 60e6, 56e6), True)})
    assert seen(third) == {200} and seen(first, every=True) == seen(second) == {403}
    assert reader.post("/api/sammenligning", {"fra": third, "til": second}).status_code == 403
    assert outsiders.browser(None).post(f"/api/delt/{link}/tall").status_code == 403
    assert "endret mellom" in reader.post(at(first, "dom")).json()["melding"]
    fourth = saved(outsiders, plan, {file_of(SECRET): school(SECRET, (14e6, 60e6, 56e6))})
    assert seen(fourth) == seen(third) == seen(first) == {200}, "den nyeste viser alle beløp"
    hidden = {s["akser"]["prosjekt"]: s["verdier"][0] for s in reader.post(at(first, "tall"), BY_PROJECT).json()["serier"]}
    assert {i for i, v in hidden.items() if v is None} == {*SPENT}
    saved(outsiders, plan, {file_of(SECRET): None})
    assert seen(first) == {403}, "forskjellen til den nyeste er det skjermede prosjektet"


BY_PROJECT = {"sporringer": [{"navn": "investeringsutgift", "akser": {"prosjekt": "*"}}]}


def test_an_older_version_does_not_show_what_a_newer_hides(outsiders: Outsiders) -> None:
    plan, first = outsiders.add("Skjermet senere", shielded_files(secret=""))
    reader = outsiders.browser("leser")
    assert None not in [s["verdier"][0] for s in reader.post(at(first, "tall"), BY_PROJECT).json()["serier"]]
    newest = saved(outsiders, plan, {file_of(SECRET): shielded_files()[file_of(SECRET)]})
    assert reader.post(at(newest, "tall"), BY_PROJECT).status_code == 200
    for route, body in (("tall", BY_PROJECT), ("inndata", {"gruppe": "investeringer"}), ("prosjekter", {})):
        assert reader.post(at(first, route), body).status_code == 403, route


def test_problems_of_a_plan_with_errors_tell_no_values(outsiders: Outsiders) -> None:
    files = shielded_files()
    wrong = (
        files[file_of(SECRET)].replace(b'enhet = "mill. kr"', b'enhet = "millioner"', 1).replace(b"2027 = 0.5", b"2027 = 0.4321")
    )
    _, version = outsiders.add("Feil", {**files, file_of(SECRET): wrong})
    told = {role: outsiders.browser(role).post(at(version, "dom")) for role in ("leser", "oekonomi")}
    assert {a.status_code for a in told.values()} == {422}
    values = {role: [p["verdi"] for p in a.json()["problemer"]] for role, a in told.items()}
    assert any(values["oekonomi"]) and not any(values["leser"]) and len(values["leser"]) == len(values["oekonomi"])


def test_an_alternative_does_not_lean_on_what_the_main_line_shows(outsiders: Outsiders) -> None:
    """It shields a project whose neighbours are open on the main line: the difference would be the amount."""
    plan, first = outsiders.add("Alternativ", shielded_files(secret=""))
    insider, reader = outsiders.browser("oekonomi"), outsiders.browser("leser")
    mark = {"slag": "sett", "fil": file_of(SECRET), "noekkel": ["skjermet"], "verdi": True}
    cost = {"slag": "sett", "fil": file_of(SECRET), "noekkel": ["kostnad", "beloep"], "verdi": 150}
    made = {"navn": "Dyrere", "fra": first, "privat": False, "utkast": {"endringer": [mark, cost]}}
    other = insider.post(f"/api/planer/{plan}/alternativer", made).json()["versjon"]
    assert [reader.post(at(v, "tall"), TALL).status_code for v in (first, other)] == [200, 403]
    signed = shielded_files(secret="")[file_of(SECRET)].replace(b'fase = "forprosjekt"', b'fase = "kontrakt"')
    newest = saved(outsiders, plan, {file_of(SECRET): signed})
    assert [reader.post(at(v, "tall"), TALL).status_code for v in (newest, other)] == [200, 200]


def test_a_shield_that_does_not_hold_closes_the_numbers(outsiders: Outsiders) -> None:
    """It may have been stored before the rule, or by a draft; those with insight see why."""
    _, version = outsiders.add("Uholdbar", shielded_files({SECRET: SPENT[SECRET]}))
    refused = outsiders.browser("leser").post(at(version, "dom"))
    assert refused.status_code == 403 and "kan regnes ut av summene" in refused.json()["melding"]
    told = outsiders.browser("oekonomi").post(at(version, "inndata"), {"gruppe": "investeringer"}).json()["problemer"]
    assert [(p["fil"], p["noekkel"]) for p in told] == [(file_of(SECRET), "skjermet")] and "minst 3" in told[0]["melding"]
