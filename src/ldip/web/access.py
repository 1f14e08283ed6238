"""Access control: one table of actions by role, and the scope of each role. Every route names its action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ldip.plan.csvfile import split_row
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, DropRow, Edit, NewRow, SetCell
from ldip.plan.schema.files import ProjectFile, ServiceFile, folder_of, home_of
from ldip.publish.protect import secret_files

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
    "spor",
]
EDITORS: Final[frozenset[Action]] = frozenset({"les", "les_internt", "kommenter", "rediger", "kjoer"})
ALLOWED: Final[Mapping[str, frozenset[Action]]] = {
    "leser": frozenset({"les"}),
    "bidragsyter": EDITORS,
    "prosjekt": EDITORS,
    "oekonomi": EDITORS | {"alternativ", "publiser", "laas", "budsjett", "del", "spor"},
    "parti": frozenset({"les", "kommenter", "rediger", "alternativ", "publiser", "kjoer"}),
    "administrator": frozenset({"les", "medlemmer", "spor"}),
}
PROJECT_FILES: Final = (home_of(ProjectFile), "bygg.csv", "bygghendelser.csv", "investeringer.toml", "anlegg.csv")
SCOPED_TABLES: Final = ("tiltak.csv", "behovsliste.csv", "bygg.csv", "rammer.csv")


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

    def own_branch(self, name: str) -> bool:
        """Whether a branch is the alternative of the actor's own party."""
        return name in self.scopes("parti")

    def writes_on(self, branch: str) -> bool:
        """Whether the actor may write on a branch: a party on its own alternative only."""
        only_party = not self.local and not any("rediger" in ALLOWED[r] and r != "parti" for r, _ in self.roles)
        return not only_party or self.own_branch(branch)


def refused(rights: Rights, plan: Plan, contents: Contents, edits: Sequence[Edit], branch: str) -> str:
    """Reason why an actor may not make edits on a branch, as a key of the catalogue; empty when the actor may."""
    if rights.local or any(role == "oekonomi" for role, _ in rights.roles):
        return ""
    if not rights.internal and any(_secret(plan, e) for e in edits):
        return "nektet.skjermet"
    if rights.own_branch(branch):
        return ""
    wide = any(role == "prosjekt" for role, _ in rights.roles)
    for e in edits:
        if wide and e.fil.startswith(PROJECT_FILES):
            continue
        if not any(_inside(plan, contents, e, scope) for scope in rights.scopes("bidragsyter")):
            return "nektet.omfang"
    return ""


def _secret(plan: Plan, edit: Edit) -> bool:
    """Whether an edit changes a project whose amounts are shielded, since its effect would reveal them."""
    return edit.fil in secret_files(plan)


def _inside(plan: Plan, contents: Contents, edit: Edit, scope: str) -> bool:
    """Whether an edit is within a contributor's sector or service."""
    folder, _, name = edit.fil.removesuffix(".toml").rpartition("/")
    if folder == folder_of(ServiceFile):
        return name == scope
    if folder == folder_of(ProjectFile):
        project = plan.projects.get(name)
        return project is not None and scope in (project.sektor, project.tjeneste)
    if edit.fil not in SCOPED_TABLES:
        return False
    if isinstance(edit, NewRow):
        return _owns(edit.celler, scope)
    if isinstance(edit, SetCell | DropRow):
        row = split_row(contents.get(edit.fil, b""), edit.rad)
        after = {**row, edit.kolonne: edit.verdi} if isinstance(edit, SetCell) else row
        return _owns(row, scope) and _owns(after, scope)
    return False


def _owns(row: Mapping[str, str], scope: str) -> bool:
    return scope in (row.get("tjeneste"), row.get("sektor"))
