"""Warnings of plausibility of a plan or a run; here those that need results: renewal, funds, population, places, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.locales.written import spans
from ldip.parameters.plausible import rules
from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution, number
from ldip.plan.plausible.dates import first_open_year
from ldip.plan.plausible.run import CHECKS, plan_cautions, settled
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import ProjectFile, ServiceFile, file_of
from ldip.simulation.spending import RUN, Result, spending

FUNDS: Final = {  # funds beside disposisjonsfond, by the key of the opening balance
    "ubundet_investeringsfond_ub": "ubundet_investeringsfond",
    "bundne_driftsfond_ub": "bundne_driftsfond",
    "bundne_investeringsfond_ub": "bundne_investeringsfond",
}


def cautions(of: Plan | Result) -> tuple[Caution, ...]:
    """Warnings of plausibility, located, each with the reason where the plan accepts it; open ones first.

    Those of a plan need its files alone, also one with problems; those of a run need the results of its base case as well."""
    return plan_cautions(of) if isinstance(of, Plan) else _of_run(of)


def _of_run(run: Result) -> tuple[Caution, ...]:
    found = [c for check in CHECKS for c in check(run.plan)]
    for rule in (_result, _renewal, _funds, _growth, _places, spending):
        found += rule(run)
    return settled(run.plan, found, ("plan", "kjøring"))


def _result(run: Result) -> Iterator[Caution]:
    rule, share = rules()["resultat"], _percent(run, run.series("netto_driftsresultat")).round(1)  # as it is printed
    for form, wrong in (("hoey", share > rule.high), ("lav", share < rule.low)):
        years = [y for y, w in zip(run.years, wrong, strict=True) if w]
        if years:
            worst = max if form == "hoey" else min
            value, limit = worst(float(v) for v in share[wrong]), rule.grenser[form]
            words = (("aar", spans(years, short=True)), ("verdi", number(value)), ("grense", number(limit)))
            file, key, line = _adopted_row(run.plan, years[0])
            place = f"netto_driftsresultat: {form}"
            yield Caution(file, key, rule.id, place, words, f"{number(value)} prosent", form, line)


def _adopted_row(plan: Plan, year: int) -> tuple[str, str, int]:
    """The adopted line that weighs most in a year; the run itself for a year without lines."""
    rows = [(abs(r.kroner), line) for line, r in plan.table("vedtatt.csv", t.AdoptedRow).numbered() if r.aar == year]
    return ("vedtatt.csv", "beloep", max(rows)[1]) if rows else (RUN, f"netto_driftsresultat/{year}", 0)


def _renewal(run: Result) -> Iterator[Caution]:
    """Investment in fixed assets below depreciation in several years running, in the plan as a whole."""
    rule, invested, worn = rules()["fornyelse"], run.series("investeringer_varige"), run.series("avskrivninger")
    low = [bool(i < d) for i, d in zip(invested, worn, strict=True)]
    years = [run.years[i] for i in _running(low, int(rule.high))]
    if years:
        inside = [run.years.index(y) for y in years]
        share = 100.0 * float(invested[inside].sum() / worn[inside].sum())
        words = (("aar", spans(years, short=True)), ("verdi", number(share, 0)))
        file, key = _largest_frame(run.plan)
        yield Caution(file, key, rule.id, "investeringer_varige", words, f"{number(share, 0)} prosent")


def _running(flags: Sequence[bool], least: int) -> list[int]:
    """Places that belong to a span of at least `least` true values."""
    found: list[int] = []
    start = 0
    for i, flag in enumerate([*flags, False]):
        if not flag:
            found += range(start, i) if i - start >= least else ()
            start = i + 1
    return found


def _largest_frame(plan: Plan) -> tuple[str, str]:
    """The yearly frame that renews most, the row to raise; the run itself for a plan without frames."""
    frames = [(p.kostnad.kroner, name) for name, p in plan.projects.items() if p.type == "ramme" and p.in_use]
    return (file_of(ProjectFile, max(frames)[1]), "kostnad.beloep") if frames else (RUN, "investeringer_varige")


def _funds(run: Result) -> Iterator[Caution]:
    amounts = run.series("disposisjonsfond_ub")
    listed = [fund.id for fund in run.plan.funds.disposisjonsfond]
    for i, name in enumerate(run.ids("fond")):
        key = f"disposisjonsfond.{listed.index(name)}" if name in listed else "disposisjonsfond"
        yield from _fund(run, amounts[:, i], name, ("fond.toml", key))
    for step, key in FUNDS.items():
        yield from _fund(run, run.series(step), key, ("balanse.toml", key))


def _fund(run: Result, balance: Array, name: str, at: tuple[str, str]) -> Iterator[Caution]:
    rule, share = rules()["fond"], _percent(run, balance)
    years = [y for y, s in zip(run.years, share, strict=True) if s > rule.high]
    if years:
        most = number(float(share.max()), 0)
        words = (("fond", name), ("aar", spans(years, short=True)), ("verdi", most), ("grense", number(rule.high, 0)))
        yield Caution(*at, rule.id, name, words, f"{most} prosent")


def _growth(run: Result) -> Iterator[Caution]:
    """Years in which the projected population grows or falls more than municipalities do."""
    rule, people = rules()["folketallsvekst"], run.series("innbyggere_ub")
    growth = 100.0 * (people[1:] / people[:-1] - 1.0)
    struck = {y: float(g) for y, g in zip(run.years[1:], growth, strict=True) if not rule.low <= g <= rule.high}
    if struck:
        worst = max(struck.values(), key=abs)
        words = (("aar", spans(struck, short=True)), ("vekst", number(worst)))
        yield Caution("befolkning.toml", "folketall.fil", rule.id, "innbyggere_ub", words, f"{number(worst)} prosent")


def _places(run: Result) -> Iterator[Caution]:
    """Services that lack places, and those whose year of decision has passed."""
    rule, limit = rules()["plasser"], first_open_year(run.plan)
    lacking, need, decide = run.series("plassmangel"), run.series("plassbehov"), run.series("beslutningsaar")[0]
    short = lacking >= np.maximum(rule.high, rule.grenser["andel"] / 100.0 * need)
    for i, name in enumerate(run.ids("tjeneste")):
        file, title = file_of(ServiceFile, name), run.plan.services[name].navn
        years = [y for y, v in zip(run.years, short[:, i], strict=True) if v]
        if years:
            most = number(float(lacking[:, i].max()), 0)
            words = (("navn", title), ("aar", spans(years, short=True)), ("antall", most))
            yield Caution(file, "plasser", "plasser", name, words, most)
        if years and 0.0 < (year := float(decide[i])) < limit:
            words = (("navn", title), ("aar", f"{year:.0f}"), ("grense", str(limit)))
            yield Caution(file, "plasser.ledetid_aar", "beslutning", name, words, f"{year:.0f}")


def _percent(run: Result, amount: Array) -> Array:
    """Per cent of operating income by year."""
    percent: Array = 100.0 * amount / run.series("sum_driftsinntekter")
    return percent
