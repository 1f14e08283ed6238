"""The application includes every module that defines a router; the order makes no difference, since no two routes collide."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from fastapi import APIRouter
from fastapi.routing import APIRoute

from ldip import web
from ldip.web.app import routers

Found = tuple[str, str, tuple[str, ...]]


def routes(found: dict[str, APIRouter]) -> list[Found]:
    """(module, method, path by segment) of every route."""
    each = [(name, r) for name, router in found.items() for r in router.routes if isinstance(r, APIRoute)]
    return [(name, method, tuple(r.path.strip("/").split("/"))) for name, r in each for method in sorted(r.methods)]


def collisions(of: list[Found]) -> list[tuple[Found, Found]]:
    """Pairs that one address may lead to. Within a module the one that stands first is meant to answer, but not the same twice."""
    return [(a, b) for a, b in combinations(of, 2) if a[1] == b[1] and (a[2] == b[2] if a[0] == b[0] else _meet(a[2], b[2]))]


def _meet(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return len(a) == len(b) and all(x == y or "{" in x or "{" in y for x, y in zip(a, b, strict=True))


def test_every_module_with_routes_is_included() -> None:
    written = {
        p.stem for p in Path(next(iter(web.__path__))).glob("*.py") if "\nrouter = APIRouter(" in p.read_text(encoding="utf-8")
    }
    assert set(routers()) == written and len(written) > 10
    assert list(routers()) == sorted(routers())


def test_no_two_routes_collide() -> None:
    found = routes(routers())
    assert len(found) > 50
    assert not collisions(found)
    assert all("path}" not in segment for _, _, path in found for segment in path), "a path of any length would meet all others"


def answer() -> None:
    """What a route does makes no difference here."""


def test_a_collision_is_seen() -> None:
    one, other = APIRouter(prefix="/api"), APIRouter(prefix="/api")
    one.get("/planer/{plan}")(answer)
    other.get("/planer/ny")(answer)
    other.post("/planer/{plan}")(answer)
    assert len(collisions(routes({"a": one, "b": other}))) == 1
    assert not collisions(routes({"b": other}))
