"""Keys of befolkning.toml without effect, because another way to give the same is in the plan as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution, short
from ldip.plan.schema import tables as t

FILE: Final = "befolkning.toml"
RULE: Final = "overstyrt"
OF_HISTORY: Final = ("basisperiode", "krymping", "negativ_flytting_som")


def _said(form: str, key: str, rules: str, **words: str) -> Caution:
    """`key` has no effect, since `rules` applies."""
    return Caution(FILE, key, RULE, f"{FILE}: {key}", (("felt", key), ("gjelder", rules), *words.items()), "", form)


def _moves(plan: Plan) -> Iterator[Caution]:
    """A history, or what is set of its moves, where moves are given in a table."""
    p = plan.population
    if p.flytting is None and p.innflytting is None:
        return
    rules = "[flytting]" if p.flytting is not None else "[utflytting], [innflytting]"
    if p.historie is not None:
        births = p.lokal_fruktbarhetsfaktor == "beregnet"
        yield _said("historie_foedsler" if births else "historie", "historie", rules)
    for key in OF_HISTORY:
        if key in p.model_fields_set:
            yield _said("historievalg", key, rules)


def _births(plan: Plan) -> Iterator[Caution]:
    """The births of a history that moves are taken from, where the local factor is a number."""
    p = plan.population
    by_table = p.flytting is not None or p.innflytting is not None
    if p.historie is None or by_table or p.lokal_fruktbarhetsfaktor == "beregnet":
        return
    given = "lokal_fruktbarhetsfaktor" in p.model_fields_set
    words = {"verdi": short(float(p.lokal_fruktbarhetsfaktor))}
    yield _said("foedsler", "lokal_fruktbarhetsfaktor" if given else "historie", "lokal_fruktbarhetsfaktor", **words)


def _mortality(plan: Plan) -> Iterator[Caution]:
    p = plan.population
    if p.doedelighetsutvikling == "holdt" and p.doedelighet_aar is not None:
        yield _said("doedelighet", "doedelighet_aar", 'doedelighetsutvikling = "holdt"')


def _pinning(plan: Plan) -> Iterator[Caution]:
    """`laasing` and pinned totals, where another path applies to the same years."""
    p = plan.population
    own = p.kommuneflytting is not None
    if "laasing" in p.model_fields_set and (own or p.framskriving_i_bruk == "egen"):
        yield _said(
            "laasing_sone" if own else "laasing", "laasing", "[kommuneflytting]" if own else 'framskriving_i_bruk = "egen"'
        )
    last, path = _followed_to(plan)
    for i, pin in enumerate(p.laast_totalt):
        if pin.aar <= last:
            yield _said("laast", f"laast_totalt.{i}", path, aar=str(pin.aar), til=str(last))


def _followed_to(plan: Plan) -> tuple[int, str]:
    """The last 1 January at which the whole population is given, and the key that gives it."""
    p = plan.population
    if p.kommuneflytting is not None:
        return plan.years[-1] + 1, "[kommuneflytting]"
    used = next((f for f in p.framskrivinger if f.id == p.framskriving_i_bruk), None)
    if used is None:
        return p.dato.year, "[folketall]"
    years = (r.aar for r in plan.table(used.fil, t.ProjectionRow).rows)
    return max([p.dato.year, *years]), f'framskriving_i_bruk = "{used.id}"'


RULES: Final = (_moves, _births, _mortality, _pinning)
