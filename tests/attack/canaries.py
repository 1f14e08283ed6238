"""A plan in which everything that some role may not see carries a mark, and the answers of the API searched for the marks."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import anyio

from ldip.store.accounts import set_password, set_system
from ldip.store.members import ROLES, add_user, grant
from ldip.store.versions import create_plan
from ldip.web.settings import organisation_settings
from tests.attack.corpus import plan_of
from tests.web.conftest import HOST, PASSWORD, Browser, Organisation, served

SHIELDED: Final = {"kanari-a": 31.4159, "kanari-b": 32.7183, "kanari-c": 33.1416, "kanari-d": 34.5772}  # mill. kr
PROJECT: Final = """# {mark}
navn = "Kanarihuset {name}"
type = "prosjekt"
sektor = "Kultur"
fase = "konsept"
anleggsklasse = "formaalsbygg"
ferdig = 2028
skjermet = true
framdrift = {{ 2027 = 0.5, 2028 = 0.5 }}
kilde = "Oppdiktet"
anslag = true

[kostnad]
beloep = {amount}
enhet = "mill. kr"
priser = "2026-kroner"
kilde = "Oppdiktet"
anslag = true

[finansiering]
mva_kompensasjon_andel = 0.20
"""
SHIELD, COUNTS, PRIVATE, PARTY, OTHER, OWN = (
    "KANARI-SKJERMET-7a",
    "KANARI-TELLING-3b",
    "KANARI-PRIVAT-9c",
    "KANARI-PARTI-5d",
    "KANARI-ANNEN-1e",
    "KANARI-PLAN-8f",
)
AMOUNTS: Final = re.compile("|".join(rf"(?<!\d){str(a).replace('.', '[.,  ]?')}(?:00)?(?!\d)" for a in SHIELDED.values()))
MARKS: Final = (SHIELD, COUNTS, PRIVATE, PARTY, OTHER, OWN)
INSIDE: Final = frozenset({"bidragsyter", "prosjekt", "oekonomi"})
EMAIL: Final = re.compile(r"[\w.]+@kommunen\.no")
SECRETS: Final = re.compile(r"\$argon2|ldip_sesjon=|Traceback|\.py\"?, line|psycopg|sqlite3|sqlalchemy", re.IGNORECASE)


def marked_plan() -> dict[str, bytes]:
    """Solvik with four shielded projects that are alike, and marks in the files that only some may see."""
    files = dict(plan_of("solvik"))
    for name, amount in SHIELDED.items():
        files[f"prosjekter/{name}.toml"] = PROJECT.format(mark=SHIELD, name=name[-1].upper(), amount=amount).encode()
    files["behovsliste.csv"] = f"# {COUNTS}\n".encode() + files["behovsliste.csv"]
    files["plan.toml"] = f"# {OWN}\n".encode() + files["plan.toml"]
    return files


@dataclass
class Marked:
    """The server, and what was made in it."""

    organisation: Organisation
    plan: int
    version: int
    stale: int
    versions: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    token: str = ""
    browsers: dict[str | None, Browser] = field(default_factory=dict)

    def browser(self, who: str | None) -> Browser:
        """A browser where the user is logged in, the same every time."""
        if who not in self.browsers:
            self.browsers[who] = self.organisation.browser(who)
        return self.browsers[who]

    def forbidden(self, who: str | None) -> tuple[str, ...]:
        """The marks that must be in no answer to a user."""
        found = {
            OTHER: who == "annen",
            OWN: who in (*ROLES, "system"),  # a system administrator names plans, but reads none of them
            SHIELD: who in INSIDE,
            COUNTS: who in INSIDE,
            PRIVATE: who == "oekonomi",
            PARTY: who == "parti",
        }
        return tuple(m for m, allowed in found.items() if not allowed)


def organised(store: str) -> Organisation:
    """A server with login and a user in every role, and three who have none: a stranger, a system user, another plan's."""
    service, app = served(organisation_settings(store, (HOST,)))
    users: dict[str, int] = {}
    with service.store.session() as session:
        for who in (*ROLES, "fremmed", "system", "annen"):
            users[who] = add_user(session, who.capitalize(), f"{who}@kommunen.no").id
            set_password(session, users[who], PASSWORD, None)
        set_system(session, users["system"], True, None)
    return Organisation(service, app, users, 0, 0)


