"""A profile proposed from a workbook, with the choices it makes, how sure each is, and what it rests on. The user confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from pydantic import ValidationError

from ldip.errors import Problem, SourceError
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.schema.fields import CURRENT, SCALE
from ldip.tabular.terms import Answers, Sheet
from ldip.workbook import own_guess
from ldip.workbook.own_find import Found, best_of, tables_in
from ldip.workbook.own_names import NEW
from ldip.workbook.own_profile import SUMS, AdoptedLines, AnyPart, Frames, LeftOut, Loans, People, Profile, Projects, Slag
from ldip.workbook.own_terms import Choice, Sure
from ldip.workbook.own_words import norm

ORDER: Final[tuple[Slag, ...]] = get_args(Slag)
FIELDS: Final = (
    "ark", "enhet", "priser", "kolonne", "slutt", "innhold", "navn", "nye", "rente_enhet", "hele_listen", "i_bruk",
)  # fmt: skip
FREE: Final = frozenset({"ark", "priser", "navn"})  # answers beside those listed can be right; checked where used
NONE: Final = "ingen"
FIRM: Final = 3.0  # points that make a kind sure


@dataclass(frozen=True)
class Suggestion:
    """A proposed profile (None where no table looks like a part of a plan), and its choices; `open` are those to be answered."""

    profile: Profile | None
    choices: tuple[Choice, ...]

    def unanswered(self, answers: Answers) -> tuple[Choice, ...]:
        """Choices that are not sure and that the user has not made."""
        return tuple(c for c in self.choices if c.sure == "usikker" and c.key not in answers)


@dataclass
class _Chooser:
    """The choices so far, of a workbook and the answers about it."""

    plan: Plan
    answers: Answers
    file: str
    choices: list[Choice] = field(default_factory=list)

    def choose(self, key: str, text: str, value: str, options: Sequence[tuple[str, str]], how: tuple[Sure, str]) -> str:
        """Note a choice; the user's answer before the suggested value."""
        chosen = self.answers.get(key, value)
        values = [v for v, _ in options]
        if key in self.answers and chosen not in values and _field(key) not in FREE:
            raise SourceError([Problem(self.file, key, "svaret er ikke et av valgene", chosen, f"bruk {', '.join(values)}")])
        found: tuple[Sure, str] = ("sikker", tr("own_workbook.answered")) if key in self.answers else how
        self.choices.append(Choice(key, text, chosen, tuple(options), *found))
        return chosen


def _field(key: str) -> str:
    """The subject of a choice, by its key, such as `laan.enhet` or `rammer.navn.Skole`."""
    return key.split(".")[1] if "." in key else ""


def own_suggest(plan: Plan, sheets: Sequence[Sheet], name: str, answers: Answers) -> Suggestion:
    """A profile of a workbook. Errors: SourceError for an answer that names no sheet, or a value that a part cannot have."""
    found, chooser = tables_in(sheets, plan), _Chooser(plan, answers, name)
    names = [s.name for s in sheets]
    deler: list[AnyPart] = []
    if wrong := [k for k in answers if k.partition(".")[0] in ORDER and _field(k) not in FIELDS]:
        hint = "bruk en av " + ", ".join(FIELDS)
        raise SourceError(Problem(name, k, "svaret gjelder ikke noe valg", answers[k], hint) for k in wrong)
    for slag in ORDER:
        options = [*((n, n) for n in names), (NONE, "ingen av arkene")]
        guess = best_of(found, slag)
        sure: Sure = "sikker" if guess and guess.points >= FIRM else "trolig"
        chosen = chooser.choose(
            f"{slag}.ark",
            f"Hvilket ark har {slag}?",
            guess.grid.sheet.name if guess else NONE,
            options,
            (sure, guess.basis if guess else "ingen tabell ser slik ut"),
        )
        if chosen == NONE:
            continue
        table = guess if guess and norm(guess.grid.sheet.name) == norm(chosen) else best_of(found, slag, chosen)
        if table is None:
            raise SourceError([own_guess.no_table(name, slag, chosen, names)])
        try:
            deler.append(_part(chooser, slag, table))
        except ValidationError as error:
            raise SourceError(_unusable(name, f"{slag}.", error)) from None
    try:
        kilde = answers.get("kilde", f"Kommunens regneark, {name}")
        profile = Profile(kilde=kilde, deler=tuple(deler)) if deler else None
    except ValidationError as error:
        raise SourceError(_unusable(name, "", error)) from None
    return Suggestion(profile, tuple(chooser.choices))


