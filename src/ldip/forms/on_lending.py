"""A loan for lending on: lent out in the year it is borrowed, and repaid as the borrowers repay. It costs the difference
in interest, and is outside the minimum instalment (kommuneloven §§ 14-17, 14-18)."""

from __future__ import annotations

from typing import Final

from ldip.forms.asked import Asked
from ldip.forms.common import earliest_open
from ldip.forms.posts import added
from ldip.forms.terms import Made, Proposal, Spec
from ldip.locales import tr

FILE: Final = "investeringer.toml"
LENT: Final = "videreutlaan"
REPAID: Final = ("avdrag_videreutlaan", "mottatte_avdrag_videreutlaan")
LIFE: Final = 25.0  # years; startlån from Husbanken


def ask_on_lending(a: Asked, name: str) -> Made:
    """The fields, and the changes of the posts of § 5-5 lines 15, 17 and 18."""
    amount = a.number(
        Spec("beloep", required=True, unit="mill.", prices=a.short_prices, low=0.0, high=1e6),
        Proposal("", tr("skjema.laan.lent")),
    )
    if amount == 0.0:
        a.lack("beloep")
    first, last = float(earliest_open(a.plan)), float(a.plan.years[-1])
    year = a.year(Spec("aar", low=first, high=last), Proposal(earliest_open(a.plan), tr("skjema.laan.aar")))
    life = a.number(
        Spec("loepetid", "vilkaar", unit=tr("skjema.aar"), low=1.0, high=60.0), Proposal(LIFE, tr("skjema.laan.startlaan"))
    )
    source, estimate = a.source(tr("skjema.laan.enhet"))
    if not name or amount == 0.0:
        return Made((), notes=(tr("skjema.laan.videreutlaan_note"),))
    by_year = {y: amount / life for y in a.plan.years if year < y <= year + life}
    why = f"{name}: {source}"
    edits = list(added(a, FILE, LENT, {year: amount}, (why, estimate)))
    for post in REPAID:
        edits += added(a, FILE, post, by_year, (why, estimate))
    return Made(tuple(edits), {(FILE, ""): "beloep"}, (tr("skjema.laan.videreutlaan_note"),))
