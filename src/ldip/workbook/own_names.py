"""Names of the workbook to ids of the plan: by the profile, the same name, or the user's answer; never by likeness alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.locales import tr
from ldip.tabular.terms import Answers, Question, UnclearError
from ldip.workbook.own_profile import LeftOut, Part
from ldip.workbook.own_terms import Line
from ldip.workbook.own_words import matches, nearest_names, norm, same, slug

NEW: Final = "ny"
MOST_ASKED: Final = 200


@dataclass(frozen=True)
class Known:
    """The plan's ids of a kind with the names each goes under, and whether the workbook may bring new ones."""

    names: Mapping[str, Sequence[str]]
    what: str
    new: bool = False


@dataclass(frozen=True)
class Names:
    """Ids by the name of each line; `fresh` are not in the plan, `learnt` is for the profile, `told` for the user."""

    ids: Mapping[str, str]
    fresh: frozenset[str] = frozenset()
    learnt: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def named(file: str, key: str, part: Part, lines: Sequence[Line], known: Known, answers: Answers) -> Names:
    """The id of every line. Errors: UnclearError with a question for each name that is not known."""
    ids: dict[str, str] = {}
    learnt: dict[str, str] = {}
    asked: list[Line] = []
    for line in lines:
        found = answers.get(f"{key}.navn.{line.name}", "") or _id_of(line, part, known)
        if not found and known.new and part.nye == "ta med":
            found = NEW
        if not found and part.nye == "utelat":
            found = LeftOut
        if not found:
            asked.append(line)
            continue
        ids[line.name] = _fresh(line, known, ids) if found == NEW else found
        learnt[line.name] = ids[line.name]
    if asked:
        raise UnclearError([_unknown(file, key, x) for x in asked[:MOST_ASKED]], tuple(question(key, x, known) for x in asked))
    _refuse_wrong(file, key, ids, known)
    fresh = frozenset(i for i in ids.values() if i not in known.names and i != LeftOut)
    said = {n: i for n, i in learnt.items() if not any(same(n, k) and v == i for k, v in part.navn_i_planen.items())}
    return Names({n: i for n, i in ids.items() if i != LeftOut}, fresh, said, tuple(_told(part, lines, ids, fresh, known)))


def _id_of(line: Line, part: Part, known: Known) -> str:
    """The id that the profile or the plan's own names give."""
    plain = line.name.partition(": ")[2]
    for name in (line.name, plain) if plain else (line.name,):
        for own, found in part.navn_i_planen.items():
            if same(own, name):
                return found
    for i, names in known.names.items():
        if any(same(line.name, n) for n in (i, *names)):
            return i
    return ""


def _fresh(line: Line, known: Known, ids: Mapping[str, str]) -> str:
    """An id that neither the plan nor another line has."""
    taken, made = {*known.names, *ids.values()}, slug(line.name)
    return next(i for n in range(1, len(taken) + 2) if (i := made if n == 1 else f"{made}-{n}") not in taken)


def question(key: str, line: Line, known: Known) -> Question:
    """The question of a line's id in the plan: the ids most like it first."""
    near = [i for i, _ in nearest_names(line.name, known.names)]
    ordered = [*near, *(i for i in known.names if i not in near)]
    choices = [(i, known.names[i][0] if known.names[i] else i) for i in ordered]
    new = [(NEW, f"et nytt {known.what}")] if known.new else []
    text = f"Hva er «{line.name}» ({line.place}) i planen?"
    return Question(f"{key}.navn.{line.name}", text, (*new, *choices, (LeftOut, "er ikke med i planen")))


def _unknown(file: str, key: str, line: Line) -> Problem:
    hint = f"svar med «{key}.navn.{line.name}=…», eller før navnet opp i navn_i_planen i profilen"
    return Problem(file, line.place, "navnet er ikke kjent fra planen eller profilen", line.name, hint, line.row)


def _refuse_wrong(file: str, key: str, ids: Mapping[str, str], known: Known) -> None:
    """Errors: SourceError for an id that the plan lacks, where the workbook brings no new ones."""
    if known.new:
        wrong = {n: i for n, i in ids.items() if i != LeftOut and i != slug(i)}
        hint = "bruk små bokstaver a–z, sifre og bindestrek"
    else:
        wrong = {n: i for n, i in ids.items() if i not in known.names and i != LeftOut}
        hint = f"bruk {', '.join(list(known.names)[:20])}"
    if wrong:
        raise SourceError(Problem(file, f"{key}.navn.{n}", f"ukjent {known.what}", i, hint) for n, i in wrong.items())


def _told(part: Part, lines: Sequence[Line], ids: Mapping[str, str], fresh: Iterable[str], known: Known) -> Iterable[str]:
    new = set(fresh)
    if names := [n for n, i in ids.items() if i in new]:
        yield tr("own_workbook.new", what=known.what, names=", ".join(f"«{n}»" for n in names), n=len(names))
    have = {norm(line.name) for line in lines} | {norm(line.name.partition(": ")[2]) for line in lines}
    gone = [n for n, i in part.navn_i_planen.items() if i != LeftOut and norm(n) not in have]
    if gone:
        yield tr("own_workbook.gone", names=", ".join(f"«{n}»" for n in gone), n=len(gone))


def by_pattern(line: Line, patterns: Mapping[str, str]) -> str:
    """The value of the first pattern that the line's name or group matches; empty for none."""
    for pattern, value in patterns.items():
        if matches(line.name, (pattern,)) or matches(line.group, (pattern,)):
            return value
    return ""
