"""A municipality's own workbook taken into a version's draft by its profile; nothing is stored before the draft is saved."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from ldip.simulation.work import work_of
from ldip.tabular.terms import Question
from ldip.web.errors import out
from ldip.web.replacing import Insider, choices_out
from ldip.web.schemas_ownbook import (
    CauseOut,
    DifferenceOut,
    OwnBookIn,
    OwnBookOut,
    OwnChoiceOut,
    OwnPreviewOut,
)
from ldip.workbook.own_offer import Offer, own_offer
from ldip.workbook.own_terms import Choice, Difference

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["regneark"])
RUNS: Final = 4  # runs that reading a plan for each table and running it twice take as long as
MOST_DIFFERENCES: Final = 800


@router.post("/regneark/forslag")
def own_workbook(body: OwnBookIn, opened: Insider) -> OwnBookOut:
    """The changes that a workbook makes in a version with a draft. Errors: as `Drafts.bear`."""
    drafts = opened.service.drafts
    drafts.bear(work_of(drafts.plan(opened.id, body.utkast)).times(RUNS))
    return own_book_out(own_offer(drafts.drafted(opened.id, body.utkast), body.navn, body.innhold, body.svar, body.nytt))


def own_book_out(offer: Offer) -> OwnBookOut:
    """An offer as JSON model; questions of the reading come before the choices of the profile."""
    found = offer.found
    known = {c.key for c in offer.choices}
    choices = [*(_question(q) for q in found.questions if q.key not in known), *map(_choice, offer.choices)]
    return OwnBookOut(
        fra_planen=offer.saved,
        valg=choices,
        forhaandsvisning=[
            OwnPreviewOut(noekkel=p.key, ark=p.sheet, overskrifter=list(p.heads), rader=[list(r) for r in p.rows], antall=p.count)
            for p in found.previews
        ],
        summer=list(found.sums),
        forskjeller=[_difference(d) for d in found.differences[:MOST_DIFFERENCES]],
        sagt=list(found.told),
        problemer=[out(p) for p in found.problems],
        endringer=list(found.edits),
    )


def _choice(c: Choice) -> OwnChoiceOut:
    return OwnChoiceOut(
        noekkel=c.key, tekst=c.text, verdi=c.value, valg=choices_out(c.options), sikkerhet=c.sure, grunnlag=c.basis
    )


def _question(q: Question) -> OwnChoiceOut:
    return OwnChoiceOut(noekkel=q.key, tekst=q.text, verdi="", valg=choices_out(q.choices), sikkerhet="usikker", grunnlag="")


def _difference(d: Difference) -> DifferenceOut:
    causes = [CauseOut(tekst=c.text, beloep=c.amount) for c in d.causes]
    figures = {"regneark": d.theirs, "foer": d.before, "etter": d.after}
    return DifferenceOut(noekkel=d.key, linje=d.line, aar=d.year, enhet=d.unit, rest=d.left, aarsaker=causes, **figures)
