"""Both sides of a stale edit: the file before, the other user's and the sender's own, of the files the sender may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ldip.publish.protect_inputs import text_shown
from ldip.store.versions import StaleEditError
from ldip.web.context import OpenVersion
from ldip.web.errors import ConflictingError, Side


@contextmanager
def both_sides(base: OpenVersion, mine: Mapping[str, bytes | None]) -> Iterator[None]:
    """Errors: ConflictingError when an edit is stale, with both sides of every file that the actor may see whole."""
    try:
        yield
    except StaleEditError as error:
        raise ConflictingError(error.head, _sides(base, error, mine)) from None


def _sides(base: OpenVersion, error: StaleEditError, mine: Mapping[str, bytes | None]) -> list[Side]:
    before, theirs = base.service.drafts.contents(base.id), base.service.drafts.contents(error.head)

    def text(raw: bytes | None) -> str | None:
        return None if raw is None else raw.decode("utf-8-sig", errors="replace")

    return [
        Side(fil=c.path, foer=text(before.get(c.path)), deres=text(theirs.get(c.path)), din=text(mine.get(c.path)))
        for c in error.sides
        if base.internal or text_shown(c.path, before, theirs)
    ]
