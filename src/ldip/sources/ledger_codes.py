"""KOSTRA's codes of a row of a ledger: account class, art, function, chapter and sector, by the map's columns and spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ldip.digits import is_digits
from ldip.locales import tr
from ldip.parameters import kostra
from ldip.sources.column_map import CodeError
from ldip.sources.ledger_map import AccountClass, ColumnMap

NO_SECTOR: Final = "000"
PLURAL: Final = {"art": "arter", "funksjon": "funksjoner", "kapittel": "kapitler"}
LONGEST: Final = 3  # digits of KOSTRA's codes
HINT: Final = "rett kartet, eller før raden opp i utelat"
Cells = Mapping[str, str]


def account_class(cells: Cells, m: ColumnMap) -> AccountClass:
    """The account class of a row. Errors: CodeError for one that is not in the map."""
    if m.kontoklasse is not None:
        return m.kontoklasse
    if m.kontoklasse_siffer:
        name = "art" if "art" in m.columns else "kapittel"
        account = m.columns[name]
        digit = account.code(cells[name])[:1]
        if digit in m.kontoklasse_siffer:
            return m.kontoklasse_siffer[digit]
        hint = f"legg {digit!r} til i [kontoklasse_siffer], eller før raden opp i utelat"
        raise account.error("kontoens første siffer er ikke i kartet", hint, cells[name])
    text = cells.get("kontoklasse", "")
    if not text:
        return "balanse" if cells.get("kapittel", "") else "drift"
    place = m.columns["kontoklasse"]
    found = place.cut(text) if place.siffer else text
    if found in m.kontoklasser:
        return m.kontoklasser[found]
    hint = f"legg {found!r} til i [kontoklasser] som drift, investering eller balanse, eller før raden opp i utelat"
    raise place.error("kontoklassen er ikke i kartet", hint, text)


def code_of(kind: str, cells: Cells, m: ColumnMap) -> int:
    """KOSTRA's code for a municipality's own: by the spans, by the digits, or as it is. Errors: CodeError."""
    place = m.columns.get(kind)
    if place is None:
        raise CodeError(f"raden trenger {kind}, og kartet har ingen kolonne for det", "legg kolonnen til i [kolonner]", kind)
    text = cells[kind]
    whole = place.code(text)
    if not whole:
        raise place.error(f"raden har beløp, men ingen {kind}", "rett kartet, eller før summer opp i utelat", "")
    if not is_digits(whole):
        raise place.error(f"{kind} er ikke et tall", HINT, text)
    for span in m.own(kind):
        if span.fra <= int(whole) <= span.til:
            return span.blir
    code = int(place.cut(text))
    if (place.siffer or m.own(kind)) and not known(kind, code):
        what = f"{code:03d} finnes ikke i KOSTRA" if place.siffer else f"{kind} er ikke i kartet"
        raise place.error(what, f"legg den til i [[{PLURAL[kind]}]]", text)
    if len(str(code)) > LONGEST:
        hint = f'si hvilke sifre som er {kind}: {kind} = {{ kolonne = "{place.kolonne}", siffer = "1-3", lengde = {len(whole)} }}'
        raise place.error(f"{kind} har flere sifre enn KOSTRAs koder", hint, text)
    return code


def sector_of(cells: Cells, m: ColumnMap) -> str:
    """The sector of a balance row; none is 000. Errors: CodeError."""
    text = cells.get("sektor", "")
    if not text:
        return NO_SECTOR
    place = m.columns["sektor"]
    found = place.cut(text).rjust(LONGEST, "0")
    if not is_digits(found) or len(found) > LONGEST:
        raise place.error("sektoren er ikke tre sifre", HINT, text)
    return found


def known(kind: str, code: int) -> bool:
    """Whether a code is in one of KOSTRA's lists; one that is replaced since is reported by the controls of the year."""
    if kind == "art":
        return kostra.holds("art", code, min(9998, kostra.change("art", code).til))
    return (kostra.area(code) if kind == "funksjon" else kostra.chapter_line(code)) is not None


def padded(columns: Mapping[str, Sequence[str]], m: ColumnMap) -> Iterator[str]:
    """Codes that got lost zeros back, by column."""
    seen: set[str] = set()
    for name, texts in columns.items():
        place = m.columns[name]
        if place.lengde is None or place.piece is not None or place.kolonne in seen:
            continue
        seen.add(place.kolonne)
        short = [t for t in texts if is_digits(t.strip()) and len(t.strip()) < place.lengde]
        if short:
            yield tr("ledger.zeros", column=place.kolonne, n=len(short), digits=place.lengde, example=short[0])
