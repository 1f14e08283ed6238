"""Running several plans in one batch: scenarios, ends of a range, coalitions of cause groups."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ldip.binding import bind
from ldip.binding.bind import axes_of
from ldip.engine.execute import Lines
from ldip.engine.graph import Array
from ldip.engine.schedule import ub_of
from ldip.model.catalogue import GIVENS, catalogue
from ldip.plan.document import Plan
from ldip.simulation.align import Aligned, Declared, align, union_axes
from ldip.simulation.batch import Batch, no_shocks, variant_rows
from ldip.simulation.rows import run_rows
from ldip.simulation.simulate import HEADLINES, plan_catalogue
from ldip.statements.adopted import names_of
from ldip.statements.entities import entities_for

OPENING_GROUPS = {
    "folketall_ib": "befolkning",
    "folketall_egen_ib": "befolkning",
    "saergruppe_ib": "befolkning",
    "bruksratefaktor_ib": "tjenester",
    "terskelfaktor_ib": "tjenester",
    "alder_juli_ib": "befolkning",
    "kontorjustering_ib": "inntektssystem",
    "boligkoe_ib": "befolkning",
    "boliger_bygd_ib": "befolkning",
    "boliger_ferdige_ib": "befolkning",
    "innbyggere_juli_ib": "befolkning",
    "deflator_indeks_ib": "makro",
    "loenn_indeks_ib": "makro",
    "pris_indeks_ib": "makro",
    "byggekostnad_indeks_ib": "makro",
    "frie_inntekter_indeks_ib": "makro",
    "utgift_utsatt_ib": "investeringer",
    "bevilget_ib": "investeringer",
    "fornyelsesetterslep_km_ib": "investeringer",
    "behovsliste_ib": "tjenester",
    "forebygging_ib": "tjenester",
    "forbrukte_plasser_ib": "tjenester",
    "byggdrift_fast_ib": "tjenester",
    "internhusleie_ib": "prinsipper",
    "oppgaveendring_sum_ib": "inntektssystem",
    "innslagspunkt_ib": "inntektssystem",
    "tiltak_varig_ib": "tiltak",
}


def align_plans(plans: Sequence[Plan]) -> Aligned:
    """Bind plans on the union of their axes and stack them."""
    ids = union_axes([axes_of(p) for p in plans])
    steps = catalogue().steps
    axes = {n: v[0].axes for n, v in steps.items()}
    bound = [bind(p, axes, ids) for p in plans]
    declared = {g.name: Declared(g.axes, g.nature, g.group) for g in GIVENS}
    for name in bound[0].openings:
        own = axes.get(ub_of(name), ())
        declared[name] = Declared(own, "mengde", OPENING_GROUPS.get(name, "aapningsbalanse"))
    return align(bound, ids, declared)


def batch_of(aligned: Aligned, selection: NDArray[np.int64]) -> Batch:
    """A batch whose rows pick each cause group from one plan; selection (row, group)."""
    rows = aligned.rows(selection)
    lines = {n: Lines(m, rows["amounts"][n], rows["carries"].get(n)) for n, m in rows["masks"].items()}
    return Batch(
        aligned.years,
        aligned.ids,
        rows["values"],
        rows["openings"],
        lines,
        len(selection),
        rows["start"],
        rows["values"]["framskrevet_aar"],
    )


def _ratio_key(plan: Plan, names: tuple[str, ...]) -> tuple[Hashable, ...]:
    """The måltall among the kept names; plans that define them differently cannot share a set of steps.

    A margin follows the levels, and a mean starts at the plan's first year, so where these are kept they are shared too.
    """
    kept = [(r, set(names_of(r)) & set(names)) for r in plan.rules.maaltall]
    return tuple(
        (r.id, r.uttrykk, r.regnskapsenhet, (r, plan.years[0]) if found - {r.id} else None) for r, found in kept if found
    )


def simulate_several(plans: Sequence[Plan], keep: Iterable[str] = HEADLINES) -> list[dict[str, Array]]:
    """Base case of several plans, one batch for all that share måltall. Kept names as (year, *axes) per plan.

    Years are the plan's own. Settings that change the set of steps split the batch.
    """
    names = tuple(keep)
    results: list[dict[str, Array]] = [{} for _ in plans]
    for key in dict.fromkeys(_ratio_key(p, names) for p in plans):
        members = [i for i, p in enumerate(plans) if _ratio_key(p, names) == key]
        group = [plans[i] for i in members]
        aligned = align_plans(group)
        batch = batch_of(aligned, aligned.whole())
        n = len(batch.years)
        extra = no_shocks(n) | variant_rows([p.rules.variant if p.rules.variant != "jevn" else "realisert" for p in group], n)
        steps = plan_catalogue(group[0], aligned.ids) if key else catalogue(entities_for(aligned.ids))
        values = run_rows(steps, batch, names, extra, len(group))
        for row, i in enumerate(members):
            first = plans[i].years[0] - batch.years[0]
            own = slice(first, first + len(plans[i].years))
            results[i] = {k: np.broadcast_to(v, (n, len(group), *v.shape[2:]))[own, row] for k, v in values.items()}
    return results


def with_calibration(plan: Plan, value: float) -> Plan:
    """The plan with another value of its free parameter (per cent a year)."""
    macro = plan.macro
    assert macro.kalibrering_realvekst is not None
    free = macro.kalibrering_realvekst.model_copy(update={"verdi": value})
    changed = macro.model_copy(update={"kalibrering_realvekst": free})
    return replace(plan, single={**plan.single, "forutsetninger.toml": changed})


def range_of_need(plan: Plan, year: int) -> tuple[tuple[float, float], ...] | None:
    """(value of the free parameter, need in fixed prices) at both ends of its range; None without one."""
    free = plan.macro.kalibrering_realvekst
    if free is None:
        return None
    ends = (free.fra, free.til)
    found = simulate_several([with_calibration(plan, v) for v in ends], ["inndekningsbehov_fast"])
    at = list(plan.years).index(year)
    return tuple((v, float(r["inndekningsbehov_fast"][at])) for v, r in zip(ends, found, strict=True))
