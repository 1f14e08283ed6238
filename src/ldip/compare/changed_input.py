"""A changed input: its place, its cause group, and the value on each side, in one price basis where that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from ldip.plan.schema.about import Aside, Group
from ldip.plan.schema.declared import PlanField, field_at, plan_fields

Keys = tuple[str, ...]
Scalar = float | int | str | bool | None
Form = Literal["verdi", "bane", "element", "rader"]
BESIDE: Final = ("kilde", "anslag")  # where a value is from, not the value
IN_PLAN_PRICES: Final = "planens prisår"  # in the unit of a number without a price basis of its own
DIGITS: Final = 4  # significant digits of an amount that is converted
PRICED: Final = 2e-3  # relative; amounts of two price years nearer than this are one amount, since deflators are estimates
CLOSE: Final = 1e-12  # two numbers nearer than this are one number in two units


@dataclass(frozen=True)
class Side:
    """One plan's value of an input in the file's own unit: a value, or values by year.

    `stated` is False where the plan's files leave the input out and the value is the one that holds then; such a value is None
    where no single value does."""

    value: Scalar = None
    by_year: Mapping[int, float | None] | None = None
    unit: str = ""
    prices: str = ""
    source: str = ""
    anslag: bool = False
    stated: bool = True


@dataclass(frozen=True)
class InputChange:
    """An input that differs: file, keys, the names of the keys that are names of elements (empty for other keys), and both sides.

    A side is None where the plan has no such element. `form` is a value, a path by year, an element or a whole table of rows;
    `line` is the line in the file that has it, 0 where there is none; `rows` the number of rows that differ."""

    file: str
    path: Keys
    names: Keys
    form: Form
    group: Group | Aside
    before: Side | None
    after: Side | None
    line: int = 0
    rows: int = 0

    @property
    def key(self) -> str:
        """The keys with dots between; empty for a whole file."""
        return ".".join(self.path)

    @property
    def years(self) -> tuple[int, ...]:
        """Years in which a path by year differs."""
        if self.before is None or self.after is None or self.before.by_year is None or self.after.by_year is None:
            return ()
        old, new = self.before.by_year, self.after.by_year
        return tuple(y for y in sorted({*old, *new}) if not same(old.get(y), new.get(y)))


@dataclass(frozen=True)
class Common:
    """The basis of a comparison: the years that both plans have, the price year of each, and price levels.

    `levels`: by price basis in words, its price level with that of the second plan as 1; those that are known."""

    years: tuple[int, ...]
    bases: tuple[str, str] = ("", "")
    levels: Mapping[str, float] = field(default_factory=dict)

    def factor(self, old: str, new: str) -> float | None:
        """The number that takes an amount from one price basis to another; None where it is not converted."""
        if old == new or old not in self.levels or new not in self.levels:
            return None
        return self.levels[new] / self.levels[old]


@dataclass(frozen=True)
class At:
    """A place in a file that is compared: keys, and names of elements."""

    file: str
    common: Common
    path: Keys = ()
    names: Keys = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The years that both plans have."""
        return self.common.years

    def inside(self, key: str, name: str = "") -> At:
        """The place of a key, or of an element with a name."""
        return replace(self, path=(*self.path, key), names=(*self.names, name))

    def change(self, form: Form, before: Side | None, after: Side | None, rows: int = 0) -> InputChange:
        """A change here."""
        return InputChange(self.file, self.path, self.names, form, group_at(self.file, self.path), before, after, 0, rows)


def group_at(file: str, path: Keys) -> Group | Aside:
    """The cause group of a field; of a table or a file, that of the first field in it that has one."""
    rows = file.endswith(".csv")
    found = column_at(file, path[-1] if path else "") if rows else field_at(file, path)
    if found is not None:
        return found.group
    within = _in_file(file) if rows else [p for p in _in_file(file) if _begins(p, path)]
    groups = [p.group for p in within if not p.outside] or [p.group for p in within if p.group != "tekst"]
    return groups[0] if groups else "tekst"


def _in_file(file: str) -> list[PlanField]:
    """The fields of a file; for a csv file that a plan has named itself, those of the files in its folder."""
    folder = file.partition("/")[0]
    home = folder if "/" in file and not file.endswith(".csv") else file
    own = [p for p in plan_fields() if p.file == home]
    return own or [p for p in plan_fields() if p.file.partition("/")[0] == folder]


def _begins(found: PlanField, path: Keys) -> bool:
    return all(own in ("*", key) for own, key in zip(found.path, path, strict=False))


def column_at(file: str, column: str) -> PlanField | None:
    """The field of a column."""
    return next((p for p in _in_file(file) if p.path == (column,)), None)


def same(x: object, y: object) -> bool:
    """Whether two values are one, numbers up to the digits that a change of unit costs."""
    if isinstance(x, float | int) and isinstance(y, float | int) and not isinstance(x, bool) and not isinstance(y, bool):
        return abs(x - y) <= CLOSE * max(1.0, abs(x), abs(y))
    return x == y


def repriced(at: At, before: Side, after: Side) -> tuple[Side, Side]:
    """The first side in the price basis of the second; equal where they differ by no more than estimates of prices do."""
    old, new = before.prices, after.prices
    if IN_PLAN_PRICES in before.unit:
        old, new = at.common.bases
    factor = at.common.factor(old, new)
    if factor is None:
        return before, after

    def moved(x: Scalar, y: Scalar) -> Scalar:
        if isinstance(x, bool) or not isinstance(x, float | int):
            return x
        value = float(f"{x * factor:.{DIGITS}g}")
        near = isinstance(y, float | int) and abs(value - y) <= PRICED * max(abs(value), abs(y))
        return y if near else value

    by_year = None
    if before.by_year is not None:
        ends = after.by_year or {}
        paired = {y: moved(v, ends.get(y)) for y, v in before.by_year.items()}
        by_year = {y: v if v is None else float(v) for y, v in paired.items()}
    return replace(before, value=moved(before.value, after.value), by_year=by_year, prices=after.prices), after
