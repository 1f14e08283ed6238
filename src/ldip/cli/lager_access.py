"""ldip brukere ny, kode, steng, aapne and rolle: the users of a store, their one-time codes and their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ldip.cli.common import DEFAULT, Url
from ldip.cli.opened import transaction
from ldip.locales import tr

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Email = Annotated[str, typer.Argument(help=tr("arg.email"), metavar="EPOST")]
Life = Annotated[int, typer.Option("--minutter", "--minutes", min=30, max=1440, help=tr("opt.codelife"))]


def _known(session: Session, email: str) -> int:
    from ldip.errors import Problem, SourceError
    from ldip.store.members import user_at

    user = user_at(session, email)
    if user is None:
        raise SourceError([Problem("lager", "bruker", "finnes ikke", email, "lag brukeren med «ldip brukere ny»")])
    return user.id


def _issue(session: Session, user: int, email: str, minutes: int, without_totp: bool = False) -> str:
    """Make a one-time code: the text that shows it."""
    import datetime as dt

    from ldip.store import audit
    from ldip.store.codes import issue

    life = dt.timedelta(minutes=minutes)
    code = issue(session, user, None, life, without_totp)
    return tr("serve.code", email=email, code=code, until=f"{(audit.now() + life).astimezone():%Y-%m-%d %H:%M}")


def add_user(
    epost: Email,
    navn: Annotated[str, typer.Argument(help=tr("file.name"), metavar="NAVN")],
    systemansvarlig: Annotated[bool, typer.Option("--systemansvarlig", "--system", help=tr("opt.system"))] = False,
    kode: Annotated[bool, typer.Option("--kode", "--code", help=tr("opt.onetime"))] = False,
    minutter: Life = 1440,
    lager: Url = DEFAULT,
) -> None:
    """Create a user with a password, or with a one-time code by which the user sets one."""
    from ldip.store.accounts import set_password, set_system
    from ldip.store.members import add_user as add

    password = "" if kode else typer.prompt(tr("serve.password"), hide_input=True, confirmation_prompt=True)
    with transaction(lager) as session:
        user = add(session, navn, epost).id
        if systemansvarlig:
            set_system(session, user, True, None)
        if not kode:
            set_password(session, user, password, None)
        shown = _issue(session, user, epost, minutter) if kode else ""
    typer.echo(tr("serve.user", email=epost))
    if shown:
        typer.echo(shown)


def new_code(
    epost: Email,
    uten_tofaktor: Annotated[bool, typer.Option("--uten-tofaktor", "--without-totp", help=tr("opt.without_totp"))] = False,
    minutter: Life = 1440,
    lager: Url = DEFAULT,
) -> None:
    """Make a one-time code by which a user sets a new password or links the municipality's account."""
    with transaction(lager) as session:
        shown = _issue(session, _known(session, epost), epost, minutter, uten_tofaktor)
    typer.echo(shown)


def close_user(epost: Email, lager: Url = DEFAULT) -> None:
    """Close a user and end the user's sessions at once."""
    from ldip.store.accounts import set_active

    with transaction(lager) as session:
        set_active(session, _known(session, epost), False, None)
    typer.echo(tr("serve.closed", email=epost))


def open_user(epost: Email, lager: Url = DEFAULT) -> None:
    """Open a closed user."""
    from ldip.store.accounts import set_active

    with transaction(lager) as session:
        set_active(session, _known(session, epost), True, None)
    typer.echo(tr("serve.opened", email=epost))


def give_role(
    navn: Annotated[str, typer.Argument(help=tr("arg.planname"), metavar="PLAN")],
    epost: Email,
    rolle: Annotated[str, typer.Argument(help=tr("arg.role"), metavar="ROLLE")],
    omfang: Annotated[str, typer.Option("--omfang", "--scope", help=tr("opt.scope"))] = "",
    lager: Url = DEFAULT,
) -> None:
    """Give a user a role in a plan."""
    from typing import cast

    from ldip.store.members import ROLES, Role, grant
    from ldip.store.versions import plan_named

    if rolle not in ROLES:
        raise typer.BadParameter(f"{rolle}: {', '.join(ROLES)}")
    with transaction(lager) as session:
        user = _known(session, epost)
        grant(session, plan_named(session, navn).id, user, cast(Role, rolle), user, omfang)
    typer.echo(tr("serve.role", email=epost, role=rolle, plan=navn))
