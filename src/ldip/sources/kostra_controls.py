"""SSB's controls of an account file, with their tolerances in thousand kroner (SSB's control program)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ldip.parameters import kostra
from ldip.sources.kostra import BALANCE, INVESTMENT, OPERATING, Record

WIDE, NARROW = 30, 10
NOT_OPERATING: Final = frozenset({280, 512, 521, 522, 529, 670, 910, 911, 912, 921, 922, 929, 970})
TAX_ARTS: Final = frozenset({870, 871, 872, 873, 876, 877, 878, 879})
NOT_INVESTMENT: Final = TAX_ARTS | {70, 80, 110, 114, 240, 509, 570, 590, 600, 629, 630, 640, 800, 909, 990}
Severity = Literal["feil", "advarsel"]


@dataclass(frozen=True)
class Finding:
    """A control that is not met: number, severity, message and deviation (thousand kroner)."""

    kontroll: str
    alvorlighet: Severity
    tekst: str
    avvik: float


class Ledger:
    """Records summed by account class, function and art, or by chapter."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(r for r in records if r.beloep)

    def sum(self, classes: frozenset[str], code: Callable[[int], bool], art: Callable[[int], bool] = lambda _: True) -> float:
        """Sum of the records that match class, function (or chapter) and art."""
        return sum(r.beloep for r in self.records if r.kontoklasse in classes and code(r.kode) and art(int(r.art)))


def every(_: int) -> bool:
    """All codes."""
    return True


def controls(records: Iterable[Record]) -> list[Finding]:
    """Controls that are not met, in the order of the program. Each control runs on the records present."""
    ledger = Ledger(records)
    found: list[Finding] = []
    has = {r.kontoklasse for r in ledger.records}
    if has & (OPERATING | INVESTMENT):
        found += [*_sums(ledger), *_pairs(ledger), *_places(ledger), *_codes(ledger)]
    if has & BALANCE:
        found += _balance(ledger)
    return found


def _beyond(number: str, text: str, amount: float, tolerance: int) -> Iterator[Finding]:
    if abs(amount) > tolerance:
        yield Finding(number, "feil", text, amount)


def _sums(b: Ledger) -> Iterator[Finding]:
    yield from _beyond("095", "investeringsregnskapet går i null", b.sum(INVESTMENT, every), WIDE)
    yield from _beyond("110", "driftsregnskapet går i null", b.sum(OPERATING, every), WIDE)
    if b.sum(OPERATING, lambda f: f == 800, lambda a: a == 870) >= 0:
        yield Finding("130", "feil", "skatt på inntekt og formue (funksjon 800, art 870) skal være ført", 0)
    if b.sum(OPERATING, lambda f: f == 840, lambda a: a == 800) >= 0:
        yield Finding("135", "feil", "rammetilskudd (funksjon 840, art 800) skal være ført", 0)


def _pairs(b: Ledger) -> Iterator[Finding]:
    moved = b.sum(OPERATING, every, lambda a: a == 570) + b.sum(INVESTMENT, every, lambda a: a == 970)
    yield from _beyond("140", "overføring til investering (570) er lik overføring fra drift (970)", moved, WIDE)
    written = b.sum(OPERATING, lambda f: 100 <= f < 800, lambda a: a == 590)
    reversed_ = b.sum(OPERATING, lambda f: f == 860, lambda a: a == 990)
    yield from _beyond("150", "avskrivninger (590) er lik motposten (990 på funksjon 860)", written + reversed_, WIDE)
    if not written or not reversed_:
        yield Finding("155", "feil", "avskrivninger og motpost skal være ført", 0)
    for number, classes, name in (("170", OPERATING, "drift"), ("175", INVESTMENT, "investering")):
        yield from _beyond(number, f"funksjon 290 går i null i {name}", b.sum(classes, lambda f: f == 290), WIDE)


