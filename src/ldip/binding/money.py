"""Posts of §5-5, assets, loans, funds, rules, opening balances and adopted lines."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, by_year_and_id, expand, per_id, plan_origin
from ldip.engine.execute import Lines
from ldip.finance.financing import COUNTED
from ldip.investments.posts import NAMES
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE

TRANCHES = 40  # most plan years
ENGINE = Origin("data", "plan.toml", "tid.vedtatt_til", "år etter vedtatt budsjett og økonomiplan")


def bind_posts(plan: Plan, b: Binding) -> None:
    """investeringer.toml"""
    inv, file = plan.investment, "investeringer.toml"
    for name, _ in NAMES:
        if name in inv.poster:
            b.series(name + "_fast", inv.poster[name], file, f"poster.{name}")
        else:
            b.put(name + "_fast", np.zeros(len(b.years)), Origin("data", file, "ingen", "planen sier at posten er null"))
    b.series("gjennomfoeringsgrad", inv.gjennomfoeringsgrad, file, "gjennomfoeringsgrad")
    b.series("salg_tomteandel", inv.salg_tomteandel, file, "salg_tomteandel")
    setting = Origin("data", file, "aktivering", inv.aktivering)
    b.put("aktivering_ekskl_mva", np.full(len(b.years), float(inv.aktivering == "ekskl_mva")), setting)
    rows = plan.table("anlegg.csv", t.AssetRow).rows
    ids, origin = b.ids["anleggsklasse"], Origin("data", "anlegg.csv", "", "anleggsregisteret ved åpning")
    each = {r.klasse: Origin("data", "anlegg.csv", r.klasse, r.kilde, r.anslag) for r in rows}
    booked = {r.klasse: r.bokfoert * SCALE[r.enhet] for r in rows}
    b.open("bokfoert_eksisterende_ib", per_id(ids, booked, 0.0), origin)
    yearly = {r.klasse: booked[r.klasse] / r.restlevetid for r in rows}
    b.open("avskrivning_aarlig_ib", per_id(ids, yearly, 0.0), origin)
    b.constant("ny_restlevetid", per_id(ids, {r.klasse: r.ny_restlevetid for r in rows}, 0.0), origin)
    starts = {r.klasse: (np.array(b.years) == r.omlevetid_fra).astype(float) for r in rows}
    b.put_array("omlevetid_starter", by_year_and_id(b.years, ids, starts, 0.0), origin)
    for name in ("avskrivning_aarlig_ib", "ny_restlevetid"):
        b.elements(name, each)
    first = Origin("data", file, "avskrivning_starter", inv.avskrivning_starter)
    b.put("avskrives_fra_ferdigaaret", np.full(len(b.years), float(inv.avskrivning_starter == "ferdig_aar")), first)


def bind_loans(plan: Plan, b: Binding) -> None:
    """laan.csv"""
    rows, ids = plan.table("laan.csv", t.LoanRow).rows, b.ids["laan"]
    origin = Origin("data", "laan.csv", "", "låneporteføljen ved åpning")
    each = {r.id: Origin("data", "laan.csv", r.id, r.kilde, r.anslag) for r in rows}
    owed = {r.id: r.saldo * SCALE[r.enhet] for r in rows}
    b.open("laan_saldo_ib", per_id(ids, owed, 0.0), origin)
    b.constant("laan_avdrag_plan", per_id(ids, {r.id: owed[r.id] / r.restloepetid for r in rows}, 0.0), origin)
    b.constant("laan_rente_fast", per_id(ids, {r.id: r.fast_rente * 0.01 for r in rows}, 0.0), origin)
    b.constant("laan_margin", per_id(ids, {r.id: r.margin * 0.01 for r in rows}, 0.0), origin)
    years = np.array(b.years)
    fixed = {r.id: (years <= r.fast_til).astype(float) * float(r.rentetype == "fast") for r in rows}
    b.put_array("laan_er_fast", by_year_and_id(b.years, ids, fixed, 0.0), origin)
    kinds: dict[str, dict[str, float]] = {
        "laan_annuitet": {r.id: float(r.type == "annuitet") for r in rows},
        "laan_avdragsfritt": {r.id: float(r.type == "avdragsfritt") for r in rows},
        "laan_referanse_styringsrente": {r.id: float(r.referanse == "styringsrente") for r in rows},
        "laan_er_sertifikat": {r.id: float(r.sertifikat) for r in rows},
        "laan_er_selvkost": {r.id: float(r.formaal == "selvkost") for r in rows},
        "swap_rente": {r.id: r.swap_rente * 0.01 for r in rows},
    }
    for name, values in kinds.items():
        b.constant(name, per_id(ids, values, 0.0), origin)
    by_year = {
        "laan_rest_aar": {r.id: r.restloepetid - (years - years[0]) for r in rows},
        "swap_i_kraft": {r.id: (years <= r.swap_til).astype(float) for r in rows},
        "laan_forfaller_neste_aar": {r.id: (years + 1 == r.forfaller).astype(float) for r in rows},
    }
    for name, vectors in by_year.items():
        b.put_array(name, by_year_and_id(b.years, ids, vectors, 0.0), origin)
    loans = ("laan_saldo_ib", "laan_avdrag_plan", "laan_rente_fast", "laan_margin", "laan_er_fast")
    for name in (*loans, *kinds, *by_year):
        b.elements(name, each)
    none = Origin("data", "laan.csv", "", "ingen nye lån ved åpning")
    b.open("nye_laan_saldo_ib", 0.0, none)
    b.open("nye_laan_avdragsserie_ib", 0.0, none)
    b.open("nye_selvkostlaan_ib", 0.0, none)
    b.constant("laaneaargang_alder", np.arange(float(TRANCHES)), none)
    b.open("nye_laan_aargang_ib", np.zeros(TRANCHES), none)


def bind_funds(plan: Plan, b: Binding) -> None:
    """fond.toml"""
    funds, ids, file = plan.funds, b.ids["fond"], "fond.toml"
    origin = Origin("data", file, "disposisjonsfond", "navngitte deler av disposisjonsfondet")
    each = {f.id: plan_origin(f, file, f"disposisjonsfond.{f.id}") for f in funds.disposisjonsfond}
    for name, key in (("planlagt_avsetning_fast", "avsetning"), ("planlagt_bruk_fast", "bruk"), ("fondsgulv", "gulv")):
        given = {f.id: expand(v, b.years) for f in funds.disposisjonsfond if (v := getattr(f, key)) is not None}
        b.put_array(name, by_year_and_id(b.years, ids, given, 0.0), origin)
        b.elements(name, each)
    b.constant("fond_tar_rest", per_id(ids, {f.id: float(f.tar_rest) for f in funds.disposisjonsfond}, 0.0), origin)
    b.maybe("overfoering_oeremerket_fast", funds.oeremerket_overfoering, file, "oeremerket_overfoering")
    b.series("avsetning_bundne_driftsfond_fast", funds.bundne_driftsfond.avsetning, file, "bundne_driftsfond.avsetning")
    b.series("planlagt_bruk_bundne_driftsfond_fast", funds.bundne_driftsfond.bruk, file, "bundne_driftsfond.bruk")


def bind_balance(plan: Plan, b: Binding) -> None:
    """balanse.toml: everything that opens."""
    bal, scale = plan.balance, SCALE[plan.balance.enhet]
    for name in (
        "avskrivbare_anleggsmidler",
        "tomter",
        "aksjer",
        "utlaan",
        "laanegjeld",
        "videreutlaan_gjeld",
        "ubrukte_laanemidler",
        "bundne_driftsfond",
        "ubundet_investeringsfond",
        "bundne_investeringsfond",
        "merforbruk",
        "udekket",
        "arbeidskapital",
        "kapitalkonto",
        "kortsiktig_gjeld",
        "kortsiktige_fordringer",
        "pensjonsmidler",
        "pensjonsforpliktelse",
    ):
        b.open(name + "_ib", getattr(bal, name) * scale, plan_origin(bal, "balanse.toml", name))
    origin = plan_origin(bal, "balanse.toml", "disposisjonsfond")
    parts = {k: v * scale for k, v in bal.disposisjonsfond.items()}
    b.open("disposisjonsfond_ib", per_id(b.ids["fond"], parts, 0.0), origin)
    b.constant("aapningssaldo_fond", per_id(b.ids["fond"], parts, 0.0), origin)
    free = np.full(len(b.years), bal.ubundet_investeringsfond * scale)
    b.put("aapningssaldo_ubundet_fond", free, plan_origin(bal, "balanse.toml", "ubundet_investeringsfond"))
    b.open("anlegg_under_utfoerelse_ib", bal.anlegg_under_utfoerelse * scale, plan_origin(bal, "balanse.toml", "anlegg"))
    b.open(
        "merforbruk_aargang_ib", np.array([bal.merforbruk * scale, 0.0, 0.0, 0.0]), plan_origin(bal, "balanse.toml", "merforbruk")
    )
    b.open("ubundet_investeringsfond_planlagt_ib", bal.ubundet_investeringsfond * scale, origin)
    none = Origin("data", "", "", "ingen realisert innsparing ved åpning")
    b.open("innsparing_realisert_ib", 0.0, none)
    b.open("nytt_realisert_ib", 0.0, none)


def bind_rules(plan: Plan, b: Binding) -> None:
    """handlingsregler.toml: what is demanded, over which window, and what counts."""
    rules, file, n = plan.rules, "handlingsregler.toml", len(b.years)
    own, result, debt = rules.egenkapitalfinansiering, rules.resultatgrad, rules.gjeldsgrad
    last = plan.head.tid.vedtatt_til or b.years[0] - 1
    projected = np.array([float(y > last) for y in b.years])
    b.put("framskrevet_aar", projected, ENGINE)
    for key, rule, window in (("ek", own, "vindu_ek"), ("resultat", result, "vindu_resultat")):
        full = {"ek": "egenkapitalfinansiering", "resultat": "resultatgrad"}[key]
        origin = plan_origin(rule, file, full) if rule else Origin("data", file, full, "regelen er ikke vedtatt")
        share = (rule.maal if rule.krevd == "maal" else rule.gulv or 0.0) * 0.01 if rule else 0.0
        b.put(f"krav_{key}_andel", np.full(n, share), origin)
        width = rule.vindu if rule else 1
        numbers = [(y - last - 1) // width if y > last else -(y + 1) for y in b.years]
        b.put(window, np.array(numbers, dtype=np.float64), origin)
    origin = plan_origin(debt, file, "gjeldsgrad") if debt else Origin("data", file, "gjeldsgrad", "regelen er ikke vedtatt")
    b.put("krav_gjeld_andel", np.full(n, debt.tak * 0.01 if debt else 0.0), origin)
    b.put("har_krav_gjeld", np.full(n, float(debt is not None)), origin)
    counts = set(own.teller) if own else set()
    for key, _ in COUNTED:
        b.put(
            f"teller_{key}",
            np.full(n, float(key in counts)),
            Origin("data", file, "egenkapitalfinansiering.teller", "planens regel"),
        )
    steady = np.array([float(y >= rules.jevn_fra) for y in b.years])
    b.put("jevn_gjelder", steady, Origin("data", file, "jevn_fra", "planens valg"))


def bind_adopted(plan: Plan, b: Binding, axes: dict[str, tuple[str, ...]]) -> None:
    """vedtatt.csv: lines with masks over years and elements. `axes` are those of the steps named."""
    for row in plan.table("vedtatt.csv", t.AdoptedRow).rows:
        shape = (len(b.years), 1, *(b.sizes[a] for a in axes[row.linje]))
        if row.linje not in b.lines:
            b.lines[row.linje] = Lines(np.zeros(shape, dtype=bool), np.zeros(shape))
        index: tuple[int, ...] = (b.years.index(row.aar), 0)
        if axes[row.linje]:
            index += (b.ids[axes[row.linje][0]].index(row.element),)
        b.lines[row.linje].mask[index] = True
        b.lines[row.linje].value[index] = row.kroner
        if row.videre:
            lines = b.lines[row.linje]
            carry = np.zeros(shape) if lines.carry is None else lines.carry
            after: tuple[slice | int, ...] = (slice(index[0] + 1, None), *index[1:])
            carry[after] = 1.0
            b.lines[row.linje] = Lines(lines.mask, lines.value, carry)
        origin = Origin(row.status, "vedtatt.csv", row.linje, row.kilde, row.anslag)
        b.line_origins[row.linje, row.aar, row.element] = origin
