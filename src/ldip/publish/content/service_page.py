"""One service on its own: the verdict on its places, its frame from the last adopted year to the next by cause, and its staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.compare.adopted_bridge import FrameBridge, frame_bridge
from ldip.locales import tr
from ldip.publish.content.fetched import decimals
from ldip.publish.content.places import ServiceRow, service_row, shown_services
from ldip.publish.digits import grouped
from ldip.publish.protect import is_hidden
from ldip.publish.questions import Answer, Question, answers_to
from ldip.simulation.run import Run

USERS: Final = ("brukere_ub",)
STAFF: Final = ("aarsverk", "laererbehov", "normbemanning", "pedagognorm", "aarsverk_mangel_fordelt")
SERIES: Final = (*USERS, *STAFF)
TEACHERS: Final = "laererbehov"  # the norm itself where a service has no FTE by class
MILLION: Final = 1e6


@dataclass(frozen=True)
class FramePart:
    """A cause of the change of a frame: kroner, and as printed with its sign."""

    id: str
    name: str
    amount: float
    text: str


@dataclass(frozen=True)
class Frame:
    """A service's gross frame in both years, running kroner, with the causes in between and the sentences."""

    adopted: int
    projected: int
    before: float
    after: float
    before_text: str
    after_text: str
    parts: tuple[FramePart, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class ServicePage:
    """A service: `places` is None for one without places, or with counts that are hidden; `frame` None without adopted years."""

    id: str
    name: str
    said: tuple[str, ...]
    places: ServiceRow | None
    frame: Frame | None
    series: tuple[Answer, ...]
    staff_said: str


def service_page(run: Run, service: str, internal: bool = False) -> ServicePage:
    """The page of a service; public unless `internal`. Errors: KeyError for a service the plan does not have."""
    said = run.plan.services[service]
    places = service_row(run, service) if service in shown_services(run, internal) else None
    told = internal or not is_hidden(run, "demografikostnad", run.years[0], {"tjeneste": service})
    found = frame_bridge(run, service) if told else None
    frame = None if found is None else _frame(run, service, found, internal)
    names = [n for n in SERIES if n != TEACHERS or said.aarsverk_per_klasse]
    series = tuple(a for n in names for a in answers_to(run, Question(n, axes={"tjeneste": service}), internal) if _any(a))
    return ServicePage(
        id=service,
        name=said.navn,
        said=(*(places.said if places else (tr("tjeneste.uten_plasser", navn=said.navn),)), *(frame.said[:1] if frame else ())),
        places=places,
        frame=frame,
        series=series,
        staff_said=_staff(run, service, series),
    )


def _any(a: Answer) -> bool:
    """Whether a quantity is there, or is hidden."""
    return any(v is None or abs(v) > 0.0 for v in a.values)


def _frame(run: Run, service: str, found: FrameBridge, internal: bool) -> Frame:
    change, largest = found.after - found.before, max(found.causes.items(), key=lambda c: abs(c[1]), default=("", 0.0))
    words = {"fra": found.adopted, "til": found.projected, "v": _mill(run, abs(change))}
    key = "tjeneste.ramme.opp" if change >= 0.0 else "tjeneste.ramme.ned"
    texts = [tr(key, **words, aarsak=tr(f"rammebro.{largest[0]}").lower(), del_=_signed(run, largest[1]))]
    texts.append(tr("tjeneste.ramme.avvik", v=grouped(abs(found.rest))))
    at = {"tjeneste": service}
    users = run.at("brukere_ub", found.projected, at)
    if users >= 1.0 and (internal or not is_hidden(run, "brukere_ub", found.projected, at)):
        texts.append(tr("tjeneste.per_bruker", v=grouped(round(found.after / users, -3)), aar=found.projected))
    return Frame(
        adopted=found.adopted,
        projected=found.projected,
        before=found.before,
        after=found.after,
        before_text=_mill(run, found.before),
        after_text=_mill(run, found.after),
        parts=tuple(FramePart(c, tr(f"rammebro.{c}"), v, _signed(run, v)) for c, v in found.causes.items()),
        said=tuple(texts),
    )


def _mill(run: Run, kroner: float) -> str:
    return grouped(kroner / MILLION, decimals(run))


def _signed(run: Run, kroner: float) -> str:
    text = _mill(run, kroner)
    return f"+{text}" if kroner > 0.0 and any(c in "123456789" for c in text) else text


def _staff(run: Run, service: str, series: tuple[Answer, ...]) -> str:
    """Whether the service's FTE can be filled; empty where the plan does not describe the labour market, or it is hidden."""
    if run.plan.workforce is None:
        return tr("tjeneste.ansatte.uten")
    found = next((a for a in series if a.name == "aarsverk_mangel_fordelt"), None)
    if found is None:
        return tr("tjeneste.ansatte.nok", year=run.years[-1])
    last = found.values[-1]
    return "" if last is None else tr("tjeneste.ansatte.mangler", n=grouped(last), year=run.years[-1])


def staffing_sentences(run: Run) -> tuple[str, ...]:
    """Whether the whole plan can be staffed, from when not, and that it is not priced; the first is the answer."""
    if run.plan.workforce is None:
        return (tr("arbeidskraft.uten"),)
    lacking = [(y, run.value("aarsverk_mangel", y)) for y in run.years]
    short = [y for y, n in lacking if n >= 0.5]
    share, limit = (run.value(n, run.years[-1]) for n in ("arbeidskraftandel", "hoeyeste_arbeidskraftandel"))
    first = run.value("arbeidskraftandel", run.years[0])
    words = {"a": grouped(share * 100, 1), "b": grouped((limit or first) * 100, 1), "year": run.years[-1]}
    if not short:
        return (tr("arbeidskraft.nok", **words),)
    most = max(lacking, key=lambda p: p[1])
    return (
        tr("arbeidskraft.mangler", n=grouped(most[1]), aar=most[0], fra=short[0]),
        tr("arbeidskraft.andel" if limit else "arbeidskraft.andel_foerste", **words),
        tr("arbeidskraft.ikke_priset"),
    )
