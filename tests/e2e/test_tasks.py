"""The sixteen tasks of the application are done within their clicks, from a cold load, by visible controls only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import Served
from tests.e2e.tasks import GUIDE, TASKS, Task, perform, town


@pytest.fixture(scope="module")
def place() -> Iterator[Served]:
    with town() as served:
        yield served


def in_guide() -> dict[str, int]:
    """The clicks of each task as the guide tells them."""
    rows = [
        [c.strip() for c in r.strip("|").split("|")] for r in GUIDE.read_text(encoding="utf-8").splitlines() if r.startswith("| ")
    ]
    return {r[0]: int(r[3]) for r in rows[1:]}


@pytest.mark.parametrize("task", TASKS, ids=lambda t: t.do.__name__)
def test_a_task_takes_no_more_clicks_than_its_budget(browser: Browser, place: Served, task: Task) -> None:
    done = perform(browser, place, task)
    assert done.clicks <= task.budget
    assert in_guide()[task.name] == done.clicks
