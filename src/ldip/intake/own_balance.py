"""balanse.toml, laan.csv and anlegg.csv from the municipality's own balance sheet, closing at the file's own amounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ldip.errors import Problem
from ldip.intake.own_checks import thousand
from ldip.intake.own_debts import assets, loans
from ldip.intake.own_reading import Given
from ldip.intake.own_rows import in_unit
from ldip.intake.own_terms import Choices, Part, Row
from ldip.locales import tr
from ldip.locales.written import millions
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, Edit, SetValue
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.finance import BalanceFile
from ldip.sources.kostra import BALANCE
from ldip.sources.kostra_accounts import Statements, opening, statements
from ldip.sources.kostra_controls import NARROW

FILE: Final = "balanse.toml"
FUND: Final = "disposisjonsfond"
ROUGH: Final = "er anslag med samme andel som i førsteplanen"
PREMIUM: Final = "B.III.3"  # line of §5-8: premieavvik
SIGNED: Final = frozenset({"arbeidskapital", "kapitalkonto", "prinsippendringer_drift", "prinsippendringer_investering"})
# The amounts a reader knows, in the order of the balance sheet, for the preview.
SHOWN: Final = (
    *("avskrivbare_anleggsmidler", "tomter", "aksjer", "utlaan", "laanegjeld", "videreutlaan_gjeld", "ubrukte_laanemidler", FUND),
    *("ubundet_investeringsfond", "bundne_driftsfond", "bundne_investeringsfond", "merforbruk", "udekket"),
    *("pensjonsmidler", "pensjonsforpliktelse"),
)
NAMES: Final = {  # the keys as people say them, for the preview
    "avskrivbare_anleggsmidler": "own.assets",
    "tomter": "own.land",
    "aksjer": "own.shares",
    "utlaan": "own.lent",
    "laanegjeld": "own.debt",
    "videreutlaan_gjeld": "own.onlending",
    "ubrukte_laanemidler": "own.unused",
    FUND: "own.fund",
    "ubundet_investeringsfond": "own.investmentfund",
    "bundne_driftsfond": "own.boundfund",
    "bundne_investeringsfond": "own.boundinvestmentfund",
    "merforbruk": "own.deficit",
    "udekket": "own.uncovered",
    "pensjonsmidler": "own.pensionassets",
    "pensjonsforpliktelse": "own.pensiondebt",
}


def replaced(contents: Contents, plan: Plan, given: Given, choices: Choices) -> Part:
    """The opening balance, and loans and book values that add up to it."""
    if not any(r.kontoklasse in BALANCE for r in given.records):
        return Part(told=(tr("own.nobalance"),)) if given.records else Part()
    found, b = statements(given.records, choices.refunds), plan.balance
    land, lent = _set_apart(b, found, choices)
    amounts = opening(found, land, lent)
    premium, vintages = found.balanse.get(PREMIUM, 0.0), _vintages(plan)
    claims = amounts["kortsiktige_fordringer"] + premium - vintages  # the plan counts its vintages of premieavvik beside them
    amounts["kortsiktige_fordringer"] = max(claims, 0.0)
    amounts["kortsiktig_gjeld"] -= min(claims, 0.0)  # the bank balance stays the file's
    if wrong := _impossible(amounts):
        return Part(problems=wrong)
    owed = loans(contents, plan, given, found, amounts["laanegjeld"])
    owned = assets(contents, plan, given, found, land)
    edits = [*_balance(b, given, amounts, choices), *owed.edits, *owned.edits]
    told = [*_kept(b, choices, amounts), *_premium(premium, vintages), *_capital(found, amounts), *owed.told, *owned.told]
    return Part(tuple(edits), tuple(_preview(b, given, amounts)), (*owed.problems, *owned.problems), tuple(told))


def _set_apart(b: BalanceFile, found: Statements, choices: Choices) -> tuple[float, float]:
    """Kroner of land and of debt for on-lending, which KOSTRA does not set apart: as stated, else the plan's own amounts.

    Estimates of the plan keep their proportion rather than their amount: land to fixed property, the debt to what is lent."""
    scale, own = SCALE[b.enhet], opening(found, 0.0, 0.0)
    land, lent = b.tomter * scale, b.videreutlaan_gjeld * scale
    fixed = b.tomter + b.avskrivbare_anleggsmidler
    if _rough(b) and fixed > 0.0:
        land = round(b.tomter / fixed * own["avskrivbare_anleggsmidler"], -3)
    if _rough(b) and b.utlaan > 0.0:
        lent = round(b.videreutlaan_gjeld / b.utlaan * own["utlaan"], -3)
    stated = (choices.land, choices.on_lending)
    return land if stated[0] is None else stated[0] * 1e6, lent if stated[1] is None else stated[1] * 1e6


def _vintages(plan: Plan) -> float:
    """Premieavvik left to write off by the plan's own years, in kroner."""
    pension = plan.operations.pensjon
    return sum(v.rest for v in pension.premieavvik) * SCALE[pension.enhet] if pension else 0.0


