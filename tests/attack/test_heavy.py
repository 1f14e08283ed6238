"""Work that belongs apart: on every route that meets it, also those that only read, and never after something has been stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from ldip.store.runs import ask, claim, finish
from ldip.store.schema import RunRow
from ldip.web.apart import answered
from ldip.web.app import Speaking, answering
from ldip.web.aside import Answered, Asked
from ldip.web.context import begin
from ldip.web.turns import Turns
from tests.web.conftest import HOST, Organisation


class Beside:
    """A pool whose process apart is an application beside the server's, on the same store."""

    def __init__(self, house: Organisation) -> None:
        self.turns, self.asked, settings = Turns(1), list[tuple[str, str]](), house.service.settings
        self.service = begin(settings, migrate=False)
        self.outer = Speaking(answering(settings, self.service))

    def share_of(self, share: Any, user: bool) -> Any:
        return share

    async def ask(self, asked: Asked, who: str) -> Answered:
        self.asked.append((asked.scope["method"], asked.scope["path"]))
        return await answered(self.outer, asked)

    def close(self) -> None:
        self.service.store.close()


@pytest.fixture
def heavy(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Organisation, Beside]]:
    """A server to which every plan is too large to read."""
    monkeypatch.setattr("ldip.web.drafts.INSIDE_S", 0.0)
    pool: Any = Beside(organisation)
    organisation.service.aside, organisation.service.drafts.apart = pool, True
    yield organisation, pool


def test_what_only_reads_is_answered_apart_where_it_needs_a_large_plan(heavy: tuple[Organisation, Beside]) -> None:
    house, pool = heavy
    with house.service.store.session() as session:
        ask(session, house.version, house.users["parti"])
        run = claim(session, "a")
        assert run is not None and finish(session, run.id, "a", "00", {"tall": {"aa": 1.0}})
    reader, auditor = house.browser("leser"), house.browser("administrator")
    paths = (f"/api/versjoner/{house.version}/kjoeringer", f"/api/kjoeringer/{run.id}")
    assert [reader.get(p).status_code for p in paths] == [200, 200]
    assert auditor.get(f"/api/versjoner/{house.version}/revisor.zip").status_code in (403, 422)
    assert [path for _, path in pool.asked] == [*paths, f"/api/versjoner/{house.version}/revisor.zip"]
    assert TestClient(house.app, base_url=f"https://{HOST}").get(paths[0]).status_code == 401
    stream = reader.get(f"/api/kjoeringer/{run.id}/hendelser")
    assert stream.status_code == 200 and '"tall":{}' in stream.text.replace(" ", "") and len(pool.asked) == 3


def test_a_run_is_ordered_once_also_where_the_plan_is_too_large_to_read(heavy: tuple[Organisation, Beside]) -> None:
    house, _ = heavy
    answer = house.browser("parti").post(f"/api/versjoner/{house.version}/kjoeringer", {"trekninger": 0})
    assert answer.status_code == 202
    with house.service.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(RunRow)) == 1


def test_the_inputs_of_a_large_plan_are_read_apart(heavy: tuple[Organisation, Beside]) -> None:
    house, pool = heavy
    path = f"/api/versjoner/{house.version}/inndata"
    answer = house.browser("oekonomi").post(path, {"gruppe": "makro"})
    assert answer.status_code == 200 and answer.json()["celler"] and pool.asked == [("POST", path)]
