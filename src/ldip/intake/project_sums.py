"""Lines of a list gathered to projects and sums by year, and what a municipal economist would say of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ldip.intake.project_terms import ByYear, Listed, Sum
from ldip.locales import tr
from ldip.locales.written import MINUS, separated
from ldip.sources.project_list import Line, first_match
from ldip.sources.project_map import FUNDING, USES, Kind, ProjectMap

ASSETS: Final = "varige_driftsmidler"
CENTRAL: Final = "uten-prosjekt"
KRONE: Final = 0.5
SHARES: Final[tuple[Kind, ...]] = ("mva_kompensasjon", "tilskudd")
FEES: Final = frozenset({340, 345, 350, 353, 354, 355, 357})  # water, sewage, waste: their VAT is deducted, not compensated
NAMED: Final = 5  # projects that a note names
# The post of investeringer.toml that a kind outside projects is; the others the model computes itself.
POSTS: Final[Mapping[Kind, str]] = {
    "tilskudd_til_andre": "tilskudd_til_andres_investeringer",
    "aksjer": "aksjer_og_andeler",
    "utlaan": "utlaan_av_egne_midler / videreutlaan",
    "avdrag": "avdrag_i_investering / avdrag_videreutlaan",
    "avsetning": "avsetning_bundne_investeringsfond / planlagt_avsetning_ubundet_investeringsfond",
    "salg": "salg_av_varige_driftsmidler",
    "salg_finansielle": "salg_av_finansielle_anleggsmidler",
    "utbytte": "utdeling_fra_selskaper",
    "mottatte_avdrag": "mottatte_avdrag_egne_utlaan / mottatte_avdrag_videreutlaan",
    "bruk_av_fond": "planlagt_bruk_bundne_investeringsfond / planlagt_bruk_ubundet_investeringsfond",
}


def gathered(lines: Iterable[Line], m: ProjectMap, years: Sequence[int]) -> list[Listed]:
    """Every project with an amount in `years`; lines without a project are one project for each function."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[_code(line, m)].append(line)
    found = [_listed(code, own, years) for code, own in groups.items()]
    count = Counter(p.name for p in found)
    return [replace(p, alike=count[p.name] > 1) for p in found]


def _code(line: Line, m: ProjectMap) -> str:
    if line.project and first_match(dict.fromkeys(m.uten_prosjekt), line.project) is None:
        return line.project
    return f"{CENTRAL}-{line.function or line.service or 'felles'}" if line.kind == ASSETS else CENTRAL


def _listed(code: str, lines: Sequence[Line], years: Sequence[int]) -> Listed:
    sums = _by_kind(lines, years)
    weight: dict[tuple[int, str, str], float] = defaultdict(float)
    for line in lines:
        if line.kind == ASSETS:
            weight[line.function, line.service, line.sector] += sum(abs(line.kroner.get(y, 0.0)) for y in years)
    first = lines[0]
    function, service, sector = max(weight, key=lambda k: weight[k]) if weight else (first.function, first.service, first.sector)
    total = {kind: sum(by_year.values()) for kind, by_year in sums.items()}
    uses = dict(sums[ASSETS])
    name = _unnamed(code, sector) if code.startswith(CENTRAL) else first.name
    funding: dict[Kind, float] = {k: v for k, v in total.items() if k in FUNDING and v}
    other: dict[Kind, float] = {k: v for k, v in total.items() if k in USES and k != ASSETS and v}
    return Listed(
        code,
        name,
        function,
        service,
        sector,
        uses,
        _forward(uses),
        funding,
        other,
        dict(sums["salg"]),
        len({f for f, _, _ in weight}),
    )


def _by_kind(lines: Iterable[Line], years: Sequence[int]) -> dict[Kind, dict[int, float]]:
    """Kroner by year of each kind; a kind without lines is zero in every year."""
    sums: dict[Kind, dict[int, float]] = defaultdict(lambda: dict.fromkeys(years, 0.0))
    for line in lines:
        for year in years:
            sums[line.kind][year] += line.kroner.get(year, 0.0)
    return sums


