"""The client of PxWebApi v2 against a local server: splitting, limits, waiting, trying again, and answers that are broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from ldip.errors import SourceError
from ldip.parameters.ssb import settings
from ldip.sources.pxweb import PxWeb
from ldip.sources.pxweb_answers import UnknownTableError
from ldip.sources.pxweb_split import cells, split
from tests.statbank.server import Bank, Fault, Ticking, population, serving

REGIONS = {"0301": "Oslo", "3222": "Lørenskog", "0230": "Lørenskog (-2019)"}


def figure(at: dict[str, str]) -> float:
    return int(at["Region"]) * 1000 + int(at["Alder"]) * 10 + int(at["Kjonn"]) + (int(at["Tid"]) - 2000) * 1e6


@pytest.fixture
def bank() -> Iterator[Bank]:
    with serving(Bank({"07459": population(REGIONS, range(2020, 2027), figure)})) as found:
        yield found


Client = Callable[..., tuple[PxWeb, Ticking]]


@pytest.fixture
def client() -> Iterator[Client]:
    with ExitStack() as stack:

        def made(bank: Bank, **changed: Any) -> tuple[PxWeb, Ticking]:
            clock = Ticking()
            return stack.enter_context(PxWeb(bank.address, clock, replace(settings(), tidsfrist_sekunder=0.3, **changed))), clock

        yield made


def asked(
    px: PxWeb, regions: tuple[str, ...] = ("3222",), years: tuple[str, ...] = ("2025", "2026")
) -> dict[str, tuple[str, ...]]:
    found = px.metadata("07459")
    return {**{v: found.codes(v) for v in found.variables}, "Region": regions, "Tid": years}


def fetched(px: PxWeb, **chosen: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(px.data(px.metadata("07459"), asked(px, **chosen)).text)
    return found


def test_one_query_is_asked_by_address_and_kept_as_it_came(bank: Bank, client: Client) -> None:
    px, _ = client(bank)
    answer = px.data(px.metadata("07459"), asked(px))
    assert answer.parts == 1 and answer.updated == "2026-06-15T06:00:00Z"
    found = json.loads(answer.text)
    assert found["id"] == ["Region", "Kjonn", "Alder", "ContentsCode", "Tid"] and found["size"] == [1, 2, 106, 1, 2]
    assert found["value"][:2] == [25e6 + 3222002, 26e6 + 3222002]
    assert [m for m, p, _ in bank.asked if p.endswith("/data")] == ["GET"]


@pytest.mark.parametrize("most", [1000, 53, 7])
def test_a_selection_beyond_the_limit_is_split_and_put_together_as_one(bank: Bank, client: Client, most: int) -> None:
    px, _ = client(bank, kall=10_000)
    whole = fetched(px, regions=tuple(REGIONS), years=("2024", "2025", "2026"))
    bank.config = {"maxDataCells": most, "maxCallsPerTimeWindow": 10_000, "timeWindow": 60}
    bank.asked.clear()
    small, _ = client(bank)
    chosen = asked(small, tuple(REGIONS), ("2024", "2025", "2026")) if most > 10 else asked(small, ("3222",), ("2026",))
    answer = small.data(small.metadata("07459"), chosen)
    assert answer.parts == len(bank.queries()) > 1
    assert all(len(q["Region"]) * len(q["Alder"]) * len(q["Kjonn"]) * len(q["Tid"]) <= most for q in bank.queries())
    found = json.loads(answer.text)
    if most > 10:
        assert (found["id"], found["size"], found["value"]) == (whole["id"], whole["size"], whole["value"])
        labels = [d["category"]["label"] for d in found["dimension"].values()]
        assert labels == [d["category"]["label"] for d in whole["dimension"].values()]
    else:
        assert found["value"] == [26e6 + 3222000 + 10 * a + s for s in (2, 1) for a in range(106)]


def test_parts_hold_every_cell_once() -> None:
    selection = {"a": tuple("abcdefg"), "b": tuple("xyz"), "c": ("1",)}
    parts = split(selection, 4)
    seen = [(a, b, c) for p in parts for a in p["a"] for b in p["b"] for c in p["c"]]
    assert len(seen) == len(set(seen)) == cells(selection) and all(cells(p) <= 4 for p in parts)


def test_a_long_query_is_posted(bank: Bank, client: Client) -> None:
    bank.tables = {"07459": population({f"{i:04d}": f"K{i}" for i in range(500)}, range(2026, 2027), figure)}
    px, _ = client(bank)
    fetched(px, regions=tuple(f"{i:04d}" for i in range(500)), years=("2026",))
    assert [m for m, p, _ in bank.asked if p.endswith("/data")] == ["POST"]


def test_calls_wait_for_the_window_that_config_states(bank: Bank, client: Client) -> None:
    bank.config = {"maxDataCells": 106, "maxCallsPerTimeWindow": 5, "timeWindow": 10}
    px, clock = client(bank)
    fetched(px)  # metadata twice, config and four parts
    assert clock.waited == [10.0]


def test_zero_in_config_is_not_no_limit(bank: Bank, client: Client) -> None:
    """SSB's /config has stated 0 calls in 0 seconds since the limits moved to the headers of each answer."""
    bank.config = {"maxDataCells": 20, "maxCallsPerTimeWindow": 0, "timeWindow": 0}
    px, clock = client(bank)
    fetched(px)
    assert px.limits().calls == 30 and clock.waited == [60.0]
    bank.headers = {"x-ratelimit-policy": "8;w=20s"}
    px, clock = client(bank)
    fetched(px)
    assert px.limits().calls == 8 and set(clock.waited) == {20.0}


