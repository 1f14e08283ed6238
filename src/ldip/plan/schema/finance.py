"""Schema of finans.toml and balanse.toml: loans, lending, deposits, managed capital and the opening balance."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.schema.about import OWN_UNIT, WHOLE_FILE, About, feeds, gives
from ldip.plan.schema.fields import (
    CurrentAmount,
    CurrentCost,
    FixedAmount,
    Id,
    MoneyUnit,
    NotNegative,
    Number,
    Share,
    Sourced,
    Strict,
    Year,
)
from ldip.plan.schema.ranges import MARGIN, NOT_NEGATIVE, PART, RETURN, Within

OVERDRAFT_MARGIN: Final = 0.01  # over the deposit rate, where the plan names none (docs/method/finans.md)
LOSS_YEARS: Final = 10  # greatest number of years in a path of losses


class NewLoans(Sourced):
    """Terms of loans taken in the plan period."""

    margin: Annotated[Share, MARGIN, gives("nye_laan_margin")]
    loepetid: Annotated[float, Field(ge=1.0, le=60.0), gives("nye_laan_loepetid", unit="år")]
    type: Annotated[Literal["serie", "annuitet", "minimum"], gives(nye_laan_annuitet="annuitet", nye_laan_minimum="minimum")] = (
        "serie"
    )


class OnLending(Sourced):
    """Margins on loans for on-lending and on the lending itself."""

    margin: Annotated[Share, MARGIN, gives("videreutlaan_margin")]
    utlaansmargin: Annotated[Share, MARGIN, gives("utlaansmargin")]


class OwnLending(Sourced):
    """Margin over NIBOR on the municipality's own money lent."""

    margin: Annotated[Share, MARGIN, gives("egne_utlaansmargin")]


class MinimumInstalment(Strict):
    """Choices that kommuneloven § 14-18 leaves open: whether unused loans are debt, whether assets under construction are
    assets, and whether the municipality as a whole (rettssubjekt) must meet it beside each accounting entity."""

    ubrukte_laanemidler: Annotated[Literal["med", "uten"], gives(minimum_uten_ubrukte="uten")] = "med"
    anlegg_under_utfoerelse: Annotated[Literal["med", "uten"], gives(minimum_uten_under_utfoerelse="uten")] = "med"
    enhet: Annotated[
        Literal["rettssubjekt", "regnskapsenhet"], About("kontroll", why="sier hvilken regnskapsenhet kravet dømmes for")
    ] = "rettssubjekt"


class Capital(Sourced):
    """Long-term capital management: opening market value, spending rule, the share in bonds and certificates (the rest is in
    shares), the fund that covers price falls, a path of losses.

    `tapsbane` is the return of each bad year in per cent; it occurs from the year `tap_inntreffer` where that is given.
    """

    verdi: Annotated[CurrentCost | None, feeds("portefoelje_ib", "har_portefoelje", nature="mengde")] = None
    tilfoersel: Annotated[FixedAmount | None, gives("portefoelje_tilfoert_fast", nature="mengde")] = None
    uttak: Annotated[
        Literal["alt", "realavkastning", "andel"], feeds("uttak_alt", "uttak_realavkastning", group="prinsipper")
    ] = "alt"
    uttaksandel: Annotated[Share | None, PART, gives("uttaksandel_oppgitt", group="prinsipper")] = None
    renteandel: Annotated[Share | None, PART, gives("renteandel_av_kapital")] = None
    kursreserve: Annotated[Id | None, feeds("er_kursreserve", group="prinsipper")] = None
    tapsbane: Annotated[
        list[Annotated[float, Field(ge=-100.0, le=100.0), About(unit="prosent")]],
        Field(max_length=LOSS_YEARS),
        feeds("tapsbane", "tapsbane_gjelder", "tap_i_aaret", "tap_inntreffer"),
    ] = Field(default_factory=list)
    tap_inntreffer: Annotated[Year | None, feeds("tap_i_aaret", "tap_inntreffer")] = None


class FinanceFile(Strict):
    """finans.toml"""

    ABOUT = About("finans")

    minimumsavdrag: Annotated[MinimumInstalment, About("prinsipper")] = MinimumInstalment()
    merforbruk_dekkes_over: Annotated[Literal[1, 2, 4], gives("inndekning_over_aar", group="prinsipper", unit="år")] = 1

    nye_laan: NewLoans
    videreutlaan: OnLending
    avdragspolitikk: Annotated[
        Literal["minst_minimumsavdrag", "fast"], gives(group="prinsipper", avdrag_minst_minimum="minst_minimumsavdrag")
    ]
    rente_andel_av_aarets_opptak: Annotated[Share, PART, gives("rente_andel_av_opptak")]
    innskuddsmargin: Annotated[Share, MARGIN, gives("innskuddsmargin")]
    trekkmargin: Annotated[Share | None, Within(0.0, 0.2), gives("trekkmargin", absent=OVERDRAFT_MARGIN)] = None
    egne_utlaan: OwnLending | None = None
    rentekompensasjon_grunnlag: Annotated[
        CurrentAmount | None, NOT_NEGATIVE, gives("rentekompensasjon_grunnlag", nature="mengde")
    ] = None
    forventet_avkastning: Annotated[Share, RETURN, gives("forventet_avkastning")]
    kapitalforvaltning: Capital | None = None
    trekkramme: Annotated[FixedAmount | None, NOT_NEGATIVE, gives("trekkramme_fast", nature="mengde")] = None
    utbytter: Annotated[FixedAmount, NOT_NEGATIVE, gives("utbytter_fast", nature="mengde")]


