"""The form of a service: its users by age, unit cost, and the frame of the year before the plan, new or moved from another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ldip.forms.asked import Asked
from ldip.forms.common import services
from ldip.forms.terms import Choice, Made, Proposal, Spec, Value, Values
from ldip.forms.written import cell, id_of, new_file, new_row
from ldip.locales import tr
from ldip.plan.csvfile import delimiter_of
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, SetCell, SetValue
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import CURRENT, SCALE
from ldip.plan.schema.files import ServiceFile, file_of, folder_of

FRAMES: Final = "rammer.csv"
UNIT: Final = "mill. kr"
OLDEST: Final = 105
STAFFED: Final = ("befolkning", "kapasitet")
COUNTED: Final = ("aarssnitt", "aarsslutt")
COPIED: Final = ("kostra", "klasser", "normer", "pedagognormer", "rett", "vekter", "plasser", "dekning")  # of a template
# The key of each field that is one value of the file.
KEYS: Final[Mapping[str, tuple[str | int, ...]]] = {
    "navn": ("navn",),
    "bemanning": ("bemanning_foelger",),
    "telledato": ("telledato",),
    "aarsverk": ("aarsverk_per_bruker",),
    "enhetskostnad": ("enhetskostnad", "beloep"),
    "fra_alder": ("bruksrate", 0, "fra_alder"),
    "til_alder": ("bruksrate", 0, "til_alder"),
    "prosent": ("bruksrate", 0, "prosent"),
    "kilde": ("kilde",),
    "anslag": ("anslag",),
}


def files(name: str) -> tuple[str, ...]:
    """The service's own file, and the frames."""
    return (file_of(ServiceFile, name or "ny"), FRAMES)


def load(plan: Plan, name: str) -> Values | None:
    """The stored values of a service; users by several spans of age are edited as a table, not here."""
    s = plan.services.get(name)
    if s is None:
        return None
    found: dict[str, Value] = {
        "navn": s.navn,
        "bemanning": s.bemanning_foelger,
        "telledato": s.telledato,
        "aarsverk": s.aarsverk_per_bruker,
        "enhetskostnad": s.enhetskostnad.beloep,
        "kilde": s.kilde,
        "anslag": s.anslag,
    }
    if len(s.bruksrate) == 1:
        span = s.bruksrate[0]
        found |= {"fra_alder": span.fra_alder, "til_alder": span.til_alder, "prosent": span.prosent}
    return found


def draw(a: Asked) -> Made:
    """The fields, and the file and frames they give."""
    stored = a.plan.services.get(a.given.id)
    a.text(Spec("navn", required=True))
    like = None
    if a.new:
        none = Choice("", tr("skjema.ingen"))
        name = a.choice(Spec("mal"), [none, *services(a.plan)], Proposal("", tr("skjema.tjeneste.mal")))
        like = a.plan.services.get(name)
    users = _users(a, like) if stored is None or len(stored.bruksrate) == 1 else 0.0
    frame = _frame(a) if a.new else 0.0
    _cost(a, like, users, frame)
    _staff(a, like)
    a.source(str(a.values["navn"]) or a.plan.head.kommune.navn)
    notes = () if stored is None or len(stored.bruksrate) < 2 else (tr("skjema.tjeneste.flere_spenn"),)
    file = _file(a)
    places = {(file, ".".join(map(str, key))): name for name, key in KEYS.items()} | {(file, "bruksrate"): "prosent"}
    places |= {(file, "enhetskostnad"): "enhetskostnad", (FRAMES, ""): "ramme", (FRAMES, "beloep"): "ramme"}
    return Made(tuple(_edits(a, like, frame)) if a.values["navn"] else (), places, notes)


def _users(a: Asked, like: ServiceFile | None) -> float:
    """Inhabitants of the ages that use it."""
    span = like.bruksrate[0] if like and like.bruksrate else None
    reason = tr("skjema.tjeneste.som_mal") if span else tr("skjema.tjeneste.alle")
    low = a.whole(Spec("fra_alder", unit="år", low=0.0, high=OLDEST), Proposal(span.fra_alder if span else 0, reason))
    high = a.whole(Spec("til_alder", unit="år", low=0.0, high=OLDEST), Proposal(span.til_alder if span else OLDEST, reason))
    if high < low:
        a.wrong("til_alder", tr("skjema.tjeneste.alder", fra=low))
    part = a.number(Spec("prosent", unit="%", low=0.0, high=1000.0), Proposal(0.0, tr("skjema.tjeneste.uten_brukere")))
    people = sum(r.personer for r in a.plan.referenced("folketall", t.StockRow).rows if low <= r.alder <= high)
    a.help("prosent", tr("skjema.tjeneste.brukere", n=round(people * part / 100.0), av=round(people)))
    return people * part / 100.0


def _frame(a: Asked) -> float:
    """The frame of the year before the plan, in millions, and the service it is moved from."""
    year = a.plan.years[0] - 1
    options = [Choice("", tr("skjema.tjeneste.ingen_flyttes")), *services(a.plan)]
    amount = a.number(
        Spec("ramme", "naar", "mill.", tr("skjema.loepende"), low=0.0, high=1e6),
        Proposal(0.0, tr("skjema.tjeneste.ramme", aar=year)),
    )
    origin = a.choice(Spec("flyttes_fra", "naar"), options, Proposal("", tr("skjema.tjeneste.flyttes")))
    held = sum(r.kroner for r in _rows(a.plan, origin)) / SCALE[UNIT]
    if origin and amount > held:
        a.wrong("ramme", tr("skjema.tjeneste.for_stor", n=round(held)))
    return amount


