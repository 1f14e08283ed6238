"""Drafts that cost a parser or a check much, sent to a server in this process; prints time and memory of each. Run by a test."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from ldip.plan import bounds
from ldip.web.settings import local_settings
from tests.web.conftest import Browser, open_local, plan_files, put, served

KB = 1000
LINES = bounds.TOML_LINES - 1


def new(file: str, text: str) -> dict[str, Any]:
    return {"slag": "ny_fil", "fil": file, "tekst": text}


def toml(text: str) -> list[dict[str, Any]]:
    """A file that is parsed, and then edited, which is slower."""
    return [new("prosjekter/x.toml", text), {"slag": "sett", "fil": "prosjekter/x.toml", "noekkel": ["y"], "verdi": 1}]


def csv(head: str, row: str, size: int = 900 * KB) -> str:
    return head + "\n" + (row + "\n") * (size // (len(row.encode()) + 1))


def rows(file: str, head: str, row: str) -> list[dict[str, Any]]:
    """A csv file with as many equal rows as it may have."""
    return [new(file, head + "\n" + (row + "\n") * (bounds.row_limit(file) - 1))]


DEAR: dict[str, list[dict[str, Any]]] = {
    "dotted key": toml("a." * 100_000 + "a = 1"),
    "dotted key of strings": toml('"a".' * 50_000 + "a = 1"),
    "dotted keys that share": toml("\n".join("a." * 18 + f"t{i} = 1" for i in range(LINES))),
    "dots at the limit": toml("\n".join("a." * 19 + f"t{i} = 1" for i in range(bounds.TOML_DOTS // 19))),
    "headings": toml("\n".join(f"[{'a.' * 18}t{i}]" for i in range(LINES))),
    "arrays of tables": toml("[[a]]\n" * LINES),
    "nested arrays of tables": toml("[[a]]\n[[a.b]]\n" * (LINES // 2)),
    "tables out of order": toml("".join(f"[a.b{i}]\n[c{i}]\n" for i in range(LINES // 2))),
    "nested lists": toml("x = " + "[" * 100_000),
    "nested tables": toml("x = " + "{a = " * 40_000),
    "many lists": toml("x = [" + "[]," * 80_000 + "]"),
    "one long text": toml('x = """' + "\\u00e6" * 40_000 + '"""'),
    "open texts": toml('"""\n' * 40_000),
    "quotes": toml('"' * 200_000),
    "comments": toml("#\n" * 120_000),
    "comments at the limit": toml("#\n" * (LINES - 1)),
    "a long number": toml("x = " + "9" * 200_000),
    "unknown keys": toml("\n".join(f"kjent{i} = 1" for i in range(LINES))),
    "wide csv": [new("laan.csv", ";".join(["id"] * 200_000) + "\n" + ";" * 200_000)],
    "long csv": [new("laan.csv", csv("id;navn;saldo", "a;b;c"))],
    "mistakes at the limit": rows("bygghendelser.csv", "bygg;hendelse;fra", "a;b;c"),
    "an open quote": [new("laan.csv", 'id;navn\n"' + "x;" * 200_000)],
    "quotes in csv": [new("laan.csv", "id\n" + '"' * 900_000)],
    "unknown names": rows("sambruk.csv", "bygg;tjeneste;blokk;m2;kilde", "finnesikke;heller-ikke;dag;1;x"),
    "rows of people": [new("befolkning/folketall.csv", csv("kjoenn;alder;personer", "k;1;2"))],
    "many files": [new(f"prosjekter/p{i}.toml", "x = 1") for i in range(600)],
    "many kinds": [e for i in range(400) for e in toml(f"x = {i}")],
    "many edits": [{"slag": "sett", "fil": "finans.toml", "noekkel": [f"k{i}"], "verdi": i} for i in range(1000)],
    "edits far down": [{"slag": "sett", "fil": "finans.toml", "noekkel": ["a"] * 20, "verdi": 1}] * 1000,
    "a deep value": [{"slag": "sett", "fil": "finans.toml", "noekkel": ["a"], "verdi": json.loads("[" * 25 + "]" * 25)}],
    "a wide value": [{"slag": "sett", "fil": "finans.toml", "noekkel": ["a"], "verdi": [0] * 300_000}],
    "removed rows": [{"slag": "fjern_rad", "fil": "laan.csv", "rad": 2}] * 1000,
}


def main() -> None:
    """Send each draft, and write seconds of processor time, megabytes grown and status by name as JSON."""
    folder = Path(tempfile.mkdtemp())
    service, app = served(local_settings(str(folder / "lager.db")))
    put(service, "Nordvik", plan_files(), service.local_id)
    figures: dict[str, tuple[float, float, int]] = {}
    with TestClient(app, base_url="http://localhost") as client:
        browser = Browser(open_local(client, service)).know()
        browser.post("/api/versjoner/1/tall", {"sporringer": [{"navn": "laanegjeld_ub"}]})  # the parts that are made once
        for name, edits in DEAR.items():
            before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
            answer = browser.post("/api/versjoner/1/tall", {"utkast": {"endringer": edits}, "sporringer": []})
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            figures[name] = (round(time.process_time() - start, 3), round(grown, 1), answer.status_code)
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
