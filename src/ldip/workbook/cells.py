"""Values as a spreadsheet holds them: shown in a cell, compared with one, and read from one that is changed."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Sequence
from math import isfinite
from typing import Any, Final

from ldip.tabular.numbers import MARKS, Rules, decide, parse
from ldip.workbook.terms import HELD, NO, YES, Field, Given, Kind

LONGEST: Final = 32_767  # characters of a cell
DIGITS: Final = 15  # significant digits a spreadsheet keeps of a number
WORDS: Final = {YES: True, NO: False, "true": True, "false": False, "sann": True, "usann": False}
SPLIT: Final = ";"
# Characters that no cell can hold, and the format's own escape, which programs read in different ways.
_UNHELD: Final = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_DATES: Final = (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"))
TYPED: Final = Rules(prior=",", mixed=True)  # a cell by itself, in a workbook with decimal commas
_EPOCH: Final = dt.date(1899, 12, 30)


class CellError(Exception):
    """A cell that is no value of its kind: the message, and the remedy."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def is_absent(value: Any) -> bool:
    """Whether a value is as good as none: its cell is empty."""
    return value is None or value in ("", [])


def shown(value: Any) -> str | float | int | dt.date | None:
    """The content of a cell for a value; None for an empty cell, HELD for a text no cell can hold."""
    if is_absent(value):
        return None
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float):
        return value if isfinite(value) and abs(value) < 1e300 else HELD
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value if value.year >= 1901 else value.isoformat()
    text = list_text(value) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST and not _UNHELD.search(text) else HELD


def list_text(values: Sequence[Any]) -> str:
    """The elements of a list with a semicolon between them; as JSON where that could be read in another way."""
    texts = [words(v) for v in values]
    plain = not any(isinstance(v, list | dict) for v in values) and not any(SPLIT in t or t != t.strip() or not t for t in texts)
    joined = f"{SPLIT} ".join(texts)
    return joined if plain and not joined.startswith("[") else json.dumps(list(values), ensure_ascii=False, default=str)


def words(value: Any) -> str:
    """A value as people read it in a list, a message or a preview: decimal comma, ja and nei."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        return repr(value).removesuffix(".0").replace(".", ",")
    if isinstance(value, list):
        return list_text(value)
    return "" if value is None else str(value)


def is_same(value: Any, raw: Given) -> bool:
    """Whether a cell still holds its value: numbers to the digits a spreadsheet keeps, texts without their form."""
    was = shown(value)
    if was is None:
        return isinstance(raw, str) and not raw.strip()
    if isinstance(was, dt.date):
        return _date(raw) == was
    if isinstance(was, int | float):
        return isinstance(raw, int | float) and f"{was:.{DIGITS}g}" == f"{raw:.{DIGITS}g}"
    if isinstance(value, bool) and isinstance(raw, str):
        return WORDS.get(raw.strip().lower()) is value
    if isinstance(raw, float) and raw.is_integer():
        return was == str(int(raw))
    return isinstance(raw, str) and _plain(raw) == _plain(was)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def value_of(raw: Given, field: Field, before: Any = None) -> Any:
    """A changed cell as a value of the plan; None for an empty one. Errors: CellError."""
    text = _plain(raw) if isinstance(raw, str) else ""
    if isinstance(raw, str) and not text:
        return None
    if text == HELD:
        raise CellError("teksten i planfilen kan ikke vises her", "skriv en ny tekst, eller la cellen være som den var")
    if field.kind == "liste":
        return _elements(raw, field)
    return one_value(raw, field.kind, field.pattern, before)


def one_value(raw: Given, kind: Kind, pattern: str = "", before: Any = None) -> Any:
    """A cell as one value of a kind. Errors: CellError."""
    if kind == "ja_nei":
        return _yes_no(raw)
    if kind == "dato":
        if (found := _date(raw)) is None:
            raise CellError("må være en dato", "skriv for eksempel 2021-10-15")
        return found
    if kind in ("tall", "heltall"):
        number = _number(raw)
        whole = number.is_integer() and abs(number) < 2**53
        return int(number) if whole and not isinstance(before, float) else number
    return _text(raw, pattern)


def _yes_no(raw: Given) -> bool:
    found = WORDS.get(raw.strip().lower()) if isinstance(raw, str) else None
    if found is None and isinstance(raw, float) and raw in (0.0, 1.0):
        return bool(raw)
    if found is None:
        raise CellError("må være ja eller nei", "velg ja eller nei")
    return found


def _number(raw: Given) -> float:
    """A number stored as one, or typed as a text in the Norwegian way. Errors: CellError, also for a text of two meanings."""
    if isinstance(raw, dt.date):
        raise CellError("er en dato, og cellen skal ha et tall", "skriv tallet på nytt, og velg tall som format")
    if not isinstance(raw, str):
        return float(raw)
    parsed = parse(raw)
    value = decide([(raw, parsed)], TYPED).value(parsed)
    if parsed.ambiguous and value is None:
        raise CellError("kan være to ulike tall", f"skriv {raw.strip().replace('.', '')} eller {raw.strip().replace('.', ',')}")
    if value is None or parsed.unit or parsed.group in MARKS:
        raise CellError("må være et tall", "skriv bare sifre og desimalkomma")
    return value


def _text(raw: Given, pattern: str) -> str:
    if isinstance(raw, dt.date):
        month = f"{raw.year}-{raw.month:02d}"
        if raw.day == 1 and pattern and re.fullmatch(pattern, month):
            return month
        raise CellError("er en dato, og cellen skal ha tekst", "velg tekst som format, og skriv på nytt")
    if isinstance(raw, int | float):
        return str(int(raw)) if float(raw).is_integer() else words(float(raw))
    text = _plain(raw)
    if _UNHELD.search(text):
        raise CellError("teksten har tegn som ikke kan lagres", "skriv teksten på nytt uten usynlige tegn")
    return text


def _date(raw: Given) -> dt.date | None:
    """A date stored as one, as the number behind it, or typed."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, float):
        return _EPOCH + dt.timedelta(days=int(raw)) if raw.is_integer() and 367 <= raw <= 73_050 else None
    found = [m.groups() for p in _DATES if isinstance(raw, str) and (m := p.fullmatch(raw.strip()))]
    try:
        return _typed(found[0])
    except (IndexError, ValueError):
        return None


def _typed(parts: Sequence[str]) -> dt.date:
    year, month, day = parts if len(parts[0]) == 4 else parts[::-1]
    return dt.date(int(year), int(month), int(day))


def _elements(raw: Given, field: Field) -> list[Any]:
    """The elements of a list. Errors: CellError."""
    if not isinstance(raw, str):
        return [one_value(raw, field.of)]
    text = _plain(raw)
    if text.startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            raise CellError("er ingen liste", "skriv verdiene med semikolon mellom") from None
        return list(found)
    parts = [p.strip() for p in text.split(SPLIT)]
    return [one_value(p, field.of) for p in parts if p]
