"""Problems of the base case of a run: breaches of law and of the plan's own control figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from ldip.engine.graph import Array
from ldip.errors import Problem
from ldip.locales.written import millions
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import READING
from ldip.simulation.floors import KRONE as KRONE
from ldip.simulation.floors import below_floors

PERSON = 0.01
LIMITS = (
    (
        "merforbruk_ub",
        "merforbruk fremført til inndekning (kommuneloven § 14-11)",
        "øk inntektene, kutt utgiftene eller bruk fond",
    ),
    ("udekket_ub", "udekket i investeringsregnskapet (kommuneloven § 14-11)", "utsett investeringer eller styrk driften"),
    (
        "overfinansiert",
        "vedtatt overføring og lån er mer enn investeringene bruker (forskriften § 4-6)",
        "senk bruk_av_laan eller overfoering_til_investering",
    ),
)
ENTERPRISE_LIMITS = (
    (
        "foretak_merforbruk_ub",
        "merforbruk dekkes året etter, ellers overfører kommunekassen resten i år to (kommuneloven § 14-12)",
    ),
    ("foretak_udekket_ub", "udekket i investeringsregnskapet (kommuneloven § 14-11)"),
)
TRANSFER = "overfoering_til_investering"
BETWEEN = ("renteinntekter", "mottatte_avdrag_egne_utlaan", "utlaan_av_egne_midler")


class Result(Protocol):
    """The parts of a run that the checks read."""

    @property
    def plan(self) -> Plan:
        """The plan that was run."""

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the run."""

    def series(self, name: str) -> Array:
        """All years of a quantity in the base case."""

    def axes(self, name: str) -> tuple[str, ...]:
        """Axes of a quantity."""

    def ids(self, axis: str) -> tuple[str, ...]:
        """Element ids of an axis."""

    def at(self, name: str, year: int, axes: Mapping[str, str]) -> float:
        """One number in the engine's unit."""


def problems_of(run: Result) -> Iterator[Problem]:
    """Unlawful years, negative balances, instalments below the minimum, control figures that miss."""
    for name, text, hint in LIMITS:
        yield from _beyond(run, name, text, hint)
    yield from below_floors(run)
    yield from _transfer(run)
    yield from _robek(run)
    yield from _instalments(run)
    yield from _enterprises(run)
    yield from _people(run)
    yield from _controls(run)


def _beyond(run: Result, name: str, text: str, hint: str) -> Iterator[Problem]:
    for year, value in zip(run.years, run.series(name), strict=True):
        if float(value) > KRONE:
            yield Problem("kjøring", f"{name}/{year}", text, millions(float(value)), hint)


def _transfer(run: Result) -> Iterator[Problem]:
    """Adopted transfers above what the result and the planned use of funds give, so that more of the fund pays them."""
    adopted = {r.aar for r in run.plan.table("vedtatt.csv", t.AdoptedRow).rows if r.linje == TRANSFER}
    for year, used in zip(run.years, run.series("bruk_ved_merforbruk_sum"), strict=True):
        if year in adopted and float(used) > KRONE:
            text = "vedtatt overføring er mer enn resultatet og planlagt fondsbruk gir (§ 14-10); disposisjonsfondet betaler"
            hint = "senk overføringen, eller vedta bruk av fondet i fond.toml"
            yield Problem("kjøring", f"{TRANSFER}/{year}", text, millions(float(used)), hint)


def _robek(run: Result) -> Iterator[Problem]:
    """First year in which each ROBEK criterion that the plan itself can meet is met."""
    for letter in "abcd":
        met = [y for y, v in zip(run.years, run.series(f"robek_{letter}"), strict=True) if float(v) > 0.0]
        if met:
            text = f"vilkår for ROBEK er oppfylt i {len(met)} år (kommuneloven § 28-1 bokstav {letter})"
            yield Problem("kjøring", f"robek_{letter}/{met[0]}", text, "", "dekk merforbruket, se § 14-11")


def _instalments(run: Result) -> Iterator[Problem]:
    paid, least, owed = (run.series(n) for n in ("avdrag_paa_laan", "minimumsavdrag", "laanegjeld_ib"))
    for year, a, m, g in zip(run.years, paid, least, owed, strict=True):
        if float(a) < min(float(m), float(g)) - KRONE:
            short = millions(float(m) - float(a))
            text = f"{run.plan.head.kommune.enhet}: avdraget er {short} under minimumsavdraget (kommuneloven § 14-18)"
            yield Problem(
                "kjøring", f"avdrag_paa_laan/{year}", text, millions(float(a)), "øk avdragene eller sett avdragspolitikk"
            )


def _enterprises(run: Result) -> Iterator[Problem]:
    """Deficits and uncovered investment of entities beside kommunekassen, and loans between them that do not agree."""
    found = run.plan.enterprises
    for at, (name, e) in enumerate(sorted(found.items())):
        for step, text in ENTERPRISE_LIMITS:
            for year, values in zip(run.years, run.series(step), strict=True):
                if float(values[at]) > KRONE:
                    hint = "styrk inntektene, kutt utgiftene eller utsett investeringer"
                    yield Problem("kjøring", f"{step}/{year}/{name}", f"{e.navn}: {text}", millions(float(values[at])), hint)
    for line in BETWEEN if found else ():
        for year, value in zip(run.years, run.series(f"samlet_{line}"), strict=True):
            if float(value) < -KRONE:
                text = "foretakenes lån fra kommunen er større enn kommunekassens linje"
                yield Problem(
                    "kjøring", f"samlet_{line}/{year}", text, millions(float(value)), f"før det også i kommunekassens {line}"
                )
                break
    paid, least = (run.series(f"samlet_{n}") if found else () for n in ("avdrag_paa_laan", "minimumsavdrag"))
    for year, a, m in zip(run.years, paid, least, strict=bool(found)):
        if run.plan.finance.minimumsavdrag.enhet == "rettssubjekt" and float(a) < float(m) - KRONE:
            text = f"avdraget i samlet regnskap er {millions(float(m) - float(a))} under minimumsavdraget (kommuneloven § 14-18)"
            yield Problem("kjøring", f"samlet_avdrag_paa_laan/{year}", text, millions(float(a)), "øk avdragene")


def _people(run: Result) -> Iterator[Problem]:
    """Cells of the population below zero: more out-moves or adjustment than there are people. First year only."""
    for year, cells in zip(run.years, run.series("folketall_ub"), strict=True):
        if (least := float(cells.min())) < -PERSON:
            text = "en celle i folketallet er under null"
            hint = "gi flyttingen som rater (utflytting og innflytting), eller se over framskriving og basisbygging"
            yield Problem("kjøring", f"folketall_ub/{year}", text, f"{least:.2f} personer".replace(".", ","), hint)
            return


def _controls(run: Result) -> Iterator[Problem]:
    table = run.plan.table("kontroll.csv", t.ControlRow)
    for line, row in table.numbered():
        if row.aar not in run.years:
            continue
        axes = {run.axes(row.navn)[0]: row.element} if row.element else {}
        got = run.at(row.navn, row.aar, axes) / READING[row.enhet]
        if abs(got - row.verdi) > row.toleranse:
            text = f"kontrolltallet {row.aar} treffes ikke: kjøringen gir {got:.4f}".replace(".", ",")
            yield Problem("kontroll.csv", row.navn, text, f"{row.verdi:g} {row.enhet}", "rett linjene eller kontrolltallet", line)
