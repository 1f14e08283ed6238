"""Pictures of every page for the guide: `make pictures`. Looked at by people, not compared by machine."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from ldip.store.shares import share
from ldip.store.versions import branch_of, commit, edits_to
from ldip.web.settings import Settings, local_settings
from tests.e2e.conftest import FLAGS, PAGES, screen, serve
from tests.e2e.test_new_plan import FILE
from tests.intake.files import upload
from tests.web.conftest import plan_files, put
from tests.web.test_first import own_balance

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "guide" / "bilder"


def main() -> None:
    """Bærum on one's own machine, with the plan before as its first version and an alternative to compare with."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        served, server, thread = serve(local_settings(str(Path(folder, "lager.db"))))
        plan, before = put(served.service, "Bærum: LDIP 2022–2041", plan_files("baerum-2021"), served.service.local_id)
        with served.service.store.session() as session:
            edits = edits_to(session, before, plan_files("baerum-2022"))
            done = commit(session, branch_of(session, plan), before, edits, served.service.local_id, "LDIP 2022–2041")
            version = done.version.id
        with served.service.store.session() as session:
            _, token = share(
                session,
                version,
                {"spaker": ["rente", "frie_inntekter", "investering", "utsettelse", "egenkapitalandel"]},
                "Prøv Bærums plan",
                1,
            )
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        found = screen(browser, served.url, 1280, 900)
        page = found.page

        def keep(name: str, whole: bool = True) -> None:
            found.settled()
            page.wait_for_timeout(400)
            page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=72, full_page=whole)

        found.go(f"/plan/{plan}/oversikt", ".stortall")
        page.get_by_text("beregnede forløp").first.wait_for()  # the draws, which every later page shows
        found.settled()
        page.click(".stortall button")
        page.wait_for_selector(".forklar-ledd")
        keep("forklar", whole=False)
        page.keyboard.press("Escape")
        found.go(f"/plan/{plan}/investeringsplan", ".soeyle")
        page.locator("#sandvika-skole .soeyle").focus()
        page.keyboard.press("Shift+ArrowRight")
        keep("flytting", whole=False)
        page.keyboard.press("Enter")
        page.keyboard.press("h")
        lever = page.get_by_label("Styringsrente, prosentpoeng")
        lever.fill("1")
        lever.press("Enter")
        keep("hva-om", whole=False)
        page.locator(".hvaom").get_by_role("button", name="Lagre som alternativ").click()
        page.get_by_label("Navn på alternativet").fill("Høyere rente, skole senere")
        page.get_by_role("button", name="Lagre", exact=True).click()
        page.wait_for_selector("text=Høyere rente, skole senere")
        for name in (*PAGES, "tilgang"):
            where = {"sammenlign": f"?fra={before}&til={version}", "ordbok": "?ord=minimumsavdrag"}.get(name, "")
            found.go(f"/plan/{plan}/{name}{where}")
            keep(name)
        for view in ("liste", "finansiering"):
            found.go(f"/plan/{plan}/investeringsplan?visning={view}")
            keep(view)
        found.go("/")
        keep("planer")
        found.go("/ny-plan?kommune=3222", ".anslagliste")
        with page.expect_file_chooser() as asked:
            page.get_by_role("button", name="Last opp balanse").first.click()
        asked.value.set_files([{"name": FILE, "mimeType": "text/plain", "buffer": upload(FILE, own_balance()).raw}])
        page.wait_for_selector(".forhandsvisning")
        page.evaluate("window.scrollTo(0, 0)")
        keep("ny-plan")
        found.go(f"/delt/{token}", ".stortall")
        keep("delt")
        phone = screen(browser, served.url, 390, 844)
        phone.go(f"/plan/{plan}/oversikt", ".stortall")
        phone.settled()
        phone.page.screenshot(path=FOLDER / "telefon.jpg", type="jpeg", quality=72, full_page=True)
        store = str(Path(folder, "organisasjon.db"))
        shared, other, beside = serve(Settings(store, False, ("localhost",), secure=False))
        door = screen(browser, shared.url, 1280, 600)
        door.go("/")
        door.page.screenshot(path=FOLDER / "innlogging.jpg", type="jpeg", quality=72)
        browser.close()
        for running, waited in ((server, thread), (other, beside)):
            running.should_exit = True
            waited.join(5.0)


if __name__ == "__main__":
    main()