def _premium(booked: float, vintages: float) -> list[str]:
    """Premieavvik of the balance sheet that the plan does not write off year by year."""
    if abs(booked - vintages) <= NARROW * 1e3:
        return []
    return [tr("own.premium", booked=millions(booked), vintages=millions(vintages))]


def _impossible(amounts: Mapping[str, float]) -> tuple[Problem, ...]:
    """Amounts below zero that the plan cannot hold: what is set apart is more than the file has."""
    more = {
        "avskrivbare_anleggsmidler": "tomtene er mer enn alle faste eiendommer i balansen; oppgi tomter",
        "laanegjeld": "gjelden til videreutlån er mer enn all langsiktig gjeld i balansen; oppgi gjelden til videreutlån",
    }
    return tuple(
        Problem(FILE, key, "blir under null", millions(v), more.get(key, "se fortegnet i balansefilen"))
        for key, v in amounts.items()
        if key not in SIGNED and v < -0.5
    )


def _balance(b: BalanceFile, given: Given, amounts: Mapping[str, float], choices: Choices) -> list[Edit]:
    edits: list[Edit] = []
    for key, kroner in amounts.items():
        value = in_unit(max(kroner, 0.0) if key not in SIGNED else kroner, b.enhet)
        if key != FUND and (key in b.model_fields_set or value):
            edits.append(SetValue(fil=FILE, noekkel=[key], verdi=_plain(value)))
    for name, kroner in _funds(b, amounts[FUND]).items():
        edits.append(SetValue(fil=FILE, noekkel=[FUND, name], verdi=_plain(in_unit(kroner, b.enhet))))
    edits.append(SetValue(fil=FILE, noekkel=["kilde"], verdi=f"{given.balance}{_apart(b, choices)}"))
    if b.anslag:
        edits.append(SetValue(fil=FILE, noekkel=["anslag"], verdi=False))
    return edits


def _rough(b: BalanceFile) -> bool:
    """Whether land and on-lending are estimates: of a first plan, or apportioned before to own accounts."""
    return b.anslag or ROUGH in b.kilde


def _apart(b: BalanceFile, choices: Choices) -> str:
    """Source text of the two amounts that KOSTRA does not set apart."""
    said = [("tomter", choices.land), ("gjeld til videreutlån", choices.on_lending)]
    kept = [n for n, v in said if v is None]
    stated = [n for n, v in said if v is not None]
    how = ROUGH if _rough(b) else "er beholdt fra planen"
    text = f"; {' og '.join(stated)} er oppgitt" if stated else ""
    return text + (f"; {' og '.join(kept)} {how}, for KOSTRA skiller dem ikke ut" if kept else "")


def _funds(b: BalanceFile, total: float) -> dict[str, float]:
    """The plan's funds within disposisjonsfond, in the shares they have; the last has the rest, so that the sum is the file's."""
    names = list(b.disposisjonsfond)
    before = sum(b.disposisjonsfond.values())
    if not names:
        return {}
    shares = {n: b.disposisjonsfond[n] / before for n in names} if before > 0.0 else {n: float(n == names[0]) for n in names}
    parts = {n: round(total * shares[n], -3) for n in names[1:]}
    return {names[0]: total - sum(parts.values()), **parts}


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _kept(b: BalanceFile, choices: Choices, amounts: Mapping[str, float]) -> list[str]:
    """Amounts that KOSTRA does not state, kept or shared as in the plan."""
    key = "own.scaled" if _rough(b) else "own.kept"
    apart = (("own.land", choices.land, "tomter"), ("own.onlending", choices.on_lending, "videreutlaan_gjeld"))
    told = [tr(key, name=tr(name), amount=millions(amounts[place])) for name, stated, place in apart if stated is None]
    if sum(v > 0.0 for v in b.disposisjonsfond.values()) > 1:
        told.append(tr("own.funds", names=", ".join(b.disposisjonsfond)))
    return told


def _capital(found: Statements, amounts: Mapping[str, float]) -> list[str]:
    """The capital account of the file against what the other amounts make it (§ 5-10): a difference lands in the bank balance."""
    stated = found.balanse.get("C.III.1")
    computed = amounts["kapitalkonto"] + amounts["pensjonsmidler"] - amounts["pensjonsforpliktelse"]
    if stated is None or abs(stated - computed) <= NARROW * 1e3:
        return []
    return [tr("own.capital", stated=thousand(stated / 1e3), computed=thousand(computed / 1e3))]


def _preview(b: BalanceFile, given: Given, amounts: Mapping[str, float]) -> list[Row]:
    scale = SCALE[b.enhet]
    before = {**{k: getattr(b, k) for k in SHOWN if k != FUND}, FUND: sum(b.disposisjonsfond.values())}
    rows = [(k, before[k] * scale / 1e6, amounts[k] / 1e6) for k in SHOWN]
    return [Row(FILE, tr(NAMES[k]), old, new, "mill. kr", given.balance) for k, old, new in rows if old or new]