def _unnamed(code: str, sector: str) -> str:
    """The name of the lines without a project, of a function or all."""
    return tr("projects.none", of=" ".join(filter(None, (code.removeprefix(CENTRAL).lstrip("-"), sector)))).rstrip(" :")


def _forward(uses: ByYear) -> dict[int, float]:
    """Amounts without negative years: a negative one is deducted from the next years, then from those before."""
    found = dict(uses)
    for year in sorted(found):
        if found[year] >= 0.0:
            continue
        rest, found[year] = -found[year], 0.0
        for other in [*sorted(y for y in found if y > year), *sorted((y for y in found if y < year), reverse=True)]:
            taken = min(rest, max(found[other], 0.0))
            found[other] -= taken
            rest -= taken
    return found


def split(found: Iterable[Listed]) -> tuple[list[Listed], list[Listed], list[Listed]]:
    """Projects of fixed assets, those whose uses sum to less than nothing, and those without amounts for fixed assets."""
    made, reduced, other = [], [], []
    for p in found:
        used = sum(p.uses.values())
        if used > KRONE:
            made.append(replace(p, cost={y: v for y, v in p.cost.items() if v}))
        elif any(abs(v) > KRONE for v in p.uses.values()):
            reduced.append(p)
        else:
            other.append(p)
    return made, reduced, other


def with_shares(made: list[Listed], listed: Iterable[Listed], m: ProjectMap) -> tuple[list[Listed], list[str]]:
    """Projects with their share of compensation and grants without a project, where the map shares them; and a note of each."""
    central = [p for p in listed if p.code.startswith(CENTRAL)]
    told = []
    for kind in SHARES:
        total = sum(p.funding.get(kind, 0.0) for p in central)
        part = [p for p in made if kind != "mva_kompensasjon" or p.function not in FEES]
        cost = sum(p.total for p in part)
        if abs(total) < KRONE or cost < KRONE:
            continue
        words = {"kind": tr(f"projects.kind.{kind}"), "amount": kroner(total), "n": len(part)}
        share = separated(f"{100.0 * total / cost:.1f}")
        if kind not in m.fordel:
            told.append(tr("projects.unshared", share=share, key=kind, **words))
            continue
        codes = {p.code for p in part}
        made = [_given(p, kind, total * p.total / cost) if p.code in codes else p for p in made]
        told.append(tr("projects.shared", share=share, **words))
    return made, told


def _given(p: Listed, kind: Kind, kroner_more: float) -> Listed:
    return replace(p, funding={**p.funding, kind: p.funding.get(kind, 0.0) + kroner_more})


def sums_of(lines: Sequence[Line], made: Iterable[Listed], years: Sequence[int]) -> tuple[Sum, ...]:
    """Kroner by kind and year: in the list, and in the projects that are made."""
    listed = _by_kind(lines, years)
    placed = dict.fromkeys(years, 0.0)
    for p in made:
        for year, kroner in p.cost.items():
            placed[year] += kroner
    order = {kind: i for i, kind in enumerate((*USES, *FUNDING))}
    kinds = sorted((k for k, v in listed.items() if any(v.values())), key=lambda k: order[k])
    return tuple(Sum(k, listed[k], placed if k == ASSETS else {}) for k in kinds)


def sum_rows(sums: Iterable[Sum], years: Sequence[int]) -> Iterator[tuple[str, list[float]]]:
    """Rows of a table: kroner of each kind by year, and beneath a kind that becomes projects, their part of it and the rest."""
    for s in sums:
        yield tr(f"projects.kind.{s.kind}"), [s.listed[y] for y in years]
        if s.placed:
            yield tr("projects.placed"), [s.placed[y] for y in years]
            yield tr("projects.rest"), [round(s.listed[y] - s.placed[y], 2) + 0.0 for y in years]


def notes(sums: Sequence[Sum], parts: tuple[list[Listed], list[Listed], list[Listed]], years: Sequence[int]) -> Iterator[str]:
    """Balance by year, moved and left-out amounts, projects without sources, and the posts outside projects."""
    made, reduced, other = parts
    yield from _balance(sums, years)
    yield from _of_made(made)
    yield from _left_out(reduced, other)
    yield from _posts(sums, made, years)


