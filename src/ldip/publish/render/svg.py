"""Figures as SVG: years along, numbers up, every line named at its end; no outside font, and the same bytes each time.

Every colour has a dash or pattern of its own, so that the figure is read without colours."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

from ldip.locales import tr
from ldip.publish.content.cells import Band, Cell, Figure, Trail
from ldip.publish.render.scale import Place, apart, axis_of, drawn, numbers_of

WIDTH: Final = 760
LINE: Final = 16  # pixels from one line of text to the next
LETTER: Final = 6.6  # mean width of a letter, in pixels
TOP: Final = 74
DRAWING: Final = 270
UNDER: Final = 30
NAMES: Final = 150  # pixels for names at the ends of lines
FONT: Final = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
INK, GREY, GRID, ADOPTED = "#1d2126", "#595e66", "#e3e6ea", "#eef4fb"
COLOURS: Final = ("#0062ba", "#7a1022", "#8a5a00", "#12705f", "#0e1f45", "#5b3d8a")
DASHES: Final = ("", "7 4", "2 3", "10 3 2 3", "4 4", "12 5")
LEVEL: Final = "#595e66"
LEVEL_DASHES: Final = {"maal": "6 4", "gulv": "2 3", "tak": "10 3 2 3"}
SPREADS: Final = ("#dcebf6", "#b9d7ef", "#8dbde4")
LOOKS: Final = {
    "": "",
    "title": ' font-size="17" font-weight="600"',
    "small": ' font-size="11"',
    "name": ' font-weight="600"',
    "quoted": ' font-weight="600" stroke="#fff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"',
}
PATTERNS: Final = (  # drawn in white over the colour of a part
    "",
    '<path d="M0 8L8 0" stroke="#fff" stroke-width="1.6"/>',
    '<circle cx="4" cy="4" r="1.5" fill="#fff"/>',
    '<path d="M0 4H8" stroke="#fff" stroke-width="1.6"/>',
    '<path d="M0 0L8 8M0 8L8 0" stroke="#fff" stroke-width="1.2"/>',
    '<path d="M4 0V8" stroke="#fff" stroke-width="1.6"/>',
)


def as_svg(figure: Figure) -> str:
    """A figure as an SVG document with its content described in words."""
    lines = [t for t in figure.trails if t.mark != "part"]
    parts = [t for t in figure.trails if t.mark == "part"]
    place = _place(figure, named=bool(lines) and not parts)
    legend = list(_legend(figure, parts, lines, place))
    height = TOP + DRAWING + UNDER + LINE * len(legend) + 2 * LINE
    body = [
        *_words(figure),
        *_ground(figure, place),
        *(_band(b, SPREADS[i % len(SPREADS)], place) for i, b in enumerate(figure.bands)),
        *_stack(figure, parts, place),
        *_axes(place),
        *(part for i, t in enumerate(lines) for part in _line(t, i, place)),
        *(_names(lines, place) if not parts else ()),
        *_pointed(figure, lines, place),
        *legend,
        _text(20, height - 12, figure.source, look="small", fill=GREY),
    ]
    return "\n".join([*_head(figure, height, parts), *body, "</svg>", ""])


def _place(figure: Figure, named: bool) -> Place:
    axis = axis_of(numbers_of(figure))
    left = 24 + LETTER * max(len(axis.words(t)) for t in axis.ticks)
    width = WIDTH - left - (NAMES if named else 24)
    return Place(left, TOP, width, DRAWING, figure.years, axis, any(t.mark == "part" for t in figure.trails))


def _head(figure: Figure, height: float, parts: Sequence[Trail]) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(height)}" width="{WIDTH}" height="{_n(height)}" '
        f'role="img" aria-labelledby="{figure.id}-t {figure.id}-d" font-family="{FONT}" font-size="12">'
    )
    yield f'<title id="{figure.id}-t">{escape(f"{figure.title}, {figure.unit}")}</title>'
    yield f'<desc id="{figure.id}-d">{escape(figure.summary)}</desc>'
    for i, _ in enumerate(parts):
        yield (
            f'<pattern id="{figure.id}-m{i}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" fill="{COLOURS[i % len(COLOURS)]}"/>{PATTERNS[i % len(PATTERNS)]}</pattern>'
        )
    yield f'<rect width="{WIDTH}" height="{_n(height)}" fill="#fff"/>'


def _words(figure: Figure) -> Iterator[str]:
    yield _text(20, 28, figure.title, look="title")
    yield _text(20, 48, figure.unit, fill=GREY)


def _ground(figure: Figure, place: Place) -> Iterator[str]:
    """The adopted years, and a line at each number that is marked."""
    first = place.years[0]
    if figure.adopted is not None and figure.adopted >= first:
        last = min(figure.adopted, place.years[-1])
        half = place.step / 2
        x, end = max(place.x(first) - half, place.left), min(place.x(last) + half, place.left + place.width)
        yield f'<rect x="{_n(x)}" y="{_n(place.top)}" width="{_n(end - x)}" height="{_n(place.height)}" fill="{ADOPTED}"/>'
        yield _text(x + 4, place.top + 13, tr("figure.adopted"), look="small", fill=GREY)
    right = place.left + place.width
    for tick in place.axis.ticks:
        y = place.y(tick)
        yield f'<path d="M{_n(place.left)} {_n(y)}H{_n(right)}" stroke="{GRID}"/>'
        yield _text(place.left - 8, y + 4, place.axis.words(tick), fill=GREY, anchor="end")


def _axes(place: Place) -> Iterator[str]:
    zero = place.y(0.0)
    yield f'<path d="M{_n(place.left)} {_n(zero)}H{_n(place.left + place.width)}" stroke="{GREY}"/>'
    for year in place.labelled:
        yield _text(place.x(year), place.top + place.height + 20, str(year), fill=GREY, anchor="middle")


def _band(band: Band, colour: str, place: Place) -> str:
    there = [(place.x(y), drawn(c)) for y, c in zip(place.years, band.high, strict=True)]
    back = [(place.x(y), drawn(c)) for y, c in zip(place.years, band.low, strict=True)]
    points = " ".join(f"{_n(x)},{_n(place.y(v))}" for x, v in (*there, *reversed(back)) if v is not None)
    return f'<polygon points="{points}" fill="{colour}"/>'


def _stack(figure: Figure, parts: Sequence[Trail], place: Place) -> Iterator[str]:
    """Parts upon each other, what is above zero upwards and what is below downwards."""
    width = place.step * 0.72
    for i, year in enumerate(place.years):
        up = down = 0.0
        for n, part in enumerate(parts):
            value = drawn(part.cells[i]) or 0.0
            begin = up if value > 0.0 else down
            up, down = (up + value, down) if value > 0.0 else (up, down + value)
            top, bottom = place.y(max(begin, begin + value)), place.y(min(begin, begin + value))
            if bottom - top >= 0.05:
                yield (
                    f'<rect x="{_n(place.x(year) - width / 2)}" y="{_n(top)}" width="{_n(width)}" height="{_n(bottom - top)}" '
                    f'fill="url(#{figure.id}-m{n})" stroke="#fff" stroke-width="0.8"/>'
                )


def _style(trail: Trail, i: int, stacked: bool) -> tuple[str, str, float]:
    """Colour, dash and width of a line."""
    if trail.mark == "level":
        return LEVEL, LEVEL_DASHES.get(trail.id, "6 4"), 1.5
    return (INK, "", 2.0) if stacked else (COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)], 2.5)


def _line(trail: Trail, i: int, place: Place) -> Iterator[str]:
    """A line, broken where a number is missing; a single number is a dot."""
    colour, dash, width = _style(trail, i, place.bars)
    pieces: list[list[str]] = [[]]
    for year, cell in zip(place.years, trail.cells, strict=True):
        value = drawn(cell)
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{_n(place.x(year))},{_n(place.y(value))}")
    for points in pieces:
        if len(points) == 1:
            x, y = points[0].split(",")
            yield f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>'
        elif points:
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            yield (
                f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="{_n(width)}" '
                f'stroke-linejoin="round"{dashed}/>'
            )


def _names(lines: Sequence[Trail], place: Place) -> Iterator[str]:
    """The name and last number of each line at its end, apart from each other."""
    ends = [(i, t, *last) for i, t in enumerate(lines) if (last := _last(t, place))]
    rows = [_wrapped(f"{t.label} {cell.words}") for _, t, _, cell in ends]
    tall = max((len(r) for r in rows), default=1) * (LINE - 2)
    heights = apart([place.y(drawn(cell) or 0.0) for *_, cell in ends], tall + 2, place.top + place.height - tall + LINE)
    for (i, trail, year, _), words, y in zip(ends, rows, heights, strict=True):
        x = min(place.x(year), place.left + place.width) + 10
        for n, text in enumerate(words):
            yield _text(x, y + 4 + n * (LINE - 2), text, fill=_style(trail, i, place.bars)[0], look="name")


def _last(trail: Trail, place: Place) -> tuple[int, Cell] | None:
    found = [(y, c) for y, c in zip(place.years, trail.cells, strict=True) if c.value is not None]
    return found[-1] if found else None


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, int((NAMES - 14) / LETTER), break_long_words=False) or [""]


def _pointed(figure: Figure, lines: Sequence[Trail], place: Place) -> Iterator[str]:
    """The first line's number in the year that is quoted."""
    if figure.pointed not in place.years or not lines or figure.pointed == place.years[-1]:
        return
    cell = lines[0].cells[place.years.index(figure.pointed)]
    if (value := drawn(cell)) is None:
        return
    x, y = place.x(figure.pointed), place.y(value)
    colour = _style(lines[0], 0, place.bars)[0]
    others = [drawn(t.cells[place.years.index(figure.pointed)]) for t in lines[1:]]
    above = any(v is not None and 0.0 < y - place.y(v) < 2 * LINE for v in others)
    yield f'<circle cx="{_n(x)}" cy="{_n(y)}" r="4.5" fill="#fff" stroke="{colour}" stroke-width="2.5"/>'
    yield _text(x, y + (22 if above else -11), f"{figure.pointed}: {cell.words}", fill=colour, look="quoted", anchor="middle")


