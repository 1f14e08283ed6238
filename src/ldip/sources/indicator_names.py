"""A key figure's name, wherever a file has it: in one text, or divided between dimensions with the unit apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import Final

from ldip.parameters.ratios import by_code, by_label, library, plain
from ldip.parameters.unit_costs import unit_costs
from ldip.sources.indicator_terms import Named, Text

MOST_PARTS: Final = 3  # of a name
MOST_TEXTS: Final = 6  # dimensions tried together; Statistikkbanken's KOSTRA tables have two beside region and year
OF_INCOME: Final = "i prosent av brutto driftsinntekter"
PER_HEAD: Final = "per innbygger"
UNIT_TEXTS: Final = (
    (re.compile(r"andel av (?:brutto|br\.) (?:driftsinntekter|driftsinnt\.) ?(?:\((?:prosent|%)\))?"), OF_INCOME),
    (re.compile(r"i (?:prosent|%) av (?:brutto|br\.) (?:driftsinntekter|driftsinnt\.)"), OF_INCOME),
    (re.compile(r"(?:beløp )?per innb(?:ygger|\.) ?(?:\((?:kr|kroner)\))?(?= |$)"), PER_HEAD),
)
ALONE: Final = {  # texts that are a unit and nothing more, and what they are a unit of
    "prosent": "prosent", "%": "prosent", "pst.": "prosent", "andel (prosent)": "prosent",
    "kr": "kr", "kroner": "kr", "1000 kr": "kr", "1 000 kr": "kr", "mill. kr": "kr", "beløp (1000 kr)": "kr",
    "kr per innbygger": "kr", "kroner per innbygger": "kr",
}  # fmt: skip
SCOPE: Final = re.compile(
    r"\(?(?:\(?fylkes-?\)?)?(?:kommune)?(?:konsern|kasse)|[ab]|samlet regnskap|foreløpige?|ureviderte?|reviderte?|endelige?\)?",
    re.IGNORECASE,
)
BEHIND: Final = re.compile(r"\((prosent|%|kr|kroner|1000 kr|1 000 kr)\)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Names:
    """Known figures: id by name as `spelled` writes it, id by code in upper case, and unit by id."""

    labels: Mapping[str, str]
    codes: Mapping[str, str]
    units: Mapping[str, str]

    def find(self, texts: Sequence[Text]) -> Named | None:
        """The figure that some texts name; None when they name none, or one in another unit."""
        found = self._coded(texts) or self._labelled(texts) or self._within(texts)
        return None if found is None or self._other_unit(found, texts) else found

    def _coded(self, texts: Sequence[Text]) -> Named | None:
        for part in _parts(texts):
            for codes in ([t.code for t in part], [t.text for t in part]):
                if all(codes) and (name := self.codes.get(" ".join(codes).upper())):
                    return Named(name, tuple(t.heading for t in part))
        return None

    def _labelled(self, texts: Sequence[Text]) -> Named | None:
        for part in _parts(texts):
            if name := self.labels.get(spelled(" ".join(t.said for t in part))):
                return Named(name, tuple(t.heading for t in part))
        return None

    def _within(self, texts: Sequence[Text]) -> Named | None:
        """A known name at the start or the end of a text, as in a heading that joins the values of several dimensions."""
        for t in texts:
            said = spelled(t.said)
            held = [n for n in self.labels if said.startswith(n + " ") or said.endswith(" " + n)]
            if held:
                best = max(held, key=len)
                return _scoped(self.labels[best], t, said.replace(best, "", 1))
            words = t.said.split()
            for at in (0, -1):
                if len(words) > 1 and (name := self.codes.get(words[at].upper())):
                    return _scoped(name, t, " ".join(words[1:] if at == 0 else words[:-1]))
        return None

    def _other_unit(self, found: Named, texts: Sequence[Text]) -> bool:
        """Whether a text behind the name, or a column of units, states another unit than the figure has."""
        kind = "prosent" if self.units[found.id] == "prosent" else "kr" if self.units[found.id].startswith("kr") else ""
        named = [t for t in texts if t.heading in found.headings]
        behind = [m[1].lower() for t in named if len(named) == 1 and (m := BEHIND.search(t.said))]
        units = [*behind, *(t.said.strip().lower() for t in texts if t.heading not in found.headings)]
        return any(kind and ALONE[u] != kind for u in units if u in ALONE)


def _scoped(name: str, text: Text, rest: str) -> Named | None:
    """A name with a scope beside it. None for any other words: a corrected result is not the result."""
    scope = rest.strip(" ,:-–")
    return Named(name, (text.heading,), scope) if SCOPE.fullmatch(scope) else None


def spelled(text: str) -> str:
    """A name in one spelling, the unit last: `Andel av brutto driftsinntekter (prosent)` before or behind is one name."""
    said = plain(text).replace("driftresultat", "driftsresultat")  # Statistikkbanken's own spelling in table 12134
    for pattern, unit in UNIT_TEXTS:
        if found := pattern.search(said):
            rest = re.sub(r"\s+", " ", said[: found.start()] + " " + said[found.end() :]).strip()
            return f"{rest} {unit}".strip()
    return said


def _parts(texts: Sequence[Text]) -> Iterator[tuple[Text, ...]]:
    for size in range(1, min(MOST_PARTS, len(texts)) + 1):
        yield from permutations(texts[:MOST_TEXTS], size)


@cache
def ratio_names() -> Names:
    """The måltall of the library, and the unit costs of services, by Statistikkbanken's names and codes."""
    labels = {spelled(label): name for label, name in by_label().items()}
    labels |= {spelled(label): cost.id for cost in unit_costs().values() for label in cost.navn}
    units = {d.id: d.enhet for d in library().values()} | {c.id: c.enhet for c in unit_costs().values()}
    return Names(labels, by_code(), units)
