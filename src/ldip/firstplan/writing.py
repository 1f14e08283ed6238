"""Text of a plan's files: numbers as Norwegians write them, TOML tables and csv rows with sources, and a derivation in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.locales.written import MINUS

Cell = str | float | bool | None
READABLE: Final = 400  # characters of a source in which computed terms are expanded
MOST_SOURCES: Final = 2  # sources named of a computed term in a longer one; `ldip explain` has them all
WIDTH: Final = 118  # characters of a line of comment
ABOUT: Final = (
    "Første plan for {name}, laget av datapakken {pack} og bygd på landets nivåer. "
    "Tall med anslag = true er ikke kommunens egne; kilden sier hvordan hvert av dem er regnet."
)


def plain(value: float, decimals: int = 6) -> str:
    """A number with decimal point, rounded and without trailing zeros, for TOML."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def comma(value: float, decimals: int = 6) -> str:
    """A number with decimal comma, rounded and without trailing zeros, for csv."""
    return plain(value, decimals).replace(".", ",")


def quoted(text: str) -> str:
    """A TOML string on one line."""
    clean = " ".join(text.split())
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


def comment(*paragraphs: str) -> str:
    """Lines of comment, folded; every paragraph on a line of its own."""
    lines: list[str] = []
    for paragraph in paragraphs:
        line = "#"
        for word in paragraph.split():
            if len(line) + 1 + len(word) > WIDTH:
                lines.append(line)
                line = "#"
            line += f" {word}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def head(name: str, pack: str, *paragraphs: str) -> str:
    """The first lines of a file: whose plan, that it is built on national levels, and (`paragraphs`) its content and what to
    replace. A blank line follows."""
    return comment(*paragraphs, ABOUT.format(name=name, pack=pack)) + "\n"


def toml_value(value: Cell | Sequence[Cell]) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if value is None:
        raise TypeError("TOML har ingen tom verdi")
    if isinstance(value, (int, float)):
        return plain(float(value))
    return "[" + ", ".join(toml_value(v) for v in value) + "]"


def toml_table(heading: str, values: Iterable[tuple[str, Cell | Sequence[Cell]]]) -> str:
    """A TOML table with its heading («[navn]», «[[navn]]»; empty for the top) and a blank line after. None leaves a key out."""
    lines = [heading] if heading else []
    lines += [f"{key} = {toml_value(value)}" for key, value in values if value is not None]
    return "\n".join(lines) + "\n\n"


def sourced(derivation: Derivation) -> list[tuple[str, Cell | Sequence[Cell]]]:
    """The keys `kilde` and, where it is an estimate, `anslag`."""
    kept: list[tuple[str, Cell | Sequence[Cell]]] = [("kilde", source_text(derivation))]
    return [*kept, ("anslag", True)] if derivation.anslag else kept


def csv_text(about: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A csv file: comment, header, rows; `;` and decimal comma; ja and nei; an empty cell for None."""
    lines = [";".join(columns)]
    lines += [";".join(_cell(c) for c in row) for row in rows]
    return about.rstrip("\n") + "\n" + "\n".join(lines) + "\n"


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, (int, float)):
        return comma(float(value))
    text = " ".join(value.split())
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ';"') else text


def amount(value: float, unit: str) -> str:
    """A number with its unit for a sentence, with as many digits as its size calls for."""
    size = abs(value)
    decimals = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 10 else 3 if size >= 1 else 4
    text = f"{size:,.{decimals}f}".replace(",", " ").replace(".", ",")
    text = text.rstrip("0").rstrip(",") if "," in text else text
    text = MINUS + text if value < 0 and text.strip("0,") else text
    return text if unit in ("", "andel", "forhold", "indeks", "faktor", "antall") else f"{text} {unit}"


def source_text(derivation: Derivation) -> str:
    """A derivation in one sentence: of a leaf its source; of a computed figure the formula with every term's value and source.

    «landet 163 131 kr per 6–15-åring (SSB KOSTRA 2025) × behovsindeks grunnskole 0,98 (Grønt hefte 2026)». A term that was itself
    computed is expanded likewise while the sentence stays readable, and else given by its formula and its sources."""
    if not derivation.terms:
        return derivation.source
    text = _formula(derivation, True)
    text = text if len(text) <= READABLE else _formula(derivation, False)
    return f"{text}. {derivation.source}" if derivation.source and derivation.source not in text else text


def _formula(derivation: Derivation, whole: bool) -> str:
    """The formula with value and source after each term's name; terms that it does not name follow it."""
    text, rest = derivation.formula, []
    marks: dict[str, str] = {}
    for i, term in enumerate(sorted(derivation.terms, key=lambda t: -len(t.name))):
        mark = f"\x00{i}\x00"
        if term.name in text:
            text = text.replace(term.name, mark, 1)
        else:
            rest.append(mark)
        marks[mark] = _term(term, whole)
    text = "; ".join([text, *rest]) if text else "; ".join(rest)
    for mark, words in marks.items():
        text = text.replace(mark, words)
    return text


def _term(term: Derivation, whole: bool) -> str:
    """A term's name, value and, in brackets, its source or its own formula."""
    inner = term.source if not term.terms else _formula(term, True) if whole else _brief(term)
    return f"{term.name} {amount(term.value, term.unit)}" + (f" ({inner})" if inner else "")


def _brief(term: Derivation) -> str:
    """A computed term's formula in words, and the first of its sources."""
    sources = list(dict.fromkeys(d.source for d in term.leaves if d.source))
    more = " m.fl." if len(sources) > MOST_SOURCES else ""
    return f"{term.formula}: {'; '.join(sources[:MOST_SOURCES])}{more}"
