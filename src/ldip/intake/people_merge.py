"""A second table of the same kind: its years are added to those the plan has, and years that both have must agree."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from ldip.errors import PlanError, Problem
from ldip.intake.people_rows import Cells
from ldip.locales import tr
from ldip.locales.written import separated, spans
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.tabular.terms import Answers, Question, UnclearError

OVERLAP: Final = "velg.overlapp"
SAME: Final = 1e-6
K = TypeVar("K", bound=tuple[int, *tuple[Hashable, ...]])  # a key whose first part is the year


@dataclass(frozen=True)
class Merged(Generic[K]):
    """Cells of both tables, whether years of the plan's own are among them, and notes."""

    cells: Mapping[K, float]
    keeps: bool = False
    told: tuple[str, ...] = ()


def history_of(plan: Plan) -> Cells:
    """The plan's own history; none where there is none, or where it is an estimate that real figures replace."""
    held = plan.population.historie
    if held is None or held.anslag:
        return {}
    return {(r.aar, r.sone, r.kjoenn, r.alder): r.personer for r in plan.referenced("historie", t.HistoryRow).rows}


def with_history(file: str, old: Cells, new: Cells, answers: Answers) -> Merged[tuple[int, str, str, int]]:
    """The plan's history and a new one. Errors: UnclearError where years or zones of both differ, and the user has not chosen."""
    if not old:
        return Merged(new)
    zones = [{z for _, z, _, _ in cells} for cells in (old, new)]
    totals = [_totals(cells) for cells in (old, new)]
    common = sorted(totals[0].keys() & totals[1].keys())
    differ = sorted({k[0] for k in old.keys() & new.keys() if abs(old[k] - new[k]) > SAME})
    answer = answers.get(OVERLAP, "")
    if zones[0] != zones[1]:
        if answer != "ny":
            names = " og ".join(", ".join(sorted(z)[:4]) for z in zones)
            raise _unclear(file, "planens historie og filen har ulike soner", names, (("ny", "filen erstatter historien"),))
        return Merged(new, told=(tr("import.replaced", years=spans(totals[0])),))
    if differ and answer not in ("ny", "planen"):
        year = differ[0]
        shown = [separated(f"{found[year]:,.0f}") for found in totals]
        choices = (("planen", f"planens tall ({year}: {shown[0]})"), ("ny", f"filens tall ({year}: {shown[1]})"))
        what = f"filen og planens historie er ulike i {spans(differ)}"
        raise _unclear(file, what, f"{year}: planen {shown[0]}, filen {shown[1]}", choices)
    first, last = (new, old) if differ and answer == "planen" else (old, new)
    if first is new and not new.keys() - old.keys():
        raise PlanError(
            [Problem(file, "", "filen har ingen år som planens historie mangler", spans(common), "planen er som før")]
        )
    kept = set(totals[0]) - set(totals[1]) if last is new else set(totals[0])
    told = [tr("import.added", years=spans(kept))] if kept else []
    return Merged({**first, **last}, bool(kept), tuple(told))


def with_projection(old: Mapping[K, float], new: Mapping[K, float], unlike: bool) -> Merged[K]:
    """A projection of one name: years it lacks are added, and where the figures differ the new ones replace it whole.

    `unlike` is a projection of the plan by other ages than the file's, which cannot be added to."""
    if not old and not unlike:
        return Merged(new)
    years = {k[0] for k in old}
    if unlike or any(abs(v - new.get(k, v)) > SAME for k, v in old.items()) or _cut(old, new):
        return Merged(new, told=(tr("import.renewed"),))
    kept = years - {k[0] for k in new}
    return Merged({**old, **new}, bool(kept), (tr("import.added", years=spans(kept)),) if kept else ())


def _cut(old: Mapping[K, float], new: Mapping[K, float]) -> bool:
    """Whether a year that both have lacks cells in one of them."""
    both = {k[0] for k in old} & {k[0] for k in new}
    return {k for k in old if k[0] in both} != {k for k in new if k[0] in both}


def source_of(old: str, new: str, keeps: bool) -> str:
    """Sources of a table: both where figures of both are in it."""
    if not (keeps and old):
        return new
    return old if new in old else f"{old} og {new}"


def _totals(cells: Cells) -> dict[int, float]:
    found: dict[int, float] = {}
    for (year, *_), value in cells.items():
        found[year] = found.get(year, 0.0) + value
    return found


def _unclear(file: str, what: str, value: str, choices: tuple[tuple[str, str], ...]) -> UnclearError:
    hint = f"svar med --svar {OVERLAP}={' eller '.join(c for c, _ in choices)}"
    problem = Problem(file, "", what, value, hint)
    return UnclearError([problem], (Question(OVERLAP, "Hvilke tall skal planen ha?", choices),))
