"""A local server that speaks PxWebApi v2 in the shapes SSB's own answers have, with made-up figures; faults are put in front."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

AGES = tuple(f"{a:03d}" for a in range(106))
SEXES = (("2", "Kvinner"), ("1", "Menn"))


@dataclass
class Variable:
    """A variable with codes and labels."""

    id: str
    label: str
    values: dict[str, str]


@dataclass
class StatTable:
    """A table: its variables, and the figure of a cell by its codes."""

    id: str
    variables: list[Variable]
    cell: Any


@dataclass
class Fault:
    """One answer in place of the right one."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None  # bytes, or a function of the right data set
    hang: bool = False


@dataclass
class Bank:
    """What the server has, what it was asked, and the faults of the next answers to /data."""

    tables: dict[str, StatTable]
    config: dict[str, Any] = field(
        default_factory=lambda: {"maxDataCells": 800_000, "maxCallsPerTimeWindow": 30, "timeWindow": 60}
    )
    headers: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)
    address: str = ""
    release: threading.Event = field(default_factory=threading.Event)

    def queries(self) -> list[dict[str, list[str]]]:
        """The selections that were asked for."""
        return [s for _, path, s in self.asked if path.endswith("/data")]


def ages(last: int = 105) -> Variable:
    """Single ages as SSB codes them, the last one open."""
    label = {a: f"{int(a)} år" for a in AGES[: last + 1]}
    label[AGES[last]] = f"{last} år eller eldre"
    return Variable("Alder", "alder", label)


def population(regions: dict[str, str], years: range, cell: Any) -> StatTable:
    """07459: persons by region, sex, single age and year."""
    time = Variable("Tid", "år", {str(y): str(y) for y in years})
    contents = Variable("ContentsCode", "statistikkvariabel", {"Personer1": "Personer"})
    return StatTable(
        "07459", [Variable("Region", "region", regions), Variable("Kjonn", "kjønn", dict(SEXES)), ages(), contents, time], cell
    )


def projection(number: str, regions: dict[str, str], years: range, cell: Any) -> StatTable:
    """14746 or 14288: persons by alternative."""
    time = Variable("Tid", "år", {str(y): str(y) for y in years})
    named = {
        "PersMMMM": "Hovedalternativet (MMMM)",
        "PersLLML": "Lav nasjonal vekst (LLML)",
        "PersHHMH": "Høy nasjonal vekst (HHMH)",
    }
    contents = Variable("ContentsCode", "statistikkvariabel", named)
    return StatTable(
        number, [Variable("Region", "region", regions), Variable("Kjonn", "kjønn", dict(SEXES)), ages(), contents, time], cell
    )


def key_figures(regions: dict[str, str], years: range, cell: Any) -> StatTable:
    """12134: financial key figures by municipality."""
    contents = {
        "KOSAGD230000": "Netto driftresultat i prosent av brutto driftsinntekter",
        "KOSKG310000": "Netto lånegjeld i prosent av brutto driftsinntekter",
    }
    time = Variable("Tid", "år", {str(y): str(y) for y in years})
    return StatTable(
        "12134",
        [Variable("KOKkommuneregion0000", "region", regions), Variable("ContentsCode", "statistikkvariabel", contents), time],
        cell,
    )


def dataset(table: StatTable, chosen: dict[str, list[str]] | None) -> dict[str, Any]:
    """The table's metadata, or the chosen cells, as JSON-stat 2.0."""
    dimension, codes = {}, []
    for v in table.variables:
        kept = list(v.values) if chosen is None else [c for c in v.values if c in chosen[v.id]]
        codes.append(kept)
        category = {"index": {c: i for i, c in enumerate(kept)}, "label": {c: v.values[c] for c in kept}}
        dimension[v.id] = {"label": v.label, "category": category, "extension": {"elimination": False, "show": "value"}}
    found: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": table.id,
        "source": "Statistisk sentralbyrå",
        "updated": "2026-06-15T06:00:00Z",
        "id": [v.id for v in table.variables],
        "size": [len(c) for c in codes],
        "dimension": dimension,
        "extension": {"px": {"tableid": table.id, "decimals": 0}},
    }
    if chosen is not None:
        ids = [v.id for v in table.variables]
        found["value"] = [table.cell(dict(zip(ids, cell, strict=True))) for cell in product(*codes)]
    return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    server: _Server

    @property
    def bank(self) -> Bank:
        return self.server.bank

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        """A query in the address."""
        found = parse_qs(urlsplit(self.path).query)
        chosen = {k[11:-1]: v[0].split(",") for k, v in found.items() if k.startswith("valueCodes[")}
        self._answer("GET", chosen)

    def do_POST(self) -> None:
        """A query in the body."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer("POST", {row["variableCode"]: row["valueCodes"] for row in body["selection"]})

    def _answer(self, method: str, chosen: dict[str, list[str]]) -> None:
        path = urlsplit(self.path).path
        self.bank.asked.append((method, path, chosen))
        parts = path.strip("/").split("/")
        if parts == ["config"]:
            self._send(200, self.bank.config)
        elif parts[0] != "tables" or parts[1] not in self.bank.tables:
            self._send(404, {"type": "Parameter error", "title": "Non-existent table", "status": 404})
        elif parts[2] == "metadata":
            self._send(200, dataset(self.bank.tables[parts[1]], None))
        else:
            self._data(self.bank.tables[parts[1]], chosen)

    def _data(self, table: StatTable, chosen: dict[str, list[str]]) -> None:
        fault = self.bank.faults.pop(0) if self.bank.faults else Fault()
        if fault.hang:
            self.bank.release.wait(5.0)
            self.close_connection = True
            return
        found = dataset(table, chosen)
        if len(found["value"]) > self.bank.config["maxDataCells"]:
            self._send(403, {"type": "Parameter error", "title": "Too many cells selected", "status": 403})
            return
        body = fault.body(found) if callable(fault.body) else found if fault.body is None else fault.body
        self._send(fault.status, body, fault.headers)

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        for name, value in {**self.bank.headers, **(headers or {}), "Content-Length": str(len(raw))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    bank: Bank

    def handle_error(self, *_: Any) -> None:
        """A client that hung up is no fault of the test."""


@contextmanager
def serving(bank: Bank) -> Iterator[Bank]:
    """The bank at an address of this machine, while the block runs."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.bank = bank
    bank.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield bank
    finally:
        bank.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Ticking:
    """A clock that only waiting moves, and what was waited."""

    at: float = 0.0
    waited: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Seconds."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Wait no real time."""
        self.waited.append(round(seconds, 3))
        self.at += seconds
