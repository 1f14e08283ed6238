"""Uses of the net operating result: «vi har alltid overskudd», yet it is bound to funds or investments (§ 14-9)."""

from __future__ import annotations

from ldip.engine.graph import ratio, total

SOURCE = "budsjett- og regnskapsforskriften § 5-6, linje "

til_bundne_fond = total(
    "til_bundne_fond",
    plus=("avsetning_bundne_driftsfond",),
    minus=("bruk_bundne_driftsfond",),
    unit="kr",
    source=SOURCE + "26 og 27",
)
til_disposisjonsfond = total(
    "til_disposisjonsfond",
    plus=("avsetning_per_fond",),
    minus=("bruk_per_fond",),
    axes=("fond",),
    unit="kr",
    source=SOURCE + "28 og 29, etter navngitt del",
)
anvendt_av_resultatet = total(
    "anvendt_av_resultatet",
    plus=("overfoering_til_investering", "til_bundne_fond", "til_disposisjonsfond", "dekning_av_merforbruk"),
    minus=("merforbruk_i_aaret", "dekning_utenfra"),
    unit="kr",
    source="kommuneloven § 14-10: hele netto driftsresultatet er disponert",
)
andel_av_resultatet_til_investering = ratio(
    "andel_av_resultatet_til_investering",
    "overfoering_til_investering",
    "netto_driftsresultat",
    unit="andel",
    source=SOURCE + "25 av linje 24",
)
