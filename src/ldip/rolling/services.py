"""Services, their own rules and the entities beside the municipality, with the closing values of the year that has passed."""

from __future__ import annotations

from ldip.plan.edits import NewRow
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import UnitCost
from ldip.rolling.year import Year, in_unit, number, text

DWELLINGS = "boligprogram.csv"
EVENTS = {"behovsliste.csv": "aar", "boligprogram.csv": "aar", "kontroll.csv": "aar", "bygghendelser.csv": "til"}


def move_services(year: Year) -> None:
    """Services: counts by level of need, costs of private providers, and rates that develop over time."""
    for name, s in sorted(year.plan.services.items()):
        file = f.file_of(f.ServiceFile, name)
        for k, level in enumerate(s.nivaaer):
            closed = year.closed("behovsliste_ub", behovsnivaa=f"{name}-{level.id}")
            year.set(file, ("nivaaer", k, "antall"), number(closed))
        if s.privat is not None:
            for key, balance in (("kostnad_i_fjor", "kostnadsgrunnlag_ub"), ("kostnad_forfjor", "kostnadsgrunnlag_fjor_ub")):
                given = getattr(s.privat, key)
                if given is not None:
                    _amount(year, file, ("privat", key), given, year.closed(balance, tjeneste=name))
        _rates(year, name, s)


def _rates(year: Year, name: str, s: f.ServiceFile) -> None:
    """The plan's own rates are those when it opens: the development and the trend of the year go into the rates."""
    file = f.file_of(f.ServiceFile, name)
    change = s.bruksrate_utvikling.at(year.past) if s.bruksrate_utvikling is not None else 1.0
    trend = year.closed("bruksratefaktor_ub", tjeneste=name)
    if change * trend == 1.0:
        return
    for k, rate in enumerate(s.bruksrate):
        year.set(file, ("bruksrate", k, "prosent"), number(rate.prosent * change * trend))
    path = s.bruksrate_utvikling
    if path is not None and change != 1.0:
        if path.verdi is not None:
            year.set(file, ("bruksrate_utvikling", "verdi"), 1.0)
        else:
            given = {y: v for y, v in path.by_year.items() if y > year.past} or {year.first: path.at(year.first)}
            for y, v in given.items():
                year.set(file, ("bruksrate_utvikling", "verdier", str(y)), number(v / change))


def move_rules(year: Year) -> None:
    """drift.toml: premieavvik by the year it arose, and the threshold of resource-demanding services."""
    ops = year.plan.operations
    if ops.pensjon is not None:
        p = ops.pensjon
        found = [
            {"aar": v.aar, "rest": number(v.rest * (v.gjenstaar_aar - 1) / v.gjenstaar_aar), "gjenstaar_aar": v.gjenstaar_aar - 1}
            for v in p.premieavvik
            if v.gjenstaar_aar > 1
        ]
        new = in_unit(year.closed("premieavvik"), p.enhet)
        if new:
            found.append({"aar": year.past, "rest": number(new), "gjenstaar_aar": p.amortisering_aar})
        year.set("drift.toml", ("pensjon", "premieavvik"), found)
    r = ops.ressurskrevende
    if r is not None:
        _amount(year, "drift.toml", ("ressurskrevende", "innslagspunkt"), r.innslagspunkt, year.closed("innslagspunkt_ub"))
        if r.aar <= year.past:
            year.set("drift.toml", ("ressurskrevende", "aar"), year.past)


def move_fees(year: Year) -> None:
    """Fee-financed areas: book value with the year's new assets, the fund, and the age of the network."""
    for name, s in sorted(year.plan.fees.items()):
        file = f.file_of(f.SelfCostFile, name)
        old, new = (year.closed(n, selvkostomraade=name) for n in ("selvkost_eksisterende_ub", "selvkost_ny_verdi_ub"))
        _amount(year, file, ("bokfoert",), s.bokfoert, old + new)
        parts = ("selvkost_avskrivning_eksisterende", "selvkost_avskrivning_ny")
        paid = sum(year.coming(n, selvkostomraade=name) for n in parts)
        if paid > 0.0:
            year.set(file, ("restlevetid",), number((old + new) / paid))
        _amount(year, file, ("fond",), s.fond, year.closed("gebyrbalanse_ub", selvkostomraade=name))
        if s.nett is not None:
            year.set(file, ("nett", "alder_aar"), number(year.closed("nettalder_ub", selvkostomraade=name)))


