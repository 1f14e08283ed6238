"""Everything somebody is answered: a list of requests to the readable routes, and the numbers and texts in what comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ldip.publish.numbers import WIDE
from ldip.simulation.run import Run
from ldip.statements.forms import FORMS
from tests.attack.shielded import SECRET
from tests.web.conftest import Browser

Request = tuple[str, dict[str, Any]]  # path after the version, and body
Said = dict[str, float | str]  # by where in which answer
AT_ONCE: Final = 80
PAGES: Final = ("makro", "befolkning", "tjenester", "investeringer", "finans", "regler", "usikkerhet", "grep")
BY_DRAFT: Final = (
    *("oversikt", "spaker", "prosjekter", "dom", "vente", "maa-bestemmes"),
    *("bro", "uprisede", "tiltak", "stress", "omvendt-stress"),
    *("tidslinje", "ett-aar-senere", "vekst", "sammensetning"),
    *("plasser", "arbeidskraft", "kladd", "endret", "naboer", "endringsforslag", "usikkerhet/faktorer"),
    *("ordbok/investeringer_varige", "ordbok/investeringsutgift", "ordbok/laanegjeld_ub"),
)
BY_SERVICE: Final = ("tjeneste", "lukke-gap")
SOUGHT: Final = ("rente", "skole", "beløp", "kostnad")
EXPLAINED: Final = ("investeringer_varige", "avskrivninger", "tilskudd_fra_andre", "laanegjeld_ub", "anlegg_under_utfoerelse_ub")
RUN: Final = frozenset({"kjoering", "planhash", "hash", "tid", "endret", "id", "versjon"})  # names of the run, no results


def named(run: Run) -> list[str]:
    """Names that can be asked for, but for the longest."""
    return sorted(n for n in run.all_names if n in run.catalogue.steps and not WIDE & {*run.axes(n)})


def requests_of(run: Run, draft: Mapping[str, Any], names: Sequence[str], year: int, every: bool) -> Iterator[Request]:
    """Requests to every route that answers with numbers of a version with a draft; of alike requests a few, or `every` one."""
    body = {"utkast": draft}
    asked = [{"navn": n, "statistikk": "faste", "akser": dict.fromkeys(run.axes(n), "*")} for n in names]
    for at in range(0, len(asked), AT_ONCE):
        yield "tall", {**body, "sporringer": asked[at : at + AT_ONCE], "brudd": at == 0}
    yield from ((route, body) for route in BY_DRAFT)
    yield from ((route, body) for route in ("plasser", "arbeidskraft"))
    yield from ((route, {**body, "tjeneste": "skole"}) for route in ("tjeneste", "lukke-gap"))
    yield from (("oppstilling", {**body, "paragraf": p, "alle_aar": True}) for p in (FORMS if every else ("5-5", "5-8")))
    yield from (("inndata", {**({} if "spaker" in draft else body), "gruppe": g}) for g in PAGES)
    yield from (("forklaring", {**body, "adresse": f"{n}/{year}/basis", "dybde": 3}) for n in EXPLAINED[: None if every else 3])
    yield "forklaring", {**body, "adresse": f"investeringsutgift/{year}/basis/prosjekt={SECRET}"}
    cards = [(f"forklaring/{r}", f"{n}/{year}/basis") for r in ("kort", "vei") for n in EXPLAINED[: None if every else 3]]
    yield from ((r, {**body, "adresse": a}) for r, a in cards)
    yield from ((r, {**body, "tjeneste": s}) for r in BY_SERVICE for s in run.plan.services)
    yield from (("inndata/soek", {**({} if "spaker" in draft else body), "tekst": word}) for word in SOUGHT)
    yield "tall", {**body, "sporringer": [{"navn": "investeringer_varige", "statistikk": "p50"}]}
    yield "usikkerhet", {**body, "trekninger": 100, "navn": ["investeringer_varige"]}
    yield from ((f"usikkerhet/{r}", {**body, "trekninger": 100}) for r in ("spenn", "aarsaker", "forloep"))
    yield "tabell", {**body, "tittel": "x", "format": "csv", "sporringer": [{"navn": "investeringer_varige"}]}


def said(browser: Browser, version: int, requests: Iterator[Request]) -> Said:
    """The numbers and texts of all the answers."""
    found: Said = {}
    for place, (route, body) in enumerate(requests):
        answer = browser.post(f"/api/versjoner/{version}/{route}", body)
        found |= said_in(answer, f"{place} {route} {body.get('adresse', body.get('paragraf', body.get('gruppe', '')))}")
    return found


def said_in(answer: Any, mark: str) -> Said:
    """The numbers and texts of an answer by their place, its status first."""
    assert answer.status_code < 500, answer.text
    found: Said = {mark: float(answer.status_code)}
    if "json" in answer.headers.get("content-type", ""):
        return found | dict(_leaves(answer.json(), mark))
    rows = [line.split(";") for line in answer.content.decode("utf-8-sig").splitlines()]
    hashed = re.compile(r"[0-9a-f]{12}")
    cells = ((f"{mark}/{r}/{c}", text) for r, row in enumerate(rows) for c, text in enumerate(row) if not hashed.search(text))
    return found | {at: _number(text) for at, text in cells}


def _number(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _leaves(node: Any, at: str) -> Iterator[tuple[str, float | str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in RUN:
                yield from _leaves(value, f"{at}/{key}")
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _leaves(value, f"{at}/{place}")
    else:
        yield at, float(node) if isinstance(node, int | float) else str(node)


def told_apart(one: Said, other: Said, within: float = 1e-8) -> list[str]:
    """Where two sets of answers differ, but for rounding: of sums as great as the plan's, and of differences that are zero."""
    apart = [f"{at}: bare i den ene" for at in one.keys() ^ other.keys()]
    for at in one.keys() & other.keys():
        a, b = one[at], other[at]
        close = isinstance(a, float) and isinstance(b, float) and abs(a - b) <= max(within * max(abs(a), abs(b)), 1e-6)
        apart += [] if a == b or close else [f"{at}: {a} {b}"]
    return sorted(apart)
