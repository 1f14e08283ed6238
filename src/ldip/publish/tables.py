"""Tables for the terminal: måltall, 20 years, statutory forms, explanation trees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rich import box
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.parameters.ratios import Definition, library
from ldip.plan.schema.files import Ratio
from ldip.publish.headline import money, prices, window
from ldip.publish.method import readable_source
from ldip.publish.numbers import address, fetch
from ldip.publish.text import MINUS, grouped, shown
from ldip.simulation.explain import Trace
from ldip.simulation.run import Run
from ldip.statements.adopted import MARGIN, target_of
from ldip.statements.status import Status, first_broken, statuses

MANY_LINES = 5
READABLE = (
    (r"\breturn ", ""),
    (r"np\.maximum", "maks"),
    (r"np\.minimum", "min"),
    (r"np\.where", "hvis"),
    (r"\[(:|None|\.\.\.|, )+\]", ""),
    (r" \* ", " · "),
    (r" - ", f" {MINUS} "),
    (r"(\d)\.(\d)", r"\1,\2"),
)
COLOUR = {"nådd": "green", "over gulv": "yellow", "brutt": "red", "uten mål": "dim"}


def plain_table(title: str, heads: Iterable[object], min_width: int | None = None) -> Table:
    """A table with a column of names and one column a head, figures to the right."""
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, min_width=min_width)
    table.add_column("")
    for head in heads:
        table.add_column(str(head), justify="right", no_wrap=True)
    return table


def shown_years(run: Run) -> list[int]:
    """Adopted years, the headline year and the last year; the first five where nothing is adopted."""
    adopted = run.plan.head.tid.vedtatt_til
    first = [y for y in run.years if adopted is not None and y <= adopted] or list(run.years[:4])
    return list(dict.fromkeys([*first[:6], run.plan.rules.overskriftsaar, run.years[-1]]))


def ratio_table(run: Run) -> Table:
    """Måltall with target, status, first year broken, and kroner to spare in the headline year."""
    years = shown_years(run)
    whose = tr(f"entity.{run.plan.head.kommune.enhet}")
    table = Table(title=tr("table.ratios", entity=whose), box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    table.add_column("")
    for year in years:
        table.add_column(str(year), justify="right", no_wrap=True)
    table.add_column(tr("table.target"))
    table.add_column(tr("table.status"))
    table.add_column(tr("table.margin", year=run.plan.rules.overskriftsaar), justify="right")
    for ratio in run.plan.rules.maaltall:
        found = statuses(run.years, [run.value(ratio.measured, y) for y in run.years], target_of(ratio))
        styles = [COLOUR[found[run.years.index(y)]] for y in years]
        plain = styles if ratio.snitt == 1 else ["" for _ in years]
        last = (_target(ratio), _status(run, found), _margin(run, ratio))
        own = _cells(run, ratio, ratio.id, plain)
        table.add_row(f"{ratio_name(ratio)} ({ratio.enhet})", *own, *(last if ratio.snitt == 1 else ()))
        if ratio.snitt > 1:
            table.add_row(f"  {tr('ratio.mean', n=ratio.snitt)}", *_cells(run, ratio, ratio.measured, styles), *last)
    return table


def ratio_name(ratio: Ratio) -> str:
    """The plan's name, or the library's in the reader's language where the plan took the library's; whose accounts it is on."""
    found = library().get(ratio.bibliotek or "")
    name = definition_name(found) if found and ratio.navn == found.navn else ratio.navn
    return name if ratio.regnskapsenhet == "kommunekasse" else f"{name}, {tr(f'entity.{ratio.regnskapsenhet}')}"


def definition_name(definition: Definition) -> str:
    """The library's name in the reader's language; English readers get bokmål."""
    return definition.nn if language() == "nn" else definition.navn


def _margin(run: Run, ratio: Ratio) -> str:
    name = ratio.id + MARGIN
    year = run.plan.rules.overskriftsaar
    only = ratio.gjelder == "siste_aar" and ratio.siste_aar != year
    return "" if only or name not in run.catalogue.steps else money(run, address(name, year))


def _cells(run: Run, ratio: Ratio, name: str, styles: list[str]) -> list[Text]:
    unit = "kr" if ratio.enhet == "aar" else ratio.enhet
    years = zip(shown_years(run), styles, strict=True)
    return [Text(shown(fetch(run, address(name, y)), unit, ratio.desimaler), style=s) for y, s in years]


def levels(of: Mapping[str, float | None]) -> list[str]:
    """Target, floor and cap as read, those that are set."""
    return [tr(f"target.{k}", v=grouped(v, 0 if float(v).is_integer() else 2)) for k, v in of.items() if v is not None]


def _target(ratio: Ratio) -> str:
    parts = levels({"maal": ratio.maal, "gulv": ratio.gulv, "tak": ratio.tak})
    only = tr("target.only", year=ratio.siste_aar) if ratio.gjelder == "siste_aar" else ""
    return f"{parts[0]} ({', '.join(parts[1:])})" + only if len(parts) > 1 else "".join(parts) + only


def _status(run: Run, found: tuple[Status, ...]) -> Text:
    broken = first_broken(run.years, found)
    if broken is not None:
        return Text(tr("status.first", year=broken), style="red")
    worst = "over gulv" if "over gulv" in found else "nådd" if "nådd" in found else "uten mål"
    return Text(tr(f"status.{worst}"), style=COLOUR[worst])


def years_table(run: Run) -> Table:
    """One row a year; the need in fixed prices, adopted years say so."""
    year_of_prices = prices(run)
    title = tr("table.years", name=run.plan.head.kommune.navn)
    note = tr("table.note", variant=run.variant, prices=year_of_prices, window=window(run))
    table = Table(title=title, caption=note, caption_justify="left", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    keys = ("year", "people", "income", "result", "degree", "investment", "loan", "debt", "funds", "need")
    for key in keys:
        table.add_column(tr(f"col.{key}", prices=year_of_prices), justify="right", overflow="fold")
    names = (
        "innbyggere_ub",
        "sum_driftsinntekter",
        "netto_driftsresultat",
        "netto_driftsresultat_andel",
        "sum_investeringsutgifter",
        "bruk_av_laan",
        "laanegjeld_ub",
        "disposisjonsfond_sum_ub",
    )
    adopted = run.plan.head.tid.vedtatt_til
    for year in run.years:
        cells = [money(run, address(n, year)) if run.unit(n) == "kr" else shown(fetch(run, address(n, year))) for n in names]
        known = adopted is not None and year <= adopted
        need = tr("adopted") if known else money(run, address("inndekningsbehov_fast", year))
        table.add_row(str(year), *cells, need, style="dim" if known else "")
    return table


def trace_tree(trace: Trace) -> Tree:
    """An explanation as a tree that can be added up by hand."""
    tree = Tree(_label(trace), guide_style="dim")
    _grow(tree, trace)
    return tree


def _grow(tree: Tree, trace: Trace) -> None:
    for child in trace.children:
        _grow(tree.add(_label(child)), child)


def _label(node: Trace) -> Text:
    text = Text()
    if node.role in ("+", "−"):
        text.append(f"{node.role} ", style="bold")
    elif node.role in ("teller", "nevner"):
        text.append(f"{node.role}: ", style="dim")
    place = f" [{node.element}]" if node.element else ""
    name = label(node.name, language())
    text.append(name + place, style="bold cyan" if node.nature == "framskrevet" else "bold")
    text.append((f" ({node.name})" if name != node.name else "") + f" {node.year}  ", style="dim")
    text.append(trace_value(node), style="bold")
    if node.role == "valgt":
        text.append("  " + tr("explain.chosen"), style="bold green")
    text.append(f"  {node.nature}", style="dim")
    if node.anslag:
        text.append(f" · {tr('explain.rough')}", style="yellow")
    for extra in (node.note, readable_source(node.source)):
        if extra:
            text.append(f"\n    {extra}", style="dim")
    if node.formula:
        text.append(f"\n    {tr('explain.formula')}: {readable(node.formula)}", style="dim italic")
    return text


def readable(formula: str) -> str:
    """A formula's own source in the signs of arithmetic."""
    lines = formula.splitlines()
    if len(lines) > MANY_LINES:
        return tr("explain.long")
    text = " ; ".join(line.strip() for line in lines)
    for code, sign in READABLE:
        text = re.sub(code, sign, text)
    return text


def trace_value(node: Trace) -> str:
    """A trace's value with full digits that add up, in mill. kr for kroner."""
    if node.value is None:
        return ""
    if node.unit in ("kr", "kr_fast"):
        return f"{grouped(node.value / 1e6, 6)} mill. {node.unit.replace('_', ' ')}"
    if node.unit == "andel":
        return f"{grouped(node.value * 100, 4)} %"
    return f"{grouped(node.value, 4)} {node.unit}"
