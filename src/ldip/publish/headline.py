"""The headline sentences: variant, year, window and price level stand in every one that quotes the need."""

from __future__ import annotations

from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.publish.numbers import address, fetch
from ldip.publish.text import grouped, money_decimals, shown
from ldip.simulation.run import Run
from ldip.simulation.simulate import range_of_need

WARN_SHARE = 0.01


def headline(run: Run) -> list[str]:
    """Lines of the headline for the year the plan quotes."""
    rules, year = run.plan.rules, run.plan.rules.overskriftsaar
    lines = [run.illustration] if run.illustration else []
    adopted = run.plan.head.tid.vedtatt_til
    if adopted is not None and year <= adopted:
        return [*lines, tr("headline.adopted", year=year), *_unspecified(run, year)]
    need = money(run, address("inndekningsbehov_fast", year))
    lines.append(tr("headline.need", year=year, value=need, how=how(run, year)))
    share = shown(fetch(run, address("inndekningsbehov_andel", year)))
    person = shown(fetch(run, address("inndekningsbehov_per_innbygger", year)))
    fte = shown(fetch(run, address("inndekningsbehov_per_aarsverk", year)))
    lines.append(tr("headline.share", share=share, person=person, fte=fte))
    by_variant = {v: money(run, address("inndekningsbehov_fast", year, variant=v)) for v in ("statisk", "realisert", "jevn")}
    lines.append(
        tr("headline.variants", year=year, prices=prices(run), window=window(run), steady_from=rules.jevn_fra, **by_variant)
    )
    return [*lines, *_range(run, year), *_draws(run, year), *_unspecified(run, year)]


def decimals(run: Run) -> int:
    """Decimals of million kroner that suit the municipality's size."""
    return money_decimals(run.value("sum_driftsinntekter", run.years[0]))


def money(run: Run, where: str) -> str:
    """An amount at an address in million kroner."""
    return shown(fetch(run, where), "mill. kr", decimals(run))


def window(run: Run) -> str:
    """The window of the own-financing rule in words."""
    own = run.plan.rules.egenkapitalfinansiering
    width = own.vindu if own else 1
    return tr("headline.window.1") if width == 1 else tr("headline.window.n", n=width)


def prices(run: Run) -> int:
    """The plan's price year."""
    return run.plan.head.tid.prisnivaa


def how(run: Run, year: int) -> str:
    """Price level, variant, window and binding rule of a quoted need."""
    rule = run.binding_rule(last_need(run, year))
    return tr("headline.how", prices=prices(run), variant=run.variant, window=window(run), rule=rule)


def short(run: Run, year: int) -> str:
    """Year, variant, price level and window, for every other sentence that quotes the need."""
    return tr("headline.short", year=year, variant=run.variant, prices=prices(run), window=window(run))


def last_need(run: Run, year: int) -> int:
    """The latest year up to `year` in which new need arose, whose rule explains the level; else `year`."""
    arose = [y for y in run.years if y <= year and run.value("nytt", y) > 0.0]
    return arose[-1] if arose else year


@remembered
def _need_over_the_range(plan: Plan) -> tuple[tuple[float, float], ...] | None:
    """The headline's need at both ends of the calibrated parameter; it takes two runs, and the plan never becomes another."""
    return range_of_need(plan, plan.rules.overskriftsaar)


def _range(run: Run, year: int) -> list[str]:
    ends, free = _need_over_the_range(run.plan), run.plan.macro.kalibrering_realvekst
    if ends is None or free is None:
        return []
    (low, high_need), (high, low_need) = ends
    return [
        tr(
            "headline.range",
            short=short(run, year),
            low=grouped(low, 2),
            high=grouped(high, 2),
            high_need=grouped(high_need / 1e6, decimals(run)),
            low_need=grouped(low_need / 1e6, decimals(run)),
            chosen=grouped(free.verdi, 2),
        )
    ]


def _draws(run: Run, year: int) -> list[str]:
    if not run.draws:
        return []
    value = money(run, address("inndekningsbehov_fast", year, "p80"))
    return [tr("headline.draws", n=80, value=value, short=short(run, year), draws=run.draws)]


def _unspecified(run: Run, year: int) -> list[str]:
    share = fetch(run, address("ukonkretisert_andel", year))
    value = money(run, address("ukonkretisert_innsparing", year))
    flag = tr("headline.flag") if share.value > WARN_SHARE else ""
    return [tr("headline.unspecified", value=value, share=shown(share), flag=flag)]
