"""Published numbers and their addresses: `name/year/statistic[/axis=id]…`, axes in alphabetical order.

`basis` is the base case (row 0), `faste` the same in fixed prices; `pNN` is a real row over the draws and `tNN` draw NN itself,
and `pNN_faste` and `tNN_faste` the same in fixed prices, by the deflator of each draw;
`regnskap`, `budsjett` and `revidert` are figures of earlier years from the plan, and `regnskap_faste` … the same in fixed prices.
`variant=…` is written like an axis.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from ldip.digits import is_digits
from ldip.engine.schedule import ub_of
from ldip.errors import ModelError
from ldip.locales import tr
from ldip.publish.protect import draws_tell, is_hidden
from ldip.simulation.run import Run
from ldip.statements.earlier import KINDS
from ldip.statements.prices import PRICES, in_fixed_prices
from ldip.uncertainty.summary import percentile_row
from ldip.version import VERSION

WIDE: Final = frozenset({"alder", "sone", "kjoenn"})  # axes too long for a table of numbers
NEED: Final = "inndekningsbehov_fast"
LASTING: Final = "varig"  # the variants that the need is quoted in
YEARLY: Final = "aar_for_aar"
REALISED: Final = "realisert"
ADOPTED: Final = "innarbeidet i vedtatt plan"  # the need is not zero in adopted years, it is in the plan
OWN_NEED: Final = (
    "varig_behov"  # the lasting need that each draw has of its own; a draw keeps the base case's in the variant varig
)
FIXED: Final = "faste"  # the base case in prices of the plan's price year
PERCENTILES: Final = (10.0, 50.0, 90.0)
OVER_DRAWS: Final = re.compile(r"(p[0-9]{1,2}([.][0-9])?|t[0-9]{1,5})(_faste)?")


@dataclass(frozen=True)
class Number:
    """A number with what a reader needs to trust it."""

    address: str
    year: int
    value: float
    unit: str
    step: str
    origin: str
    anslag: bool
    source: str


def address(name: str, year: int, statistic: str = "basis", **axes: str) -> str:
    """Build an address."""
    return "/".join([name, str(year), statistic, *(f"{a}={v}" for a, v in sorted(axes.items()))])


def parse(where: str) -> tuple[str, int, str, dict[str, str]]:
    """Name, year, statistic and elements of an address. Errors: ModelError when it has not that form."""
    parts = where.split("/")
    if len(parts) < 3 or not is_digits(parts[1]) or any("=" not in p for p in parts[3:]):
        raise ModelError(f"ugyldig adresse {where!r}; formen er navn/år/basis[/akse=id]")
    return parts[0], int(parts[1]), parts[2], dict(p.split("=", 1) for p in parts[3:])


def fetch(run: Run, where: str) -> Number:
    """The number at an address. Errors: ModelError when the address does not exist."""
    name, year, statistic, axes = parse(where)
    if (kind := statistic.removesuffix(f"_{FIXED}")) in KINDS:
        found = _earlier(run, where, name, year, kind)
        return found if statistic == kind else _in_fixed(run, found)
    if name == OWN_NEED:
        return _own_need(run, where, year, statistic)
    element = next((v for a, v in axes.items() if a != "variant"), "")
    number = _number(run, where, name, year, value_at(run, name, year, statistic, axes), element)
    return replace(number, unit="kr_fast") if in_fixed(statistic) else number


def _own_need(run: Run, where: str, year: int, statistic: str) -> Number:
    """The lasting need of the base case or of a draw. Errors: ModelError for a plan without one, or an unknown statistic."""
    amount = run.lasting.amount
    if amount is None:
        raise ModelError(f"{where!r}: planen har ikke noe varig behov")
    if statistic != "basis":
        draw = own_need_draw(run, statistic)
        amount = float(run.needs[draw - 1])
    return replace(_number(run, where, NEED, year, amount, ""), source=tr("explain.own_need"))


def own_need_draw(run: Run, statistic: str) -> int:
    """The draw whose own lasting need is a percentile, or the draw itself. Errors: ModelError where there is none."""
    if not of_draws(statistic) or in_fixed(statistic) or not run.draws:
        raise ModelError(f"ukjent statistikk {statistic!r} for {OWN_NEED}; bruk basis, pNN eller tNN")
    draw = percentile_row(run.needs, float(statistic[1:])) + 1 if statistic[0] == "p" else int(statistic[1:])
    if not 1 <= draw <= run.draws:
        raise ModelError(f"trekning {draw} finnes ikke; kjøringen har 1–{run.draws}")
    return draw


def value_at(run: Run, name: str, year: int, statistic: str, axes: Mapping[str, str]) -> float:
    """A value in the engine's unit. Errors: ModelError for an unknown statistic, or for fixed prices of no amount."""
    if statistic == FIXED:
        return _fixed(run, name, year, run.unit(name), run.at(name, year, axes))
    draw = draw_at(run, name, year, statistic, axes)
    value = run.at(name, year, axes, draw)
    return _fixed(run, name, year, run.unit(name), value, draw) if in_fixed(statistic) else value


def earlier_in(kind: str, fixed: bool) -> str:
    """The statistic of an earlier figure, in fixed or in running prices."""
    return f"{kind}_{FIXED}" if fixed else kind


def of_draws(statistic: str) -> bool:
    """Whether a statistic is of the draws: a percentile, or a draw itself."""
    return OVER_DRAWS.fullmatch(statistic) is not None


def in_fixed(statistic: str) -> bool:
    """Whether a statistic of the base case or the draws is in fixed prices."""
    return statistic == FIXED or (of_draws(statistic) and statistic.endswith(f"_{FIXED}"))