def move_entities(year: Year) -> None:
    """Enterprises: the balances of each entity; assets and debt run on by the entity's own lifetimes."""
    for name, e in sorted(year.plan.enterprises.items()):
        file, unit = f.file_of(f.EnterpriseFile, name), e.balanse.enhet
        pairs = {"disposisjonsfond": "disposisjonsfond_sum"}
        for key in ("avskrivbare_anleggsmidler", "tomter", "laanegjeld", "disposisjonsfond", "bundne_driftsfond"):
            _entity(year, file, name, key, pairs.get(key, key), unit)
        for key in ("ubundet_investeringsfond", "merforbruk", "kortsiktig_gjeld"):
            _entity(year, file, name, key, key, unit)
        assets = year.closed("foretak_avskrivbare_anleggsmidler_ub", foretak=name)
        paid, instalment = (year.coming(f"foretak_{n}", foretak=name) for n in ("avskrivninger", "avdrag_paa_laan"))
        if paid > 0.0:
            year.set(file, ("restlevetid",), number(assets / paid))
        debt = year.closed("foretak_laanegjeld_ub", foretak=name)
        if instalment > 0.0 and debt > 0.0:
            year.set(file, ("laan_loepetid",), number(debt / instalment))


def _entity(year: Year, file: str, name: str, key: str, quantity: str, unit: str) -> None:
    year.set(file, ("balanse", key), number(in_unit(year.closed(f"foretak_{quantity}_ub", foretak=name), unit)))


def move_others(year: Year) -> None:
    """Amounts that open with the plan in other files, and rows of years that have passed."""
    capital, upkeep = year.plan.finance.kapitalforvaltning, year.plan.investment.vedlikehold
    if capital is not None and capital.verdi is not None:
        path = ("kapitalforvaltning", "verdi")
        _amount(year, "finans.toml", path, capital.verdi, year.closed("portefoelje_ub"))
    if upkeep is not None and upkeep.etterslep is not None:
        path = ("vedlikehold", "etterslep")
        _amount(year, "investeringer.toml", path, upkeep.etterslep, year.closed("vedlikeholdsetterslep_ub"))
    for file, column in EVENTS.items():
        table = year.plan.table(file, t.TABLES[file])
        past = [line for line, row in table.numbered() if getattr(row, column) < year.first]
        year.drop(file, past)


def move_dwellings(year: Year) -> None:
    """boligprogram.csv: dwellings that were not finished in their year are planned for the next, by zone and type."""
    table, bolig = year.plan.table(DWELLINGS, t.ProgrammeRow), year.plan.population.bolig
    if bolig is None or bolig.utsatt_aar:
        return
    axes = year.run.axes("boligkoe_ub")
    lost = 1.0 - bolig.frafall
    found = {k: v / lost for k, v in year.elements("boligkoe_ub", year.past).items() if v > 0.0}
    queue = {frozenset(zip(axes, k, strict=True)): v for k, v in found.items()}
    for line, row in table.numbered():
        key = frozenset({("sone", row.sone), ("boligtype", row.boligtype)})
        if row.aar == year.first and key in queue:
            year.cell(DWELLINGS, line, "boliger", text(row.boliger + queue.pop(key)))
    for key, left in queue.items():
        cells = {**dict(key), "aar": str(year.first), "boliger": text(left), "kilde": year.source}
        year.edits.append(NewRow(fil=DWELLINGS, celler=cells))


def move_used_places(year: Year) -> None:
    """bygg.csv: places that are used up for good, as graves are, leave the buildings of the service."""
    used = {k[0]: v for k, v in year.elements("forbrukte_plasser_ub", year.past).items() if v > 0.0}
    for line, row in year.plan.table("bygg.csv", t.BuildingRow).numbered():
        part = min(row.plasser, used.get(row.tjeneste, 0.0))
        if part:
            used[row.tjeneste] -= part
            year.cell("bygg.csv", line, "plasser", text(row.plasser - part))


def _amount(year: Year, file: str, path: tuple[str, ...], given: UnitCost, kroner: float) -> None:
    """An amount in running prices, as the old plan closed it."""
    year.set(file, (*path, "beloep"), number(in_unit(kroner, given.enhet)))
    year.set(file, (*path, "kilde"), year.source)
    year.set(file, (*path, "anslag"), True)
