"""ldip lager: plans in a store – save, fetch, log, alternatives, locks, and the auditor's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ldip.cli import lager_access, lager_backup, lager_persons, lager_schema, lager_trail
from ldip.cli.common import DEFAULT, Commands, Url, console, exit_on_error
from ldip.cli.opened import transaction
from ldip.locales import tr
from ldip.store.limits import MOST_DRAWS, MOST_ID

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ldip.store.schema import Branch, Version

TAKEN_FROM = ".ldip-versjon"  # the version a folder was fetched from, so that a stale save is detected
Who = Annotated[str, typer.Option("--som", "--as", envvar="LDIP_BRUKER", help=tr("opt.who"))]
Name = Annotated[str, typer.Argument(help=tr("arg.planname"), metavar="NAVN")]
Folder = Annotated[Path, typer.Argument(help=tr("arg.planfolder"), metavar="MAPPE")]
Message = Annotated[str, typer.Option("--melding", "-m", "--message", help=tr("opt.message"))]
BranchOpt = Annotated[str, typer.Option("--gren", "--branch", help=tr("opt.branch"))]
Which = Annotated[int, typer.Argument(min=1, max=MOST_ID, help=tr("arg.version"), metavar="VERSJON")]
LOCAL = "lokal@localhost"
MAIN = "hovedlinje"


def _user(session: Session, email: str) -> int:
    from ldip.store.members import add_user, user_at

    return (user_at(session, email) or add_user(session, email.partition("@")[0], email)).id


def _taken_from(session: Session, folder: Path, branch: Branch) -> int:
    """The version a folder was fetched from; the branch's newest for a folder that was never fetched."""
    from ldip.digits import is_digits
    from ldip.errors import Problem, SourceError
    from ldip.store.versions import version_of
    from ldip.tabular.files import read_bytes

    mark = folder / TAKEN_FROM
    if not mark.is_file():
        return branch.hode_id
    text = read_bytes(mark, 1000).decode("utf-8", "replace").strip()[:40]
    if is_digits(text) and int(text) <= MOST_ID and version_of(session, int(text)).plan_id == branch.plan_id:
        return int(text)
    hint = f"hent planen på nytt, eller fjern {TAKEN_FROM} for å lagre oppå grenens siste versjon"
    raise SourceError([Problem(str(mark), "", "er ikke en versjon av planen", text, hint)])


def _mark(folder: Path, version: int) -> None:
    (folder / TAKEN_FROM).write_text(f"{version}\n", encoding="ascii")


def new(navn: Name, mappe: Folder, melding: Message = "", lager: Url = DEFAULT, som: Who = LOCAL) -> None:
    """Take a plan folder into the store."""
    from ldip.store.versions import create_plan, folder_contents

    with transaction(lager) as session:
        done = create_plan(session, navn, folder_contents(mappe), _user(session, som), melding or tr("store.first"))
        typer.echo(tr("store.saved", version=done.version.id, problems=done.version.feil))
    _mark(mappe, done.version.id)


def save(
    navn: Name, mappe: Folder, melding: Message = "", gren: BranchOpt = MAIN, lager: Url = DEFAULT, som: Who = LOCAL
) -> None:
    """Save a folder as a new version on a branch."""
    from ldip.store.versions import branch_of, commit, edits_to, folder_contents, plan_named

    with transaction(lager) as session:
        branch = branch_of(session, plan_named(session, navn).id, gren)
        base = _taken_from(session, mappe, branch)
        edits = edits_to(session, base, folder_contents(mappe))
        done = commit(session, branch, base, edits, _user(session, som), melding or tr("store.edit"))
        typer.echo(tr("store.saved", version=done.version.id, problems=done.version.feil))
        if done.merged_with is not None:
            typer.echo(tr("store.merged", version=done.merged_with))
    if done.merged_with is None:
        _mark(mappe, done.version.id)


def fetch(
    navn: Name,
    mappe: Folder,
    versjon: Annotated[int, typer.Option("--versjon", "--version", min=0, max=MOST_ID, help=tr("opt.version_id"))] = 0,
    gren: BranchOpt = MAIN,
    lager: Url = DEFAULT,
) -> None:
    """Write a version as a plan folder."""
    from ldip.store.versions import branch_of, plan_named, write_folder

    with transaction(lager) as session:
        chosen = versjon or branch_of(session, plan_named(session, navn).id, gren).hode_id
        write_folder(session, chosen, mappe)
        typer.echo(tr("run.files", files=mappe))
    _mark(mappe, chosen)


def log(navn: Name, gren: BranchOpt = MAIN, lager: Url = DEFAULT) -> None:
    """The versions of a branch, the newest first."""
    from rich.table import Table

    from ldip.store.versions import branch_of, history, plan_named

    with transaction(lager) as session:
        table = Table(title=f"{navn} – {gren}", title_justify="left", box=None)
        for key in ("version", "time", "author", "kind", "message", "problems", "locks"):
            table.add_column(tr(f"store.{key}"), justify="right" if key in ("version", "problems") else "left")
        for v in history(session, branch_of(session, plan_named(session, navn).id, gren).hode_id):
            table.add_row(*_row(session, v))
        console(160).print(table)


