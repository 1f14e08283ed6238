"""Insight in the data stored of a person, for the person; and erasure by pseudonym, for the administrator of the system."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from ldip.store.members import address_of
from ldip.store.persons import emptied_log, erase_user, insight
from ldip.store.schema import User
from ldip.web.context import RowId, Served, Who
from ldip.web.errors import RefusedError

router = APIRouter(prefix="/api/personer", tags=["folk"])


class Erase(BaseModel):
    """The address of the person to erase, so that another number typed by mistake erases nobody."""

    model_config = ConfigDict(extra="forbid")
    epost: Annotated[str, Field(min_length=3, max_length=320)]


@router.get("/meg/innsyn")
def own_insight(service: Served, actor: Who) -> JSONResponse:
    """All that is stored of the user of the session; secrets are named, not shown."""
    with service.store.reading() as session:
        found = insight(session, actor.email)
    return JSONResponse(found, headers={"content-disposition": 'attachment; filename="innsyn.json"'})


@router.post("/{bruker}/slett", status_code=204)
def erase(bruker: RowId, body: Erase, service: Served, actor: Who) -> Response:
    """Replace a person by a number; what was done stays with the number."""
    if not actor.system:
        raise RefusedError(403, "nektet.system")
    if bruker == actor.id:
        raise RefusedError(409, "persons.self")
    with service.store.session() as session:
        user = session.get(User, bruker)
        if user is None or user.epost != address_of(body.epost):
            raise RefusedError(404, "web.bruker_mangler")
        erase_user(session, user, actor.id)
    emptied_log(service.store)
    return Response(status_code=204)
