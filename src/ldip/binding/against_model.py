"""Checks that need the model: adopted lines, control figures, måltall and parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ldip.binding.bind import axes_of
from ldip.binding.disagreements import disagreements
from ldip.binding.factor_checks import factor_problems
from ldip.binding.income import EQUALISATION
from ldip.binding.stresses import stress_problems
from ldip.binding.which_lines import instead, lasting_problems
from ldip.engine.schedule import ub_of
from ldip.errors import ModelError, Problem
from ldip.model.catalogue import catalogue
from ldip.operations.frames import TAKEN_UP
from ldip.parameters import read as parameters
from ldip.plan.checks.run import followed
from ldip.plan.document import NotReadError, Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import ENGINE_UNIT
from ldip.plan.schema.files import Ratio
from ldip.statements.adopted import expression_of, names_of, own_text
from ldip.statements.earlier import disagreeing, earlier
from ldip.statements.entities import entities_for
from ldip.statements.forms import steps_in_forms
from ldip.statements.ratios import expression_step


def check_against_model(plan: Plan) -> Iterator[Problem]:
    """Problems between plan and model."""
    for check in CHECKS:
        yield from check(plan)


def _axes(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """Element ids by axis; empty when a file that declares them could not be read, and elements are then not checked."""
    try:
        return axes_of(plan)
    except NotReadError:
        return {}


def _adopted(plan: Plan) -> Iterator[Problem]:
    steps, ids = catalogue().steps, _axes(plan)
    table = plan.table("vedtatt.csv", t.AdoptedRow)
    others = {(r.linje, r.aar, r.element) for r in table.rows if not r.years_left}
    for line, row in table.numbered():
        if row.linje not in steps:
            yield Problem("vedtatt.csv", "linje", "ukjent størrelse", row.linje, nearest(row.linje, _open_to_lines()), line)
            continue
        s = steps[row.linje][0]
        if not s.takes_line:
            yield Problem("vedtatt.csv", "linje", "er en sum eller følge og tar ingen linje", row.linje, instead(s.name), line)
        elif s.unit != "kr":
            yield Problem(
                "vedtatt.csv", "linje", f"har enhet {s.unit}, ikke kroner", row.linje, "bruk en størrelse i kroner", line
            )
        elif row.videre and (not s.avvik or s.follows == TAKEN_UP):
            hint = "la feltet stå tomt, eller gi planens egne tall for årene etter"
            yield Problem("vedtatt.csv", "videre", "bare summer med avvik kan videreføres", row.linje, hint, line)
        else:
            yield from lasting_problems(row, s, line, others)
            yield from _element("vedtatt.csv", line, s.axes, row.element, ids)


def _open_to_lines() -> list[str]:
    return sorted(n for n, v in catalogue().steps.items() if v[0].takes_line and v[0].unit == "kr")


def _element(file: str, line: int, axes: tuple[str, ...], element: str, ids: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    if len(axes) > 1:
        yield Problem(
            file, "element", f"størrelsen har akser {axes} og tar ingen linje her", element, "velg en annen størrelse", line
        )
    elif axes and axes[0] in ids and element not in ids[axes[0]]:
        yield Problem(file, "element", f"ukjent {axes[0]}", element, nearest(element, ids[axes[0]]), line)
    elif not axes and element:
        yield Problem(file, "element", "størrelsen har ingen akse", element, "la feltet stå tomt", line)


def _ratios(plan: Plan) -> Iterator[Problem]:
    ids = axes_of(plan)
    known = catalogue(entities_for(ids))
    axes = {n: v[0].axes for n, v in known.steps.items()} | {n: g.axes for n, g in known.givens.items()}
    for i, ratio in enumerate(plan.rules.maaltall):
        key = f"maaltall.{i}.uttrykk"
        if any(n in known.steps or n in known.givens for n in names_of(ratio)):
            hint = f"bruk for eksempel {ratio.id}_maaltall"
            yield Problem("handlingsregler.toml", f"maaltall.{i}.id", "navnet er i bruk i modellen", ratio.id, hint)
            continue
        try:
            s = expression_step(ratio.id, expression_of(ratio, axes), ENGINE_UNIT[ratio.enhet], ratio.kilde, ids, axes)
        except ModelError as error:
            yield Problem("handlingsregler.toml", key, str(error), ratio.uttrykk, "se størrelsene i ordlisten")
            continue
        axes[ratio.id] = ()
        yield from _levels(ratio, i, ids, axes)
        group = ratio.regnskapsenhet
        alone = [n for n in s.inputs if known.unit_of(n) == "kr" and not n.startswith(f"{group}_")]
        if group != "kommunekasse" and alone:
            hint = "legg foretakene i foretak/, og bruk størrelser som står i §§ 5-5 til 5-8"
            text = f"{alone[0]} finnes ikke i regnskapet {group}"
            yield Problem("handlingsregler.toml", f"maaltall.{i}.regnskapsenhet", text, ratio.id, hint)
        if not s.inputs:
            hint = "bruk minst én størrelse fra modellen"
            yield Problem("handlingsregler.toml", key, "nevner ingen størrelse", ratio.uttrykk, hint)


def _levels(ratio: Ratio, i: int, ids: Mapping[str, tuple[str, ...]], axes: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Levels of a måltall that are expressions which cannot be computed."""
    for level in ratio.follows_state:
        key, text = f"{level}_uttrykk", getattr(ratio, f"{level}_uttrykk")
        try:
            s = expression_step(f"{ratio.id}_{level}", own_text(ratio, text, axes), "andel", ratio.kilde, ids, axes)
        except ModelError as error:
            yield Problem("handlingsregler.toml", f"maaltall.{i}.{key}", str(error), text, "se størrelsene i ordlisten")
            continue
        if not s.inputs:
            hint = f"oppgi tallet som {level}"
            yield Problem("handlingsregler.toml", f"maaltall.{i}.{key}", "nevner ingen størrelse", text, hint)


