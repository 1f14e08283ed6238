"""Tables with known content: labels, figures, and the ways people write them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Literal

from ldip.tabular.terms import Shape, Wanted

NBSP, NARROW, THIN, MINUS, DASH = "\u00a0", "\u202f", "\u2009", "\u2212", "\u2013"
REGIONS = (
    ("0301", "Oslo"),
    ("1103", "Stavanger"),
    ("3205", "Lillestrøm"),
    ("4001", "Porsgrunn"),
    ("4601", "Bergen"),
    ("5001", "Trondheim"),
    ("5401", "Tromsø"),
)
SERVICES = ("Barnehage", "Grunnskole", "Helse", "Pleie og omsorg", "Barnevern", "Kultur", "Vei", "Vann")
Form = Literal["ledger", "long", "wide"]
UNREADABLE = object()  # the known figure of a cell that holds none: any figure read there is wrong
Figure = float | None | object


@dataclass(frozen=True)
class Style:
    """How the figures of a file are typed."""

    decimal: str = ","
    group: str = ""
    decimals: int = 0
    minus: str = "-"  # or "after", "()"
    before: str = ""
    after: str = ""
    missing: str = ""
    grouped_from: int = 1000  # some write 1234 and 12 345

    @property
    def answer(self) -> str:
        """The answer to a question on the decimal mark."""
        if self.decimals:
            return "komma" if self.decimal == "," else "punktum"
        return "punktum" if self.group == "," else "komma"

    @property
    def plain(self) -> bool:
        """Whether the figures can be read in one way only, whatever they are."""
        return self.decimals in (1, 2) or (self.decimals == 0 and self.group not in (".", ","))

    def text(self, value: float | None) -> str:
        """A figure as text."""
        if value is None:
            return self.missing
        whole, _, part = f"{abs(value):.{self.decimals}f}".partition(".")
        grouped = f"{int(whole):,}".replace(",", self.group) if self.group and int(whole) >= self.grouped_from else whole
        body = grouped + (self.decimal + part if part else "")
        if value < 0:
            body = f"{body}-" if self.minus == "after" else f"({body})" if self.minus == "()" else self.minus + body
        return self.before + body + self.after


@dataclass
class Content:
    """A table's labels and figures. `figures` is a row per label row, with one figure per value column."""

    form: Form
    headings: list[str]
    labels: list[tuple[str, ...]]
    columns: list[tuple[int, str]]  # year and group of each value column; (0, "") for a column without a year
    figures: list[list[Figure]]
    style: Style
    dash_is_zero: bool = False
    names: dict[str, str] = field(default_factory=dict)  # region names by code, for «0301 Oslo»

    @property
    def shape(self) -> Shape:
        """The shape that a reader of the table declares."""
        dash: Literal["null", "mangler"] = "null" if self.dash_is_zero else "mangler"
        value = Wanted("beloep", ("Beløp", "Verdi", "value"), "tall", dash=dash)
        region = Wanted("region", ("Region", "Kommune"), "kode", role="geo", digits=(4,))
        if self.form == "ledger":
            return Shape(
                (Wanted("konto", ("Konto",), "kode", digits=(4,)), Wanted("funksjon", ("Funksjon",), "kode", digits=(3,)), value)
            )
        if self.form == "long":
            return Shape((region, Wanted("kjoenn", ("Kjønn",), "tekst"), Wanted("aar", ("År",), "aar", role="time"), value))
        return Shape((region, Wanted("tjeneste", ("Tjeneste",), "tekst")), wide=value)


def style_of(r: random.Random) -> Style:
    """A way to type figures."""
    decimals = r.choice((0, 0, 0, 1, 1, 2, 2, 3))
    decimal = r.choice(",,.")
    group = r.choice(("", "", " ", NBSP, NARROW, THIN, "'", "\u2019", "." if decimal == "," else ","))
    minus = r.choice(("-", "-", "-", MINUS, DASH, "after", "()", "- "))
    before, after = r.choice(
        (("", ""), ("", ""), ("", ""), ("", ""), (" ", " "), ("kr ", ""), ("", " kr"), ("", " NOK"), ("", NBSP + "%"))
    )
    if not decimals and r.random() < 0.15 and minus not in ("after", "()"):
        before, after = "", ",-"
    missing = r.choice(("", "", ".", "..", ":", "-", DASH, " -   "))
    return Style(decimal, group, decimals, minus, before, after, missing, r.choice((1000, 1000, 10_000)))


def figures_of(r: random.Random, style: Style, rows: int, columns: int) -> list[list[Figure]]:
    """Figures that the style can write exactly."""
    size = r.choice((1, 120, 9_000, 400_000, 80_000_000))
    negative, lost = r.choice((0, 0, 0.1, 0.5)), r.choice((0, 0, 0, 0.03, 0.2))

    def figure() -> Figure:
        if r.random() < lost:
            return None
        value = round(r.random() ** 2 * size, style.decimals)
        return -value if value and r.random() < negative else value

    found = [[figure() for _ in range(columns)] for _ in range(rows)]
    found[0] = [round(size * 0.37, style.decimals) if v is None else v for v in found[0]]
    return found


def content_of(r: random.Random) -> Content:
    """A table."""
    style = style_of(r)
    form: Form = r.choice(("ledger", "long", "wide"))
    regions = r.sample(REGIONS, r.randint(1, 5))
    names = dict(regions) if r.random() < 0.4 else {}
    first = r.randint(2015, 2024)
    columns = [(0, "")]
    if form == "ledger":
        headings = ["Konto", "Funksjon"]
        labels = sorted({(f"{r.randint(0, 1990):04d}", r.choice(("100", "202", "211", "253"))) for _ in range(r.randint(3, 25))})
        names = {}
    elif form == "long":
        headings = ["Region", "Kjønn", "År"]
        labels = [
            (code, sex, str(year))
            for code, _ in regions
            for sex in ("Kvinner", "Menn")
            for year in range(first, first + r.randint(1, 4))
        ]
    else:
        headings = ["Region", "Tjeneste"]
        services = r.sample(SERVICES, r.randint(2, 6))
        labels = [(code, service) for code, _ in regions for service in services]
        groups = r.choice((("",), ("",), ("Regnskap", "Budsjett")))
        columns = [(year, group) for group in groups for year in range(first, first + r.randint(2, 4))]
    figures = figures_of(r, style, len(labels), len(columns))
    zero = style.missing.strip() in ("-", DASH) and r.random() < 0.5
    if zero:
        figures = [[0.0 if v is None else v for v in row] for row in figures]
    return Content(form, headings, list(labels), columns, figures, style, zero, names)


def year_cell(r: random.Random, year: int, how: str) -> object:
    """A year as a text, a number or a date."""
    if how == "date":
        return dt.date(year, 1, 1)
    return {"text": str(year), "number": float(year), "dotted": f"1.1.{year}", "named": f"1. jan. {year}"}[how]
