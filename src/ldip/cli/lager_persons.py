"""ldip brukere innsyn and slett, and ldip lager rydd: persons in a store, and old rows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ldip.cli.common import DEFAULT, Url
from ldip.cli.opened import opened, transaction
from ldip.locales import tr
from ldip.store.limits import RUNS_DAYS, SHARES_DAYS

Email = Annotated[str, typer.Argument(help=tr("arg.email"), metavar="EPOST")]
MOST_DAYS = 36_500


def insight(
    epost: Email,
    ut: Annotated[Path, typer.Option("--ut", "--out", help=tr("opt.insight"))] = Path("innsyn.json"),
    lager: Url = DEFAULT,
) -> None:
    """Write all that is stored of a person as JSON."""
    import json

    from ldip.errors import Problem, SourceError
    from ldip.store.persons import insight as found_of
    from ldip.store.private import private_file

    with opened(lager) as store:
        with store.reading() as session:
            found = found_of(session, epost)
        try:
            ut.unlink(missing_ok=True)
            private_file(ut)
            ut.write_text(json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
        except OSError as error:
            raise SourceError([Problem(str(ut), "", "kan ikke skrives", "", str(error.strerror))]) from None
    typer.echo(tr("persons.insight", email=epost, file=ut))


def erase(
    epost: Email,
    ja: Annotated[bool, typer.Option("--ja", "--yes", help=tr("opt.yes"))] = False,
    lager: Url = DEFAULT,
) -> None:
    """Replace a person by a number, after a question."""
    from ldip.store.persons import emptied_log
    from ldip.store.persons import erase as erased

    if not ja:
        typer.confirm(tr("persons.sure", email=epost), abort=True)
    with opened(lager) as store:
        with store.session() as session:
            number = erased(session, epost)
        emptied = emptied_log(store)
    typer.echo(tr("persons.erased", number=number))
    if not emptied:
        typer.echo(tr("persons.busy"), err=True)


def clear(
    kjoeringer: Annotated[
        int,
        typer.Option("--kjoeringer", "--runs", min=0, max=MOST_DAYS, envvar="LDIP_BEHOLD_KJOERINGER", help=tr("opt.keepruns")),
    ] = RUNS_DAYS,
    delinger: Annotated[
        int, typer.Option("--delinger", "--links", min=0, max=MOST_DAYS, envvar="LDIP_BEHOLD_DELINGER", help=tr("opt.keeplinks"))
    ] = SHARES_DAYS,
    lager: Url = DEFAULT,
) -> None:
    """Delete what is no longer needed."""
    from ldip.store.persons import clear as cleared

    with transaction(lager) as session:
        found = cleared(session, kjoeringer, delinger)
    typer.echo(tr("persons.cleared", sessions=found.sessions, attempts=found.attempts, runs=found.runs, links=found.shares))