def prepared(organisation: Organisation) -> Marked:
    """The marked plan with a private alternative, a party's own, and another plan beside it."""
    with organisation.service.store.session() as session:
        annen = organisation.users["annen"]
        own = create_plan(session, "Kanariplan", marked_plan(), organisation.users["oekonomi"], "Første")
        plan, first = own.version.plan_id, own.version.id
        organisation.place(session, plan, *ROLES)
        files = {**plan_of("nordvik"), "plan.toml": f"# {OTHER}\n".encode() + plan_of("nordvik")["plan.toml"]}
        other = create_plan(session, f"Plan {OTHER}", files, annen, OTHER)
        grant(session, other.version.plan_id, annen, "oekonomi", annen)
        other_version = other.version.id
    found = Marked(organisation, plan, first, first)
    money, party = found.browser("oekonomi"), found.browser("parti")
    private = money.post(
        f"/api/planer/{plan}/alternativer", {"navn": PRIVATE, "fra": first, "melding": PRIVATE, "utkast": changed(4.0)}
    )
    assert private.status_code == 201, private.text
    mine = party.post(
        f"/api/planer/{plan}/alternativer", {"navn": "Partiet A", "fra": first, "melding": PARTY, "utkast": changed(4.1)}
    )
    assert mine.status_code == 201, mine.text
    saved = money.post(
        f"/api/planer/{plan}/grener/hovedlinje/versjoner", {"grunnlag": first, "utkast": {"endringer": SECRET_EDITS}}
    )
    assert saved.status_code == 201, saved.text
    found.version = saved.json()["versjon"]
    found.versions = {
        "hovedlinje": found.version,
        "foerste": first,
        "privat": private.json()["versjon"],
        "parti": mine.json()["versjon"],
        "annen": other_version,
    }
    money.post(f"/api/versjoner/{found.versions['privat']}/kommentarer", {"sted": "x", "tekst": PRIVATE})
    party.post(f"/api/versjoner/{found.versions['parti']}/kommentarer", {"sted": "x", "tekst": PARTY})
    at = f"/api/versjoner/{found.version}"
    found.rows["kommentar"] = money.post(f"{at}/kommentarer", {"sted": "x", "tekst": "y"}).json()["id"]
    found.rows["kjoering"] = money.post(f"{at}/kjoeringer", {"trekninger": 100}).json()["id"]
    made = money.post(f"{at}/delinger", {"tittel": "Prøv", "spaker": ["rente"]}).json()
    found.rows["deling"], found.token = made["id"], made["token"]
    return found


def changed(rate: float) -> dict[str, Any]:
    """A draft that changes the interest of one year."""
    edit = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdier", "2029"], "verdi": rate}
    return {"endringer": [edit]}


def _set(file: str, key: list[Any], value: Any) -> dict[str, Any]:
    return {"slag": "sett", "fil": file, "noekkel": key, "verdi": value}


SECRET_EDITS: Final = [
    _set("prosjekter/kanari-a.toml", ["kostnad", "kilde"], "Oppdiktet og endret"),
    {"slag": "celle", "fil": "behovsliste.csv", "rad": 4, "kolonne": "nye", "verdi": "3"},
]
DRAFTS: Final[dict[str, dict[str, Any]]] = {
    "rente": changed(3.5),
    "aapnet": {"endringer": [_set("prosjekter/kanari-a.toml", ["skjermet"], False)]},
    "kortere": {"endringer": [_set("plan.toml", ["tid", "antall_aar"], 2)]},
    "uleselig": {"endringer": [_set("prosjekter/kanari-b.toml", ["kostnad", "enhet"], "gull")]},
    "telling": {"endringer": [{"slag": "celle", "fil": "behovsliste.csv", "rad": 4, "kolonne": "nye", "verdi": "9"}]},
    "spake": {"spaker": {"rente": 1.0}},
    "utsatt": {"spaker": {"utsettelse": 1.0}},
}


def texts(raw: bytes, depth: int = 0) -> Iterator[str]:
    """Every text of an answer: of a zip or workbook its names and the texts of its entries."""
    if raw[:2] == b"PK" and depth < 4:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts(archive.read(name), depth + 1)
    else:
        yield raw.decode("utf-8", errors="replace")


def found_in(raw: bytes, marks: tuple[str, ...], who: str | None) -> list[str]:
    """What an answer tells that it must not: marks, shielded amounts, others' e-mail addresses, secrets of the program."""
    told: list[str] = []
    for text in texts(raw):
        told += [m for m in marks if m in text]
        if SHIELD in marks and (amount := AMOUNTS.search(text)):
            told.append(f"beløp {amount[0]}")
        if secret := SECRETS.search(text):
            told.append(f"hemmelighet {secret[0]}")
        if who not in ("administrator", "system"):
            told += [f"adresse {e}" for e in EMAIL.findall(text) if e != f"{who}@kommunen.no"]
    return told


def first_event(app: Any, path: str, cookies: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and first part of a stream, which is then left."""
    status, parts = 0, b""

    async def ask() -> None:
        nonlocal status, parts
        with anyio.move_on_after(10.0) as scope:

            async def send(message: Any) -> None:
                nonlocal status, parts
                if message["type"] == "http.response.start":
                    status = message["status"]
                elif message["type"] == "http.response.body":
                    parts += message.get("body", b"")
                    if parts or not message.get("more_body"):
                        scope.cancel()

            async def receive() -> dict[str, Any]:
                await anyio.sleep(20.0)
                return {"type": "http.disconnect"}

            told = "; ".join(f"{k}={v}" for k, v in cookies.items()).encode()
            headers = [(b"host", HOST.encode()), (b"cookie", told), (b"accept-language", b"nb")]
            place = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "https"}
            await app(
                {
                    **place,
                    "path": path,
                    "raw_path": path.encode(),
                    "query_string": b"",
                    "headers": headers,
                    "root_path": "",
                    "server": (HOST, 443),
                    "client": ("127.0.0.1", 1),
                },
                receive,
                send,
            )

    anyio.run(ask)
    return status, parts
