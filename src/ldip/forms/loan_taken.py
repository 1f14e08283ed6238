"""A loan taken before the plan: it enters the opening balance together with what it paid for, so that the balance still closes.

The part that is not used yet is bank and ubrukte lånemidler. The used part has a counter-entry: kapitalkonto where the assets
are in the balance already, an asset that is not, or another loan that it replaced. Source: forskriften § 5-10."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ldip.forms.asked import Asked
from ldip.forms.terms import Choice, Proposal, Sheet, Spec
from ldip.forms.written import cell, printed, signed
from ldip.locales import tr
from ldip.plan.csvfile import delimiter_of
from ldip.plan.edits import Edit, SetCell, SetValue
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE

LOANS: Final = "laan.csv"
BALANCE: Final = "balanse.toml"
ASSETS: Final = "anlegg.csv"
UNIT: Final = "mill. kr"
CAPITAL: Final = "kapitalkonto"
ASSET: Final = "anlegg"
REPLACED: Final = "annet_laan"
EXACT: Final = 9  # decimals of the file's unit
SMALLEST: Final = 1e-9  # millions


@dataclass
class Taken:
    """The counter-entries of a loan: changes of the opening balance in millions by key, edits of other files, and the table."""

    moved: dict[str, float]
    edits: list[Edit] = field(default_factory=list)
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sheet: Sheet = field(default_factory=lambda: Sheet("", (), ()))


def ask_counter_entry(a: Asked, amount: float) -> Taken:
    """Ask what the loan paid for, and make the entries."""
    unused = a.number(
        Spec("ubrukt", "vilkaar", unit="mill.", prices=tr("skjema.laan.loepende"), low=0.0, high=1e6),
        Proposal(0.0, tr("skjema.laan.ubrukt")),
    )
    if unused > amount > 0.0:
        a.wrong("ubrukt", tr("skjema.laan.ubrukt_for_hoey", verdi=printed(amount)))
        unused = amount
    used = amount - unused
    ways = [Choice(k, tr(f"skjema.laan.motpost.{k}")) for k in (CAPITAL, ASSET, REPLACED) if k != ASSET or _assets(a)]
    way = a.choice(Spec("motpost", "vilkaar"), ways, Proposal(CAPITAL, tr("skjema.laan.motpost")))
    taken = Taken({"laanegjeld": amount, "ubrukte_laanemidler": unused, "arbeidskapital": unused})
    if way == ASSET:
        _asset(a, taken, used)
    elif way == REPLACED:
        _replaced(a, taken, used)
    taken.edits += moved(a, taken.moved)
    taken.places = {(BALANCE, ""): "beloep", (ASSETS, ""): "beloep"}
    taken.sheet = _sheet(a, taken.moved)
    return taken


def follow(a: Asked, more: float) -> list[Edit]:
    """The opening balance after the amount of a loan is changed: kapitalkonto takes the change."""
    return moved(a, {"laanegjeld": more}) if abs(more) > SMALLEST else []


def moved(a: Asked, by_key: Mapping[str, float]) -> list[Edit]:
    """Edits of the opening balance, with the capital account that the amounts make."""
    bal = a.plan.balance
    factor = SCALE[UNIT] / SCALE[bal.enhet]
    changes = {**by_key, "kapitalkonto": _capital(by_key)}
    return [
        SetValue(fil=BALANCE, noekkel=[key], verdi=round(getattr(bal, key) + value * factor, EXACT))
        for key, value in changes.items()
        if abs(value) > SMALLEST
    ]


def _capital(by_key: Mapping[str, float]) -> float:
    """The change of kapitalkonto: fixed assets less long-term debt, with ubrukte lånemidler added (§ 5-10 b)."""
    up = sum(by_key.get(k, 0.0) for k in ("avskrivbare_anleggsmidler", "utlaan", "ubrukte_laanemidler"))
    return up - by_key.get("laanegjeld", 0.0) - by_key.get("videreutlaan_gjeld", 0.0)


def _assets(a: Asked) -> list[tuple[int, t.AssetRow]]:
    return list(a.plan.table(ASSETS, t.AssetRow).numbered())


def _asset(a: Asked, taken: Taken, used: float) -> None:
    """The loan paid for an asset that is not in the register: its class grows by the used part."""
    found = _assets(a)
    largest = max(found, key=lambda x: x[1].bokfoert * SCALE[x[1].enhet])[1].klasse
    choices = [Choice(r.klasse, r.klasse) for _, r in found]
    own = a.choice(Spec("klasse", "vilkaar"), choices, Proposal(largest, tr("skjema.laan.klasse")))
    line, row = next(x for x in found if x[1].klasse == own)
    value = row.bokfoert + used * SCALE[UNIT] / SCALE[row.enhet]
    comma = delimiter_of(a.plan.contents.get(ASSETS), ASSETS) == ";"
    taken.edits.append(SetCell(fil=ASSETS, rad=line, kolonne="bokfoert", verdi=cell(value, comma)))
    taken.moved["avskrivbare_anleggsmidler"] = used


def _replaced(a: Asked, taken: Taken, used: float) -> None:
    """The loan replaced another one, whose balance falls by the used part."""
    found = [(n, r) for n, r in a.plan.table(LOANS, t.LoanRow).numbered() if not r.tas_opp]
    if not found:
        a.wrong("motpost", tr("skjema.laan.ingen_laan"))
        return
    largest = max(found, key=lambda x: x[1].saldo * SCALE[x[1].enhet])[1].id
    own = a.choice(Spec("annet_laan", "vilkaar"), [Choice(r.id, r.navn) for _, r in found], Proposal(largest))
    line, row = next(x for x in found if x[1].id == own)
    left = row.saldo - used * SCALE[UNIT] / SCALE[row.enhet]
    if left < 0.0:
        a.wrong("annet_laan", tr("skjema.laan.for_lite", verdi=printed(row.saldo * SCALE[row.enhet] / SCALE[UNIT])))
        return
    comma = delimiter_of(a.plan.contents.get(LOANS), LOANS) == ";"
    taken.edits.append(SetCell(fil=LOANS, rad=line, kolonne="saldo", verdi=cell(left, comma)))
    taken.moved["laanegjeld"] -= used


def _sheet(a: Asked, by_key: Mapping[str, float]) -> Sheet:
    """The accounts before, with and after the loan; assets less debt less equity are unchanged."""
    bal = a.plan.balance
    factor = SCALE[bal.enhet] / SCALE[UNIT]
    changes = {**by_key, "kapitalkonto": _capital(by_key)}
    rows = [
        (tr(f"skjema.laan.konto.{key}"), *(_cells(getattr(bal, key) * factor, changes[key])))
        for key in ("arbeidskapital", "avskrivbare_anleggsmidler", "laanegjeld", "kapitalkonto", "ubrukte_laanemidler")
        if key in changes and (abs(changes[key]) > SMALLEST or key in ("laanegjeld", "kapitalkonto"))
    ]
    # Bank and assets less debt and kapitalkonto: what the loan changes in all is nothing.
    off = changes.get("arbeidskapital", 0.0) + changes.get("avskrivbare_anleggsmidler", 0.0)
    off -= changes["laanegjeld"] + changes["kapitalkonto"]
    rows.append((tr("skjema.laan.konto.sum"), "0", signed(round(off, 6)), printed(round(off, 6))))
    heads = tuple(tr(f"skjema.laan.hode.{k}") for k in ("konto", "foer", "laanet", "etter"))
    return Sheet(
        tr("skjema.laan.motposter", aar=a.plan.years[0] - 1), heads, tuple(rows), tr("skjema.laan.motposter_av_seg_selv")
    )


def _cells(before: float, change: float) -> tuple[str, str, str]:
    return printed(round(before, 3)), signed(round(change, 3)), printed(round(before + change, 3))
