"""Balance of proposals before they are public: a group publishes none that lacks money in a budget year."""

from __future__ import annotations

from ldip.plan.schema.amendments import AmendmentFile
from ldip.plan.schema.files import file_of
from ldip.publish.content.amendments import proposals
from ldip.publish.content.key_figures import ALWAYS
from ldip.store.versions import branch_of
from ldip.web.context import OpenPlan
from ldip.web.drafts import EMPTY
from ldip.web.errors import RefusedError


def refuse_unbalanced(opened: OpenPlan, version: int) -> None:
    """Errors: RefusedError 422 for a version with a proposal that the main line does not have and that lacks money."""
    drafts = opened.service.drafts
    with opened.service.store.reading() as session:
        main = branch_of(session, opened.id).hode_id
    known, own = drafts.contents(main), drafts.contents(version)
    new = {i for i in drafts.plan(version).all_of(AmendmentFile) if own.get(_file(i)) != known.get(_file(i))}
    for p in proposals(drafts.run(version, EMPTY, ALWAYS)) if new else ():
        if p.id in new and p.lacking:
            raise RefusedError(422, "nektet.balanse", navn=p.said.navn, hva=p.balance)


def _file(proposal: str) -> str:
    return file_of(AmendmentFile, proposal)
