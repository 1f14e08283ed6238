"""KOSTRA's key figures for many municipalities, as Statistikkbanken or a spreadsheet gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.parameters.ratios import by_label, plain
from ldip.sources.jsonstat import AGAIN, ROLES, dimensions_of, number_at
from ldip.sources.stocks import read_text
from ldip.tabular.files import Mistakes, csv_rows, json_of
from ldip.tabular.lines import lines_of

MOST_LISTED: Final = 80  # characters of names in a message


@dataclass(frozen=True)
class Indicator:
    """A figure: måltall, year, area (a number of today or a code of ldip.pack.areas), value in the reading unit."""

    maaltall: str
    aar: int
    kommune: str
    verdi: float


@dataclass(frozen=True)
class Indicators:
    """Municipalities' figures, those of groups, counties and the nation, names that match no måltall, and what to notice."""

    figures: tuple[Indicator, ...]
    unknown: tuple[str, ...]
    areas: tuple[Indicator, ...] = ()
    told: tuple[str, ...] = field(default=(), compare=False)

    @property
    def other_areas(self) -> int:
        """Count of figures of other areas than municipalities."""
        return len(self.areas)

    @property
    def every(self) -> tuple[Indicator, ...]:
        """The figures of municipalities, then of the other areas."""
        return (*self.figures, *self.areas)


def read_indicators(path: Path, answers: Answers = NO_ANSWERS, names: Names | None = None) -> Indicators:
    """Read a file. Errors: SourceError when it has no figures of a known måltall or one figure twice with unlike values;
    UnclearError when it holds several scopes, versions or units of one figure and `answers` choose none."""
    return indicators_in(str(path), read_bytes(path), answers, names)


def indicators_in(name: str, raw: bytes, answers: Answers = NO_ANSWERS, names: Names | None = None) -> Indicators:
    """Read a file's bytes. `names` are the figures to look for: the library's måltall without. Errors: as read_indicators."""
    known = names or ratio_names()
    stated, told = stated_figures(name, raw, answers, known)
    found, unknown = _known(stated, known)
    kept, left = placed(found)
    if not kept:
        hint = "velg kommunenes nummer, og nøkkeltallene «ldip vis maaltall» kjenner"
        what = ", ".join((*unknown, *left))[:MOST_LISTED]
        raise SourceError([Problem(name, "", "filen har ingen nøkkeltall for kommuner", what, hint)])
    single, repeated = one_each(name, kept, answers)
    figures = [Indicator(p.named.id, p.stated.year, p.area, p.stated.value) for p in single]
    areas = tuple(f for f in figures if kind_of(f.kommune) != "kommune")
    own = tuple(f for f in figures if kind_of(f.kommune) == "kommune")
    usual = unusual((f.maaltall, f.verdi) for f in figures)
    return Indicators(own, unknown, areas, tuple(dict.fromkeys((*told, *left, *repeated, *usual))))


Cell = tuple[str, int, str, float]  # region, year, label, value


def cells_of(path: Path) -> list[Cell]:
    """Every figure of a file. Errors: SourceError for a file that cannot be read."""
    text = read_text(path)
    return list(_jsonstat(path, text) if text.lstrip().startswith("{") else _csv(path, text))


def _jsonstat(path: Path, text: str) -> Iterator[Cell]:
    data: dict[str, Any] = json_of(path, text)
    dimensions, codes = dimensions_of(str(path), data)
    role = {key: _dimension(data, dimensions, key) for key in ("region", "year", "contents")}
    if lacking := [key for key, d in role.items() if not d]:
        hint = "velg region, statistikkvariabel og år ved uttrekket"
        raise SourceError([Problem(str(path), "dimension", "mangler dimensjon", ", ".join(lacking), hint)])
    for position, cell in enumerate(product(*codes)):
        value = number_at(str(path), data["value"], position)
        at = dict(zip(dimensions, cell, strict=True))
        if value is not None:
            yield at[role["region"]][0], _year(path, at[role["year"]][0]), at[role["contents"]][1], value


def _dimension(data: dict[str, Any], dimensions: list[str], key: str) -> str:
    """The dimension that holds the region, year or name: by its own name, else by the role that the data set gives it.

    KOSTRA's tables name the region by a code (KOKkommuneregion0000)."""
    named = next((d for d in dimensions if d.lower() in ROLES[key]), "")
    stated = data.get("role")
    held = stated.get(JSONSTAT_ROLES[key], []) if isinstance(stated, dict) else []
    return named or next((d for d in dimensions if isinstance(held, list) and d in held), "") or _sounding(dimensions, key)


def _sounding(dimensions: list[str], key: str) -> str:
    return next((d for d in dimensions if key == "region" and "region" in d.lower()), "")


def _year(path: Path, code: str) -> int:
    if not re.fullmatch(r"[0-9]{4}.*", code):
        raise SourceError([Problem(str(path), "dimension", "er ikke et år", code[:40], AGAIN)])
    return int(code[:4])


def _csv(path: Path, text: str) -> Iterator[Cell]:
    """Rows with columns for region, year, name and value, or one column for each name and year."""
    lines = [(n, line) for n, line in enumerate(lines_of(text), start=1) if line.strip() and not line.startswith("#")]
    delimiter = max(";\t,", key=text.count)
    cells_of = csv_rows(path, (line for _, line in lines), delimiter)
    rows = [(n, cells) for (n, _), cells in zip(lines, cells_of, strict=False)]
    start, header = next(
        ((i, [c.strip().lower() for c in r]) for i, (_, r) in enumerate(rows) if _place(r, "region") >= 0), (0, [])
    )
    if not header:
        raise SourceError(
            [Problem(str(path), "", "fant ingen overskriftsrad", "", "første kolonne skal hete region eller kommune")]
        )
    region, year, label, value = (_place(header, k) for k in ("region", "year", "contents", "value"))
    problems = Mistakes()
    for line, cells in rows[start + 1 :]:
        try:
            if label >= 0 and value >= 0:
                if cells[value].strip() not in MISSING:
                    yield cells[region].strip(), int(cells[year]), cells[label].strip(), _number(cells[value])
                continue
            for at, head in enumerate(rows[start][1]):
                named = re.fullmatch(r"(.*\S)\s+((?:19|20)\d\d)", head.strip())
                if named and cells[at].strip() not in MISSING:
                    yield cells[region].strip(), int(named[2]), named[1], _number(cells[at])
        except (ValueError, IndexError) as error:
            problems.append(Problem(str(path), "", str(error), delimiter.join(cells)[:60], "rett linjen", line))
    if problems:
        raise SourceError(problems.told())


def _place(header: list[str], key: str) -> int:
    plain_names = [c.strip().lower() for c in header]
    return next((plain_names.index(n) for n in NAMES[key] if n in plain_names), -1)


def _number(text: str) -> float:
    value = float(re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(f"{text[:20]!r} er ikke et endelig tall")
    return value