class BalanceFile(Sourced):
    """balanse.toml: opening balances 31 December before the first year, in one money unit.

    `videreutlaan_utestaaende` is what on-lending has out; without it the least of `utlaan` and `videreutlaan_gjeld`.
    `under_utfoerelse_ferdig` has the assets under construction by the year they are finished.
    `prinsippendringer_…` are chapters 581 and 580, positive as equity.

    Short-term debt and pension keep these amounts in the balance sheet of §5-8; kapitalkonto is given without
    pension, which §5-8 line C III 1 adds, and is checked against what the other amounts make it.
    """

    ABOUT = About("aapningsbalanse", "mengde", OWN_UNIT)

    enhet: Annotated[MoneyUnit, feeds(WHOLE_FILE)]
    avskrivbare_anleggsmidler: Annotated[NotNegative, gives("avskrivbare_anleggsmidler_ib")]
    tomter: Annotated[NotNegative, gives("tomter_ib")]
    aksjer: Annotated[NotNegative, gives("aksjer_ib")]
    utlaan: Annotated[NotNegative, gives("utlaan_ib", also=("videreutlaan_utestaaende_ib",))]
    laanegjeld: Annotated[NotNegative, About("kontroll", why="skal være summen av laan.csv, som lånegjelden bindes fra")]
    videreutlaan_gjeld: Annotated[NotNegative, gives("videreutlaan_gjeld_ib", also=("videreutlaan_utestaaende_ib",))]
    videreutlaan_utestaaende: Annotated[NotNegative | None, feeds("videreutlaan_utestaaende_ib")] = None
    ubrukte_laanemidler: Annotated[NotNegative, gives("ubrukte_laanemidler_ib")]
    bundne_driftsfond: Annotated[NotNegative, gives("bundne_driftsfond_ib")]
    ubundet_investeringsfond: Annotated[NotNegative, gives("ubundet_investeringsfond_ib", "ubundet_investeringsfond_planlagt_ib")]
    bundne_investeringsfond: Annotated[NotNegative, gives("bundne_investeringsfond_ib")]
    merforbruk: Annotated[NotNegative, gives("merforbruk_ib", also=("merforbruk_aargang_ib",))]
    udekket: Annotated[NotNegative, gives("udekket_ib")]
    arbeidskapital: Annotated[Number, gives("arbeidskapital_ib")]
    kapitalkonto: Annotated[Number, About("kontroll", why="skal være det kapitalkonto åpner med, som regnes (§ 5-10 b)")]
    anlegg_under_utfoerelse: Annotated[
        NotNegative, gives("anlegg_under_utfoerelse_ib", also=("anlegg_under_utfoerelse_aapnet",))
    ] = 0.0
    under_utfoerelse_ferdig: Annotated[dict[str, NotNegative], feeds("anlegg_under_utfoerelse_aapnet")] = Field(
        default_factory=dict
    )
    kortsiktig_gjeld: Annotated[NotNegative, gives("kortsiktig_gjeld_ib")] = 0.0
    kortsiktige_fordringer: Annotated[NotNegative, gives("kortsiktige_fordringer_ib")] = 0.0
    pensjonsmidler: Annotated[NotNegative, gives("pensjonsmidler_ib")] = 0.0
    pensjonsforpliktelse: Annotated[NotNegative, gives("pensjonsforpliktelse_ib")] = 0.0
    prinsippendringer_drift: Annotated[Number, gives("prinsippendringer_drift_ib")] = 0.0
    prinsippendringer_investering: Annotated[Number, gives("prinsippendringer_investering_ib")] = 0.0
    disposisjonsfond: Annotated[dict[Id, NotNegative], gives("disposisjonsfond_ib", also=("fond_ved_aapning",), axis="fond")]

    @property
    def finished(self) -> tuple[tuple[int, float], ...]:
        """Amounts of assets under construction by the year they are finished."""
        return tuple((int(year), amount) for year, amount in sorted(self.under_utfoerelse_ferdig.items()))

    @property
    def capital(self) -> float:
        """Kapitalkonto that the other amounts make, without pension: fixed assets less long-term debt (§ 5-10 b)."""
        fixed = self.avskrivbare_anleggsmidler + self.tomter + self.aksjer + self.utlaan
        return fixed - self.laanegjeld - self.videreutlaan_gjeld + self.ubrukte_laanemidler

    @property
    def working_capital(self) -> float:
        """Working capital that the funds make (§ 5-10 a)."""
        funds = sum(self.disposisjonsfond.values()) + self.bundne_driftsfond + self.ubundet_investeringsfond
        funds += self.bundne_investeringsfond + self.ubrukte_laanemidler - self.merforbruk - self.udekket
        return funds + self.prinsippendringer_drift + self.prinsippendringer_investering
