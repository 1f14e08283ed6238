"""Balances, planned moves and frames of the base case that are below zero, or planned use of a fund that is not there.

No amount is cut at zero unseen: when a formula stops at the balance of a fund, the rest is a problem here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol, get_args

import numpy as np

from ldip.engine.graph import Array
from ldip.errors import Problem
from ldip.locales.written import millions
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import PostName

KRONE: Final = 0.5
# balance, what is wrong, remedy
BALANCES: Final = (
    (
        "betalingsevne_ub",
        "bank og avtalt trekk rekker ikke ved årets slutt (kommuneloven § 14-1)",
        "avtal trekk eller hold mer i bank",
    ),
    ("disposisjonsfond_ub", "disposisjonsfond under null (forskriften § 4-3)", "senk bruken eller øk avsetningen"),
    ("bundne_driftsfond_ub", "bundne driftsfond under null (forskriften § 5-8)", "senk bruken eller øk avsetningen"),
    ("ubundet_investeringsfond_ub", "ubundet investeringsfond under null (forskriften § 4-6)", "senk bruken"),
    ("bundne_investeringsfond_ub", "bundne investeringsfond under null (forskriften § 5-8)", "senk bruken"),
    ("ubrukte_laanemidler_ub", "ubrukte lånemidler under null (forskriften § 2-6)", "øk låneopptaket"),
    ("tomter_ub", "bokført verdi av tomter under null", "rett salg eller salg_tomteandel"),
    ("avskrivbare_anleggsmidler_ub", "bokført verdi av anlegg under null", "rett avskrivninger eller salg"),
    ("anlegg_under_utfoerelse_ub", "anlegg under utførelse under null", "rett prosjektene eller under_utfoerelse_ferdig"),
    ("aksjer_ub", "bokført verdi av aksjer under null", "rett salg av finansielle anleggsmidler"),
    ("utlaan_ub", "utlån under null", "rett mottatte avdrag"),
    ("egne_utlaan_ub", "utlån av egne midler under null", "rett mottatte avdrag på egne utlån"),
    ("videreutlaan_utestaaende_ub", "utestående videreutlån under null", "rett mottatte avdrag på videreutlån"),
    ("laanegjeld_ub", "lånegjeld under null", "rett avdrag"),
    ("videreutlaan_gjeld_ub", "gjeld til videreutlån under null", "rett avdrag på videreutlån"),
    ("forvaltningskapital_ub", "forvaltningskapital under null", "rett tilfoersel eller uttak"),
)
# planned use, the fund when the year opens, the fund's name
USES: Final = (
    ("planlagt_bruk_disposisjonsfond", "disposisjonsfond_ib", "disposisjonsfondet"),
    ("planlagt_bruk_bundne_driftsfond", "bundne_driftsfond_ib", "bundne driftsfond"),
    ("planlagt_bruk_bundne_investeringsfond", "bundne_investeringsfond_ib", "bundne investeringsfond"),
    ("planlagt_bruk_ubundet_investeringsfond", "ubundet_investeringsfond_ib", "ubundet investeringsfond"),
)
WITHIN: Final = "aksjer_i_eiendomsselskap"  # a part of the post aksjer_og_andeler
# amounts whose sign is in their name, each once
FLOWS: Final = tuple(
    dict.fromkeys(
        (
            *(use for use, _, _ in USES),
            *(post for post in get_args(PostName) if post != WITHIN),
            "planlagt_avsetning_disposisjonsfond",
            "avsetning_bundne_driftsfond",
            "overfoering_oeremerket_planlagt",
            "investeringer_varige",
            "laaneopptak",
            "loennsutgifter",
            "kjoep_av_varer_og_tjenester",
            "overfoeringer_til_andre",
        )
    )
)
FRAME: Final = "ramme_utgift_ub"


class Result(Protocol):
    """The parts of a run that the checks read."""

    @property
    def plan(self) -> Plan:
        """The plan of the run."""

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the run."""

    def ids(self, axis: str) -> tuple[str, ...]:
        """Element ids of an axis."""

    def series(self, name: str) -> Array:
        """All years of a quantity in the base case."""

    def axes(self, name: str) -> tuple[str, ...]:
        """Axes of a quantity."""


def below_floors(run: Result) -> Iterator[Problem]:
    """Every balance, flow and frame below zero, and every planned use beyond its fund, by year and element."""
    for name, text, hint in BALANCES:
        yield from _below(run, name, run.series(name), text, hint)
    for name in FLOWS:
        yield from _below(run, name, run.series(name), "er negativ", "bytt fortegn; det motsatte har sin egen linje")
    for name, fund, said in USES:
        left = run.series(fund) - run.series(name)
        hint = "senk bruken, eller øk avsetningen i årene før"
        yield from _below(run, name, left, f"planlagt bruk er større enn det som står på {said}", hint, first=True)
    meant = _counter_entries(run.plan)
    frames = run.series(FRAME).sum(axis=2) * np.array([i not in meant for i in run.ids(run.axes(FRAME)[0])])
    yield from _below(run, FRAME, frames, "rammen er under null", "rett rammen, tiltakene eller prosjektenes drift", first=True)


def _counter_entries(plan: Plan) -> frozenset[str]:
    """Services whose expenditure is below zero as the plan writes it: a counter entry on purpose, not a frame cut too far."""
    found: dict[str, float] = {}
    for row in plan.table("rammer.csv", t.FrameRow).rows:
        if row.art not in t.INCOME:
            found[row.tjeneste] = found.get(row.tjeneste, 0.0) + row.kroner
    return frozenset(i for i, kroner in found.items() if kroner < 0.0)


def _below(run: Result, name: str, values: Array, text: str, hint: str, first: bool = False) -> Iterator[Problem]:
    """Values below zero by year, and by element of the first axis; with `first` only each element's first year."""
    whole = values.reshape(len(values), -1)
    ids = [f"/{i}" for i in run.ids(run.axes(name)[0])] if values.ndim > 1 else [""]
    for element, column in zip(ids, whole.T, strict=True):
        years = [(y, float(v)) for y, v in zip(run.years, column, strict=True) if v < -KRONE]
        for year, value in years[: 1 if first else None]:
            yield Problem("kjøring", f"{name}/{year}{element}", text, millions(-value), hint)