def draw_at(run: Run, name: str, year: int, statistic: str, axes: Mapping[str, str]) -> int:
    """The row a number is of: 0 for the base case, else the draw. Errors: ModelError for an unknown statistic, or for draws of
    another variant than the run's own."""
    if statistic in ("basis", FIXED):
        return 0
    axes = {a: v for a, v in axes.items() if (a, v) != ("variant", run.variant)}
    if of_draws(statistic):
        which, fixed = statistic[1:].removesuffix(f"_{FIXED}"), in_fixed(statistic)
        return run.percentile_draw(name, year, float(which), axes, fixed) if statistic[0] == "p" else int(which)
    raise ModelError(f"ukjent statistikk {statistic!r} for {name}; bruk {', '.join(('basis', FIXED, 'pNN', 'tNN', *KINDS))}")


def _earlier(run: Run, where: str, name: str, year: int, kind: str) -> Number:
    found = run.earlier.get((name, kind, year))
    if found is None:
        raise ModelError(f"{where!r} står ikke i regnskap.csv og kan ikke summeres av linjene der")
    return Number(where, year, found.value, run.unit(name), name, kind, found.anslag, found.source)


def _in_fixed(run: Run, number: Number) -> Number:
    """An amount in prices of the plan's price year. Errors: ModelError when it is not in running kroner."""
    return replace(number, value=_fixed(run, number.step, number.year, number.unit, number.value), unit="kr_fast")


def _fixed(run: Run, name: str, year: int, unit: str, value: float, draw: int = 0) -> float:
    level = run.at(PRICES[0], year, {}, draw) if draw else run.price_index(year)
    if unit != "kr" or level is None:
        raise ModelError(f"{name}/{year} kan ikke regnes om til faste priser")
    return in_fixed_prices(value, level)


def _number(run: Run, where: str, name: str, year: int, value: float, element: str) -> Number:
    s, origin = run.step(ub_of(name), year), run.origin(name, year, element)
    source = str(origin) if origin else (s.source if s else "")
    adopted = run.plan.head.tid.vedtatt_til
    if name.startswith(("inndekningsbehov", "nytt")) and adopted is not None and year <= adopted:
        source = ADOPTED
    return Number(
        where, year, value, run.unit(name), name, run.nature(name, year, element), run.is_rough(name, year, element), source
    )


def published(run: Run, internal: bool = False) -> list[Number]:
    """Every quantity without wide axes in the base case, then percentiles of what was kept for the draws.

    Public unless `internal`: small counts and amounts before tender are left out, and draws that tell of them
    (publish.protect)."""
    return [*_base_case(run, internal), *(_percentiles(run) if internal or not draws_tell(run.plan) else ())]


def _base_case(run: Run, internal: bool) -> Iterator[Number]:
    for name in sorted(run.catalogue.steps):
        axes = run.axes(name)
        if WIDE & set(axes):
            continue
        for year in run.years:
            for place in product(*(run.ids(a) for a in axes)):
                at = dict(zip(axes, place, strict=True))
                if not internal and is_hidden(run, name, year, at):
                    continue
                value = run.at(name, year, at)
                yield _number(run, address(name, year, **at), name, year, value, place[0] if place else "")


def _percentiles(run: Run) -> Iterator[Number]:
    for name in sorted(run.uncertain):
        axes = run.axes(name)
        for year, p, place in product(run.years, PERCENTILES, product(*(run.ids(a) for a in axes))):
            yield fetch(run, address(name, year, f"p{p:g}", **dict(zip(axes, place, strict=True))))


def header(run: Run) -> dict[str, str]:
    """The identity of the run."""
    return {
        "plan": run.plan.head.navn,
        "kommune": run.plan.head.kommune.navn,
        "enhet": run.plan.head.kommune.enhet,
        "merknad": run.illustration,
        "variant": run.variant,
        "planhash": run.plan.content_hash,
        "parameterhash": run.parameter_hash,
        "kjoering": run.hash,
        "versjon": VERSION,
        "froe": str(run.seed),
        "trekninger": str(run.draws),
    }


def comma(value: float) -> str:
    """Every digit, with a decimal comma."""
    return repr(value).replace(".", ",")


def as_csv(run: Run, numbers: Iterable[Number]) -> str:
    """tall.csv: comment lines with the run's identity, then one row a number (`;`, decimal comma)."""
    rows = ((n.address, n.year, comma(n.value), n.unit, n.step, n.origin, "ja" if n.anslag else "nei", n.source) for n in numbers)
    heads = ("adresse", "aar", "verdi", "enhet", "steg", "opphav", "anslag", "kilde")
    return exact_csv([f"{key}: {value}" for key, value in header(run).items()], heads, rows)


def exact_csv(comments: Iterable[str], heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Comment lines, headings and rows (`;`), for programs and auditors: amounts are given with every digit."""
    out = io.StringIO()
    out.writelines(f"# {line}\n" for line in comments)
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue()


def as_json(run: Run, numbers: Iterable[Number], problems: Sequence[str] = (), warnings: Sequence[str] = ()) -> str:
    """The same numbers as JSON, with problems and, apart from them, warnings of plausibility."""
    listed = {"problemer": list(problems), "varsler": list(warnings)}
    head = json.dumps({"kjoering": header(run), **listed}, ensure_ascii=False)
    rows = ",\n".join(json.dumps(vars(n), ensure_ascii=False) for n in numbers)
    return f'{head[:-1]}, "tall": [\n{rows}\n]}}\n'
