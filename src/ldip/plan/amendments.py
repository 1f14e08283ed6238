"""Amendments as edits of the plan's files: rows of tiltak.csv, another amount in vedtatt.csv, or changed fields.

The amounts are in running kroner. A service's frame takes measures in fixed prices, so they are divided by the plan's own
deflator of the year. Nothing is written to disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import tomlkit

from ldip.errors import PlanError, Problem
from ldip.plan.csvfile import cell_text, delimiter_of
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, DropFile, Edit, NewFile, NewRow, SetCell, SetValue, apply
from ldip.plan.levers import Laid, laid_changes, must_be_as_read
from ldip.plan.messages import nearest
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.amendments import AmendmentFile, AmendmentLine
from ldip.plan.schema.fields import SCALE

FOLDER: Final = f.folder_of(AmendmentFile)
BUDGET_YEARS: Final = 4  # kommuneloven § 14-3: the economic plan covers at least the next four years
HALF_KRONE: Final = 0.5
MEASURES: Final = "tiltak.csv"
ADOPTED: Final = "vedtatt.csv"
NOT_ID: Final = re.compile(r"[^a-z0-9]+")
LONGEST_ID: Final = 40  # characters of an id that is made of a text
PLACES: Final = 9  # decimals of an amount in its unit; a krone is 6 in millions
# Lines of vedtatt.csv that an amendment may change: +1 where more is money out, −1 where more is money in.
OUT: Final = (
    *("loennsutgifter_rammer", "sosiale_utgifter_rammer", "kjoep_av_varer_og_tjenester_rammer", "overfoeringer_til_andre_rammer"),
    *("renteutgifter", "planlagt_avdrag", "avsetning_bundne_driftsfond", "planlagt_avsetning_disposisjonsfond"),
    *("investeringer_varige", "investeringer_rentable", "tomtekjoep", "aksjer_og_andeler"),
)
IN: Final = (
    *("skatt_paa_inntekt_og_formue", "rammetilskudd", "eiendomsskatt", "andre_skatteinntekter"),
    *("andre_generelle_driftsinntekter", "andre_overfoeringer_fra_staten", "overfoeringer_fra_andre"),
    *("brukerbetalinger", "salgs_og_leieinntekter", "renteinntekter", "utbytter", "laaneopptak", "bruk_av_laan"),
    *("planlagt_bruk_disposisjonsfond", "planlagt_bruk_bundne_driftsfond", "planlagt_bruk_bundne_investeringsfond"),
    *("salg_av_varige_driftsmidler", "tilskudd_fra_andre", "mva_kompensasjon_investering"),
)
SIGN: Final[Mapping[str, int]] = {**dict.fromkeys(OUT, 1), **dict.fromkeys(IN, -1)}


@dataclass(frozen=True)
class Amendment:
    """A line of a proposal: `id` is «proposal.line», `place` its index in the file."""

    id: str
    proposal: str
    place: int
    said: AmendmentFile
    line: AmendmentLine

    @property
    def kroner(self) -> dict[int, float]:
        """Amounts by year, running kroner; more money out is plus."""
        return {int(y): v * SCALE[self.said.enhet] for y, v in self.line.beloep.items()}

    @property
    def file(self) -> str:
        """The file the line is in."""
        return f.file_in(FOLDER, self.proposal)


@dataclass(frozen=True)
class Fallen:
    """A carried line that falls away, and the line that it cannot be beside."""

    line: Amendment
    by: Amendment


def proposals_of(plan: Plan) -> dict[str, AmendmentFile]:
    """The proposals by id, in their stated order."""
    found = plan.all_of(AmendmentFile)
    return {i: found[i] for i in sorted(found, key=lambda i: (found[i].rekkefoelge, i))}


def lines_of(plan: Plan) -> dict[str, Amendment]:
    """Every line of every proposal by its id, in their stated order."""
    every = (Amendment(f"{i}.{x.id}", i, k, said, x) for i, said in proposals_of(plan).items() for k, x in enumerate(said.linjer))
    return {a.id: a for a in every}


def budget_years(plan: Plan) -> tuple[int, ...]:
    """The years of the budget and the economic plan, in each of which a proposal must balance."""
    return tuple(plan.years)[:BUDGET_YEARS]


def balance(lines: Iterable[Amendment], years: Sequence[int]) -> dict[int, float]:
    """Sum of the lines by year, running kroner; plus lacks money."""
    every = [a.kroner for a in lines]
    return {y: sum(k.get(y, 0.0) for k in every) for y in years}


def unbalanced(lines: Iterable[Amendment], years: Sequence[int]) -> dict[int, float]:
    """The years in which the lines lack money, with the amount."""
    return {y: v for y, v in balance(lines, years).items() if v > HALF_KRONE}


def standing(plan: Plan, carried: Iterable[str]) -> tuple[tuple[Amendment, ...], tuple[Fallen, ...]]:
    """The carried lines that can be beside each other, in the plan's own order whatever the order of the votes, and those that
    fall away. Errors: PlanError for an unknown line, or one that was carried before."""
    every, wanted = lines_of(plan), set(carried)
    problems = [Problem(f"{FOLDER}/", "", "ukjent linje", i, nearest(i, list(every))) for i in sorted(wanted - every.keys())]
    problems += [
        Problem(a.file, f"linjer.{a.place}.status", "linjen er vedtatt og tatt inn før", a.id, "ta den ut av avstemningen")
        for a in every.values()
        if a.id in wanted and a.line.status == "vedtatt"
    ]
    if problems:
        raise PlanError(problems)
    kept, fallen = list[Amendment](), list[Fallen]()
    for a in (a for i, a in every.items() if i in wanted):
        by = next((k for k in kept if _clash(k, a)), None)
        if by is None:
            kept.append(a)
        else:
            fallen.append(Fallen(a, by))
    return tuple(kept), tuple(fallen)


def _clash(a: Amendment, b: Amendment) -> bool:
    """Whether two lines cannot both be carried: one stops the other, or both change the same field."""
    if b.id in a.line.stopper or a.id in b.line.stopper:
        return True
    return any(_same_field(x, y) for x in _fields(a) for y in _fields(b))


def _fields(a: Amendment) -> list[tuple[str, str]]:
    """File and key of each change; added rows change no field."""
    return [(c.fil, c.noekkel) for c in a.line.endringer if not c.rader]


def _same_field(a: tuple[str, str], b: tuple[str, str]) -> bool:
    if a[0] != b[0]:
        return False
    shorter, longer = sorted((f"{a[1]}." if a[1] else "", f"{b[1]}." if b[1] else ""), key=len)
    return longer.startswith(shorter)


def lay_amendments(
    plan: Plan, lines: Sequence[Amendment], deflator: Mapping[int, float], contents: Contents | None = None
) -> Laid:
    """Lines laid on a plan and marked as carried: the files, the edits that made them, and problems located in the proposals.

    `deflator` is the price level by year, 1 in the price year. Errors: ValueError for a plan that is not as its files."""
    must_be_as_read(plan)
    files: Contents = plan.contents if contents is None else contents
    edits, problems = list[Edit](), list[Problem]()
    for a in lines:
        laid = laid_changes(a.line.endringer, files, a.file, f"linjer.{a.place}.endringer")
        files = laid.contents
        edits += laid.edits
        problems += laid.problems
    results = outcomes(lines_of(plan), {a.id: ("vedtatt", None, None) for a in lines})
    own = [*_measures(plan, lines, deflator, files), *_adopted(plan, lines, files), *results]
    try:
        files = apply(files, own)
    except PlanError as error:
        problems += error.problems
    return Laid(files, (*edits, *own), tuple(problems))


def _measures(plan: Plan, lines: Sequence[Amendment], deflator: Mapping[int, float], files: Contents) -> Iterator[NewRow]:
    """Rows of tiltak.csv: a level from each year where it changes, or one amount a year."""
    delimiter = delimiter_of(files.get(MEASURES), MEASURES)
    prices = f"{plan.head.tid.prisnivaa}-kroner"
    for a in (a for a in lines if a.line.tjeneste):
        level = 0.0
        for year, kroner in sorted(a.kroner.items()):
            fixed = kroner / deflator[year]
            if abs(fixed - level) <= HALF_KRONE and (a.line.varighet == "varig" or not fixed):
                continue
            level = fixed if a.line.varighet == "varig" else 0.0
            row: dict[str, object] = {
                "id": f"endring-{a.proposal}-{a.line.id}",
                "navn": a.line.tekst,
                "tjeneste": a.line.tjeneste,
                "type": a.line.varighet,
                "aar": year,
                "beloep": round(fixed / SCALE[a.said.enhet], PLACES),
                "enhet": a.said.enhet,
                "priser": prices,
                "anslag": a.said.anslag,
                "kilde": source_of(a),
            }
            yield NewRow(fil=MEASURES, celler={k: cell_text(v, delimiter) for k, v in row.items()})


def source_of(a: Amendment) -> str:
    """The source that the plan states for what a line changed."""
    return f"Endringsforslag «{a.said.navn}» fra {a.said.gruppe}, linje {a.place + 1}"


def _adopted(plan: Plan, lines: Sequence[Amendment], files: Contents) -> Iterator[Edit]:
    """Changed amounts of vedtatt.csv; a one-off of the last adopted year has a row of its own, so that it is not carried on."""
    delimiter, table = delimiter_of(files.get(ADOPTED), ADOPTED), plan.table(ADOPTED, t.AdoptedRow)
    lasting, once = _by_row(plan, lines)
    for number, row in table.numbered():
        key = (row.linje, row.aar, row.element)
        change = once.pop(key, {}) if row.varighet == "engangs" else {} if row.years_left else lasting.pop(key, {})
        if change:
            value = round(row.beloep + sum(change.values()) / SCALE[row.enhet], PLACES)
            yield SetCell(fil=ADOPTED, rad=number, kolonne="beloep", verdi=cell_text(value, delimiter))
    by_id = {a.id: a for a in lines}
    for (name, year, element), change in once.items():
        own = [by_id[i] for i in change]
        unit = own[0].said.enhet
        said: dict[str, object] = {"linje": name, "aar": year, "beloep": round(sum(change.values()) / SCALE[unit], PLACES)}
        said |= {"enhet": unit, "priser": own[0].said.priser, "element": element, "varighet": "engangs", "status": "vedtatt"}
        said |= {"anslag": any(a.said.anslag for a in own), "kilde": "; ".join(source_of(a) for a in own)}
        yield NewRow(fil=ADOPTED, celler={k: cell_text(v, delimiter) for k, v in said.items()})


RowKey = tuple[str, int, str]  # line, year, element
Changes = dict[RowKey, dict[str, float]]  # kroner by amendment


def _by_row(plan: Plan, lines: Sequence[Amendment]) -> tuple[Changes, Changes]:
    """Changes of lasting rows, and of one-offs of the last adopted year, in the sign of the row."""
    found: tuple[Changes, Changes] = ({}, {})
    for a in (a for a in lines if a.line.linje):
        for year, kroner in a.kroner.items():
            passes = a.line.varighet == "engangs" and year == plan.head.tid.vedtatt_til
            if kroner:
                found[passes].setdefault((a.line.linje, year, a.line.element), {})[a.id] = SIGN[a.line.linje] * kroner
    return found


def outcomes(lines: Mapping[str, Amendment], results: Mapping[str, tuple[str, int | None, int | None]]) -> Iterator[SetValue]:
    """Edits that write the result of the vote on lines by id: status, votes for and votes against."""
    for i, (status, votes_for, against) in results.items():
        a = lines[i]
        for key, value in (("status", status), ("stemmer_for", votes_for), ("stemmer_mot", against)):
            if value is not None:
                yield SetValue(fil=a.file, noekkel=["linjer", a.place, key], verdi=value)


def with_line(plan: Plan, proposal: str, said: Mapping[str, object], line: Mapping[str, object]) -> list[Edit]:
    """Edits that add a line to a proposal, or begin one with `said`. Errors: PlanError for what the schema does not take."""
    own = plan.all_of(AmendmentFile).get(proposal)
    file = f.file_in(FOLDER, proposal)
    if own is None:
        text = tomlkit.dumps({**said, "linjer": [dict(line)]})
        return [NewFile(fil=file, tekst=text)]
    return [SetValue(fil=file, noekkel=["linjer"], verdi=[*_said(own), dict(line)])]


def without_line(plan: Plan, line: str) -> list[Edit]:
    """Edits that remove a line; the last one takes its proposal with it. Errors: PlanError for an unknown line."""
    every = lines_of(plan)
    if line not in every:
        raise PlanError([Problem(f"{FOLDER}/", "", "ukjent linje", line, nearest(line, list(every)))])
    a = every[line]
    if len(a.said.linjer) == 1:
        return [DropFile(fil=a.file)]
    return [SetValue(fil=a.file, noekkel=["linjer"], verdi=[x for k, x in enumerate(_said(a.said)) if k != a.place])]


def _said(said: AmendmentFile) -> list[dict[str, object]]:
    """The lines of a proposal as its file states them."""
    return [x.model_dump(mode="json", by_alias=True, exclude_unset=True) for x in said.linjer]


def next_id(taken: Iterable[str], text: str) -> str:
    """An id made of a text, free among those that are taken."""
    plain = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    base = NOT_ID.sub("-", plain)[:LONGEST_ID].strip("-") or "linje"
    every = set(taken)
    return next(i for i in (base, *(f"{base}-{n}" for n in range(2, len(every) + 3))) if i not in every)
