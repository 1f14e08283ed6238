"""Project list by sector that adds up to the investment form, with frames and spread; maintenance and emissions."""

from __future__ import annotations

from rich.table import Table

from ldip.engine.names import AVVIK
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.content.fetched import decimals
from ldip.publish.content.years import shown_years
from ldip.publish.digits import grouped, shown
from ldip.publish.numbers import address, fetch
from ldip.publish.protect import HIDDEN, shielded, sum_shown
from ldip.publish.screen.plain import plain_table
from ldip.simulation.run import Run

WIDTH = 100
LINE = "investeringer_varige"
UPKEEP = ("vedlikeholdsbehov", "vedlikehold_i_drift", "vedlikehold_i_investering", "vedlikeholdsetterslep_ub")


def spending_table(run: Run, internal: bool = False) -> Table:
    """Spending by project within sectors; the sum is line 1 of the investment form, what is adopted beside it included."""
    years, width = shown_years(run), decimals(run)
    table = plain_table(tr("projects.spending"), years, WIDTH)
    secret: list[str] = []
    for sector in dict.fromkeys(p.sektor for p in run.plan.projects.values()):
        ids = [i for i, p in run.plan.projects.items() if p.sektor == sector and p.in_use]
        for i in ids:
            if not internal and shielded(run, i):
                secret.append(i)
            else:
                table.add_row(f"  {run.plan.projects[i].navn}", *_amounts(run, [i], years, width))
        sums = _amounts(run, ids, years, width) if internal or sum_shown(run, ids) else [HIDDEN] * len(years)
        table.add_row(sector, *sums, style="bold")
    if len(secret) > 0:
        table.add_row(tr("projects.secret", n=len(secret)), *(HIDDEN for _ in years))
    if LINE in run.binding.lines:
        cells = (shown(fetch(run, address(AVVIK + LINE, y)), "mill. kr", width) for y in years)
        table.add_row(tr("projects.adopted"), *cells)
    table.add_row(label(LINE, language()), *(shown(fetch(run, address(LINE, y)), "mill. kr", width) for y in years), style="bold")
    shares = (shown(fetch(run, address("rammeandel", y)), decimals=1) for y in years)
    table.add_row(label("rammeandel", language()) + " (%)", *shares)
    return table


def _amounts(run: Run, ids: list[str], years: list[int], width: int) -> list[str]:
    sums = (sum(fetch(run, address("investeringsutgift", y, prosjekt=i)).value for i in ids) for y in years)
    return [grouped(v / 1e6, width) for v in sums]


def frame_table(run: Run, internal: bool = False) -> Table:
    """Cost, P85, appropriations and what is left of the adopted frame, fixed prices."""
    first, last = run.years[0], run.years[-1]
    names = ("kostnad_forventet", "kostnad_p85", "utsettelsesgevinst", "bevilget_ub")
    heads = [tr(f"projects.{k}") for k in ("phase", "cost", "expected", "p85", "delay", "granted", "left", "finished")]
    title = tr("projects.frames", prices=run.plan.head.tid.prisnivaa)
    table = plain_table(title, heads, WIDTH)
    for i, p in run.plan.projects.items():
        if p.type != "prosjekt":
            continue
        name = p.navn + ("" if p.in_use else f" ({tr('projects.not_chosen')})")
        done = str((p.ferdig or 0) + p.utsettes_aar)
        if not internal and shielded(run, i):
            table.add_row(name, p.fase, *([HIDDEN] * 6), done)
            continue
        width = decimals(run)
        cost = grouped(p.kostnad.kroner / 1e6, width) + f" ({p.kostnad.priser[:4]})"
        cells = [shown(fetch(run, address(n, first, prosjekt=i)), "mill. kr", width) for n in names]
        rest = shown(fetch(run, address("kostnadsramme_rest_ub", last, prosjekt=i)), "mill. kr", width) if p.kostnadsramme else ""
        table.add_row(name, p.fase, cost, *cells, rest, done)
    return table


def upkeep_table(run: Run) -> Table:
    """Maintenance by norm against what is done, the backlog, and emissions of the projects."""
    years, width = shown_years(run), decimals(run)
    table = plain_table(tr("projects.upkeep"), years, WIDTH)
    for name in UPKEEP:
        table.add_row(label(name, language()), *(shown(fetch(run, address(name, y)), "mill. kr", width) for y in years))
    tonnes = (grouped(fetch(run, address("prosjektutslipp", y)).value, 0) for y in years)
    table.add_row(label("prosjektutslipp", language()) + f" ({tr('projects.tonnes')})", *tonnes)
    return table


def project_tables(run: Run, internal: bool = False) -> list[Table]:
    """Spending that adds up to the form, frames, and upkeep where the plan describes it."""
    upkeep = [upkeep_table(run)] if run.plan.investment.vedlikehold is not None else []
    return [spending_table(run, internal), frame_table(run, internal), *upkeep]
