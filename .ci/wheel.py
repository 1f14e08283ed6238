"""The wheel in dist/, installed from the runtime lock in an empty environment: it runs Nordvik and serves a page.

Run by `make wheel-check`. Everything happens in a temporary folder, so that nothing is read from the repository by mistake.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

ROOT = Path(__file__).resolve().parents[1]
INSTALL = "pip install --no-deps --require-hashes -r requirements-run.lock && pip install --no-deps dist/*.whl && pip check"
PLAN = ROOT / "examples" / "nordvik"
LIMIT_S = 120.0


def environment(binaries: Path) -> dict[str, str]:
    """The variables of the caller, with the empty environment first and nothing that leads Python or LDIP elsewhere."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LDIP_", "VIRTUAL_ENV"))}
    first = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    return kept | {"PATH": first, "PYTHONUNBUFFERED": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def printed(command: list[str | Path], folder: Path, variables: dict[str, str]) -> str:
    """What a command prints; one that fails ends the check."""
    done = subprocess.run(command, cwd=folder, env=variables, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}")
    return done.stdout


def page(opener: OpenerDirector, address: str, until: float) -> str:
    """The body of an answer with status 200; a server that is still starting is asked again."""
    while True:
        try:
            with opener.open(address, timeout=30.0) as answer:
                if answer.status != 200:
                    sys.exit(f"{address}: {answer.status}")
                return str(answer.read().decode("utf-8"))
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError) or time.monotonic() > until:
                raise
            time.sleep(0.1)


def served(work: Path, variables: dict[str, str]) -> str:
    """Start the application on Nordvik, read its first page with its script, and the list of plans; where it was."""
    command: list[str | Path] = [work / "env/bin/ldip", "serve", "--lager", "lager.db", "--plan", "nordvik", "--port", "0"]
    server = subprocess.Popen(command, cwd=work, env=variables, stdout=subprocess.PIPE, text=True, start_new_session=True)
    stop = threading.Timer(LIMIT_S, server.kill)
    stop.start()
    try:
        assert server.stdout is not None
        found = next(filter(None, (re.search(r"http://localhost:(\d+)/(\?start=\S+)", line) for line in server.stdout)), None)
        if found is None:
            sys.exit("ldip serve ended without an address")
        at, until = f"http://localhost:{found[1]}", time.monotonic() + LIMIT_S
        opener = build_opener(ProxyHandler({}), HTTPCookieProcessor())  # keeps the cookie the printed address gives
        page(opener, f"{at}/{found[2]}", until)
        first = page(opener, f"{at}/", until)
        script = re.search(r'src="(/assets/[^"]+\.js)"', first)
        if '<div id="app">' not in first or script is None or not page(opener, at + script[1], until):
            sys.exit(f"the first page is not the application's:\n{first}")
        if "Nordvik" not in page(opener, f"{at}/api/planer", until):
            sys.exit("the list of plans lacks Nordvik")
        return at
    finally:
        stop.cancel()
        server.send_signal(signal.SIGINT)  # as Ctrl+C, which ends the worker too
        server.wait(30)
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)


def main() -> None:
    """Install, check, run, serve; say how long it took."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ldip-wheel-") as name:
        work = Path(name)
        shutil.copytree(ROOT / "dist", work / "dist")
        shutil.copy(ROOT / "requirements-run.lock", work)
        shutil.copytree(PLAN, work / "nordvik")
        subprocess.run([sys.executable, "-m", "venv", work / "env"], check=True)
        variables = environment(work / "env" / "bin")
        print(INSTALL, printed(["sh", "-c", INSTALL.replace("install", "install --quiet")], work, variables), sep="\n", end="")
        run = printed([work / "env/bin/ldip", "run", "nordvik"], work, variables)
        here = printed([Path(sys.executable).with_name("ldip"), "run", "nordvik"], work, variables)
        if run != here or "Nordvik" not in run:
            sys.exit(f"the wheel answers differently:\n{run}\n{here}")
        printed([work / "env/bin/ldip", "new", "ny"], work, variables)
        printed([work / "env/bin/ldip", "check", "ny"], work, variables)
        at = served(work, variables)
    print(f"The wheel runs Nordvik and serves {at}: {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
