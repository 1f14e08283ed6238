"""Caution: a warning that an experienced controller would give. It never stops a run and never changes an exit code."""

from __future__ import annotations

from dataclasses import dataclass

from ldip.locales import tr
from ldip.locales.written import MINUS, local
from ldip.parameters.plausible import Rule, rules

Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True, order=True)
class Caution:
    """A warning with its rule, place and value. `place` is the name an acceptance gives (`sted`); it has no line number.

    `words` fills the sentence `plausible.<rule>` (or `plausible.<rule>.<form>`) of the catalogue. `reason` and `since` are those
    of the acceptance, empty while the warning is open."""

    file: str
    key: str
    rule: str
    place: str
    words: Words = ()
    value: str = ""
    form: str = ""
    line: int = 0
    column: int = 0
    reason: str = ""
    since: str = ""

    @property
    def about(self) -> Rule:
        """The rule, with customary value and source."""
        return rules()[self.rule]

    @property
    def message(self) -> str:
        """The sentence in the reader's language."""
        return tr(".".join(filter(None, ("plausible", self.rule, self.form))), **dict(self.words))

    @property
    def brief(self) -> str:
        """The warning without what is customary and its source, for a rule that these have been given of."""
        place = ":".join([self.file, *(str(n) for n in (self.line, self.line and self.column) if n)])
        return f"{place}: {self.message} {tr('plausible.where', rule=self.rule, place=self.place)}"

    def __str__(self) -> str:
        rule, where = self.about, tr("plausible.where", rule=self.rule, place=self.place)
        return f"{self.brief.removesuffix(where)}{tr('plausible.usual', usual=rule.usual, source=rule.kilde)} {where}"


def number(value: float, decimals: int = 1) -> str:
    """A number with decimal comma, no-break spaces between thousands and a minus sign."""
    text = local(f"{abs(value):,.{decimals}f}")
    return f"{MINUS}{text}" if float(f"{value:.{decimals}f}") < 0.0 else text


def short(value: float) -> str:
    """A number with as many decimals as it needs: `0,035`, `4,5`, `1 200`."""
    text = f"{abs(value):,.6g}" if abs(value) < 1e6 else f"{abs(value):,.0f}"
    return (MINUS if value < 0.0 else "") + local(text)


def kroner(value: float) -> str:
    """An amount in mill. kr, or in kr below a hundred thousand."""
    return f"{short(round(value / 1e6, 3))} mill. kr" if abs(value) >= 1e5 else f"{short(round(value, 2))} kr"