def _cost(a: Asked, like: ServiceFile | None, users: float, frame: float) -> None:
    proposal = Proposal(0.0, tr("skjema.tjeneste.uten_kostnad"))
    if frame and users >= 1.0:
        proposal = Proposal(float(round(frame * SCALE[UNIT] / users)), tr("skjema.tjeneste.ramme_delt"))
    elif like:
        proposal = Proposal(round(like.enhetskostnad.kroner, 2), tr("skjema.tjeneste.som_mal"))
    stored = a.plan.services.get(a.given.id)
    unit = stored.enhetskostnad.enhet if stored else "kr"
    a.number(Spec("enhetskostnad", "naar", f"{unit} per bruker", a.short_prices, low=0.0, high=1e10), proposal)


def _staff(a: Asked, like: ServiceFile | None) -> None:
    reason = tr("skjema.tjeneste.som_mal") if like else ""
    staffed = [Choice(s, tr(f"skjema.bemanning.{s}")) for s in STAFFED]
    a.choice(Spec("bemanning", "vilkaar", rare=True), staffed, Proposal(like.bemanning_foelger if like else STAFFED[0], reason))
    counted = [Choice(s, tr(f"skjema.telledato.{s}")) for s in COUNTED]
    a.choice(Spec("telledato", "vilkaar", rare=True), counted, Proposal(like.telledato if like else COUNTED[0], reason))
    fte = Spec("aarsverk", "vilkaar", "årsverk", low=0.0, high=1000.0, rare=True)
    a.number(fte, Proposal(like.aarsverk_per_bruker if like else 0.0, reason))


def _file(a: Asked) -> str:
    folder = folder_of(ServiceFile)
    taken = {n.removeprefix(f"{folder}/").removesuffix(".toml") for n in a.plan.contents}
    return file_of(ServiceFile, a.given.id or id_of(str(a.values["navn"]), taken, "tjeneste"))


def _edits(a: Asked, like: ServiceFile | None, frame: float) -> Iterator[Edit]:
    """A new file with its frames, or the keys that differ."""
    file, values = _file(a), a.values
    if not a.new:
        for name, key in KEYS.items():
            if name in values and a.differs(name):
                yield SetValue(fil=file, noekkel=list(key), verdi=values[name])
        return
    source = {"kilde": values["kilde"], "anslag": values["anslag"]}
    span = {n: values[n] for n in ("fra_alder", "til_alder", "prosent")}
    yield new_file(
        file,
        {
            "navn": values["navn"],
            "bemanning_foelger": values["bemanning"],
            "telledato": values["telledato"],
            "aarsverk_per_bruker": values["aarsverk"] or None,
            "bruksrate": [span],
            **source,
            **_copied(like),
            "enhetskostnad": {"beloep": values["enhetskostnad"], "enhet": "kr", "priser": a.prices, **source},
        },
    )
    if frame:
        yield from _frames(a, file.removeprefix(f"{folder_of(ServiceFile)}/").removesuffix(".toml"), frame)


def _copied(like: ServiceFile | None) -> dict[str, Any]:
    """The parts of a template that a service of its kind has too."""
    if like is None:
        return {}
    found = like.model_dump(mode="json", include=set(COPIED), exclude_unset=True)
    return {k: v for k, v in found.items() if v}


def _rows(plan: Plan, service: str) -> list[t.FrameRow]:
    """Rows of expenditure of a service's frame."""
    return [r for r in plan.table(FRAMES, t.FrameRow).rows if r.tjeneste == service and r.art in t.EXPENDITURE]


def _frames(a: Asked, key: str, frame: float) -> Iterator[Edit]:
    """The frame by kind of expenditure, as the service it is taken from, else as all of the plan's."""
    origin = str(a.values["flyttes_fra"])
    table, raw = a.plan.table(FRAMES, t.FrameRow), a.plan.contents.get(FRAMES)
    comma = delimiter_of(raw, FRAMES) == ";"
    held: dict[str, float] = {}
    for r in table.rows:
        if r.art in t.EXPENDITURE and origin in ("", r.tjeneste):
            held[r.art] = held.get(r.art, 0.0) + r.kroner
    whole = sum(held.values())
    for line, r in table.numbered() if origin else ():
        if r.tjeneste == origin and r.art in held:
            left = r.beloep - frame * SCALE[UNIT] / SCALE[r.enhet] * r.kroner / whole
            yield SetCell(fil=FRAMES, rad=line, kolonne="beloep", verdi=cell(round(left, 6), comma))
    about: dict[str, str | bool] = {
        "enhet": UNIT,
        "priser": CURRENT,
        "anslag": bool(a.values["anslag"]),
        "kilde": str(a.values["kilde"]),
    }
    for kind, kroner in held.items():
        if kroner:
            yield new_row(FRAMES, raw, {"tjeneste": key, "art": kind, "beloep": round(frame * kroner / whole, 6), **about})