def _unusable(file: str, of: str, error: ValidationError) -> list[Problem]:
    """Values that a part cannot have, which are a user's answers or names of the workbook."""
    hint = "velg en av verdiene som foreslås, eller rett navnet i regnearket"
    found = error.errors(include_url=False, include_context=False)
    return [Problem(file, of + ".".join(map(str, e["loc"]))[:100], "kan ikke brukes", str(e["input"])[:60], hint) for e in found]


def _part(chooser: _Chooser, slag: Slag, table: Found) -> AnyPart:
    """The part of a table."""
    common: dict[str, Any] = {"slag": slag, "ark": table.grid.sheet.name, "navn": table.label}
    if not table.label:
        common["etter"] = own_guess.title_of(table)
    if slag == "laan":
        return Loans.model_validate({**common, **_loans(chooser, table)})
    common |= {"overskriftsrader": table.deep} if table.deep > 1 else {}
    common |= _kolonne(chooser, slag, table)
    if sums := own_guess.sums_of(table, common.get("kolonne", "")):
        common["summer"] = (*SUMS, *sums)
    if slag == "befolkning":
        used = chooser.choose(
            "befolkning.i_bruk",
            "Skal planen regne med regnearkets befolkning?",
            "nei",
            (("ja", "ja, ta den i bruk"), ("nei", "nei, legg den ved siden av")),
            ("trolig", "planens framskriving er i bruk"),
        )
        return People.model_validate({**common, "i_bruk": used == "ja"})
    common |= _money(chooser, slag, table)
    if slag == "prosjekter":
        return Projects.model_validate({**common, **_projects(chooser, table, common)})
    common["navn_i_planen"] = _mapped(chooser, slag, own_guess.leaves(table, common))
    if slag == "vedtatt":
        return AdoptedLines.model_validate(common)
    innhold = chooser.choose(
        "rammer.innhold",
        "Er rammene brutto utgifter eller netto?",
        own_guess.content_of(table),
        (("brutto utgifter", "brutto utgifter"), ("netto", "netto, egne inntekter er trukket fra")),
        own_guess.content_how(table),
    )
    return Frames.model_validate({**common, "innhold": innhold})


def _kolonne(chooser: _Chooser, slag: Slag, table: Found) -> dict[str, str]:
    """The heading beside the years, where a year has several columns."""
    beside = own_guess.beside_of(table)
    if not beside:
        return {}
    best = own_guess.main_beside(beside)
    text = f"Hvilken kolonne under hvert år i {table.grid.sheet.name} skal leses?"
    how: tuple[Sure, str] = ("trolig", f"årene har kolonnene {', '.join(beside)}")
    return {"kolonne": chooser.choose(f"{slag}.kolonne", text, best, [(b, b) for b in beside], how)}


def _money(chooser: _Chooser, slag: Slag, table: Found) -> dict[str, str]:
    """Unit and prices as title and headings name them; otherwise there is a question."""
    base = f"{chooser.plan.head.tid.prisnivaa}-kroner"
    unit, unit_how = own_guess.unit_of(table)
    prices, prices_how = own_guess.prices_of(table, base if slag == "prosjekter" else CURRENT)
    where = table.grid.sheet.name
    enhet = chooser.choose(f"{slag}.enhet", f"Hvilken enhet har beløpene i {where}?", unit, [(u, u) for u in SCALE], unit_how)
    options = list(dict.fromkeys([CURRENT, base, prices]))
    priser = chooser.choose(f"{slag}.priser", f"Hvilket prisnivå har {where}?", prices, [(p, p) for p in options], prices_how)
    return {"enhet": enhet, "priser": priser}


