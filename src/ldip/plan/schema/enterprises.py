"""Schema of foretak/<id>.toml: an accounting entity beside kommunekassen (kommuneloven §§ 14-6, 14-8, 9-1 to 9-17)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from ldip.plan.schema.fields import Amount, MoneyUnit, NotNegative, Positive, Share, Sourced, Strict, Text

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
    """What the entity and kommunekassen have with each other: the entity's line, kommunekassen's line, and the amount."""

    linje: InternalLine
    motlinje: InternalLine
    beloep: Amount

    @model_validator(mode="after")
    def _income_against_expenditure(self) -> Internal:
        both = {self.linje, self.motlinje}
        if not any(len(both & income) == 1 and len(both & spent) == 1 for income, spent in PAIRS):
            hint = "før inntekten hos den ene mot utgiften hos den andre, i drift eller i investering"
            raise ValueError(f"{self.linje} og {self.motlinje} er ikke to sider av samme sak||{hint}")
        return self


class OpeningBalance(Strict):
    """What the entity opens with, in one money unit."""

    enhet: MoneyUnit
    avskrivbare_anleggsmidler: NotNegative
    tomter: NotNegative = 0.0
    laanegjeld: NotNegative
    disposisjonsfond: NotNegative
    bundne_driftsfond: NotNegative = 0.0
    ubundet_investeringsfond: NotNegative = 0.0
    merforbruk: NotNegative = 0.0
    kortsiktig_gjeld: NotNegative = 0.0


class EnterpriseFile(Sourced):
    """foretak/<id>.toml; `eierandel` is kommunens share of an IKS, which only the konsern counts.

    Depreciation, interest, instalments, loans and dispositions are computed; the other lines are given in fixed prices.
    `laan_fra_kommunen_andel` is the share of its debt that is owed to kommunekassen.
    """

    navn: Text
    form: Literal["kf", "ipr", "ko", "laanefond", "iks"]
    eierandel: Annotated[float, Field(gt=0.0, le=100.0)] = 100.0
    restlevetid: Positive
    levetid: Positive
    laan_loepetid: Positive
    laan_margin: Share
    laan_fra_kommunen_andel: Annotated[float, Field(ge=0.0, le=100.0)] = 0.0
    overfoering_til_investering: Amount | None = None
    linjer: dict[EnterpriseLine, Amount]
    intern: list[Internal] = Field(default_factory=list)
    balanse: OpeningBalance

    @model_validator(mode="after")
    def _share_of_an_iks(self) -> EnterpriseFile:
        if (self.eierandel < 100.0) != (self.form == "iks"):
            raise ValueError('eierandel under 100 hører til et IKS||oppgi eierandel når form = "iks", og bare da')
        return self