def _legend(figure: Figure, parts: Sequence[Trail], lines: Sequence[Trail], place: Place) -> Iterator[str]:
    """Names of bands and parts, one row each."""
    signs = [(f'fill="{SPREADS[i % len(SPREADS)]}"', b.label) for i, b in enumerate(figure.bands)]
    signs += [(f'fill="url(#{figure.id}-m{i})"', t.label) for i, t in enumerate(parts)]
    top = place.top + place.height + UNDER + 4
    for n, (fill, words) in enumerate(signs):
        y = top + n * LINE
        yield f'<rect x="{_n(place.left)}" y="{_n(y)}" width="22" height="11" {fill}/>' + _text(place.left + 30, y + 10, words)
    for n, trail in enumerate(lines if parts else (), start=len(signs)):
        y = top + n * LINE + 6
        drawing = f'<path d="M{_n(place.left)} {_n(y)}h22" stroke="{_style(trail, 0, True)[0]}" stroke-width="2"/>'
        yield drawing + _text(place.left + 30, y + 4, trail.label)


def _text(x: float, y: float, text: str, look: str = "", fill: str = INK, anchor: str = "start") -> str:
    aligned = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" fill="{fill}"{LOOKS[look]}{aligned}>{escape(text)}</text>'


def _n(value: float) -> str:
    """A place in the drawing, to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")
