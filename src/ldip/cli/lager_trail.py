"""ldip lager kontroll, kvittering and noekkel: the trail, receipts of it, and the keys that seal it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional, cast

import typer

from ldip.cli.common import DEFAULT, Url, console, exit_on_error
from ldip.cli.opened import opened
from ldip.locales import tr

if TYPE_CHECKING:
    from ldip.store.control import Control
    from ldip.store.database import Store
    from ldip.store.keys import KeyRing

SHOWN = 200  # findings that are printed
ACTIONS = ("vis", "roter", "offentlig", "ny")
Receipt = Annotated[Optional[Path], typer.Option("--kvittering", "--receipt", help=tr("opt.receipt"))]
Public = Annotated[Optional[Path], typer.Option("--offentlig", "--public", help=tr("opt.public"))]

Accepted = Annotated[str, typer.Option("--godta", "--accept", help=tr("opt.accept"))]
CASE = re.compile(r"[0-9A-Za-z/.-]{1,40}")  # a number in a journal, never a text about persons


def control(lager: Url = DEFAULT, kvittering: Receipt = None, offentlig: Public = None, godta: Accepted = "") -> None:
    """Whether the trail holds, and every row of the store agrees with it; and whether it extends a receipt."""
    if godta:
        _accepted(lager, godta)
    from ldip.store.control import control as look
    from ldip.store.receipt import compared, read_public, read_receipt

    with opened(lager) as store, store.snapshot() as session:
        said = read_receipt(kvittering) if kvittering else None
        key = read_public(offentlig) if offentlig else None
        extended = compared(session, said, key) if said is not None else []
        found = look(session)
    typer.echo(tr("store.control", rows=found.trail, branches=found.branches, held=found.rows))
    if said is not None and not extended:
        typer.echo(tr("store.receipt_held", time=said["tid"], rows=said["rader"]))
    if not told(found, [*extended]):
        typer.echo(tr("store.holds"))
        return
    raise typer.Exit(1)


def _accepted(url: str, case: str) -> None:
    from ldip.store.control import accept

    if not CASE.fullmatch(case):
        raise typer.BadParameter(tr("store.case", value=case))
    with opened(url) as store:
        told(accept(store, case), [])


def told(found: Control, more: list[object]) -> int:
    """Print findings on standard error; their number."""
    lines = [*(str(f) for f in more), *(str(f) for f in found.findings)]
    if not lines:
        return 0
    if found.broken is not None:
        typer.echo(tr("store.broken", row=found.broken), err=True)
    typer.echo(tr("store.findings", n=len(lines)), err=True)
    for line in lines[:SHOWN]:
        typer.echo(f"  {line}", err=True)
    if len(lines) > SHOWN:
        typer.echo(tr("store.more", n=len(lines) - SHOWN), err=True)
    return len(lines)


def receipt(
    ut: Annotated[Path, typer.Option("--ut", "--out", help=tr("opt.receiptout"))] = Path("kvittering.json"), lager: Url = DEFAULT
) -> None:
    """Write a signed receipt of the store as it is now."""
    from ldip.plan.write import write_bytes
    from ldip.store.receipt import receipt as made

    with opened(lager) as store, store.snapshot() as session:
        write_bytes(ut, made(session))
    typer.echo(tr("run.files", files=ut))


def key(
    hva: Annotated[str, typer.Argument(help=tr("arg.keyaction"), metavar="HVA")] = "vis",
    bruk: Annotated[str, typer.Argument(help=tr("arg.keyuse"), metavar="BRUK")] = "spor",
    ut: Annotated[Path, typer.Option("--ut", "--out", help=tr("opt.publicout"))] = Path("kvittering.pem"),
    lager: Url = DEFAULT,
) -> None:
    """Show the keys (never the secrets), rotate one, write the public one, or make the ring of a store that never had one."""
    from ldip.store.keys import USES

    for word, known in ((hva, ACTIONS), (bruk, USES)):
        if word not in known:
            raise typer.BadParameter(f"{word}: {', '.join(known)}")
    if hva == "ny":
        _first(lager)
        return
    with opened(lager) as store:
        if hva == "roter":
            _rotated(store, bruk)
        elif hva == "offentlig":
            _public(store, ut)
        else:
            _shown(store.ring)


def _rotated(store: Store, use: str) -> None:
    from ldip.store import audit
    from ldip.store.keys import Use

    with store.session() as session:
        audit.wait(session)
        made = store.ring.rotate(cast("Use", use))
        audit.record(session, None, "noekkel.rotert", "lager", {"bruk": use, "noekkel": made.id})
    typer.echo(tr("key.rotated", id=made.id, use=use))


def _public(store: Store, target: Path) -> None:
    from ldip.plan.write import write_bytes
    from ldip.store.receipt import public_text

    write_bytes(target, public_text(store.ring))
    typer.echo(tr("run.files", files=target))


def _shown(ring: KeyRing) -> None:
    from rich.table import Table

    table = Table(title=tr("key.title", path=ring.path), title_justify="left", box=None)
    for name in ("use", "id", "made", "state"):
        table.add_column(tr(f"key.{name}"))
    present = {k.use: k.id for k in ring.keys}  # the newest of each use
    for k in sorted(ring.keys, key=lambda k: (k.use, k.made)):
        table.add_row(k.use, k.id, k.made, tr("key.present" if present[k.use] == k.id else "key.former"))
    console(160).print(table)


def _first(url: str) -> None:
    """The ring of a store from before rings, that never had a key. It is never made for one whose trail is sealed."""
    from ldip.store.database import first_ring

    with exit_on_error():
        made = first_ring(url)
    typer.echo(tr("key.new", path=made.path))
