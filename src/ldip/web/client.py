"""The browser behind a request: its network address, its kind, the cookies it keeps, and whether it has logged in before."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final

from fastapi import Request, Response
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from ldip.web.login_rules import Network

SESSION: Final = "ldip_sesjon"
DEVICE: Final = "ldip_enhet"
STEP: Final = "ldip_trinn"
LINK: Final = "ldip_kobling"
DEVICE_LIFE: Final = 180 * 24 * 3600  # seconds
USERS_OF_DEVICE: Final = 8
HOPS: Final = 20  # addresses of X-Forwarded-For that are read, from the right
LONGEST_COOKIE: Final = 4096
BROWSERS: Final = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Client:
    """A browser: the network it is counted by, its kind in words, and its cookies by their plain name."""

    network: str
    agent: str
    cookies: dict[str, str]


def client_of(request: Request, proxies: Sequence[Network], secure: bool) -> Client:
    """The browser behind a request."""
    names = (SESSION, DEVICE, STEP, LINK)
    cookies = {n: request.cookies.get(cookie_name(n, secure), "")[:LONGEST_COOKIE] for n in names}
    return Client(network_of(address_of(request, proxies)), agent_of(request.headers.get("user-agent", "")), cookies)


def address_of(request: Request, proxies: Sequence[Network]) -> str:
    """The address that a request came from: the rightmost that is no trusted proxy. Others' X-Forwarded-For is not read."""
    came = request.client.host if request.client else ""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    for hop in [*reversed(forwarded[-HOPS:])] if proxies else []:
        if not _trusted(came, proxies) or _address(hop) is None:
            return came
        came = str(_address(hop))
    return came


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address that may carry a port or brackets."""
    plain = text.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ip_address(plain)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _trusted(address: str, proxies: Sequence[Network]) -> bool:
    found = _address(address)
    return found is not None and any(found in network for network in proxies)


def network_of(address: str) -> str:
    """The network an address is counted by: itself for IPv4, its /64 for IPv6, which one subscriber has whole."""
    found = _address(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((int(found) >> 64 << 64, 64)))
    return str(found) if found else address[:100]


def agent_of(header: str) -> str:
    """Browser and system in words, such as «Firefox, Windows»; empty where neither is known."""
    found = (next((name for mark, name in kinds if mark in header), "") for kinds in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def cookie_name(plain: str, secure: bool) -> str:
    """A cookie's name in the browser: over TLS with the prefix that binds it to this host."""
    return f"__Host-{plain}" if secure else plain


def keep_cookie(response: Response, plain: str, value: str, life: int, secure: bool) -> None:
    """Set a cookie for this host, unreadable for scripts."""
    name = cookie_name(plain, secure)
    response.set_cookie(name, value, max_age=life, httponly=True, secure=secure, samesite="lax", path="/")


def drop_cookie(response: Response, plain: str, secure: bool) -> None:
    """Delete a cookie."""
    response.delete_cookie(cookie_name(plain, secure), path="/", secure=secure, httponly=True, samesite="lax")


def signed(claims: dict[str, Any], key: bytes, life: int) -> str:
    """Claims as a signed token that lasts some seconds."""
    return jwt.encode({"alg": "HS256"}, {**claims, "exp": int(time.time()) + life}, OctKey.import_key(key))


def opened(token: str, key: bytes) -> dict[str, Any]:
    """The claims of a signed token; empty for one that is false or has expired."""
    try:
        claims = jwt.decode(token, OctKey.import_key(key), algorithms=["HS256"]).claims
        return dict(claims) if int(claims.get("exp", 0)) > time.time() else {}
    except (JoseError, ValueError, TypeError):
        return {}


def device_for(client: Client, user: int | None, key: bytes) -> str:
    """The id of a browser in which a user has logged in before; empty for any other."""
    claims = opened(client.cookies[DEVICE], key) if client.cookies[DEVICE] else {}
    return str(claims.get("e", "")) if user is not None and user in claims.get("b", ()) else ""


def device_token(client: Client, user: int, key: bytes) -> str:
    """The token of a browser in which a user has now logged in; it keeps its id and its latest users."""
    claims = opened(client.cookies[DEVICE], key) if client.cookies[DEVICE] else {}
    others = [u for u in claims.get("b", ()) if u != user]
    made = {"e": claims.get("e") or secrets.token_urlsafe(16), "b": [*others, user][-USERS_OF_DEVICE:]}
    return signed(made, key, DEVICE_LIFE)
