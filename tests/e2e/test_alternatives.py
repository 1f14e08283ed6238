"""Alternatives: three side by side in one click, and a vote in one that changes the plan as it stands and can be saved."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from ldip.plan.edits import SetValue, apply, changed_files
from ldip.store.branches import new_branch
from ldip.store.versions import branch_of, commit
from tests.e2e.conftest import Served, screen
from tests.e2e.test_pages import violations
from tests.web.conftest import plan_files, put

DEARER = [SetValue(fil="forutsetninger.toml", noekkel=["styringsrente", "verdier", "2029"], verdi=v) for v in (4.5, 2.0)]


@pytest.fixture(scope="module")
def plan(local: Served) -> int:
    """A plan of its own with two alternatives, so that no other test meets what is saved here."""
    files = plan_files("solvik")
    made, version = put(local.service, "Solvik i møtet", files, local.service.local_id)
    with local.service.store.session() as session:
        for name, edit in zip(("Høyere rente", "Lavere rente"), DEARER, strict=True):
            new_branch(session, made, name, version, local.service.local_id)
            changes = changed_files(files, apply(files, [edit]))
            commit(session, branch_of(session, made, name), version, changes, local.service.local_id, name)
    return made


def test_three_alternatives_stand_side_by_side(browser: Browser, local: Served, plan: int) -> None:
    found = screen(browser, local.url)
    page = found.go(f"/plan/{plan}/oversikt", "nav")
    page.get_by_role("link", name="Alternativer").first.click()
    heads: Any = page.locator(".side-om-side thead th")
    expect(heads).to_have_count(4)
    expect(heads.nth(2)).to_contain_text("Høyere rente")
    expect(page.locator(".side-om-side tbody tr", has_text="Varig behov").locator(".delta")).to_have_count(2)
    page.get_by_role("button", name=re.compile("^Fjern Høyere")).click()
    expect(heads).to_have_count(3)
    expect(page).to_have_url(re.compile("kol="))
    assert not found.wrong, found.wrong
    page.context.close()


def test_a_vote_is_one_click_and_is_saved(browser: Browser, local: Served, plan: int) -> None:
    found = screen(browser, local.url)
    page = found.go(f"/plan/{plan}/alternativer", ".avstemning")
    page.get_by_role("button", name="Vedtatt: To lærerårsverk mer i grunnskolen").click()
    stands = page.locator(".staar")
    expect(stands).to_contain_text("Mangler 0,7 mill. kr i 2026 og penger i 3 år til")
    page.get_by_role("button", name="Vedtatt: Færre stillinger i administrasjonen").click()
    expect(stands).to_contain_text("I balanse i alle 4 år")
    page = found.settled()
    assert not (told := violations(page)), told
    page.get_by_role("button", name="Lagre som vedtatt versjon").click()
    page.get_by_role("dialog").get_by_role("button", name="Lagre", exact=True).click()
    expect(page).to_have_url(re.compile("lagret="))
    assert not found.wrong, found.wrong
    page.context.close()
