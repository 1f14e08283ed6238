"""Metrics in the OpenMetrics format: answers by route, refusals, caches, and the state of the store when they are read.

With several processes (`ldip serve --prosesser`) the counts are shared through files, and any process answers for all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Histogram, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ldip.store import audit
from ldip.store.attempts import KEPT as ATTEMPTS_KEPT
from ldip.store.database import Store
from ldip.store.schema import AuditRow, LoginAttempt, RunRow, SessionRow, StoredPlan, Version

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
KEPT: Final = CollectorRegistry()
SECONDS: Final = Histogram(
    "ldip_http_request_seconds",
    "Time to the first byte of the answer",
    ("method", "route", "status"),
    buckets=BUCKETS,
    registry=KEPT,
)
EVENTS: Final = Counter("ldip_security_events", "Refusals of interest to security", ("event",), registry=KEPT)
CACHE: Final = Counter("ldip_cache_lookups", "Lookups in the caches of plans and runs", ("cache", "result"), registry=KEPT)


def counted(cache: str) -> Callable[[bool], None]:
    """A function that counts a lookup of a cache as hit or miss."""
    hit, miss = CACHE.labels(cache, "hit"), CACHE.labels(cache, "miss")
    return lambda found: hit.inc() if found else miss.inc()


def exposition(store: Store) -> bytes:
    """Every metric as OpenMetrics text."""
    registry = CollectorRegistry()
    if os.environ.get(SHARED):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(KEPT)
    registry.register(_OfStore(store))
    return bytes(generate_latest(registry))  # type: ignore[no-untyped-call]


class _OfStore(Collector):
    """Gauges read from the store at the moment they are wanted."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One gauge for each measure."""
        with self.store.reading() as session:
            for name, about, value in measures(session):
                yield GaugeMetricFamily(name, about, value=value)


def measures(session: Session) -> list[tuple[str, str, float]]:
    """(name, description, value) of the state of a store."""
    now = audit.now()

    def count(entity: type[Any], *wanted: Any) -> float:
        return float(session.scalar(select(func.count()).select_from(entity).where(*wanted)) or 0)

    oldest = session.scalar(select(func.min(RunRow.bestilt)).where(RunRow.status == "venter"))
    waited = (now - (oldest if oldest.tzinfo else oldest.replace(tzinfo=now.tzinfo))).total_seconds() if oldest else 0.0
    return [
        ("ldip_queue_waiting", "Runs that wait", count(RunRow, RunRow.status == "venter")),
        ("ldip_queue_running", "Runs a worker has", count(RunRow, RunRow.status == "kjoerer")),
        ("ldip_queue_oldest_wait_seconds", "Age of the run that has waited longest", waited),
        ("ldip_sessions", "Sessions that have not expired", count(SessionRow, SessionRow.utloeper > now)),
        (
            "ldip_login_failures_recent",
            "Counted failures within the window",
            count(LoginAttempt, LoginAttempt.tid > now - ATTEMPTS_KEPT),
        ),
        ("ldip_plans", "Plans", count(StoredPlan)),
        ("ldip_versions", "Versions", count(Version)),
        ("ldip_trail_rows", "Rows of the audit trail", count(AuditRow)),
        ("ldip_database_bytes", "Size of the database", float(size_of(session))),
    ]


def size_of(session: Session) -> int:
    """Bytes of the database, without SQLite's log."""
    if session.get_bind().dialect.name == "postgresql":
        return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    pages, size = (session.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
    return int(pages or 0) * int(size or 0)
