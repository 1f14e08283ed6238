"""Plans and their immutable versions: create, commit with merging by file, read back byte for byte, history and alternatives."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ldip.binding.reading import collect_contents, plan_of_contents
from ldip.errors import LdipError, Problem, SourceError
from ldip.plan.bounds import plan_problems
from ldip.plan.document import Plan
from ldip.plan.folder import read_all
from ldip.plan.memo import Recent
from ldip.plan.messages import nearest
from ldip.plan.paths import all_allowed
from ldip.plan.texts import clean_name, clean_text
from ldip.store import audit
from ldip.store.merge import Conflict, applied, changed, conflicts
from ldip.store.schema import Blob, Branch, StoredPlan, Version, VersionFile

MAIN: Final = "hovedlinje"
Contents = Mapping[str, bytes]
Edits = Mapping[str, bytes | None]
REMEMBERED: Final = 512
_CHECKED: Final = Recent(REMEMBERED)


class StaleEditError(LdipError):
    """An edit of files that have changed since its base; `sides` holds both sides, and nothing is written."""

    def __init__(self, head: int, sides: Sequence[Conflict]) -> None:
        names = ", ".join(c.path for c in sides)
        super().__init__(f"{names}: endret av noen andre siden du åpnet planen; se begge og velg")
        self.head, self.sides = head, tuple(sides)


@dataclass(frozen=True)
class Committed:
    """A new version, and the version it was merged with (None without concurrent edits)."""

    version: Version
    merged_with: int | None


@dataclass(frozen=True)
class Checked:
    """The plan's content hash (empty when it has problems) and its problems."""

    content_hash: str
    problems: tuple[Problem, ...]


def folder_contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a plan folder by path, without results and hidden files.

    Errors: SourceError, before anything is read, for links and devices, and for files that are too many or too large."""
    return read_all(folder)


def create_plan(session: Session, name: str, contents: Contents, author: int, message: str) -> Committed:
    """Create a plan with its first version on the main line. Errors: SourceError for a taken name or a path not allowed."""
    if session.scalar(select(StoredPlan.id).where(StoredPlan.navn == name)) is not None:
        raise SourceError([Problem("lager", "plan", "navnet er i bruk", name, "velg et annet navn")])
    plan = StoredPlan(navn=clean_name(name, "plan"), opprettet=audit.now())
    session.add(plan)
    session.flush()
    version = _version(session, plan.id, None, _keep(session, contents), author, message)
    session.add(Branch(plan_id=plan.id, navn=MAIN, hode_id=version.id, eier_id=None, publisert=True))
    session.flush()
    audit.record(session, author, "plan.opprettet", f"plan/{plan.id}", {"versjon": version.hash})
    return Committed(version, None)


def branch_of(session: Session, plan: int, name: str = MAIN) -> Branch:
    """A branch by name; the published one where private ones have the same name.

    Errors: SourceError when the plan has none of that name, or several private ones."""
    named = select(Branch).where(Branch.plan_id == plan, Branch.navn == name).order_by(Branch.publisert.desc(), Branch.id)
    found = session.scalars(named).all()
    if not found or (len(found) > 1 and not found[0].publisert):
        what = "flere private alternativer har navnet" if found else "grenen finnes ikke"
        raise SourceError([Problem("lager", "gren", what, name, "se grenene planen har")])
    return found[0]


def commit(session: Session, branch: Branch, base: int, edits: Edits, author: int, message: str, kind: str = "plan") -> Committed:
    """Create a version on a branch; `edits` are relative to the files of version `base`.

    Concurrent edits of other files are merged; an edit of a changed file is refused.
    Errors: StaleEditError with both sides; SourceError for a path that is not allowed or an edit without effect."""
    _hold({path: content for path, content in edits.items() if content is not None})
    session.refresh(branch, with_for_update=True)  # the next writer waits here; SQLite's already wait at BEGIN
    if version_of(session, base).plan_id != branch.plan_id:
        raise SourceError([Problem("lager", "versjon", "hører til en annen plan", str(base), "velg en versjon av planen")])
    mine = {path: None if content is None else _blob(session, path, content) for path, content in edits.items()}
    head, started = branch.hode_id, files_of(session, base)
    standing = files_of(session, head)
    if sides := conflicts(started, standing, mine):
        raise StaleEditError(head, sides)
    files = applied(standing, mine)
    if files == standing:
        raise SourceError([Problem("lager", "", "ingenting er endret", "", "endre noe før du lagrer")])
    version = _version(session, branch.plan_id, version_of(session, head), files, author, message, kind)
    branch.hode_id = version.id
    session.flush()
    details = {"gren": branch.id, "versjon": version.hash, "filer": sorted(edits), "slag": kind}
    audit.record(session, author, "versjon.lagret", f"plan/{branch.plan_id}", details)
    return Committed(version, None if head == base else head)


def edits_to(session: Session, base: int, contents: Contents) -> dict[str, bytes | None]:
    """The edits from a version's files to `contents`."""
    return {p: contents.get(p) for p in changed(files_of(session, base), _hashes(contents))}


def plan_named(session: Session, name: str) -> StoredPlan:
    """A plan by name. Errors: SourceError listing the existing names."""
    names = list(session.scalars(select(StoredPlan.navn).order_by(StoredPlan.navn)))
    if name not in names:
        raise SourceError([Problem("lager", "plan", "planen finnes ikke", name, nearest(name, names))])
    return session.scalars(select(StoredPlan).where(StoredPlan.navn == name)).one()


