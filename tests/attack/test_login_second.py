"""The second factor: no password alone gets in, no code gets in twice, and recovery codes are used up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ldip.store import totp
from ldip.store.attempts import ACCOUNT
from ldip.store.schema import Credential
from tests.attack.town import LOGIN, NEW, PASSWORD, Town, a_town, guess
from tests.web.conftest import Browser


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with a_town(tmp_path, monkeypatch) as found:
        yield found


def half(town: Town, who: str = "kari", address: str = "203.0.113.7") -> Browser:
    """A browser that has given the password, and no more."""
    browser = town.browser(address)
    answer = browser.post(LOGIN, {"epost": f"{who}@kommunen.no", "passord": PASSWORD})
    assert answer.status_code == 200 and answer.json()["trinn"] == "tofaktor" and not answer.json()["innlogget"]
    assert not answer.json()["csrf"] and not answer.json()["navn"]
    assert browser.get("/api/planer").status_code == 401
    return browser


def second(browser: Browser, code: str) -> int:
    return int(browser.post(f"{LOGIN}/tofaktor", {"kode": code}).status_code)


def test_the_password_alone_gets_nobody_in(town: Town) -> None:
    _, secret, _ = town.enrolled("kari")
    town.clock.forward(seconds=60)
    browser = half(town)
    assert second(browser, "000000" if town.code(secret) != "000000" else "000001") == 401
    assert second(browser, town.code(secret)) == 200
    assert browser.get("/api/planer").status_code == 200
    assert second(town.browser(), town.code(secret)) == 401, "koden alene er heller ikke nok"


def test_a_code_is_used_once_also_the_one_that_confirmed(town: Town) -> None:
    _, secret, _ = town.enrolled("kari")
    assert second(half(town), town.code(secret)) == 401
    town.clock.forward(seconds=30)
    code = town.code(secret)
    assert second(half(town), code) == 200 and second(half(town), code) == 401
    assert second(half(town), town.code(secret, -1)) == 401, "et eldre trinn godtas ikke etter et nyere"


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_clocks_may_differ_by_one_step(town: Town, steps: int, status: int) -> None:
    _, secret, _ = town.enrolled("kari")
    town.clock.forward(seconds=300)
    assert second(half(town), town.code(secret, steps)) == status


def test_what_is_no_code_is_refused(town: Town) -> None:
    town.enrolled("kari")
    browser = half(town)
    for code in ("٠١٢٣٤٥", "12345 ", "1234567", "      ", "x" * 60):
        assert second(browser, code) == 401, code
    for code in ("12345", "x" * 61):
        assert second(browser, code) == 422, code


def test_guessing_codes_waits(town: Town) -> None:
    """Also from many addresses; the user's own browser is counted apart."""
    own, secret, _ = town.enrolled("kari")
    town.clock.forward(seconds=60)
    right = town.code(secret)
    wrong = "000000" if right != "000000" else "000001"
    assert [second(half(town, address=f"198.51.100.{i}"), wrong) for i in range(ACCOUNT.free)] == [401] * ACCOUNT.free
    assert second(half(town, address="198.51.100.99"), right) == 429
    assert own.post(LOGIN, {"epost": "kari@kommunen.no", "passord": PASSWORD}).status_code == 200
    assert second(own, right) == 200


def test_each_recovery_code_works_once(town: Town) -> None:
    browser, _, recovery = town.enrolled("kari")
    assert len(set(recovery)) == totp.RECOVERY and browser.get("/api/konto").json()["koder_igjen"] == totp.RECOVERY
    assert second(half(town), recovery[0].lower().replace("-", "")) == 200
    assert second(half(town), recovery[0]) == 401 and second(half(town), recovery[1]) == 200
    fresh = browser.post("/api/konto/gjenopprettingskoder", {"passord": PASSWORD}).json()["koder"]
    assert second(half(town), recovery[2]) == 401 and second(half(town), fresh[0]) == 200
    stored = b"".join(p.read_bytes() for p in Path(town.service.settings.store).parent.glob("lager.db*"))
    assert not any(c.encode() in stored or c.replace("-", "").encode() in stored for c in [*recovery, *fresh])


def test_another_users_codes_are_no_good(town: Town) -> None:
    _, secret, _ = town.enrolled("kari")
    _, _, theirs = town.enrolled("ola")
    town.clock.forward(seconds=60)
    assert second(half(town, "ola"), town.code(secret)) == 401
    assert second(half(town, "kari"), theirs[0]) == 401 and second(half(town, "ola"), theirs[0]) == 200


def test_the_secret_is_sealed_to_its_user_and_key(town: Town) -> None:
    _, secret, _ = town.enrolled("kari")
    stored = b"".join(p.read_bytes() for p in Path(town.service.settings.store).parent.glob("lager.db*"))
    assert secret.encode() not in stored
    town.clock.forward(seconds=60)
    kari, ola, keys = town.users["kari"], town.users["ola"], town.service.ring.secrets("totp")
    with town.service.store.session() as session:
        mine, theirs = session.get_one(Credential, kari), session.get_one(Credential, ola)
        assert not totp.passes(session, kari, town.code(secret), (b"x" * 32,))
        theirs.totp_hemmelighet, theirs.totp_bekreftet = mine.totp_hemmelighet, mine.totp_bekreftet
        session.flush()
        assert not totp.passes(session, ola, town.code(secret), keys), "en flyttet hemmelighet åpnes ikke"
        assert totp.passes(session, kari, town.code(secret), keys)


