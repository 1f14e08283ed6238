"""Access control: one table of actions by role, and the scope of each role. Every route names its action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Action = Literal[
    "les",
    "les_internt",
    "kommenter",
    "rediger",
    "alternativ",
    "publiser",
    "laas",
    "budsjett",
    "kjoer",
    "del",
    "medlemmer",
    "parti",
    "spor",
]
EDITORS: Final[frozenset[Action]] = frozenset({"les", "les_internt", "kommenter", "rediger", "kjoer"})
ALLOWED: Final[Mapping[str, frozenset[Action]]] = {
    "leser": frozenset({"les"}),
    "bidragsyter": EDITORS,
    "prosjekt": EDITORS,
    "oekonomi": EDITORS | {"alternativ", "publiser", "laas", "budsjett", "del", "spor"},
    "parti": frozenset({"les", "kommenter", "rediger", "alternativ", "publiser", "kjoer", "parti"}),
    "administrator": frozenset({"les", "medlemmer", "spor"}),
}


@dataclass(frozen=True)
class Actor:
    """An authenticated user. `system` may create plans and users; `local` is the only user of a local server.

    `how` is the way the session began; one who is not `whole` must set up a second factor before anything else."""

    id: int
    name: str
    email: str
    system: bool
    local: bool
    csrf: str
    how: str = ""
    whole: bool = True


@dataclass(frozen=True)
class Rights:
    """An actor's roles in one plan."""

    roles: tuple[tuple[str, str], ...]
    local: bool = False

    def may(self, action: Action) -> bool:
        """Whether any role allows an action."""
        return self.local or any(action in ALLOWED[role] for role, _ in self.roles)

    @property
    def internal(self) -> bool:
        """Whether shielded amounts and small counts are shown."""
        return self.may("les_internt")

    def scopes(self, role: str) -> tuple[str, ...]:
        """Scopes of the actor in a role, such as a service or a party; «» where the role has no limit."""
        return tuple(scope for r, scope in self.roles if r == role)

    def party(self, name: str) -> str:
        """The party whose alternative a branch is when the actor creates it under a name; empty for a personal one."""
        return name if name in self.scopes("parti") else ""

    def own_party(self, party: str) -> bool:
        """Whether a branch's party is the actor's own; a branch that belongs to no party is never."""
        return bool(party) and party in self.scopes("parti")

    def writes_on(self, party: str) -> bool:
        """Whether the actor may write on a branch of a party: a party on its own alternative only."""
        only_party = not self.local and not any("rediger" in ALLOWED[r] and r != "parti" for r, _ in self.roles)
        return not only_party or self.own_party(party)

    def unlimited(self, party: str) -> bool:
        """Whether the actor may change every file on a branch of a party."""
        return self.local or any(role == "oekonomi" for role, _ in self.roles) or self.own_party(party)
