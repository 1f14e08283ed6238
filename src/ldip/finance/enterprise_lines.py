"""Inputs of the accounting entities beside kommunekassen: lines, internal amounts and terms."""

from __future__ import annotations

from ldip.engine.graph import Array, Given, Opening, Step, total

E = ("foretak",)
PLAN = "foretak/: "
ART = "budsjett- og regnskapsforskriften § 5-6, linje "
FORM = "budsjett- og regnskapsforskriften § 5-5, linje "
SHEET = "budsjett- og regnskapsforskriften § 5-8, linje "
METHOD = "metode: finans#regnskapsenheter"
LINES = (
    ("andre_overfoeringer_fra_staten", ART + "5"),
    ("overfoeringer_fra_andre", ART + "6"),
    ("brukerbetalinger", ART + "7"),
    ("salgs_og_leieinntekter", ART + "8"),
    ("loennsutgifter", ART + "10"),
    ("sosiale_utgifter", ART + "11"),
    ("kjoep_av_varer_og_tjenester", ART + "12"),
    ("overfoeringer_til_andre", ART + "13"),
    ("renteinntekter", ART + "17"),
    ("utbytter", ART + "18"),
    ("investeringer_varige", FORM + "1"),
    ("mva_kompensasjon_investering", FORM + "7"),
    ("tilskudd_fra_andre", FORM + "8"),
    ("salg_av_varige_driftsmidler", FORM + "9"),
    ("overfoering_planlagt", FORM + "20"),
)
INTERNAL = (
    "overfoeringer_fra_andre",
    "brukerbetalinger",
    "salgs_og_leieinntekter",
    "utbytter",
    "kjoep_av_varer_og_tjenester",
    "overfoeringer_til_andre",
    "tilskudd_fra_andre",
    "tilskudd_til_andres_investeringer",
)

GIVENS = (
    *(Given(f"foretak_{n}_fast", "kr_fast", PLAN + n, E) for n, _ in LINES),
    Given("foretak_internt_fast", "kr_fast", PLAN + "intern", ("foretak", "internlinje")),
    Given("foretak_avskrivning_plan", "kr", PLAN + "balanse og restlevetid", E),
    Given("foretak_levetid", "aar", PLAN + "levetid", E),
    Given("foretak_laan_loepetid", "aar", PLAN + "laan_loepetid", E),
    Given("foretak_laan_margin", "andel", PLAN + "laan_margin", E),
    Given("foretak_laan_fra_kommunen", "andel", PLAN + "laan_fra_kommunen_andel", E),
    Given("foretak_i_samlet", "flagg", PLAN + "form: samlet regnskap har ikke IKS (§ 14-6)", E, nature="mengde"),
    Given("foretak_andel", "andel", PLAN + "eierandel: KOSTRA konsern tar med andelen av IKS", E),
)
OPENED = (
    "foretak_eksisterende",
    "foretak_disposisjonsfond_sum",
    "foretak_avdragsserie",
    "foretak_arbeidskapital",
    "foretak_kapitalkonto_med_pensjon",
    "foretak_laan_utenfra",
    "foretak_avskrivbare_anleggsmidler",
    "foretak_tomter",
    "foretak_laanegjeld",
    "foretak_bundne_driftsfond",
    "foretak_ubundet_investeringsfond",
    "foretak_merforbruk",
    "foretak_kortsiktig_gjeld",
)
OPENINGS = (
    *(Opening(n + "_ib", "foretak/: balanse") for n in OPENED),
    Opening("foretak_udekket_ib", "ikke noe udekket ved åpning", "foretak", start=0.0),
    Opening("foretak_avskrivningsserie_ib", "ingen nye anlegg ved åpning", "foretak", start=0.0),
)


def in_prices(name: str, source: str, axes: tuple[str, ...] = E) -> Step:
    """An amount in fixed prices by entity times the deflator."""

    def fn(amount: Array, deflator: Array) -> Array:
        return amount * deflator.reshape(-1, *(1,) * (amount.ndim - 1))

    inputs = (f"{name}_fast", "deflator_indeks_ub")
    fn.__dict__["formula"] = " · ".join(inputs)
    return Step(name=name, fn=fn, inputs=inputs, unit="kr", source=source, axes=axes, deflates=True)


def parts(name: str, source: str, plus: tuple[str, ...] = (), minus: tuple[str, ...] = ()) -> Step:
    """A declared sum by entity; the prefix is added to every name."""
    return total(
        f"foretak_{name}",
        plus=tuple(f"foretak_{n}" for n in plus),
        minus=tuple(f"foretak_{n}" for n in minus),
        axes=E,
        unit="kr",
        source=source,
    )


lines = tuple(in_prices(f"foretak_{n}", s) for n, s in LINES)
internt = in_prices("foretak_internt", METHOD + ": interne poster mot kommunekassen", ("foretak", "internlinje"))