def _projects(chooser: _Chooser, table: Found, common: Mapping[str, Any]) -> dict[str, Any]:
    """Columns beside the years, and names of the plan's projects."""
    found: dict[str, Any] = own_guess.project_columns(table, common.get("kolonne", ""))
    names = own_guess.leaves(table, {**common, **found})
    known = own_guess.known_of("prosjekter", chooser.plan)
    mapped: dict[str, str] = {}
    for name in names:
        exact, near = own_guess.id_of(name, known)
        if exact or not near:
            mapped |= {name: exact} if exact else {}
            continue
        options = [(i, known.names[i][0]) for i, _ in near] + [(NEW, "et nytt prosjekt"), (LeftOut, "er ikke med i planen")]
        how: tuple[Sure, str] = ("usikker", f"ligner på {', '.join(known.names[i][0] for i, _ in near[:3])}")
        chosen = chooser.choose(f"prosjekter.navn.{name}", f"Hva er «{name}» i planen?", near[0][0], options, how)
        mapped |= {name: chosen} if chosen != NEW else {}
    new = len(names) - len(mapped)
    nye = chooser.choose(
        "prosjekter.nye",
        f"Hva med de {new} prosjektene som planen ikke har?",
        "ta med",
        (("ta med", "ta dem inn"), ("utelat", "la dem være"), ("spør", "spør om hvert av dem")),
        ("trolig", f"{new} navn er nye"),
    )
    classes = own_guess.asset_classes(table)
    services = own_guess.services_of(table, chooser.plan)
    more = {"anleggsklasse": classes, "tjeneste": services, "navn_i_planen": mapped, "nye": nye}
    return {**found, **{k: v for k, v in more.items() if v}}


def _mapped(chooser: _Chooser, slag: Slag, names: Sequence[str]) -> dict[str, str]:
    """Names of rows to services or lines: the same name is sure, a like one is a question."""
    known = own_guess.known_of(slag, chooser.plan)
    mapped: dict[str, str] = {}
    for name in names:
        exact, near = own_guess.id_of(name, known)
        if exact:
            mapped[name] = exact
            continue
        likely = [i for i, _ in near]
        others = [i for i in known.names if i not in likely]
        options = [*((i, known.names[i][0]) for i in (*likely, *others)), (LeftOut, "er ikke med i planen")]
        value = likely[0] if likely else (LeftOut if slag == "vedtatt" else "")
        basis = f"ligner på {', '.join(known.names[i][0] for i in likely[:3])}" if likely else "ligner ikke på noe i planen"
        sure: Sure = "trolig" if slag == "vedtatt" and not likely else "usikker"
        chosen = chooser.choose(f"{slag}.navn.{name}", f"Hva er «{name}» i planen?", value, options, (sure, basis))
        mapped |= {name: chosen} if chosen else {}
    return mapped


def _loans(chooser: _Chooser, table: Found) -> dict[str, Any]:
    """Columns of a list of loans, unit, and whether it is all of them."""
    columns = own_guess.loan_columns(table)
    unit, how = own_guess.loan_unit(table, columns, chooser.plan)
    enhet = chooser.choose(
        "laan.enhet", f"Hvilken enhet har beløpene i {table.grid.sheet.name}?", unit, [(u, u) for u in SCALE], how
    )
    rates, rates_how = own_guess.rate_unit(table, columns)
    rente = chooser.choose(
        "laan.rente_enhet", "Er rentene i prosent eller andel (0,045)?", rates, [(u, u) for u in ("prosent", "andel")], rates_how
    )
    whole = chooser.choose(
        "laan.hele_listen",
        "Er dette alle lånene? Planens andre lån tas da ut.",
        "ja",
        (("ja", "ja, listen er hele låneporteføljen"), ("nei", "nei, planens andre lån beholdes")),
        ("usikker", table.basis),
    )
    found: dict[str, Any] = {
        "kolonner": columns,
        "enhet": enhet,
        "rente_enhet": rente,
        "hele_listen": whole == "ja",
        "nye": "ta med",
    }
    found |= {"retning": "kolonner"} if table.grid.turned else {}
    margin = own_guess.usual_margin(chooser.plan)
    return {**found, "margin": margin} if "margin" not in columns and margin else found