def _controls(plan: Plan) -> Iterator[Problem]:
    known, ids = catalogue(), _axes(plan)
    own = {n for r in plan.rules.maaltall for n in (r.id, r.measured)} if "handlingsregler.toml" in plan.single else set()
    table = plan.table("kontroll.csv", t.ControlRow)
    for line, row in table.numbered():
        base = ub_of(row.navn)
        if base not in known.steps and base not in own:
            hint = nearest(row.navn, sorted({*known.steps, *own}))
            yield Problem("kontroll.csv", "navn", "ukjent størrelse", row.navn, hint, line)
        else:
            axes = known.steps[base][0].axes if base in known.steps else ()
            yield from _element("kontroll.csv", line, axes, row.element, ids)


def _earlier(plan: Plan) -> Iterator[Problem]:
    """Problems of regnskap.csv: a line no form prints, a year of the plan, a sum that differs from its lines."""
    file, table, printed = "regnskap.csv", plan.table("regnskap.csv", t.EarlierRow), steps_in_forms()
    for line, row in table.numbered():
        if row.linje not in printed:
            yield Problem(file, "linje", "står ikke i noen oppstilling", row.linje, nearest(row.linje, printed), line)
        if row.aar >= plan.years[0]:
            hint = f"bare år før {plan.years[0]} står her; planårets tall hører til i vedtatt.csv"
            yield Problem(file, "aar", "er et planår", str(row.aar), hint, line)
    for (name, kind, year), given, parts in disagreeing(earlier(table.rows)):
        hint = "rett summen eller linjene, eller la summen stå tom"
        yield Problem(file, name, f"{kind} {year}: linjene gir {parts / 1e6:.3f} mill. kr", f"{given / 1e6:.3f} mill. kr", hint)


def _known_rules(plan: Plan) -> Iterator[Problem]:
    span = plan.head.tid
    for name in EQUALISATION:  # the file holds figures that only first plans use as well
        try:
            parameters.value("inntektssystem", name, span.foerste_aar, span.kunnskapsdato)
        except ModelError as error:
            yield Problem("plan.toml", "tid.kunnskapsdato", str(error), str(span.kunnskapsdato), "velg en senere dato")


CHECKS: Final = tuple(
    followed(check)
    for check in (_adopted, disagreements, _controls, _earlier, _ratios, _known_rules, factor_problems, stress_problems)
)