def version_of(session: Session, version: int) -> Version:
    """A version by id. Errors: SourceError when there is none."""
    found = session.get(Version, version)
    if found is None:
        raise SourceError([Problem("lager", "versjon", "versjonen finnes ikke", str(version), "se versjonene planen har")])
    return found


def files_of(session: Session, version: int) -> dict[str, str]:
    """Content hash by path."""
    rows = session.execute(select(VersionFile.sti, VersionFile.sha256).where(VersionFile.versjon_id == version))
    return dict(rows.all())


def contents_of(session: Session, version: int) -> dict[str, bytes]:
    """Bytes by path, exactly as stored."""
    join = select(VersionFile.sti, Blob.bytes).join(Blob, Blob.sha256 == VersionFile.sha256)
    return dict(session.execute(join.where(VersionFile.versjon_id == version)).all())


def write_folder(session: Session, version: int, folder: Path) -> None:
    """A version as a plan folder, byte for byte. Errors: SourceError when the folder has files."""
    if folder.exists() and any(folder.iterdir()):
        raise SourceError([Problem(str(folder), "", "mappen finnes og er ikke tom", "", "velg en annen mappe")])
    version_of(session, version)
    contents = contents_of(session, version)
    all_allowed(contents)  # a store may be older than the rule, or changed by others
    for path, content in contents.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def plan_of(session: Session, version: int) -> Plan:
    """A version as a plan that can be run. Errors: PlanError with every problem it has."""
    return plan_of_contents(contents_of(session, version))


def history(session: Session, version: int) -> list[Version]:
    """A version and its ancestors, the newest first."""
    found: list[Version] = []
    step: int | None = version
    while step is not None:
        found.append(version_of(session, step))
        step = found[-1].forelder_id
    return found


def branches_of(session: Session, plan: int) -> list[Branch]:
    """A plan's branches, the main line first."""
    found = session.scalars(select(Branch).where(Branch.plan_id == plan).order_by(Branch.id))
    return sorted(found, key=lambda b: (b.navn != MAIN, b.id))


def ancestors(session: Session, heads: Sequence[int]) -> set[int]:
    """The versions that lead to any of some versions, these included."""
    found = select(Version.id, Version.forelder_id).where(Version.id.in_(heads)).cte("forfedre", recursive=True)
    found = found.union(select(Version.id, Version.forelder_id).join(found, Version.id == found.c.forelder_id))
    return set(session.scalars(select(found.c.id)))


def changes_between(session: Session, before: int, after: int) -> dict[str, str]:
    """Status of each file that differs between two versions: ny, endret, fjernet."""
    old, new = files_of(session, before), files_of(session, after)
    return {p: "fjernet" if h is None else "endret" if p in old else "ny" for p, h in sorted(changed(old, new).items())}


def sound(session: Session, version: Version) -> bool:
    """Whether every hash of a version and its ancestors follows from files and parent."""
    for v in history(session, version.id):
        parent = version_of(session, v.forelder_id).hash if v.forelder_id is not None else ""
        if file_hash(_hashes(contents_of(session, v.id))) != v.filhash or version_hash(v, parent) != v.hash:
            return False
    return True


def _keep(session: Session, contents: Contents) -> dict[str, str]:
    _hold(contents)
    return {path: _blob(session, path, content) for path, content in sorted(contents.items())}


def _hold(contents: Contents) -> None:
    """Errors: SourceError for paths that are not allowed, and for files that are too many or too large together."""
    all_allowed(contents)
    if large := plan_problems({path: len(content) for path, content in contents.items()}):
        raise SourceError(large)


def _blob(session: Session, path: str, content: bytes) -> str:
    digest = content_hash(content)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(Blob).values(sha256=digest, bytes=content).on_conflict_do_nothing())
    return digest


def _version(
    session: Session, plan: int, parent: Version | None, files: Mapping[str, str], author: int, message: str, kind: str = "plan"
) -> Version:
    version = Version(
        plan_id=plan,
        forelder_id=parent.id if parent else None,
        slag=kind,
        forfatter_id=author,
        melding=clean_text(message, "melding"),
        tid=audit.now(),
        filhash=file_hash(files),
        hash="",
    )
    version.hash = version_hash(version, parent.hash if parent else "")
    session.add(version)
    session.flush()
    session.add_all(VersionFile(versjon_id=version.id, sti=p, sha256=h) for p, h in files.items())
    session.flush()
    found = _remembered(version.filhash, lambda: contents_of(session, version.id))
    version.innholdshash, version.feil = found.content_hash, len(found.problems)
    session.flush()
    return version


def checked(contents: Contents) -> Checked:
    """Result of checking a plan's files, cached by content. Call it before a transaction, so that the check does not
    block other writers."""
    return _remembered(file_hash(_hashes(contents)), lambda: contents)


def _remembered(key: str, contents: Callable[[], Contents]) -> Checked:
    def found() -> Checked:
        reading, problems = collect_contents(contents())
        return Checked("" if problems else reading.plan().content_hash, problems)

    return _CHECKED.get(key, found)


def content_hash(content: bytes) -> str:
    """SHA-256 of a file's bytes, by which it is stored."""
    return hashlib.sha256(content).hexdigest()


def _hashes(contents: Contents) -> dict[str, str]:
    return {path: content_hash(content) for path, content in contents.items()}


def file_hash(files: Mapping[str, str]) -> str:
    """Hash of a version's files: paths and content hashes."""
    return audit.digest(dict(sorted(files.items())))


def version_hash(v: Version, parent: str) -> str:
    """Hash of a version, by its own columns and its parent's hash (empty for the first)."""
    return audit.digest(parent, v.plan_id, v.slag, v.forfatter_id, v.melding, audit.utc(v.tid), v.filhash)
