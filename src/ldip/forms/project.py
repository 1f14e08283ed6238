"""The form of a project: what is built where, when it is built and opens, the cost by year, and what follows the opening."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, get_args

from ldip.digits import is_digits
from ldip.forms.asked import Asked
from ldip.forms.common import BUILDINGS, ask_service, ask_zone, buildings, earliest_open
from ldip.forms.project_edits import edits_of, places_of
from ldip.forms.project_proposals import Alike, kroner, spread
from ldip.forms.terms import Choice, Cure, Made, Proposal, Spec, Value, Values
from ldip.forms.written import printed
from ldip.locales import tr
from ldip.parameters import read as parameters
from ldip.plan.document import Plan
from ldip.plan.inputs import readable_key
from ldip.plan.schema.fields import SCALE
from ldip.plan.schema.files import ProjectFile, file_of
from ldip.plan.schema.projects import PlaceKind

BUILDS: Final = ("nybygg", "utvidelse", "rehabilitering", "erstatning")
JANUARY: Final = "01"
MONTHS: Final = tuple(f"{m:02d}" for m in range(1, 13))
MILLION: Final = SCALE["mill. kr"]


def files(name: str) -> tuple[str, ...]:
    """The files a project is written in and proposed from."""
    return (file_of(ProjectFile, name or "nytt"), BUILDINGS)


def load(plan: Plan, name: str) -> Values | None:
    """The stored values of a project."""
    p = plan.projects.get(name)
    if p is None:
        return None
    whole = p.kostnad.kroner / MILLION
    progress = {int(y) + p.utsettes_aar: round(v * whole, 6) for y, v in sorted(p.framdrift.items())}
    year, month = p.opening
    held, run = p.kapasitet, p.drift
    area = run.m2_netto if run else 0.0
    built = "erstatning" if p.erstatter else "nybygg" if held is None or held.plasser else "rehabilitering"
    found: dict[str, Value] = {
        "navn": p.navn,
        "tjeneste": p.tjeneste or "",
        "sone": (held.sone if held else None) or "",
        "tiltak": built,
        "fase": p.fase,
        "plasser": held.plasser if held else 0.0,
        "plasstype": held.plasstype if held else "",
        "erstatter": ",".join(p.erstatter),
        "bygges_fra": min(progress, default=0),
        "aapner": year if held else max(progress, default=0) + 1,
        "maaned": f"{month:02d}",
        "kostnad": round(whole, 6),
        "fordeling": progress,
        "areal": area,
        "drift": round(kroner(run.fdv_per_m2 if run else None) * area / MILLION, 6),
        "tilskudd": round(100.0 * p.finansiering.tilskudd_andel, 6),
        "mva": round(100.0 * p.finansiering.mva_kompensasjon_andel, 6),
        "sektor": p.sektor,
        "anleggsklasse": p.anleggsklasse,
        "kilde": p.kilde,
        "anslag": p.anslag,
    }
    return found if p.spredning is None else {**found, "usikkerhet": round(100.0 * p.spredning, 6)}


def draw(a: Asked) -> Made:
    """The fields of a project, or of a frame that is changed, and the edits they give."""
    stored = a.plan.projects.get(a.given.id)
    a.text(Spec("navn", required=True))
    if stored is not None and stored.type == "ramme":
        _frame(a, stored)
    else:
        _project(a)
    ready = a.values["navn"] and (a.values.get("tjeneste") or not a.new)
    return Made(tuple(edits_of(a, stored)) if ready else (), places_of(a))


def _frame(a: Asked, stored: ProjectFile) -> None:
    """A frame: the amount is per year."""
    whole = a.number(Spec("kostnad", "naar", "mill./år", stored.kostnad.priser, low=0.0, high=1e6), Proposal(0.0))
    shares = {int(y): round(v * whole, 6) for y, v in sorted(stored.framdrift.items())}
    a.yearly(Spec("fordeling", "naar", "mill.", stored.kostnad.priser, rare=True), shares, over=a.differs("kostnad"))
    _phase(a)
    like = Alike.of(a.plan, stored.tjeneste or "", a.given.id)
    _funding(a, like)
    a.source(_sector(a, like))


def _project(a: Asked) -> None:
    service = ask_service(a) if a.new or a.stored.get("tjeneste") else ""
    like = Alike.of(a.plan, service, a.given.id)
    ask_zone(a, service)
    built = a.choice(Spec("tiltak"), [Choice(b, tr(f"skjema.prosjekt.{b}")) for b in BUILDS], Proposal(BUILDS[0]))
    _phase(a)
    places = _places(a, like, built)
    years = _when(a, like)
    _cost(a, like, years, places)
    area = a.number(Spec("areal", "etter", "m²", low=0.0, high=1e7, rare=True), like.area(places))
    run = Spec("drift", "etter", "mill. per år", a.short_prices, low=0.0, high=1e5)
    if a.number(run, like.running(area)) and not area:
        a.wrong("drift" if a.typed("drift") else "areal", tr("skjema.prosjekt.drift_uten_areal"))
    _funding(a, like)
    a.source(_sector(a, like))


def _phase(a: Asked) -> None:
    phases = [Choice(p, tr(f"ui.fase.{p}")) for p in get_args(ProjectFile.model_fields["fase"].annotation)]
    a.choice(Spec("fase"), phases, Proposal("behov", tr("skjema.prosjekt.fase")))


def _places(a: Asked, like: Alike, built: str) -> float:
    """Places, with whole classes in words, and the building that is replaced."""
    none = Proposal(0.0, tr("skjema.prosjekt.plasser_rehab"))
    places = a.number(Spec("plasser", unit="plasser", low=0.0, high=1e5), none if built == "rehabilitering" else like.places())
    held = a.plan.services[like.service].klasser if like.service in a.plan.services else []
    size = held[0].elever if held else 0.0
    if size and places and places % size == 0.0:
        a.help("plasser", tr("skjema.prosjekt.klasser", n=printed(places / size), elever=printed(size)))
    options = [Choice("", tr("skjema.ingen")), *(Choice(b.id, b.navn) for b in buildings(a.plan, like.service))]
    several = str(a.stored.get("erstatter", ""))
    if "," in several:
        named = {c.id: c.name for c in options}
        options.append(Choice(several, " og ".join(named.get(i, i) for i in several.split(","))))
    if not a.choice(Spec("erstatter"), options) and built == "erstatning":
        a.help("erstatter", tr("skjema.prosjekt.velg_bygg"))
    kinds = [Choice(k, tr(f"skjema.plasstype.{k or 'uten'}")) for k in get_args(PlaceKind)]
    a.choice(Spec("plasstype", rare=True), kinds, like.kind_of_place())
    return places


def _when(a: Asked, like: Alike) -> list[int]:
    """The years of building, from the start, the opening, or what the page named."""
    months = [Choice(m, tr(f"skjema.maaned.{m}")) for m in MONTHS]
    month = a.choice(Spec("maaned", "naar", rare=True), months, like.month())
    pause = int(month == JANUARY)  # opens at the new year after the last year of building
    stored = a.stored.get("fordeling")
    length = _typed_years(a) or (len(stored) if isinstance(stored, dict) and stored else like.build_years())
    last = float(a.plan.years[-1] + 20)
    low = float(min([a.plan.years[0], *([int(y) for y in stored] if isinstance(stored, dict) else [])]))
    wanted = _year_in(a, "aapner") or max(_prefilled(a), earliest_open(a.plan) + length - 1 + pause)
    moved = bool(_year_in(a, "aapner")) and not a.typed("bygges_fra")
    reason = tr("skjema.prosjekt.fra_aapning" if moved or _prefilled(a) else "skjema.prosjekt.fra_foerst")
    first = Proposal(max(wanted - length + 1 - pause, int(low)), reason, moved)
    start = a.year(Spec("bygges_fra", "naar", low=low, high=last), first)
    earliest = start + length - 1 + pause
    opening = Proposal(earliest, tr("skjema.prosjekt.aapner", n=length), a.differs("bygges_fra"))
    opens = a.year(Spec("aapner", "naar", low=low, high=last + 20), opening)
    if opens < earliest:
        cure = Cure(tr("skjema.bruk", verdi=earliest), {"aapner": str(earliest)})
        a.wrong("aapner", tr("skjema.prosjekt.for_tidlig", aar=earliest, n=length, fra=start), cure)
    a.touches["aar"] = str(opens)
    return list(range(start, start + length))


def _cost(a: Asked, like: Alike, years: list[int], places: float) -> None:
    """The cost in the price year it is stored in, and by year."""
    stored = a.plan.projects.get(a.given.id)
    prices = stored.kostnad.priser.replace("kroner", "kr") if stored else a.short_prices
    whole = a.number(Spec("kostnad", "naar", "mill.", prices, low=0.0, high=1e6), like.cost(places))
    _uncertain(a)
    over = a.new or a.differs("kostnad", "bygges_fra")
    before = a.stored.get("fordeling")
    shares = like.shares(len(years))
    held = [float(v) for _, v in sorted(before.items())] if isinstance(before, dict) else []
    if len(held) == len(years) and sum(held) > 0.0:
        shares = [v / sum(held) for v in held]
    a.yearly(Spec("fordeling", "naar", "mill.", prices), spread(whole, years, shares), whole, over)


def _uncertain(a: Asked) -> None:
    """The spread of the cost in per cent: that of the phase until it is typed."""
    tid = a.plan.head.tid
    name = f"spredning_{str(a.values['fase']).lower()}"
    spread = parameters.value("prosjektfase", name, tid.foerste_aar, tid.kunnskapsdato).verdi
    proposal = Proposal(round(100.0 * spread, 4), tr("skjema.prosjekt.som_fasen"))
    a.number(Spec("usikkerhet", "naar", "%", low=0.0, high=100.0, rare=True), proposal)


def _funding(a: Asked, like: Alike) -> None:
    a.number(Spec("tilskudd", "etter", "%", low=0.0, high=100.0), like.grant())
    vat = a.number(Spec("mva", "etter", "%", low=0.0, high=100.0, rare=True), like.vat())
    a.help("tilskudd", tr("skjema.prosjekt.moms", n=printed(vat)))
    classes = [Choice(c, readable_key(c)) for c in parameters.names("avskrivning")]
    a.choice(Spec("anleggsklasse", "etter", rare=True), classes, like.asset_class())


def _sector(a: Asked, like: Alike) -> str:
    return a.text(Spec("sektor", rare=True), like.sector())


def _typed_years(a: Asked) -> int:
    """The number of years of building where they are typed: those with an amount other than zero."""
    said = a.given.typed.get("fordeling")
    if not isinstance(said, dict):
        return 0
    zero = {y for y, v in said.items() if v.strip() and not v.strip().strip("0,.")}
    stored = a.stored.get("fordeling")
    start = _year_in(a, "bygges_fra") or (min(stored) if isinstance(stored, dict) and stored else 0)
    kept = [int(y) for y, v in said.items() if v.strip() and y not in zero]
    return max(kept) - start + 1 if kept and zero and start and max(kept) >= start else 0


def _year_in(a: Asked, name: str) -> int:
    """A typed year; 0 where none is."""
    said = a.given.typed.get(name)
    return int(said) if isinstance(said, str) and is_digits(said.strip()) and len(said.strip()) == 4 else 0


def _prefilled(a: Asked) -> int:
    """The year of opening that the page named, as `aapner` or `aar`; 0 for none. It is only a wish: building takes its time."""
    given = dict(a.given.prefill)
    said = given.pop("aapner", given.pop("aar", 0))
    a.given = replace(a.given, prefill=given)
    a.values.setdefault("_aapner", int(said) if isinstance(said, int | float) and 1900 < said < 2200 else 0)
    found = a.values["_aapner"]
    return found if isinstance(found, int) else 0