def _row(session: Session, v: Version) -> list[str]:
    from ldip.store.locks import locks_of
    from ldip.store.schema import User

    author = session.get(User, v.forfatter_id)
    locks = ", ".join(tr(f"lock.{m.slag}") for m in locks_of(session, v.id))
    return [str(v.id), f"{v.tid:%Y-%m-%d %H:%M}", author.navn if author else "", v.slag, v.melding, str(v.feil or ""), locks]


def alternative(
    navn: Name,
    gren: Annotated[str, typer.Argument(help=tr("opt.branch"), metavar="GREN")],
    lager: Url = DEFAULT,
    som: Who = LOCAL,
) -> None:
    """Begin an alternative at the main line's newest version."""
    from ldip.store.branches import new_branch, parties_of
    from ldip.store.versions import branch_of, plan_named

    with transaction(lager) as session:
        plan = plan_named(session, navn).id
        party = gren if gren in parties_of(session, plan) else ""
        made = new_branch(session, plan, gren, branch_of(session, plan).hode_id, _user(session, som), party=party)
        typer.echo(tr("store.branch", name=made.navn, version=made.hode_id))


def lock(
    versjon: Which,
    slag: Annotated[str, typer.Argument(help=tr("arg.lock"), metavar="SLAG")],
    lager: Url = DEFAULT,
    som: Who = LOCAL,
) -> None:
    """Lock a version: kommunedirektoerens_forslag, formannskapets_innstilling or vedtatt."""
    from typing import cast

    from ldip.store.locks import KINDS, Kind
    from ldip.store.locks import lock as set_lock

    if slag not in KINDS:
        raise typer.BadParameter(f"{slag}: {', '.join(KINDS)}")
    with transaction(lager) as session:
        made = set_lock(session, versjon, cast(Kind, slag), _user(session, som))
        typer.echo(tr("store.locked", version=versjon, kind=tr(f"lock.{slag}"), signature=made.signatur[:16]))


def audited(
    versjon: Which, ut: Annotated[Path, typer.Option("--ut", "--out", help=tr("opt.auditout"))] = Path(), lager: Url = DEFAULT
) -> None:
    """The auditor's file of a locked version."""
    from ldip.plan.write import write_bytes
    from ldip.store.audited import locked_zip
    from ldip.store.private import private_file

    with transaction(lager) as session:
        content = locked_zip(session, versjon)
    target = ut / f"revisor-versjon-{versjon}.zip" if ut.is_dir() else ut
    private_file(target)  # it may hold shielded amounts; a file that is there keeps its rights
    write_bytes(target, content)
    typer.echo(tr("run.files", files=target))


def order(
    versjon: Which,
    trekninger: Annotated[int, typer.Option("--trekninger", "--draws", min=0, max=MOST_DRAWS, help=tr("opt.draws"))] = 0,
    froe: Annotated[int, typer.Option("--froe", "--seed", min=-1, help=tr("opt.seed"))] = -1,
    bare_bestill: Annotated[bool, typer.Option("--bare-bestill", "--only-queue", help=tr("opt.queue"))] = False,
    lager: Url = DEFAULT,
    som: Who = LOCAL,
) -> None:
    """Queue a run of a version, and process the queue unless an option prevents it."""
    from ldip.store.runs import ask, run_of
    from ldip.store.worker import work

    with transaction(lager) as session:
        run = ask(session, versjon, _user(session, som), trekninger, None if froe < 0 else froe).id
    typer.echo(tr("store.asked", run=run, version=versjon))
    if bare_bestill:
        return
    work(lager, until_empty=True)
    with transaction(lager) as session:
        done = run_of(session, run)
        typer.echo(tr("store.run", run=run, status=tr(f"run.{done.status}"), hash=done.kjoeringshash[:16], reason=done.feil))
        if done.status != "ferdig":
            raise typer.Exit(1)


def worker(
    lager: Url = DEFAULT, tom: Annotated[bool, typer.Option("--til-tom", "--until-empty", help=tr("opt.empty"))] = False
) -> None:
    """Process the queue of runs."""
    from ldip.store.worker import work

    with exit_on_error():
        work(lager, until_empty=tom)


USERS: Commands = {
    "ny": lager_access.add_user,
    "kode": lager_access.new_code,
    "steng": lager_access.close_user,
    "aapne": lager_access.open_user,
    "rolle": lager_access.give_role,
    "innsyn": lager_persons.insight,
    "slett": lager_persons.erase,
}
COMMANDS: Commands = {
    "ny": new,
    "lagre": save,
    "hent": fetch,
    "logg": log,
    "alternativ": alternative,
    "laas": lock,
    "revisor": audited,
    "kontroll": lager_trail.control,
    "kvittering": lager_trail.receipt,
    "noekkel": lager_trail.key,
    "sikkerhetskopi": lager_backup.backup,
    "gjenopprett": lager_backup.restore,
    "kjoer": order,
    "arbeider": worker,
    "rydd": lager_persons.clear,
    **lager_schema.COMMANDS,
}
