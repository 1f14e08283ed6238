"""The sentences of a split: the change, its largest causes, and what moves the other way; every digit is the table's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from ldip.locales import tr
from ldip.publish.content.cells import Cell, Sentence
from ldip.publish.content.demands import capital
from ldip.publish.content.split import Part, Told, Way

MOST_NAMED: Final = 4  # causes in a sentence
NAMED_SHARE: Final = Decimal("0.85")  # of the movement; further causes than that covers are not named, above two
SWELL: Final = Decimal("1.5")  # causes that add up to more of the change than this are not called parts of it
DIRECTED: Final = ("befolkning", "investeringsvolum", "investeringstid")
WAY: Final = {1: "up", -1: "down"}
Moved = list[tuple[Decimal, Part]]


def sentences(found: Told, way: Way, directions: Mapping[str, int]) -> tuple[Sentence, ...]:
    """The sentences of a split in a way. `directions`: by cause, in which direction its own figure moved."""
    if not found.exists:
        return (Sentence(tr("split.said.none", what=found.label)),)
    moved = _moved(found.parts, way)
    cells = (found.before, found.after, found.change, *(p.share(way) for _, p in moved))
    texts = [_change(found), *_causes(found, moved, directions)]
    return tuple(Sentence(t, cells if i == 0 else tuple(p.share(way) for _, p in moved)) for i, t in enumerate(texts))


def _moved(parts: Sequence[Part], way: Way) -> Moved:
    """Causes with a printed share that is not nought, the largest first."""
    found = [(_figure(p.share(way)), p) for p in parts]
    return sorted(((v, p) for v, p in found if v), key=lambda x: -abs(x[0]))


def _figure(cell: Cell) -> Decimal:
    return cell.figure or Decimal()


def _change(found: Told) -> str:
    """From and to, with rise, fall, no change, and a need that becomes room or room that becomes a need."""
    before, after, change = (_figure(c) for c in (found.before, found.after, found.change))

    def of(value: Decimal) -> str:
        return found.before.format.words(value)

    kind = "same" if not change else "rose" if change > 0 else "fell"
    if not found.is_need:
        unit = tr("split.short.percent") if found.before.unit == "andel" else _short(found)
        return tr(f"split.said.{kind}", what=found.label, before=of(before), after=of(after), unit=unit).replace(" .", ".")
    if (before < 0 and after < 0) or (before < 0 and not change):
        turned = {"same": "same", "rose": "fell", "fell": "rose"}[kind]
        return tr(f"split.said.room.{turned}", before=of(-before), after=of(-after))
    if before < 0 or after < 0:
        key = "split.said.to_need" if before < 0 else "split.said.to_room"
        return tr(key, before=of(abs(before)), after=of(abs(after)), change=of(abs(change)))
    return tr(f"split.said.need.{kind}", before=of(before), after=of(after))


def _short(found: Told) -> str:
    return tr("split.short.money") if found.before.unit in ("kr", "kr_fast") else found.unit


def _causes(found: Told, moved: Moved, directions: Mapping[str, int]) -> list[str]:
    """The largest causes: as parts of the change, or against each other where they are far greater than it."""
    change = _figure(found.change)
    with_it = [m for m in moved if change and (m[0] > 0) == (change > 0)]
    against = [m for m in moved if m not in with_it]
    if not moved:
        return [tr("split.said.no_causes")] if not change else []
    if len(moved) == 1 and with_it:
        return [tr("split.said.whole", cause=_phrase(moved[0][1], directions))]
    if not with_it or abs(with_it[0][0]) > abs(change) or sum(abs(v) for v, _ in with_it) > SWELL * abs(change):
        return [_both_ways(found, moved, directions)]
    texts = [_parts(found, with_it, directions)]
    if against:
        named = _list([tr("split.said.moved", cause=_phrase(p, directions), v=_plus(found, v)) for v, p in against[:2]])
        texts.append(tr(f"split.said.against.{'up' if change < 0 else 'down'}", causes=capital(named)))
    return texts


def _parts(found: Told, moved: Moved, directions: Mapping[str, int]) -> str:
    """«Av 400 mill. er 135 …, 85 … og 70 …»"""
    named, rest = _named(moved)
    items = [tr("split.said.part", v=_size(found, v), cause=_phrase(p, directions)) for v, p in named]
    if rest:
        items.append(tr("split.said.rest", v=_size(found, sum((v for v, _ in rest), Decimal()))))
    unit = tr("split.short.points") if found.before.unit == "andel" else _short(found)
    return tr("split.said.of", change=_size(found, _figure(found.change)), unit=unit, causes=_list(items)).replace("  ", " ")


def _both_ways(found: Told, moved: Moved, directions: Mapping[str, int]) -> str:
    """Causes that pull up against causes that pull down, each with its sum."""
    sides = []
    for sign in (1, -1):
        own = [(v, p) for v, p in moved if (v > 0) == (sign > 0)]
        named = _list([tr("split.said.moved", cause=_phrase(p, directions), v=_plus(found, v)) for v, p in _named(own)[0]])
        sides.append((named, _plus(found, sum((v for v, _ in own), Decimal()))))
    (up, ups), (down, downs) = sides
    if not up or not down:
        return tr("split.said.one_way", causes=capital(up or down))
    return tr("split.said.both", up=capital(up), ups=ups, down=down, downs=downs)


def _named(moved: Moved) -> tuple[Moved, Moved]:
    """The causes to be named, two to four, and the rest; a single rest is named too."""
    whole, covered, named = sum((abs(v) for v, _ in moved), Decimal()), Decimal(), 0
    for v, _ in moved[:MOST_NAMED]:
        if named >= 2 and covered >= NAMED_SHARE * whole:
            break
        covered, named = covered + abs(v), named + 1
    if len(moved) - named == 1 and named < MOST_NAMED:
        named += 1
    return moved[:named], moved[named:]


def _phrase(part: Part, directions: Mapping[str, int]) -> str:
    """The cause inside a sentence, with the direction of its own figure where that is known."""
    way = WAY.get(directions.get(part.cause, 0), "") if part.cause in DIRECTED else ""
    return tr(f"split.cause.{part.cause}{f'.{way}' if way else ''}")


def _size(found: Told, value: Decimal) -> str:
    return found.before.format.words(abs(value))


def _plus(found: Told, value: Decimal) -> str:
    text = found.before.format.words(value)
    return f"+{text}" if value > 0 else text


def _list(items: Sequence[str]) -> str:
    """Items with commas and «og»."""
    if len(items) < 2:
        return "".join(items)
    return tr("split.and", first=", ".join(items[:-1]), last=items[-1])