def test_the_secret_outlives_a_rotation_and_follows_it(town: Town) -> None:
    _, secret, _ = town.enrolled("kari")
    kari, former, newest = town.users["kari"], town.service.ring.secrets("totp"), (b"n" * 32,)
    for keys, holds in ((newest, False), ((*newest, *former), True), (former, False), (newest, True)):
        town.clock.forward(seconds=60)
        with town.service.store.session() as session:
            assert totp.passes(session, kari, town.code(secret), keys) == holds


def test_setting_up_and_turning_off_take_the_password(town: Town) -> None:
    browser = town.enter("kari")
    assert browser.post("/api/konto/tofaktor", {"passord": "feil"}).status_code == 403
    begun = browser.post("/api/konto/tofaktor", {"passord": PASSWORD}).json()
    assert begun["qr"].startswith("data:image/svg+xml") and begun["uri"].startswith("otpauth://totp/")
    assert browser.post("/api/konto/tofaktor/bekreft", {"kode": "000000"}).status_code == 403
    assert guess(town.browser(), "kari", PASSWORD) == 200, "ubekreftet teller ikke"
    other = town.enter("kari")
    assert browser.post("/api/konto/tofaktor/bekreft", {"kode": town.code(begun["hemmelighet"])}).status_code == 200
    assert other.get("/api/planer").status_code == 401 and browser.get("/api/planer").status_code == 200
    assert browser.post("/api/konto/tofaktor", {"passord": PASSWORD}).status_code == 422, "en tofaktor byttes ikke ut i stillhet"
    assert browser.post("/api/konto/tofaktor/av", {"passord": "feil"}).status_code == 403
    assert browser.post("/api/konto/tofaktor/av", {"passord": PASSWORD}).status_code == 204
    assert browser.post("/api/konto/gjenopprettingskoder", {"passord": PASSWORD}).status_code == 403
    town.enter("kari")


def test_the_password_of_an_open_session_is_not_guessed_either(town: Town) -> None:
    browser = town.enter("kari")
    tries = [browser.post("/api/konto/tofaktor", {"passord": f"gjetning {i}"}).status_code for i in range(ACCOUNT.free)]
    assert tries == [403] * ACCOUNT.free
    assert browser.post("/api/passord", {"gammelt": PASSWORD, "nytt": NEW}).status_code == 429


@pytest.mark.parametrize(
    ("demand", "who", "demanded"),
    [("alle", "kari", True), ("systemansvarlig", "kari", False), ("systemansvarlig", "system", True)],
)
def test_who_must_have_one_gets_no_further_without(town: Town, demand: str, who: str, demanded: bool) -> None:
    browser = town.enter(who)
    assert browser.get("/api/planer").status_code == 200
    town.rules(second_factor=demand)
    assert browser.get("/api/planer").status_code == (403 if demanded else 200), "gjelder også åpne økter"
    assert browser.get("/api/meg").json()["trinn"] == ("oppsett" if demanded else "")
    begun = browser.post("/api/konto/tofaktor", {"passord": PASSWORD}).json()
    assert browser.post("/api/konto/tofaktor/bekreft", {"kode": town.code(begun["hemmelighet"])}).status_code == 200
    assert browser.get("/api/planer").status_code == 200
    assert browser.post("/api/konto/tofaktor/av", {"passord": PASSWORD}).status_code == (403 if demanded else 204)


def test_the_step_between_ends_with_the_password_and_with_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from ldip.web import client

    own, secret, _ = town.enrolled("kari")
    town.clock.forward(seconds=60)
    waiting, late = half(town), half(town)
    assert own.post("/api/passord", {"gammelt": PASSWORD, "nytt": NEW}).status_code == 204
    assert second(waiting, town.code(secret)) == 401
    now = client.time.time() + 301
    monkeypatch.setattr(client.time, "time", lambda: now)
    assert late.post(f"{LOGIN}/tofaktor", {"kode": town.code(secret)}).json()["melding"].startswith("Innloggingen tok")


def test_a_reset_keeps_the_second_factor_unless_told_otherwise(town: Town) -> None:
    _, secret, recovery = town.enrolled("kari")
    system, user = town.enter("system"), town.users["kari"]
    for without, step in ((False, "tofaktor"), (True, "")):
        code = system.post(f"/api/brukere/{user}/kode", {"uten_tofaktor": without}).json()["kode"]
        assert town.browser().post("/api/kode", {"kode": code, "passord": NEW}).status_code == 200
        answer = town.browser().post(LOGIN, {"epost": "kari@kommunen.no", "passord": NEW}).json()
        assert answer["trinn"] == step and answer["innlogget"] == without
    assert secret and recovery
