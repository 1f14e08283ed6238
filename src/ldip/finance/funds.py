"""Fund balances, unused loans, uncovered investment (budsjett- og regnskapsforskriften §5-8)."""

from __future__ import annotations

from ldip.engine.graph import Array, Opening, step, total

FORM = "budsjett- og regnskapsforskriften § 5-8"
OPENINGS = (
    Opening("videreutlaan_gjeld_ib", "balanse.toml: videreutlaan_gjeld"),
    Opening("ubrukte_laanemidler_ib", "balanse.toml: ubrukte_laanemidler"),
    Opening("bundne_driftsfond_ib", "balanse.toml: bundne_driftsfond"),
    Opening("ubundet_investeringsfond_ib", "balanse.toml: ubundet_investeringsfond"),
    Opening("bundne_investeringsfond_ib", "balanse.toml: bundne_investeringsfond"),
    Opening("udekket_ib", "balanse.toml: udekket"),
    Opening("disposisjonsfond_ib", "balanse.toml: disposisjonsfond"),
)

disposisjonsfond_ub = total(
    "disposisjonsfond_ub",
    plus=("disposisjonsfond_ib", "avsetning_per_fond"),
    minus=("bruk_per_fond",),
    axes=("fond",),
    unit="kr",
    source=FORM + " C I 1",
)
disposisjonsfond_sum_ub = total(
    "disposisjonsfond_sum_ub", plus=("disposisjonsfond_ub",), unit="kr", source=FORM + " C I 1, kap. 56"
)
bundne_driftsfond_ub = total(
    "bundne_driftsfond_ub",
    plus=("bundne_driftsfond_ib", "avsetning_bundne_driftsfond"),
    minus=("bruk_bundne_driftsfond",),
    unit="kr",
    source=FORM + " C I 2",
)
avsetning_bundne_sum = total(
    "avsetning_bundne_investeringsfond_sum",
    plus=("avsetning_bundne_investeringsfond", "avsetning_videreutlaan"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-5, linje 21",
)
bundne_investeringsfond_ub = total(
    "bundne_investeringsfond_ub",
    plus=("bundne_investeringsfond_ib", "avsetning_bundne_investeringsfond_sum"),
    minus=("bruk_bundne_investeringsfond",),
    unit="kr",
    source=FORM + " C II 2",
)
avsetning_ubundet = total(
    "avsetning_ubundet_investeringsfond",
    plus=("avsetning_ubundet_etter_plan", "udisponert_etter_strykning"),
    minus=("strykning_avsetning_ubundet",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-5, linje 23",
)
ubundet_investeringsfond_ub = total(
    "ubundet_investeringsfond_ub",
    plus=("ubundet_investeringsfond_ib", "avsetning_ubundet_investeringsfond"),
    minus=("bruk_ubundet_investeringsfond",),
    unit="kr",
    source=FORM + " C II 1",
)
ubrukte_laanemidler_ub = total(
    "ubrukte_laanemidler_ub",
    plus=("ubrukte_laanemidler_ib", "laaneopptak", "laaneopptak_videreutlaan"),
    minus=("bruk_av_laan", "bruk_av_laan_videreutlaan"),
    unit="kr",
    source=FORM + " F I; § 2-6",
)


@step(unit="kr", source="kommuneloven § 14-17; uten linje tas det opp det som lånes ut")
def laaneopptak_videreutlaan(bruk_av_laan_videreutlaan: Array) -> Array:
    """Loans taken for on-lending. (batch,)."""
    return bruk_av_laan_videreutlaan * 1.0


videreutlaan_gjeld_ub = total(
    "videreutlaan_gjeld_ub",
    plus=("videreutlaan_gjeld_ib", "laaneopptak_videreutlaan"),
    minus=("avdrag_videreutlaan",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-7; kommuneloven § 14-17",
)


udekket_ub = total(
    "udekket_ub",
    plus=("udekket_ib", "udekket_i_aaret"),
    minus=("dekning_udekket",),
    unit="kr",
    source="kommuneloven § 14-11; § 5-5, linje 27",
)