def _places(b: Ledger) -> Iterator[Finding]:
    """Arts and functions that belong together."""
    rules: tuple[tuple[str, str, frozenset[str], Callable[[int, int], bool], Severity], ...] = (
        ("160", "art 590 står ikke på funksjon 800–899", OPERATING, lambda f, a: a == 590 and f >= 800, "feil"),
        ("165", "art 990 står bare på funksjon 860", OPERATING, lambda f, a: a == 990 and f != 860, "feil"),
        ("060", "art 729 i investering står bare på funksjon 841", INVESTMENT, lambda f, a: a == 729 and f != 841, "feil"),
        ("070", "art 530 står bare på funksjon 880", OPERATING | INVESTMENT, lambda f, a: a == 530 and f != 880, "feil"),
        ("075", "skattearter står bare på funksjon 800", OPERATING, lambda f, a: a in TAX_ARTS - {877} and f != 800, "feil"),
        ("080", "art 800 står bare på funksjon 840", OPERATING, lambda f, a: a == 800 and f != 840, "feil"),
        ("065", "art 589, 980 og 989 står på funksjon 899, og bare de", OPERATING | INVESTMENT, _carried, "feil"),
        (
            "081",
            "funksjon 850 har bare art 450, 810 og 850",
            OPERATING,
            _integration,
            "advarsel",
        ),
        ("035", "art 520 og 920 i drift står på funksjon 281 og 325", OPERATING, _lending, "advarsel"),
    )
    for number, text, classes, wrong, severity in rules:
        hits = [r for r in b.records if r.kontoklasse in classes and wrong(r.kode, int(r.art))]
        if hits:
            yield Finding(number, severity, text, sum(r.beloep for r in hits))


def _carried(function: int, art: int) -> bool:
    return (art in (589, 980, 989)) != (function == 899)


def _integration(function: int, art: int) -> bool:
    return function == 850 and art not in (450, 810, 850)


def _lending(function: int, art: int) -> bool:
    return art in (520, 920) and function not in (281, 325)


def _codes(b: Ledger) -> Iterator[Finding]:
    """Codes that are not valid in the account or the year."""
    checks: tuple[tuple[str, str, frozenset[str], Callable[[Record], bool]], ...] = (
        ("020", "ugyldig funksjon eller art i drift", OPERATING, lambda r: r.kode == 841 or int(r.art) in NOT_OPERATING),
        (
            "040",
            "ugyldig funksjon eller art i investering",
            INVESTMENT,
            lambda r: r.kode in (800, 840, 850, 860) or int(r.art) in NOT_INVESTMENT,
        ),
        ("050", "arten er ikke i årets liste", OPERATING | INVESTMENT, lambda r: not kostra.holds("art", int(r.art), r.aargang)),
        (
            "055",
            "funksjonen er ikke i årets liste",
            OPERATING | INVESTMENT,
            lambda r: not kostra.holds("funksjon", r.kode, r.aargang),
        ),
    )
    for number, text, classes, wrong in checks:
        hits = [r for r in b.records if r.kontoklasse in classes and wrong(r)]
        if hits:
            which = ", ".join(sorted({f"{r.kode} {r.art}" for r in hits})[:6])
            yield Finding(number, "feil", f"{text}: {which}", sum(r.beloep for r in hits))


def _balance(b: Ledger) -> Iterator[Finding]:
    assets = b.sum(BALANCE, lambda k: str(k)[0] in "12")
    claims = b.sum(BALANCE, lambda k: str(k)[0] in "345")
    if assets <= 0:
        yield Finding("115", "feil", "eiendelene skal være over null", assets)
    if claims >= 0:
        yield Finding("120", "feil", "gjeld og egenkapital skal være under null", claims)
    yield from _beyond("125", "balansen går i null", assets + claims, NARROW)
    yield from _beyond("190", "memoriakontiene går i null", b.sum(BALANCE, lambda k: str(k)[0] == "9"), NARROW)
    for chapter, name in ((5900, "merforbruk"), (5970, "udekket")):
        if (amount := b.sum(BALANCE, lambda k, c=chapter: k == c)) < 0:  # type: ignore[misc]
            yield Finding("016", "feil", f"kapittel {chapter} ({name}) er ikke under null", amount)
    unknown = [r for r in b.records if r.kontoklasse in BALANCE and not kostra.holds("kapittel", r.kode, r.aargang)]
    if unknown:
        which = ", ".join(sorted({str(r.kode) for r in unknown})[:6])
        yield Finding("050", "feil", f"kapittelet er ikke i årets liste: {which}", sum(r.beloep for r in unknown))
