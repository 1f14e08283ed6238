"""Amounts whose sign does not fit what they are: cuts that add cost, negative wages and frames, negative growth of wages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from ldip.parameters.plausible import rules
from ldip.plan.csvfile import row_of
from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution, kroner, short
from ldip.plan.plausible.common import given
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.files import LeverFile, file_of

SIGN: Final = "fortegn"
NEGATIVE: Final = "negativ"
CUT: Final = re.compile(
    r"kutt|innspar|sparetiltak|besparelse|reduser|redusert|reduksjon|effektiviser|nedskj[æe]r|nedlegg|legge ned|avvikl|nedbemann",
    re.IGNORECASE,
)
RAISE: Final = re.compile(r"styrk(et|ing|e)\b|økt bemanning|\bnye? stilling|\bflere stillinger|utvid(et|else)", re.IGNORECASE)
# Words by which the opposite sign is right: less income, a cut taken back, a change that costs before it saves.
NOT_SO: Final = re.compile(
    r"inntekt|betaling|gebyr|tilskudd|refusjon|avgift|leie|utbytte|revers|tilbakef|fjern|utsatt|utsett|bortfall|stopp|mindre|"
    r"kostnad ved|omstilling|etterslep|av kutt",
    re.IGNORECASE,
)
WAGES: Final = ("loenn", "sosiale")
WAGE_LINES: Final = ("loennsutgifter", "sosiale_utgifter")
LINES: Final = (*WAGE_LINES, "kjoep_av_varer", "skatt_paa_inntekt", "rammetilskudd", "eiendomsskatt")


def _measures(plan: Plan) -> Iterator[Caution]:
    for line, r in plan.table("tiltak.csv", t.MeasureRow).numbered():
        place = f"tiltak.csv: {row_of('tiltak.csv', r)}"
        yield from _sign("tiltak.csv", "beloep", place, r.navn, r.type, r.kroner, line)


def _levers(plan: Plan) -> Iterator[Caution]:
    """Rows that a lever adds to the measures."""
    for name, lever in plan.folders.get("grep", {}).items():
        assert isinstance(lever, LeverFile)
        file = file_of(LeverFile, name)
        for i, change in enumerate(lever.endringer):
            for j, row in enumerate(change.rader if change.fil == "tiltak.csv" else ()):
                key = f"endringer.{i}.rader.{j}"
                amount = _amount(row)
                yield from _sign(file, key, f"{file}: {key}", str(row.get("navn", lever.navn)), str(row.get("type", "")), amount)


def _amount(row: dict[str, Any]) -> float:
    """Kroner of a row of a lever; 0 where it has none."""
    value, unit = row.get("beloep", 0.0), row.get("enhet", "kr")
    return float(value) * SCALE.get(unit, 1.0) if isinstance(value, int | float) else 0.0


def contradicts(words: str, change: float) -> bool:
    """Whether a text about a cost names a cut while the amount rises, or an increase while it falls."""
    if NOT_SO.search(words):
        return False
    cut, more = CUT.search(words), RAISE.search(words)
    return bool(change > 0.0 and cut) or bool(change < 0.0 and more and not cut)


def _sign(file: str, key: str, place: str, name: str, kind: str, amount: float, line: int = 0) -> Iterator[Caution]:
    form = "kutt" if amount > 0.0 else "styrking"
    if (kind == "ukonkretisert" and amount > 0.0) or (kind != "ukonkretisert" and contradicts(name, amount)):
        words = (("navn", name), ("verdi", kroner(amount)), ("ment", kroner(-amount)))
        yield Caution(file, key, SIGN, place, words, kroner(amount), form, line)


def _demand(plan: Plan) -> Iterator[Caution]:
    """An efficiency demand below zero, which adds to the frames."""
    for found in given(plan, "drift.toml:effektivisering.sats"):
        if found.value < 0.0:
            words = (("navn", found.key), ("verdi", f"{short(found.value)} prosent"), ("ment", f"{short(-found.value)} prosent"))
            yield Caution(found.file, found.key, SIGN, found.place, words, short(found.value), "krav", found.line)


def _additions(plan: Plan) -> Iterator[Caution]:
    """Adopted amounts beside their line, whose source names a cut while the amount adds cost."""
    for line, a in plan.table("vedtatt.csv", t.AdoptedRow).numbered():
        if a.years_left and "utgift" in a.linje:
            yield from _sign("vedtatt.csv", "beloep", f"vedtatt.csv: {row_of('vedtatt.csv', a)}", a.kilde, "", a.kroner, line)


def _frames(plan: Plan) -> Iterator[Caution]:
    """Frames are positive, expenditure and income alike. A service with nothing but negative amounts is a correction."""
    rows = list(plan.table("rammer.csv", t.FrameRow).numbered())
    spending = {r.tjeneste for _, r in rows if r.kroner > 0.0}
    for line, r in rows:
        if r.kroner < 0.0 and (r.art in WAGES or r.tjeneste in spending):
            form = "loenn" if r.art in WAGES else "utgift" if r.art in t.EXPENDITURE else "inntekt"
            yield _negative("rammer.csv", f"rammer.csv: {row_of('rammer.csv', r)}", row_of("rammer.csv", r), r.kroner, form, line)


def _lines(plan: Plan) -> Iterator[Caution]:
    """Lines of accounts, budgets and adopted years that are never below zero."""
    rows: list[tuple[str, int, t.AdoptedRow | t.EarlierRow]] = []
    rows += [("vedtatt.csv", n, a) for n, a in plan.table("vedtatt.csv", t.AdoptedRow).numbered() if not a.years_left]
    rows += [("regnskap.csv", n, e) for n, e in plan.table("regnskap.csv", t.EarlierRow).numbered()]
    for file, line, r in rows:
        if r.kroner < 0.0 and r.linje.startswith(LINES) and not (isinstance(r, t.AdoptedRow) and r.element):
            form = "loenn" if r.linje.startswith(WAGE_LINES) else "linje"
            yield _negative(file, f"{file}: {row_of(file, r)}", row_of(file, r), r.kroner, form, line)


def _negative(file: str, place: str, name: str, amount: float, form: str, line: int) -> Caution:
    words = (("navn", name), ("verdi", kroner(amount)), ("ment", kroner(-amount)))
    return Caution(file, "beloep", NEGATIVE, place, words, kroner(amount), form, line)


def _growth(plan: Plan) -> Iterator[Caution]:
    """Negative growth of wages that is not already outside every growth."""
    for found in given(plan, "forutsetninger.toml:loennsvekst"):
        if rules()["rate"].low <= found.value < 0.0:
            words = (("felt", found.key), ("verdi", short(found.value)), ("ment", short(-found.value)))
            yield Caution(
                found.file, found.key, NEGATIVE, found.place, words, f"{short(found.value)} prosent", "vekst", found.line
            )


RULES: Final = (_measures, _levers, _demand, _additions, _frames, _lines, _growth)
