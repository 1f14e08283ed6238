"""Opening balance, loans and population at the close of the year that has passed."""

from __future__ import annotations

from typing import Final

from ldip.plan.edits import NewFile, NewRow
from ldip.plan.schema import tables as t
from ldip.plan.schema.declared import EACH, plan_fields
from ldip.rolling.year import Year, in_unit, number, text

BALANCE: Final = "balanse.toml"
LOANS: Final = "laan.csv"
SMALLEST: Final = 0.5  # kroner


def move_balance(year: Year) -> None:
    """balanse.toml: every amount that opens a balance gets the closing one; the sum of both ages of merforbruk stays together."""
    unit = year.plan.balance.enhet
    for field in plan_fields():
        if field.file != BALANCE or not field.about.inputs:
            continue
        name = field.about.inputs[0].name.removesuffix("_ib") + "_ub"
        if field.path[-1] == EACH:
            for fund in year.run.ids("fond"):
                if fund in year.plan.balance.disposisjonsfond:
                    year.set(BALANCE, ("disposisjonsfond", fund), number(in_unit(year.closed(name, fond=fund), unit)))
        else:
            value, given = in_unit(year.closed(name), unit), getattr(year.plan.balance, field.path[0])
            if given or abs(value) * 1e6 >= SMALLEST:
                year.set(BALANCE, field.path, number(value))
    for name in ("laanegjeld", "kapitalkonto"):
        year.set(BALANCE, (name,), number(in_unit(year.closed(f"{name}_ub"), unit)))
    lent = in_unit(year.closed("videreutlaan_utestaaende_ub"), unit)
    year.set(BALANCE, ("videreutlaan_utestaaende",), number(lent))
    year.set(BALANCE, ("kilde",), year.source)
    year.set(BALANCE, ("anslag",), True)


def move_loans(year: Year) -> None:
    """laan.csv: closing balances and a year less to run; what was borrowed in the year is a loan of its own."""
    repaid: list[int] = []
    for line, row in year.plan.table(LOANS, t.LoanRow).numbered():
        if row.tas_opp > year.past:
            continue
        left = year.closed("laan_saldo_ub", laan=row.id)
        if left < SMALLEST:
            repaid.append(line)
            continue
        paid = year.closed("laan_avdrag_plan", laan=row.id)
        rest = left / paid if row.type == "serie" else max(row.restloepetid - (0.0 if row.tas_opp else 1.0), 1.0)
        for column, value in (("saldo", in_unit(left, row.enhet)), ("restloepetid", rest)):
            year.cell(LOANS, line, column, text(value))
        if row.tas_opp:
            year.cell(LOANS, line, "tas_opp", "")
        year.cell(LOANS, line, "anslag", "ja")
        year.cell(LOANS, line, "kilde", year.source)
    year.drop(LOANS, repaid)
    _borrowed(year)


def _borrowed(year: Year) -> None:
    """Loans of the plan's own in the year that has passed."""
    left = year.closed("nye_laan_saldo_ub")
    if left < SMALLEST:
        return
    finance, life = year.plan.finance, year.closed("nye_laan_loepetid")
    kind = {"serie": "serie", "annuitet": "annuitet", "minimum": "avdragsfritt"}[finance.nye_laan.type]
    cells = {
        "id": f"laaneopptak-{year.past}",
        "navn": f"Låneopptak {year.past}",
        "saldo": text(in_unit(left, "mill. kr")),
        "enhet": "mill. kr",
        "restloepetid": text(life if kind != "annuitet" else life - 1.0),
        "rentetype": "flytende",
        "margin": text(year.coming("nye_laan_margin") * 100.0),
        "type": kind,
        "anslag": "ja",
        "kilde": f"{year.source}: opptaket {year.past} etter finans.toml",
    }
    if kind == "serie":
        cells.pop("type")
    if kind == "avdragsfritt":
        cells["forfaller"] = str(year.past + int(life))
    year.edits.append(NewRow(fil=LOANS, celler=cells))


def move_people(year: Year) -> None:
    """The population 1 January of the new first year, by the plan's own path, and the year's mid-year inhabitants."""
    file = year.plan.population.folketall.fil
    zones, stock = year.plan.zones, year.elements("folketall_ub", year.past)
    axes = year.run.axes("folketall_ub")
    zoned = any(getattr(r, "sone", "") for r in year.plan.referenced("folketall", t.StockRow).rows)
    head = (["sone"] if zoned else []) + ["kjoenn", "alder", "personer"]
    lines = [f"# {year.source}", ";".join(head)]
    where = [axes.index(a) for a in ("sone", "kjoenn", "alder")] if "sone" in axes else []
    for key, value in stock.items():
        zone, sex, age = (key[k] for k in where) if where else (zones[0], *key)
        lines.append(";".join([*([zone] if zoned else []), sex, age, text(value)]))
    year.edits.append(NewFile(fil=file, tekst="\n".join(lines) + "\n"))
    year.set("befolkning.toml", ("dato",), year.plan.population.dato.replace(year=year.first))
    year.set("befolkning.toml", ("folketall", "kilde"), year.source)
    year.set("befolkning.toml", ("folketall", "anslag"), True)
    year.set("inntekter.toml", ("innbyggere_1_juli_aaret_foer", "verdi"), number(year.closed("innbyggere_juli_ub")))
    year.set("inntekter.toml", ("innbyggere_1_juli_aaret_foer", "kilde"), year.source)
    year.set("inntekter.toml", ("innbyggere_1_juli_aaret_foer", "anslag"), True)


def move_funds(year: Year) -> None:
    """fond.toml: targets and ceilings at the year's end, also those that were the level when the plan opened."""
    funds = year.plan.funds
    # A stated amount is in the plan's prices when it opens: the year before the new price year, unless it is nominal.
    to_opening = 1.0 if funds.maal_foelger == "nominell" else 1.0 + year.coming("deflator_vekst")
    for k, fund in enumerate(funds.disposisjonsfond):
        for key, given in (("maal", fund.maal), ("tak", fund.tak)):
            level = year.closed(f"fond_{key}", fond=fund.id) * to_opening
            if given is not None and given.verdi is not None:
                year.set("fond.toml", ("disposisjonsfond", k, key, "verdi"), number(in_unit(level, given.enhet)))
            elif given is None and key == "maal" and level >= SMALLEST:
                source = f"Målet planen {year.plan.years[0]}–{year.plan.years[-1]} åpnet med, ført til utgangen av {year.past}"
                year.set("fond.toml", ("disposisjonsfond", k, key), _target(year, level, source))


def _target(year: Year, kroner: float, source: str) -> dict[str, object]:
    amount = {"enhet": "mill. kr", "priser": year.labels[1], "verdi": number(in_unit(kroner, "mill. kr"))}
    return {**amount, "kilde": source, "anslag": True}