def _of_made(made: Sequence[Listed]) -> Iterator[str]:
    """Projects whose years, functions or sources need a look."""
    for p in made:
        if moved := {y: p.cost.get(y, 0.0) - v for y, v in p.uses.items() if abs(p.cost.get(y, 0.0) - v) > KRONE}:
            yield tr("projects.moved", name=p.name, amounts=amounts(moved))
    if several := [p for p in made if p.functions > 1]:
        yield tr("projects.several", n=len(several), names=_names(several))
    if refunds := [p for p in made if p.funding.get("mottatte_avdrag")]:
        yield tr("projects.refunds", names=_names(refunds), code=refunds[0].code)
    if short := [p for p in made if p.lacking > KRONE]:
        lacking = sum(p.lacking for p in short)
        yield tr("projects.short", n=len(short), all=len(made), amount=kroner(lacking), names=_names(short))
    for p in made:
        if (given := sum(p.funding.get(k, 0.0) for k in SHARES)) > p.total + KRONE:
            yield tr("projects.over", name=p.name, given=kroner(given), total=kroner(p.total))


def _left_out(reduced: Sequence[Listed], other: Sequence[Listed]) -> Iterator[str]:
    """Entries that are no projects."""
    for p in reduced:
        yield tr("projects.reduced", name=p.name, amounts=amounts(p.uses))
    empty = [p for p in other if not p.funding and not p.other]
    if empty:
        yield tr("projects.empty", n=len(empty), names=_names(empty))
    if financed := [p for p in other if p.funding or p.other]:
        yield tr("projects.financing", n=len(financed), names=_names(financed))


def _posts(sums: Sequence[Sum], made: Sequence[Listed], years: Sequence[int]) -> Iterator[str]:
    """Kinds that the plan has outside projects, or computes."""
    sold = {y: sum(of_one.get(y, 0.0) for p in made if len(of_one := sale(p)) == 1) for y in years}
    for s in sums:
        left = {y: v - sold[y] for y, v in s.listed.items()} if s.kind == "salg" else s.listed
        if (post := POSTS.get(s.kind)) and any(abs(v) > KRONE for v in left.values()):
            yield tr("projects.post", kind=tr(f"projects.kind.{s.kind}"), post=post, amounts=amounts(left))
    for kind in ("laan", "overfoering_fra_drift"):
        if of_kind := next((s for s in sums if s.kind == kind), None):
            yield tr("projects.computed", kind=tr(f"projects.kind.{kind}"), amounts=amounts(of_kind.listed))


def _balance(sums: Sequence[Sum], years: Sequence[int]) -> Iterator[str]:
    uses = {y: sum(s.listed[y] for s in sums if s.kind in USES) for y in years}
    funding = {y: sum(s.listed[y] for s in sums if s.kind in FUNDING) for y in years}
    if unequal := {y: uses[y] - funding[y] for y in years if abs(uses[y] - funding[y]) > KRONE}:
        yield tr("projects.unequal", amounts=amounts(unequal))
    else:
        yield tr("projects.equal", amounts=amounts(uses))


def amounts(by_year: ByYear) -> str:
    """Kroner by year in words: «2026: 1 000 000, 2027: 0»."""
    return ", ".join(f"{y}: {kroner(v)}" for y, v in sorted(by_year.items()))


def kroner(value: float) -> str:
    """Whole kroner as people read them."""
    return separated(f"{value + 0.0:,.0f}").replace("-", MINUS)


def sale(p: Listed) -> dict[int, float]:
    """Kroner of sales by year; a project can have one of them."""
    return {y: v for y, v in p.sales.items() if v > 0.0}


def _names(found: Sequence[Listed]) -> str:
    names = ", ".join(p.title for p in found[:NAMED])
    return tr("projects.more", names=names, n=len(found) - NAMED) if len(found) > NAMED else names
