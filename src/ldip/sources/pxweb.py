"""Client of PxWebApi v2, as Statistisk sentralbyrå has it: asks within the limits, waits, tries again, refuses broken answers.

Source: the API's specification (PxTools, PxApiSpecs) and SSB's user guide. Answers are JSON-stat 2.0, bounded in size; nothing is
used before its dimensions and values equal the query's."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, Self
from urllib.parse import urlsplit

import httpx2

from ldip.errors import Problem, SourceError
from ldip.parameters.ssb import Settings, settings
from ldip.sources.pxweb_answers import Limits, Metadata, checked, limits_of, metadata_of, refusal, retry_after
from ldip.sources.pxweb_split import Selection, joined, split
from ldip.tabular.files import json_of

LONGEST_URL: Final = 2000  # longer queries are posted
PLAIN: Final = frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZæøåÆØÅ_-+."
)  # codes that need no quotes in a URL
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
AGAIN: Final = frozenset({429, 500, 502, 503, 504})


class Clock(Protocol):
    """Time to wait by; tests have their own."""

    def now(self) -> float:
        """Seconds from some fixed time."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class WallClock:
    """The machine's clock."""

    def now(self) -> float:
        """Seconds since the machine started."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@dataclass(frozen=True)
class Answer:
    """A data set as JSON-stat text, and the number of queries it took. The text is the source's own bytes when it was one."""

    table: str
    text: bytes
    parts: int
    updated: str


class PxWeb:
    """A statistical bank at an address. Not shared between threads; a context manager that closes its connections."""

    def __init__(self, address: str = "", clock: Clock | None = None, given: Settings | None = None) -> None:
        """Errors: SourceError for an address that is no web address."""
        self.settings = given or settings()
        self.address = (address or self.settings.adresse).rstrip("/")
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            hint = f"oppgi en adresse som {settings().adresse}"
            raise SourceError([Problem(self.address, "adresse", "er ikke en nettadresse", "", hint)])
        self.clock: Clock = clock or WallClock()
        self._calls: deque[float] = deque()
        self._limits = Limits(self.settings.celler, self.settings.kall, self.settings.vindu_sekunder)
        self._asked = False
        local = parts.hostname in LOOPBACK  # no proxy between a machine and itself
        self._client = httpx2.Client(timeout=self.settings.tidsfrist_sekunder, follow_redirects=True, trust_env=not local)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def limits(self) -> Limits:
        """The limits that the source states, fetched once."""
        if not self._asked:
            self._asked = True
            self._limits = limits_of(self._json("config", self._get("config", {})), self._limits)
        return self._limits

    def metadata(self, table: str) -> Metadata:
        """Variables and values of a table. Errors: SourceError; `UnknownTableError` for a table the source does not have."""
        raw = self._get(f"tables/{table}/metadata", {"lang": self.settings.spraak, "outputFormat": "json-stat2"})
        return metadata_of(table, self._json(f"tabell {table}", raw))

    def data(self, metadata: Metadata, selection: Selection) -> Answer:
        """The cells of a selection, in as many queries as the limit of cells needs. Errors: SourceError."""
        metadata.refuse_unknown(selection)
        name = f"tabell {metadata.table}"
        parts = split(selection, self.limits().cells)
        found: list[tuple[Selection, dict[str, Any]]] = []
        raw = b""
        for part in parts:
            raw = self._data(metadata.table, part)
            found.append((part, checked(name, self._json(name, raw), part)))
        if len(found) == 1:
            return Answer(metadata.table, raw, 1, metadata.updated)
        text = json.dumps(joined(name, selection, found), ensure_ascii=False, separators=(",", ":"))
        return Answer(metadata.table, text.encode("utf-8"), len(found), metadata.updated)

    def _data(self, table: str, selection: Selection) -> bytes:
        """One query: by address where it is short enough to be read and repeated, else posted."""
        query = {"lang": self.settings.spraak, "outputFormat": "json-stat2"}
        path = f"tables/{table}/data"
        long = {f"valueCodes[{name}]": ",".join(codes) for name, codes in selection.items()}
        plain = all(set(c) <= PLAIN for codes in selection.values() for c in codes)
        if plain and sum(len(k) + len(v) + 8 for k, v in long.items()) < LONGEST_URL:
            return self._get(path, query | long)
        body = {"selection": [{"variableCode": name, "valueCodes": list(codes)} for name, codes in selection.items()]}
        return self._ask("POST", path, query, body)

    def _get(self, path: str, query: Mapping[str, str]) -> bytes:
        return self._ask("GET", path, query, None)

    def _ask(self, method: str, path: str, query: Mapping[str, str], body: Any) -> bytes:
        """The body of an answer, after as many attempts as the settings allow. Errors: SourceError."""
        pause, failed = 0.0, ""
        for attempt in range(self.settings.forsoek):
            if pause:
                self.clock.sleep(pause)
            pause = self.settings.vent_sekunder * 2.0**attempt
            self._wait_for_turn()
            try:
                status, headers, raw = self._once(method, path, query, body)
            except httpx2.TransportError as error:
                failed = f"ingen forbindelse ({type(error).__name__})"
                continue
            self._limits = self._limits.announced(headers)
            if status == 200:
                return raw
            if status not in AGAIN:
                raise refusal(self._place(path), status, raw)
            failed = f"svarte {status}"
            asked = retry_after(headers, self._limits.seconds) if status == 429 else 0.0
            if asked > self.settings.lengste_vent_sekunder:
                raise self._gave_up(path, f"ber om å vente {asked:.0f} sekunder")
            pause = max(pause, asked)
        raise self._gave_up(path, f"{failed} etter {self.settings.forsoek} forsøk")

    def _once(self, method: str, path: str, query: Mapping[str, str], body: Any) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body of one call; the body is read no further than the limit."""
        found = bytearray()
        url = f"{self.address}/{path}"
        with self._client.stream(method, url, params=dict(query), json=body) as answer:
            for block in answer.iter_bytes():
                found += block
                if len(found) > self.settings.svar_byte:
                    what = f"svaret er større enn {self.settings.svar_byte // 2**20} MB"
                    raise SourceError([Problem(self._place(path), "", what, "", "be om færre verdier")])
            return answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, bytes(found)

    def _wait_for_turn(self) -> None:
        """Wait until one more call is within the limit of the window."""
        while len(self._calls) >= self._limits.calls:
            left = self._calls[0] + self._limits.seconds - self.clock.now()
            if left > 0.0:
                self.clock.sleep(left)
            self._calls.popleft()
        self._calls.append(self.clock.now())

    def _json(self, name: str, raw: bytes) -> Any:
        try:
            return json_of(f"{name} ({self._host})", raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise SourceError([Problem(name, "", "svaret er ikke tekst i UTF-8", "", "prøv igjen senere")]) from None

    @property
    def _host(self) -> str:
        return urlsplit(self.address).hostname or self.address

    def _place(self, path: str) -> str:
        return f"{self._host}/{path}"

    def _gave_up(self, path: str, why: str) -> SourceError:
        hint = "prøv igjen senere, eller bruk lagrede svar med --fra-filer"
        return SourceError([Problem(self._place(path), "", why, "", hint)])
