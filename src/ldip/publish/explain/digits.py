"""The digits of an explanation: how each unit is printed, and a sum in printed figures with the answer to whether it closes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Final

from ldip.locales import tr
from ldip.locales.written import MINUS
from ldip.publish.content.demands import amount_format
from ldip.publish.digits import Format
from ldip.simulation.figures import Const, Figure, Op, Ref
from ldip.simulation.run import Run

AMOUNTS: Final = ("kr", "kr_fast")
RATES: Final = ("kr_per_person", "kr_per_person_fast", "kr_per_aarsverk_fast", "kr_per_m2_fast", "kr_per_mwh")
PRECISE: Final = {"indeks": 4, "aarsverk": 1, "aarsverk_per_plass": 2}
MOST_EXTRA: Final = 3
WHOLE: Final = 100.0  # counts below this keep a decimal where they have one
TERMS: Final = 8  # terms of a printed sum; more are joined as others
KEPT: Final = 6
TIGHT: Final = {"sum": 1, "product": 2, "quotient": 2, "max": 3, "min": 3}


def reading(run: Run, value: float, unit: str) -> Format:
    """The format of a number by its unit."""
    if unit in AMOUNTS:
        return amount_format(run, value)
    if unit in RATES:
        return Format("kr", 0, 0)
    if unit == "andel":
        return Format("%", 2, 1 if abs(value) >= 0.1 and float(value * 1000).is_integer() else 2)
    if unit in PRECISE:
        return Format("", 0, PRECISE[unit])
    return Format("", 0, 0 if float(value).is_integer() or abs(value) >= WHOLE else 1)


def digits(run: Run, value: float, unit: str, extra: int = 0) -> str:
    """A number without its unit, and «%» after a share; with more decimals than usual where its figure is not exact."""
    if unit == "flagg":
        return tr("forklar.ja" if value else "forklar.nei")
    found = finer(reading(run, value, unit), value, extra)
    return found.words(found.rounded(value)) + ("\u00a0%" if found.unit == "%" else "")


def finer(usual: Format, value: float, extra: int) -> Format:
    """A format with more decimals; the usual one for a number that it prints exactly."""
    exact = float(usual.rounded(value).scaleb(-usual.shift)) == value
    return usual if exact or not extra else replace(usual, decimals=(usual.decimals or 0) + extra)


def unit_words(run: Run, unit: str, year: int) -> str:
    """The unit after a number, with the price basis of an amount; empty for shares, indexes and counts that the name tells."""
    prices = run.plan.head.tid.prisnivaa
    if unit == "kr":
        return tr("forklar.enhet.kr", year=year)
    if unit == "kr_fast":
        return tr("forklar.enhet.kr_fast", prices=prices)
    key = f"forklar.enhet.{unit}"
    return tr(key, prices=prices) if unit not in ("andel", "indeks", "flagg", "antall") else ""


@dataclass(frozen=True)
class Printed:
    """A sum in printed figures. `closes`: the printed figures give the printed result, with `extra` decimals more than usual."""

    text: str
    closes: bool
    extra: int = 0


def printed(run: Run, figure: Op, result: Ref) -> Printed:
    """The arithmetic of a number in printed figures: with as many decimals as the result needs, at most three more than usual."""
    shown = reading(run, result.value, result.unit)
    answer = shown.rounded(result.value)
    only_sum = figure.kind == "sum" and not any(isinstance(p, Op) for p in figure.parts)
    found = ""
    for extra in range(1 if only_sum else MOST_EXTRA + 1):
        writer = _Writer(run, extra, _rates(figure))
        text, value = writer.written(figure)
        found = found or text
        if value is not None and shown.rounded(float(value)) == answer:
            return Printed(f"{text} = {_with_sign(shown, answer)}", True, extra)
    return Printed(f"{found} = {_with_sign(shown, answer)}", False)


def _with_sign(shown: Format, answer: Decimal) -> str:
    return shown.words(answer) + ("\u00a0%" if shown.unit == "%" else "")


def _rates(figure: Figure) -> bool:
    """Whether kroner per person meet million kroner, so that amounts must say their unit."""
    return isinstance(figure, Op) and any((isinstance(p, Ref) and p.unit in RATES) or _rates(p) for p in figure.parts)


class _Writer:
    def __init__(self, run: Run, extra: int, say_unit: bool) -> None:
        self.run, self.extra, self.say_unit = run, extra, say_unit

    def written(self, figure: Figure) -> tuple[str, Decimal | None]:
        """Text, and the value of the printed figures in the engine's unit; None where it cannot be computed."""
        if isinstance(figure, Const):
            return self._number(figure.value, "")
        if isinstance(figure, Ref):
            return self._number(figure.value, figure.unit)
        parts = [self._inner(p, figure) for p in figure.parts]
        return _JOIN[figure.kind](self, figure, parts)

    def _number(self, value: float, unit: str) -> tuple[str, Decimal]:
        if unit == "":
            exact = Format("", 0, 0 if value.is_integer() else 2)
            return exact.words(exact.rounded(value)), Decimal(repr(value))
        usual = reading(self.run, value, unit)
        more = finer(usual, value, self.extra)
        figure = more.rounded(value)
        tail = "\u00a0%" if usual.unit == "%" else "\u00a0kr" if usual.unit == "kr" else ""
        if self.say_unit and unit in AMOUNTS:
            tail = "\u00a0" + tr("forklar.mill")
        return more.words(figure) + tail, figure.scaleb(-usual.shift)

    def _inner(self, figure: Figure, around: Op) -> tuple[str, Decimal | None]:
        text, value = self.written(figure)
        loose = isinstance(figure, Op) and TIGHT[figure.kind] < TIGHT[around.kind]
        divisor = around.kind == "quotient" and figure is around.parts[1] and isinstance(figure, Op)
        return (f"({text})" if loose or divisor else text), value

    def sum(self, op: Op, parts: list[tuple[str, Decimal | None]]) -> tuple[str, Decimal | None]:
        """Terms with their signs; a term that is negative itself changes the sign before it."""
        text, total = "", Decimal(0)
        for i, ((word, value), sign) in enumerate(zip(parts, op.signs, strict=True)):
            below = word.startswith(MINUS) and not isinstance(op.parts[i], Op)
            minus = (sign < 0) != below
            text += (f" {MINUS} " if minus else " + ") if i else (MINUS if minus else "")
            text += word[1:] if below else word
            if value is None:
                return text, None
            total += sign * value
        return text, total

    def product(self, _: Op, parts: list[tuple[str, Decimal | None]]) -> tuple[str, Decimal | None]:
        """Factors."""
        value = Decimal(1)
        for _text, each in parts:
            if each is None:
                return " × ".join(t for t, _v in parts), None
            value *= each
        return " × ".join(t for t, _v in parts), value

    def quotient(self, _: Op, parts: list[tuple[str, Decimal | None]]) -> tuple[str, Decimal | None]:
        """Numerator and denominator."""
        text = f"{parts[0][0]} / {parts[1][0]}"
        try:
            return text, None if parts[0][1] is None or parts[1][1] is None else parts[0][1] / parts[1][1]
        except (DivisionByZero, InvalidOperation):
            return text, None

    def extreme(self, op: Op, parts: list[tuple[str, Decimal | None]]) -> tuple[str, Decimal | None]:
        """Candidates."""
        known = [v for _, v in parts if v is not None]
        chosen = (max(known) if op.kind == "max" else min(known)) if len(known) == len(parts) else None
        return tr(f"forklar.{op.kind}_av", tall=", ".join(t for t, _ in parts)), chosen


_JOIN: Final[dict[str, Callable[[_Writer, Op, list[tuple[str, Decimal | None]]], tuple[str, Decimal | None]]]] = {
    "sum": _Writer.sum,
    "product": _Writer.product,
    "quotient": _Writer.quotient,
    "max": _Writer.extreme,
    "min": _Writer.extreme,
}


def grouped_terms(op: Op) -> Op:
    """A sum with its largest terms first and those beyond the sixth joined into one; other operations as they are."""
    if op.kind != "sum" or len(op.parts) <= TERMS:
        return op
    order = sorted(range(len(op.parts)), key=lambda i: -abs(op.parts[i].value))
    kept = sorted(order[:KEPT])
    left = sum(op.parts[i].value * op.signs[i] for i in order[KEPT:])
    unit = next((p.unit for p in op.parts if isinstance(p, Ref)), "")
    rest = Ref("", 0, (), left, unit)
    return Op("sum", (*(op.parts[i] for i in kept), rest), (*(op.signs[i] for i in kept), 1))
