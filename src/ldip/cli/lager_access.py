"""ldip lager bruker and ldip lager rolle: the users of a store and their roles."""

from __future__ import annotations

from typing import Annotated

import typer

from ldip.cli.common import DEFAULT, Url, exit_on_error
from ldip.locales import tr


def add_user(
    epost: Annotated[str, typer.Argument(help=tr("arg.email"), metavar="EPOST")],
    navn: Annotated[str, typer.Argument(help=tr("file.name"), metavar="NAVN")],
    systemansvarlig: Annotated[bool, typer.Option("--systemansvarlig", "--system", help=tr("opt.system"))] = False,
    lager: Url = DEFAULT,
) -> None:
    """Create a user with a password."""
    from ldip.store.accounts import set_password, set_system
    from ldip.store.database import open_store
    from ldip.store.members import add_user as add

    password = typer.prompt(tr("serve.password"), hide_input=True, confirmation_prompt=True)
    with exit_on_error():
        store = open_store(lager)
        with store.session() as session:
            user = add(session, navn, epost)
            set_password(session, user.id, password, None)
            if systemansvarlig:
                set_system(session, user.id, True, None)
        store.close()
    typer.echo(tr("serve.user", email=epost))


def give_role(
    navn: Annotated[str, typer.Argument(help=tr("arg.planname"), metavar="PLAN")],
    epost: Annotated[str, typer.Argument(help=tr("arg.email"), metavar="EPOST")],
    rolle: Annotated[str, typer.Argument(help=tr("arg.role"), metavar="ROLLE")],
    omfang: Annotated[str, typer.Option("--omfang", "--scope", help=tr("opt.scope"))] = "",
    lager: Url = DEFAULT,
) -> None:
    """Give a user a role in a plan."""
    from typing import cast

    from ldip.errors import Problem, SourceError
    from ldip.store.database import open_store
    from ldip.store.members import ROLES, Role, grant, user_at
    from ldip.store.versions import plan_named

    if rolle not in ROLES:
        raise typer.BadParameter(f"{rolle}: {', '.join(ROLES)}")
    with exit_on_error():
        store = open_store(lager)
        with store.session() as session:
            user = user_at(session, epost)
            if user is None:
                raise SourceError([Problem("lager", "bruker", "finnes ikke", epost, "lag brukeren med «ldip lager bruker»")])
            grant(session, plan_named(session, navn).id, user.id, cast(Role, rolle), user.id, omfang)
        store.close()
    typer.echo(tr("serve.role", email=epost, role=rolle, plan=navn))
