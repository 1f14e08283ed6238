"""One figure for each måltall, year and area: scopes, versions and units are chosen by name, and repetitions are counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.sources.indicator_terms import Placed, Text
from ldip.tabular.files import Mistakes
from ldip.tabular.questions import CHOOSE
from ldip.tabular.terms import Answers, Question, UnclearError

SCOPED: Final = "regnskapsomfang"
# Dimensions that must have one value although no figure occurs twice: one municipality's konsern is not another's kasse.
UNLIKE: Final = ("omfang", "regnskap", "versjon", "utgave", "status", "konsern", "enhet")
Key = tuple[str, int, str]


def one_each(name: str, placed: Sequence[Placed], answers: Answers) -> tuple[list[Placed], tuple[str, ...]]:
    """The figures with one of each key, and the repetitions left out, in words.

    Errors: UnclearError where dimensions hold more than one value for a figure; SourceError for unlike values of one figure."""
    chosen = _answered(name, placed, answers)
    groups: dict[Key, list[Placed]] = {}
    for p in chosen:
        groups.setdefault(p.key, []).append(p)
    headings = _apart(chosen, groups.values())
    if headings:
        raise _unclear(name, chosen, headings)
    problems = Mistakes()
    for key, group in groups.items():
        values = list(dict.fromkeys(p.stated.value for p in group))
        if len(values) > 1:
            problems.append(_contrary(name, key, group))
    if problems:
        raise SourceError(problems.told())
    repeated = len(chosen) - len(groups)
    told = (f"{repeated} tall sto mer enn én gang med samme verdi, og er tatt med én gang",) if repeated else ()
    return [group[0] for group in groups.values()], told


def others(placed: Placed) -> Mapping[str, Text]:
    """The texts beside the name by heading, lower case; the rest of a heading counts as a scope."""
    found = {t.heading.lower(): t for t in placed.stated.texts if t.heading not in placed.named.headings and t.said}
    return {**found, SCOPED: Text(SCOPED, "", placed.named.rest)} if placed.named.rest else found


def _answered(name: str, placed: Sequence[Placed], answers: Answers) -> Sequence[Placed]:
    """The figures that the answers choose. Errors: SourceError for an answer that the file lacks."""
    for key, answer in answers.items():
        heading = key.removeprefix(CHOOSE).lower()
        if not key.startswith(CHOOSE) or not any(heading in others(p) for p in placed):
            continue
        wanted = answer.strip().lower()
        kept = [p for p in placed if (t := others(p).get(heading)) is None or wanted in (t.code.lower(), t.text.lower())]
        if not any(heading in others(p) for p in kept):
            have = ", ".join(dict.fromkeys(others(p)[heading].said for p in placed if heading in others(p)))
            raise SourceError([Problem(name, heading, "filen har ikke det som er valgt", answer[:40], f"velg blant {have}")])
        placed = kept
    return placed


def _apart(placed: Sequence[Placed], groups: Iterable[Sequence[Placed]]) -> list[str]:
    """Headings whose values differ within a figure, and scopes or versions with several values in the file."""
    found: dict[str, None] = {}
    for group in groups:
        if len(group) > 1:
            values: dict[str, set[str]] = {}
            for p in group:
                for heading, text in others(p).items():
                    values.setdefault(heading, set()).add(text.said)
            found |= {h: None for h, said in values.items() if len(said) > 1}
    seen: dict[str, set[str]] = {}
    for p in placed:
        for heading, text in others(p).items():
            if any(word in heading for word in UNLIKE):
                seen.setdefault(heading, set()).add(text.said)
    return list(found | {h: None for h, said in seen.items() if len(said) > 1})


def _unclear(name: str, placed: Sequence[Placed], headings: Sequence[str]) -> UnclearError:
    problems: list[Problem] = []
    questions: list[Question] = []
    for heading in headings:
        texts = {t.said: t for p in placed if (t := others(p).get(heading)) is not None}
        what = f"filen har tall for flere {heading}; de er ikke det samme og regnes ikke sammen"
        first = next(iter(texts))
        hint = f"velg én, for eksempel med --svar {CHOOSE}{heading}={first}"
        problems.append(Problem(name, heading, what, ", ".join(texts)[:80], hint))
        choices = tuple((said, said) for said in texts)
        questions.append(Question(CHOOSE + heading, f"Hvilket {heading} gjelder tallene som skal brukes?", choices))
    return UnclearError(problems, tuple(questions))


def _contrary(name: str, key: Key, group: Sequence[Placed]) -> Problem:
    values = ", ".join(f"{p.stated.value:g} (linje {p.stated.line})" for p in group[:4])
    what = f"{key[0]} {key[1]} for {key[2]} står flere ganger med ulike tall"
    return Problem(name, "", what, values.replace(".", ","), "la ett av tallene stå", group[0].stated.line)
