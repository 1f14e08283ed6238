"""Account files as lines of the statements, and as the opening of a plan: frames by service and the balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ldip.parameters import kostra
from ldip.sources.kostra import BALANCE, OPERATING, Record

THOUSAND: Final = 1e3
INCOME_DRIFT: Final = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 17, 18, 19, 23, 27, 29, 32})
INCOME_INVESTMENT: Final = frozenset({7, 8, 9, 10, 11, 12, 13, 16, 18, 20, 22, 24, 27})
INCOME_ARTS: Final = {5: "stat", 6: "andre", 7: "brukerbetalinger", 8: "salg"}
ART_OF_LINE: Final = {10: "loenn", 11: "sosiale", 12: "kjoep", 13: "overfoeringer"} | INCOME_ARTS
FINANCE_FROM: Final = 800  # functions of finance have no service
ASSETS: Final = ("A", "B")


@dataclass(frozen=True)
class Statements:
    """Kroner by line, positive as printed, and amounts without a line: (kind, code) → kroner."""

    drift: Mapping[int, float]
    investering: Mapping[int, float]
    balanse: Mapping[str, float]
    unmapped: Mapping[tuple[str, str], float]


def statements(records: Iterable[Record], refunds: int = 6) -> Statements:
    """Sum records by line; duplicates are summed and zero records dropped. `refunds` is the line of 700, 710 and 729."""
    drift: dict[int, float] = defaultdict(float)
    investment: dict[int, float] = defaultdict(float)
    balance: dict[str, float] = defaultdict(float)
    unmapped: dict[tuple[str, str], float] = defaultdict(float)
    for r in records:
        amount = r.beloep * THOUSAND
        if r.kontoklasse in BALANCE:
            place = kostra.chapter_line(r.kode)
            if place is None:
                unmapped["kapittel", str(r.kode)] += amount
            else:
                balance[place] += amount if place[0] in ASSETS or place in ("F.I", "F.II") else -amount
            continue
        operating = r.kontoklasse in OPERATING
        line = kostra.line(int(r.art), operating=operating, refunds=refunds)
        if line is None:
            unmapped["art i drift" if operating else "art i investering", r.art] += amount
        elif operating:
            drift[line] += -amount if line in INCOME_DRIFT else amount
        else:
            investment[line] += -amount if line in INCOME_INVESTMENT else amount
    return Statements(dict(drift), dict(investment), dict(balance), {k: v for k, v in unmapped.items() if v})


@dataclass(frozen=True)
class Frames:
    """Kroner by (service, art of the plan), and functions without a service: function → net kroner."""

    rows: Mapping[tuple[str, str], float]
    unmapped: Mapping[int, float]


def frames(records: Iterable[Record], service_of: Mapping[int, str], refunds: int = 6) -> Frames:
    """Base-year frames, gross, of the functions of services. Depreciation and dispositions are not frames."""
    rows: dict[tuple[str, str], float] = defaultdict(float)
    unmapped: dict[int, float] = defaultdict(float)
    for r in records:
        if r.kontoklasse not in OPERATING or r.kode >= FINANCE_FROM or not r.beloep:
            continue
        art = ART_OF_LINE.get(kostra.line(int(r.art), operating=True, refunds=refunds) or 0)
        if art is None:
            continue
        service = service_of.get(r.kode)
        if service is None:
            unmapped[r.kode] += r.beloep * THOUSAND
        else:
            sign = -1.0 if art in INCOME_ARTS.values() else 1.0
            rows[service, art] += sign * r.beloep * THOUSAND
    return Frames({k: v for k, v in rows.items() if v}, dict(unmapped))


def opening(found: Statements, land: float, on_lending: float) -> dict[str, float]:
    """The plan's opening balance in kroner. KOSTRA does not separate land from other assets nor on-lending from other loans:
    both are stated by the user."""
    b = defaultdict(float, found.balanse)
    debt = b["D.I.1"] + b["D.I.2"] + b["D.I.3"]
    fixed = b["A.I.1"] + b["A.I.2"] + b["A.III"]
    shares, lent = b["A.II.1"] + b["A.II.2"], b["A.II.3"]
    funds = b["C.I.1"] + b["C.I.2"] + b["C.II.1"] + b["C.II.2"]
    short, uncovered = -b["C.I.3"], -b["C.II.3"]
    return {
        "avskrivbare_anleggsmidler": fixed - land,
        "tomter": land,
        "aksjer": shares,
        "utlaan": lent,
        "laanegjeld": debt - on_lending,
        "videreutlaan_gjeld": on_lending,
        "ubrukte_laanemidler": b["F.I"],
        "bundne_driftsfond": b["C.I.2"],
        "ubundet_investeringsfond": b["C.II.1"],
        "bundne_investeringsfond": b["C.II.2"],
        "merforbruk": short,
        "udekket": uncovered,
        "arbeidskapital": funds - short - uncovered + b["F.I"] + b["C.III.2"] + b["C.III.3"],
        "kapitalkonto": fixed + shares + lent - debt + b["F.I"],
        "kortsiktig_gjeld": b["E.I.1"] + b["E.I.2"] + b["E.I.3"] + b["E.I.4"] + b["E.I.5"],
        "kortsiktige_fordringer": b["B.III.1"] + b["B.III.2"],
        "pensjonsmidler": b["A.IV"],
        "pensjonsforpliktelse": b["D.II"],
        "prinsippendringer_drift": b["C.III.2"],
        "prinsippendringer_investering": b["C.III.3"],
        "disposisjonsfond": b["C.I.1"],
    }


def in_year(records: Iterable[Record], year: int) -> dict[tuple[str, int], tuple[int, ...]]:
    """Codes of the records that another year's list has replaced: (kind, code) → successors."""
    found: dict[tuple[str, int], tuple[int, ...]] = {}
    for r in records:
        kinds: tuple[tuple[kostra.Kind, int], ...]
        kinds = (("kapittel", r.kode),) if r.kontoklasse in BALANCE else (("funksjon", r.kode), ("art", int(r.art)))
        for kind, code in kinds:
            known = kostra.change(kind, code)
            if known.til < year:
                found[kind, code] = known.blir
    return found
