"""rammer.csv and regnskap.csv from the municipality's own accounts."""

from __future__ import annotations

from collections.abc import Mapping

from ldip.glossary import label
from ldip.intake.accounts import account_lines
from ldip.intake.own_checks import accounts_year, thousand
from ldip.intake.own_reading import Given
from ldip.intake.own_rows import in_unit, new_table, row_edits, rows_of
from ldip.intake.own_services import Placed, placed
from ldip.intake.own_terms import Choices, Part, Row
from ldip.locales import language, tr
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, DropFile, Edit
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import ServiceFile, file_of
from ldip.sources.kostra import INVESTMENT, OPERATING
from ldip.sources.kostra_accounts import Statements, statements

FRAMES, EARLIER = "rammer.csv", "regnskap.csv"
SHARED = "; delt mellom tjenestene etter rammene planen hadde"


def replaced(contents: Contents, plan: Plan, given: Given, choices: Choices) -> Part:
    """Frames of every service and last year's lines of §5-6 and §5-5, real figures with their file as source."""
    if not any(r.kontoklasse in OPERATING | INVESTMENT for r in given.records):
        return Part()
    found = statements(given.records, choices.refunds)
    lines, told = _lines(contents, plan, given, found)
    if not any(r.kontoklasse in OPERATING for r in given.records):
        return Part(tuple(lines), told=(*told, tr("own.noaccounts")))
    made = placed(plan, given.records, given.services, choices.refunds, given.accounts.partition(", ")[2].partition(" sha256")[0])
    if made.problems:
        return Part(problems=made.problems)
    edits = [*_frames(contents, given, made), *lines]
    return Part(tuple(edits), tuple(_preview(plan, given, made)), told=(*told, *made.told, *_dropped(plan, made)))


def _frames(contents: Contents, given: Given, made: Placed) -> list[Edit]:
    units = {(c.get("tjeneste", ""), c.get("art", "")): c.get("enhet", "") for _, c in rows_of(contents, FRAMES)}
    wanted: dict[tuple[str, ...], Mapping[str, object]] = {}
    for (service, art), kroner in made.rows.items():
        unit = units.get((service, art)) or "1000 kr"
        source = given.accounts + (SHARED if service in made.shared else "")
        cells = {"beloep": in_unit(kroner, unit), "enhet": unit, "priser": "løpende", "anslag": service in made.shared}
        wanted[service, art] = {**cells, "kilde": source}
    return row_edits(contents, FRAMES, ("tjeneste", "art"), wanted, lambda _: True)


def _preview(plan: Plan, given: Given, made: Placed) -> list[Row]:
    """Net frame by service before and after."""
    before, after = dict[str, float](), dict[str, float]()
    for r in plan.table(FRAMES, t.FrameRow).rows:
        before[r.tjeneste] = before.get(r.tjeneste, 0.0) + (r.kroner if r.art in t.EXPENDITURE else -r.kroner)
    for (service, art), kroner in made.rows.items():
        after[service] = after.get(service, 0.0) + (kroner if art in t.EXPENDITURE else -kroner)
    names = [s for s in plan.services if s in before or s in after]
    return [
        Row(
            FRAMES,
            plan.services[s].navn,
            _millions(before.get(s)),
            _millions(after.get(s)),
            "mill. kr",
            given.accounts,
            s in made.shared,
        )
        for s in names
    ]


def _dropped(plan: Plan, made: Placed) -> list[str]:
    """Services whose frame is taken out, since every function went to others."""
    had = {r.tjeneste for r in plan.table(FRAMES, t.FrameRow).rows}
    gone = sorted(plan.services[s].navn for s in had - {s for s, _ in made.rows} if s in plan.services)
    return [tr("own.dropped", services=", ".join(gone))] if gone else []


def emptied(plan: Plan) -> list[Edit]:
    """Removal of the services that were only an estimated frame and have none left: no users, unit cost or places."""
    framed = {r.tjeneste for r in plan.table(FRAMES, t.FrameRow).rows}
    return [
        DropFile(fil=file_of(ServiceFile, name))
        for name, s in plan.services.items()
        if name not in framed and s.anslag and not s.bruksrate and not s.enhetskostnad.kroner and s.plasser is None
    ]


def _millions(kroner: float | None) -> float | None:
    return None if kroner is None else kroner / 1e6


def _lines(contents: Contents, plan: Plan, given: Given, found: Statements) -> tuple[list[Edit], list[str]]:
    """Edits of regnskap.csv: the accounts year's lines anew, budgets and other years as they are."""
    lines, unequal = account_lines(found)
    year = str(accounts_year(plan))
    units = {c.get("linje", ""): c.get("enhet", "") for _, c in rows_of(contents, EARLIER) if c.get("aar") == year}
    wanted: dict[tuple[str, ...], Mapping[str, object]] = {}
    for line, kroner in lines.items():
        unit = units.get(line) or "1000 kr"
        cells = {"beloep": in_unit(kroner, unit), "enhet": unit, "priser": "løpende", "anslag": False, "kilde": given.accounts}
        wanted[line, year, "regnskap"] = cells
    told = [
        tr("kostra.twice", line=label(u.line, language()), first=thousand(u.first / 1e3), second=thousand(u.second / 1e3))
        for u in unequal
    ]
    about = f"# Regnskapet året før planen, slik oppstillingene skal vise det (forskriften §§ 5-5 og 5-6): {given.accounts}."
    if EARLIER not in contents:
        return [new_table(EARLIER, about, ("linje", "aar", "kolonne"), wanted)], told
    edits = row_edits(
        contents, EARLIER, ("linje", "aar", "kolonne"), wanted, lambda c: c.get("aar") == year and c.get("kolonne") == "regnskap"
    )
    return edits, told
