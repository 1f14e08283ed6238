"""The form of a stress of the plan's own: a shock to one of the factors that can be stressed, from a year on."""

from __future__ import annotations

from typing import Any, Final

from ldip.binding.stresses import UNITS
from ldip.forms.asked import Asked
from ldip.forms.common import earliest_open
from ldip.forms.factor import choices
from ldip.forms.terms import Choice, Made, Proposal, Spec, Values
from ldip.forms.written import id_of, new_file
from ldip.locales import tr
from ldip.model.catalogue import FACTORS, factor_of
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, SetValue
from ldip.plan.schema.files import StressFile, file_of
from ldip.plan.stresses import STRESS
from ldip.uncertainty.factors import factor_settings

POINTS: Final = "prosentpoeng"
PERCENT: Final = "prosent"
TIMES_SPREAD: Final = 2.0  # a stress is two standard deviations of a year's surprise unless another size is typed
USUAL: Final = "styringsrente"


def files(name: str) -> tuple[str, ...]:
    """The file of a stress."""
    return (file_of(StressFile, name),) if name else ()


def load(plan: Plan, name: str) -> Values | None:
    """The stored values of a stress with one shock; others are edited as text."""
    found = plan.folders.get(STRESS, {}).get(name)
    if not isinstance(found, StressFile) or len(found.stoet) != 1 or found.endringer or found.planendring:
        return None
    shock = found.stoet[0]
    if isinstance(shock.endring, list):
        return None
    return {
        "navn": found.navn,
        "faktor": shock.faktor,
        "endring": shock.endring,
        "enhet": shock.enhet,
        "fra": shock.fra or 0,
        "til": shock.til or 0,
        "form": shock.form,
        "samlet": found.samlet,
        "hvorfor": found.hvorfor,
        "kilde": found.kilde,
        "anslag": found.anslag,
    }


def draw(a: Asked) -> Made:
    """The fields, and the file they give."""
    name = a.text(Spec("navn", required=True))
    factor = a.choice(Spec("faktor"), choices(_can_be_stressed(a.plan)), Proposal(USUAL, tr("skjema.stress.faktor")))
    unit = a.choice(Spec("enhet", rare=True), [Choice(u, tr(f"skjema.stress.enhet.{u}")) for u in _units(factor)], _unit(factor))
    size, reason = _size(a.plan, factor)
    change = a.number(Spec("endring", unit=tr(f"skjema.stress.enhet.{unit}"), low=-1000.0, high=1000.0), Proposal(size, reason))
    if change == 0.0:
        a.lack("endring")
    first, last = float(a.plan.years[0]), float(a.plan.years[-1])
    start = a.year(Spec("fra", "naar", low=first, high=last), Proposal(earliest_open(a.plan), tr("skjema.stress.fra")))
    end = a.year(Spec("til", "naar", low=first, high=last, clearable=True), Proposal("", tr("skjema.stress.til")))
    if end and end < start:
        a.wrong("til", tr("skjema.stress.til_foer", aar=start))
    a.yes(Spec("samlet", "vilkaar"), Proposal(False, tr("skjema.stress.samlet")))
    a.text(Spec("hvorfor", "vilkaar", rare=True, clearable=True))
    a.source(tr("skjema.laan.enhet"))
    shock: dict[str, Any] = {"faktor": factor, "endring": change, "enhet": unit, "fra": start, "til": end or None}
    key = a.given.id or id_of(name, set(a.plan.folders.get(STRESS, {})), "stress")
    file = file_of(StressFile, key)
    places = {(file, f"stoet.0.{k}"): k for k in ("faktor", "endring", "enhet", "fra", "til")}
    edits = tuple(_edits(a, file, shock))
    return Made(edits, {**places, (file, "kilde"): "kilde", (file, ""): "navn"}, (tr("skjema.stress.endrer_ikke"),))


def _can_be_stressed(plan: Plan) -> list[str]:
    """The factors of which a change is stated in per cent or points, and that need not be laid on one element."""
    return [n for n, g in FACTORS.items() if g.unit in UNITS and not factor_of(g).score]


def _units(factor: str) -> list[str]:
    return [u for u in UNITS[FACTORS[factor].unit] if u in (POINTS, PERCENT)] or list(UNITS[FACTORS[factor].unit])


def _unit(factor: str) -> Proposal:
    """Points of a rate or a share, per cent of a level."""
    return Proposal(POINTS if factor_of(FACTORS[factor]).points else PERCENT)


def _size(plan: Plan, factor: str) -> tuple[float | str, str]:
    """A proposed size: twice what the factor ordinarily deviates in a year."""
    spread = factor_settings(plan)[factor]
    deviation = max((p.sd[0] if p.sd else 0.0 for p in spread.parts), default=0.0)
    if not deviation:
        return "", tr("skjema.stress.uten_stoerrelse")
    return round(100.0 * TIMES_SPREAD * deviation, 1), tr("skjema.stress.stoerrelse")


def _edits(a: Asked, file: str, shock: dict[str, Any]) -> list[Edit]:
    about = {"navn": str(a.values["navn"]), "hvorfor": str(a.values["hvorfor"]), "samlet": bool(a.values["samlet"])}
    said = {"kilde": str(a.values["kilde"]), "anslag": bool(a.values["anslag"])}
    if a.new:
        kept = {k: v for k, v in shock.items() if v is not None}
        filled = {k: v for k, v in about.items() if v not in ("", False)}
        return [new_file(file, {**filled, **said, "stoet": [kept]})]
    edits: list[Edit] = [SetValue(fil=file, noekkel=[k], verdi=v) for k, v in {**about, **said}.items() if v != a.stored.get(k)]
    for key, value in shock.items():
        if (value or 0) != (a.stored.get(key) or 0):
            edits.append(SetValue(fil=file, noekkel=["stoet", 0, key], verdi=value))
    return edits
