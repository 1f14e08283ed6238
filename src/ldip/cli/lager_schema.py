"""ldip lager skjema: the revision of a store's tables, and the way back before an earlier release is installed."""

from __future__ import annotations

from typing import Annotated

import typer

from ldip.cli.common import DEFAULT, Commands, Url
from ldip.cli.opened import opened
from ldip.locales import tr


def schema(
    til: Annotated[str, typer.Option("--til", "--to", help=tr("opt.revision"))] = "",
    ja: Annotated[bool, typer.Option("--ja", "--yes", help=tr("opt.yes"))] = False,
    lager: Url = DEFAULT,
) -> None:
    """Show the revision of the tables, or migrate them to another, after a question when it is an earlier one."""
    from ldip.errors import Problem, SourceError
    from ldip.store import database
    from ldip.store.pulse import revision_of

    with opened(lager, migrate=False) as store:
        known = database.revisions()
        with store.reading() as session:
            now = revision_of(session) if database.has_tables(store) else ""
        if til and til not in known:
            raise SourceError([Problem("lager", "--til", "er ikke en utgave av tabellene", til, f"bruk {', '.join(known)}")])
        if til and now and now not in known:
            raise SourceError([Problem("lager", "skjema", "er fra en nyere utgave av programmet", now, "bruk den utgaven")])
        back = bool(til and now) and known.index(til) < known.index(now)
        if back and not ja:
            typer.confirm(tr("schema.back", now=now, to=til), abort=True)
        if til and til != now:
            (database.downgrade if back else database.upgrade)(store.engine, til)
    typer.echo(tr("schema.is", revision=til or now or "–", newest=known[-1]))


COMMANDS: Commands = {"skjema": schema}
