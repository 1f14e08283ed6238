"""Schema of foretak/<id>.toml: an accounting entity beside kommunekassen (kommuneloven §§ 14-6, 14-8, 9-1 to 9-17)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from ldip.plan.schema.about import OWN_UNIT, TEXT, WHOLE_TABLE, About, feeds, gives
from ldip.plan.schema.fields import FixedAmount, MoneyUnit, NotNegative, Positive, Share, Sourced, Strict, Text
from ldip.plan.schema.ranges import MARGIN

EnterpriseLine = Literal[
    "andre_overfoeringer_fra_staten",
    "overfoeringer_fra_andre",
    "brukerbetalinger",
    "salgs_og_leieinntekter",
    "loennsutgifter",
    "sosiale_utgifter",
    "kjoep_av_varer_og_tjenester",
    "overfoeringer_til_andre",
    "renteinntekter",
    "utbytter",
    "investeringer_varige",
    "mva_kompensasjon_investering",
    "tilskudd_fra_andre",
    "salg_av_varige_driftsmidler",
]
InternalLine = Literal[
    "overfoeringer_fra_andre",
    "brukerbetalinger",
    "salgs_og_leieinntekter",
    "utbytter",
    "kjoep_av_varer_og_tjenester",
    "overfoeringer_til_andre",
    "tilskudd_fra_andre",
    "tilskudd_til_andres_investeringer",
]
PAIRS: Final = (
    (
        {"overfoeringer_fra_andre", "brukerbetalinger", "salgs_og_leieinntekter", "utbytter"},
        {"kjoep_av_varer_og_tjenester", "overfoeringer_til_andre"},
    ),
    ({"tilskudd_fra_andre"}, {"tilskudd_til_andres_investeringer"}),
)


class Internal(Sourced):
    """A transaction between the entity and kommunekassen: the entity's line, kommunekassen's line, and the amount."""

    linje: InternalLine
    motlinje: InternalLine
    beloep: FixedAmount

    @model_validator(mode="after")
    def _income_against_expenditure(self) -> Internal:
        both = {self.linje, self.motlinje}
        if not any(len(both & income) == 1 and len(both & spent) == 1 for income, spent in PAIRS):
            hint = "før inntekten hos den ene mot utgiften hos den andre, i drift eller i investering"
            raise ValueError(f"{self.linje} og {self.motlinje} er ikke to sider av samme sak||{hint}")
        return self


CAPITAL: Final = "foretak_kapitalkonto_med_pensjon_ib"
WORKING: Final = "foretak_arbeidskapital_ib"


class OpeningBalance(Strict):
    """Opening balances of the entity, in one money unit."""

    enhet: Annotated[MoneyUnit, feeds(WHOLE_TABLE)]
    avskrivbare_anleggsmidler: Annotated[
        NotNegative, feeds("foretak_avskrivbare_anleggsmidler_ib", "foretak_eksisterende_ib", "foretak_avskrivning_plan", CAPITAL)
    ]
    tomter: Annotated[NotNegative, feeds("foretak_tomter_ib", CAPITAL)] = 0.0
    laanegjeld: Annotated[
        NotNegative, feeds("foretak_laanegjeld_ib", "foretak_avdragsserie_ib", "foretak_laan_utenfra_ib", CAPITAL)
    ]
    disposisjonsfond: Annotated[NotNegative, feeds("foretak_disposisjonsfond_sum_ib", WORKING)]
    bundne_driftsfond: Annotated[NotNegative, feeds("foretak_bundne_driftsfond_ib", WORKING)] = 0.0
    ubundet_investeringsfond: Annotated[NotNegative, feeds("foretak_ubundet_investeringsfond_ib", WORKING)] = 0.0
    merforbruk: Annotated[NotNegative, feeds("foretak_merforbruk_ib", WORKING)] = 0.0
    kortsiktig_gjeld: Annotated[NotNegative, feeds("foretak_kortsiktig_gjeld_ib")] = 0.0


class EnterpriseFile(Sourced):
    """foretak/<id>.toml; `eierandel` is kommunens share of an IKS, which only the konsern counts.

    Depreciation, interest, instalments, loans and dispositions are computed; the other lines are given in fixed prices.
    `laan_fra_kommunen_andel` is the share of its debt that is owed to kommunekassen.
    """

    ABOUT = About("foretak", axis="foretak")

    navn: Annotated[Text, TEXT]
    form: Annotated[Literal["kf", "ipr", "ko", "laanefond", "iks"], feeds("foretak_i_samlet")]
    eierandel: Annotated[float, Field(gt=0.0, le=100.0), gives("foretak_andel", nature="mengde", unit="prosent")] = 100.0
    restlevetid: Annotated[Positive, feeds("foretak_avskrivning_plan", nature="mengde", unit="år")]
    levetid: Annotated[Positive, gives("foretak_levetid", absent=1.0, unit="år")]
    laan_loepetid: Annotated[Positive, gives("foretak_laan_loepetid", also=("foretak_avdragsserie_ib",), absent=1.0, unit="år")]
    laan_margin: Annotated[Share, MARGIN, gives("foretak_laan_margin")]
    laan_fra_kommunen_andel: Annotated[
        float, Field(ge=0.0, le=100.0), gives("foretak_laan_fra_kommunen", also=("foretak_laan_utenfra_ib",), unit="prosent")
    ] = 0.0
    overfoering_til_investering: Annotated[FixedAmount | None, gives("foretak_overfoering_planlagt_fast", nature="mengde")] = None
    linjer: Annotated[dict[EnterpriseLine, FixedAmount], gives("foretak_{}_fast", nature="mengde")]
    intern: Annotated[list[Internal], feeds("foretak_internt_fast", nature="mengde")] = Field(default_factory=list)
    balanse: Annotated[OpeningBalance, About(nature="mengde", unit=OWN_UNIT)]

    @model_validator(mode="after")
    def _share_of_an_iks(self) -> EnterpriseFile:
        if (self.eierandel < 100.0) != (self.form == "iks"):
            raise ValueError('eierandel under 100 hører til et IKS||oppgi eierandel når form = "iks", og bare da')
        return self