@pytest.mark.parametrize("after", ["7", "dato", ""])
def test_too_many_requests_waits_as_long_as_it_is_told(bank: Bank, client: Client, after: str) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90))
    headers = {"Retry-After": later if after == "dato" else after} if after else {}
    bank.faults = [Fault(429, headers, b"")]
    px, clock = client(bank)
    assert fetched(px)["size"] == [1, 2, 106, 1, 2]
    expected = {"7": 7.0, "dato": pytest.approx(89.0, abs=2.0), "": 60.0}[after]
    assert clock.waited == [expected]


def test_a_wait_that_is_too_long_is_told_instead(bank: Bank, client: Client) -> None:
    bank.faults = [Fault(429, {"Retry-After": "3600"}, b"")]
    px, clock = client(bank)
    with pytest.raises(SourceError, match="ber om å vente 3600 sekunder.*--fra-filer"):
        fetched(px)
    assert not clock.waited


def test_server_errors_and_broken_lines_are_tried_again_with_longer_waits(bank: Bank, client: Client) -> None:
    bank.faults = [Fault(503, body=b"opptatt"), Fault(500, body=b""), Fault(hang=True)]
    px, clock = client(bank)
    assert fetched(px)["size"] == [1, 2, 106, 1, 2]
    assert clock.waited == [2.0, 4.0, 8.0]


def test_it_gives_up_after_the_attempts(bank: Bank, client: Client) -> None:
    bank.faults = [Fault(502, body=b"")] * 9
    px, clock = client(bank)
    with pytest.raises(SourceError, match="svarte 502 etter 5 forsøk"):
        fetched(px)
    assert len(bank.queries()) == 5 and clock.waited == [2.0, 4.0, 8.0, 16.0]


def test_no_server_is_told_with_the_remedy() -> None:
    gone = PxWeb("http://127.0.0.1:9", Ticking(), replace(settings(), forsoek=2))
    with (
        gone as px,
        pytest.raises(
            SourceError, match=r"127.0.0.1/tables/07459/metadata: ingen forbindelse \(ConnectError\) etter 2 forsøk.*--fra-filer"
        ),
    ):
        px.metadata("07459")
    with pytest.raises(SourceError, match="er ikke en nettadresse"):
        PxWeb("ftp://data.ssb.no")


def _without(key: str) -> Any:
    return lambda found: {k: v for k, v in found.items() if k != key}


def _swapped(found: dict[str, Any]) -> dict[str, Any]:
    found["dimension"]["Region"]["category"] = {"index": {"0301": 0}, "label": {"0301": "Oslo"}}
    return found


def _renamed(found: dict[str, Any]) -> dict[str, Any]:
    found["id"][0], found["dimension"]["Bydel"] = "Bydel", found["dimension"].pop("Region")
    return found


BROKEN = [
    (lambda found: json.dumps(found).encode()[:3000], "ikke gyldig JSON"),
    (b"<html>Vedlikehold</html>", "ikke gyldig JSON"),
    (b"\xff\xfe\x00", "ikke tekst i UTF-8"),
    (_without("value"), "svaret er ikke JSON-stat 2.0"),
    (lambda found: {**found, "class": "collection"}, "svaret er ikke JSON-stat 2.0"),
    (_swapped, "andre verdier enn det ble spurt om.*0301"),
    (_renamed, "andre variabler enn det ble spurt om.*Bydel"),
    (lambda found: {**found, "value": found["value"][:-1]}, "antall tall stemmer ikke med size"),
    (lambda found: {**found, "size": [1, 2, 105, 1, 2]}, "størrelse stemmer ikke"),
    (lambda found: {**found, "id": [*found["id"], "Tid"]}, "celler|variabler"),
    (lambda found: {**found, "dimension": None}, "annen form enn JSON-stat"),
]


@pytest.mark.parametrize(("body", "words"), BROKEN, ids=[w[:20] for _, w in BROKEN])
def test_broken_answers_are_refused_in_words(bank: Bank, client: Client, body: Any, words: str) -> None:
    bank.faults = [Fault(body=body)]
    px, _ = client(bank)
    with pytest.raises(SourceError, match=words):
        fetched(px)


def test_an_answer_without_end_is_not_read(bank: Bank, client: Client) -> None:
    px, _ = client(bank, svar_byte=2**20)
    bank.faults = [Fault(body=b"[" * (3 * 2**20))]
    with pytest.raises(SourceError, match="svaret er større enn 1 MB"):
        fetched(px)


def test_unknown_tables_and_values_are_told_before_they_are_asked_for(bank: Bank, client: Client) -> None:
    px, _ = client(bank)
    with pytest.raises(UnknownTableError, match="tabellen finnes ikke hos kilden.*Non-existent table"):
        px.metadata("99999")
    with pytest.raises(SourceError, match="Region: tabellen har ikke disse verdiene.*9999"):
        fetched(px, regions=("9999",))
    known = asked(px)
    with pytest.raises(SourceError, match="Tid: variabelen mangler"):
        px.data(px.metadata("07459"), {k: v for k, v in known.items() if k != "Tid"})
    with pytest.raises(SourceError, match="Fylke: tabellen har ikke denne variabelen"):
        px.data(px.metadata("07459"), {**known, "Fylke": ("32",)})
    assert not bank.queries()


def test_the_sources_own_words_are_shown(bank: Bank, client: Client) -> None:
    px, _ = client(bank)
    bank.faults = [Fault(400, body={"type": "Parameter error", "title": "Non-existent value", "status": 400})]
    with pytest.raises(SourceError, match="forstår ikke spørringen.*Non-existent value"):
        fetched(px)
    bank.faults = [Fault(403, body={"title": "Too many cells selected"})]
    with pytest.raises(SourceError, match="ikke ut så mange tall.*Too many cells selected"):
        fetched(px)
