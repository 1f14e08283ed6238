"""Shares and rates: per cent given as a fraction or the reverse, and growth or interest outside the customary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.parameters.plausible import Span, rules, spans
from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution, short
from ldip.plan.plausible.common import Given, given

HUNDRED: Final = 100.0
FAR: Final = 3.0  # times the customary: above it, a value a hundred times too high is likelier than a high one


def _shares(plan: Plan) -> Iterator[Caution]:
    for span in spans("prosentfelt"):
        for found in given(plan, span.felt):
            # 3.5 stated as a fraction; 0.035 stated as per cent, or 350 with the decimal mark left out
            far = abs(found.value) > FAR * span.hoeyst
            likely = (1.0 / HUNDRED,) if found.fraction else (HUNDRED, 1.0 / HUNDRED) if far else (HUNDRED,)
            if factor := span.mistaken(found.value, *likely):
                yield _mistaken(found, span, factor)
            elif span.rate:
                yield from _rate(found)


def _mistaken(found: Given, span: Span, factor: float) -> Caution:
    words = (
        ("felt", found.key),
        ("verdi", short(found.value)),
        ("ment", short(found.value * factor)),
        ("minst", short(span.minst)),
        ("hoeyst", short(span.hoeyst)),
    )
    form = "andel" if factor > 1.0 else "prosent" if found.fraction else "hundre"
    return _caution(found, "prosent", words, form)


def _rate(found: Given) -> Iterator[Caution]:
    rule = rules()["rate"]
    if not rule.low <= found.value <= rule.high:
        words = (("felt", found.key), ("verdi", short(found.value)), ("lav", short(rule.low)), ("hoey", short(rule.high)))
        yield _caution(found, "rate", words)


def _caution(found: Given, rule: str, words: tuple[tuple[str, str], ...], form: str = "") -> Caution:
    value = f"{short(found.value)} prosent"
    return Caution(found.file, found.key, rule, found.place, words, value, form, found.line)


RULES: Final = (_shares,)
