"""Rules of login as settings: how long sessions and codes last, which proxies are trusted, and who needs a second factor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, Literal, cast, get_args

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.store import codes, sessions

SecondFactor = Literal["frivillig", "systemansvarlig", "alle"]
Network = IPv4Network | IPv6Network
IDLE_MINUTES: Final = (5, 24 * 60)
LONGEST_MINUTES: Final = (15, 7 * 24 * 60)
CODE_MINUTES: Final = (30, 24 * 60)
MOST_PROXIES: Final = 50


@dataclass(frozen=True)
class LoginRules:
    """Rules of login. `idle` and `longest` end a session; a one-time code lasts `code_life`.

    `second_factor` states who must have one; `proxies` are the networks whose X-Forwarded-For is read."""

    idle: dt.timedelta = sessions.IDLE
    longest: dt.timedelta = sessions.LONGEST
    code_life: dt.timedelta = codes.LIFE
    second_factor: SecondFactor = "frivillig"
    proxies: tuple[Network, ...] = ()

    def demands(self, system: bool) -> bool:
        """Whether a user who logs in with a password must have a second factor."""
        return self.second_factor == "alle" or (system and self.second_factor == "systemansvarlig")


DEFAULT_RULES: Final = LoginRules()


def login_rules(environment: Mapping[str, str]) -> LoginRules:
    """The rules of the environment. Errors: SourceError for a value outside its range, or a network that cannot be read."""
    wanted = environment.get("LDIP_TOFAKTOR", "frivillig")
    if wanted not in get_args(SecondFactor):
        raise _wrong("LDIP_TOFAKTOR", wanted, f"bruk {', '.join(get_args(SecondFactor))}")
    return LoginRules(
        _minutes(environment, "LDIP_SESJON_HVILE_MIN", sessions.IDLE, IDLE_MINUTES),
        _minutes(environment, "LDIP_SESJON_LENGST_MIN", sessions.LONGEST, LONGEST_MINUTES),
        _minutes(environment, "LDIP_KODE_MIN", codes.LIFE, CODE_MINUTES),
        cast(SecondFactor, wanted),
        _networks(environment.get("LDIP_PROXYER", "")),
    )


def _wrong(name: str, value: str, hint: str) -> SourceError:
    return SourceError([Problem("miljøet", name, "kan ikke brukes", value[:200], hint)])


def _minutes(environment: Mapping[str, str], name: str, default: dt.timedelta, bounds: tuple[int, int]) -> dt.timedelta:
    text, (least, most) = environment.get(name, "").strip(), bounds
    if not text:
        return default
    if not (is_digits(text) and least <= int(text) <= most):
        raise _wrong(name, text, f"bruk et helt antall minutter fra {least} til {most}")
    return dt.timedelta(minutes=int(text))


def _networks(text: str) -> tuple[Network, ...]:
    parts = [p for p in text.replace(",", " ").split() if p]
    try:
        found = tuple(ip_network(p) for p in parts)
    except ValueError:
        raise _wrong("LDIP_PROXYER", text, "bruk adresser eller nett, som 10.0.0.5 eller 10.0.0.0/24, med komma mellom") from None
    if len(found) > MOST_PROXIES:
        raise _wrong("LDIP_PROXYER", text, f"bruk høyst {MOST_PROXIES}")
    return found
