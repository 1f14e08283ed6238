"""Filling in a form: each field takes the typed value, else the stored one, else the page's, else a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ldip.forms.terms import NO, YES, Choice, Cure, Field, Given, Proposal, Slag, Spec, Text, Value, Values
from ldip.forms.written import number_of, printed
from ldip.locales import catalogue, language, tr
from ldip.plan.document import Plan

NONE = Proposal("")
MOST_TEXT = 500
SUM_OFF = 1e-6


@dataclass
class Asked:
    """A form being filled in: the plan, what is given, the stored values of what is edited, and the fields so far."""

    kind: str
    plan: Plan
    given: Given
    stored: Values
    fields: dict[str, Field] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    touches: dict[str, str] = field(default_factory=dict)

    @property
    def new(self) -> bool:
        """Whether something is added, not changed."""
        return not self.given.id

    @property
    def prices(self) -> str:
        """The plan's fixed prices as files write them."""
        return f"{self.plan.head.tid.prisnivaa}-kroner"

    @property
    def short_prices(self) -> str:
        """The plan's fixed prices as fields show them."""
        return f"{self.plan.head.tid.prisnivaa}-kr"

    def text(self, spec: Spec, proposal: Proposal = NONE, slag: Slag = "tekst") -> str:
        """A field of text."""
        raw, found = self._start(spec, slag, proposal)
        words = " ".join(str(found.value if raw is None else raw).split())
        if spec.required and not words:
            self._end(spec, slag, found, raw)
            self._lack(spec)
        elif len(words) > MOST_TEXT:
            self._end(spec, slag, found, raw, error=tr("skjema.feil.lang", n=MOST_TEXT))
        else:
            self._end(spec, slag, found, raw)
        self.values[spec.id] = words
        return words

    def number(self, spec: Spec, proposal: Proposal, slag: Slag = "tall") -> float:
        """A field with a number in its own unit."""
        raw, found = self._start(spec, slag, proposal)
        value, error = self._read(spec, slag, raw, found)
        self._end(spec, slag, found, raw, error=error, shown="" if found.value == "" else _shown(slag, value))
        self.values[spec.id] = value
        return value

    def whole(self, spec: Spec, proposal: Proposal) -> int:
        """A field with a whole number."""
        value = round(self.number(spec, proposal, "heltall"))
        self.values[spec.id] = value
        return value

    def year(self, spec: Spec, proposal: Proposal) -> int:
        """A field with a year; 0 for an empty one, where it may be empty."""
        raw, found = self._start(spec, "aar", proposal)
        if spec.clearable and (raw == "" or (raw is None and found.value in ("", 0))):
            self._end(spec, "aar", found, raw, shown="")
            self.values[spec.id] = 0
            return 0
        value = round(self.number(spec, proposal, "aar"))
        self.values[spec.id] = value
        return value

    def choice(self, spec: Spec, choices: Sequence[Choice], proposal: Proposal = NONE) -> str:
        """A field with one of some choices, by id."""
        raw, found = self._start(spec, "valg", proposal)
        known = {c.id for c in choices}
        if spec.id not in self.stored and str(found.value) not in known:
            found = proposal  # the page named something that is no choice here
        value = str(found.value if raw is None else raw)
        lacking, error = spec.required and not value, ""
        if value not in known:
            error = "" if lacking else tr("skjema.feil.valg")
            value = str(found.value) if str(found.value) in known else next((c.id for c in choices), "")
        self._end(spec, "valg", found, raw, error=error, shown="" if error or lacking else value)
        if lacking:
            self._lack(spec)
        self.fields[spec.id] = replace(self.fields[spec.id], choices=tuple(choices))
        self.values[spec.id] = value
        return value

    def yes(self, spec: Spec, proposal: Proposal) -> bool:
        """A field that is yes or no."""
        raw, found = self._start(spec, "ja_nei", proposal)
        value = bool(found.value) if raw is None else raw == YES
        self._end(spec, "ja_nei", found, raw, shown=YES if value else NO)
        self.values[spec.id] = value
        return value

    def yearly(
        self, spec: Spec, proposal: Mapping[int, float], whole: float | None = None, over: bool = False
    ) -> dict[int, float]:
        """Values by the years of the proposal; where `whole` is given they must sum to it, and untyped years share the rest."""
        stored = self.stored.get(spec.id)
        start = dict(stored) if isinstance(stored, dict) and not over else dict(proposal)
        said = self.given.typed.get(spec.id)
        raw = {y: said[str(y)] for y in start if said.get(str(y), "").strip()} if isinstance(said, dict) else {}
        read = {y: number_of(v) for y, v in raw.items()}
        value = _with_rest(start, {y: v for y, v in read.items() if isinstance(v, float)}, whole)
        shown = {y: raw.get(y, printed(v)) for y, v in value.items()}
        found = Field(spec, "aarsbeloep", self._name(spec), "", shown, tuple(raw), bool(raw))
        total = sum(value.values())
        bad = next(((y, v) for y, v in read.items() if isinstance(v, str)), None)
        if bad:
            found = replace(found, error=f"{bad[0]}: {bad[1] or tr('skjema.feil.tall', verdi=raw[bad[0]])}")
        elif whole is not None and abs(total - whole) > SUM_OFF * max(1.0, abs(total)):
            found = replace(found, error=tr("skjema.feil.sum", sum=printed(round(total, 6)), hele=printed(round(whole, 6))))
        told = "" if whole is None else f"= {printed(round(total, 6))}{'' if found.error else ' ✓'}"
        self.fields[spec.id] = replace(found, sum=told)
        self.values[spec.id] = value
        return value

    def source(self, unit: str) -> tuple[str, bool]:
        """The source, proposed as an estimate by a unit on a date, and whether the figures are estimates."""
        today = self.given.today
        words = tr("skjema.kilde.forslag", enhet=unit, dato=f"{today.day:02d}.{today.month:02d}.{today.year}")
        said = self.text(Spec("kilde", "kilde"), Proposal(words, tr("skjema.kilde.grunn")), "kilde")
        typed = self.fields["kilde"].typed
        estimate = Proposal(not typed, tr("skjema.anslag.egen" if typed else "skjema.anslag.grunn"), typed)
        return said, self.yes(Spec("anslag", "kilde", rare=True), estimate)

    def wrong(self, name: str, text: str, cure: Cure | None = None) -> None:
        """Locate an error at a field; the first one stays."""
        if name not in self.fields:
            self.problems.append(text)
        elif not self.fields[name].error:
            self.fields[name] = replace(self.fields[name], error=text, cure=cure)

    def lack(self, name: str) -> None:
        """Mark a field that must be typed and is not yet; no error before the user is done."""
        if not self.fields[name].error:
            self.fields[name] = replace(self.fields[name], missing=True)

    def empty(self, name: str) -> bool:
        """Whether a field holds nothing."""
        return not self.fields[name].value.strip()

    def help(self, name: str, text: str) -> None:
        """A sentence under a field."""
        self.fields[name] = replace(self.fields[name], help=text)

    def differs(self, *names: str) -> bool:
        """Whether any of some fields of the form has another value than the stored one."""
        return any(n in self.values and self.values[n] != self.stored.get(n) for n in names)

    def typed(self, name: str) -> bool:
        """Whether a field was typed."""
        return name in self.fields and self.fields[name].typed

    def _start(self, spec: Spec, slag: Slag, proposal: Proposal) -> tuple[str | None, Proposal]:
        """The typed text, None for nothing, and the value that holds otherwise."""
        said: Text | None = self.given.typed.get(spec.id)
        raw = said if isinstance(said, str) and (said.strip() or spec.clearable) else None
        if spec.id in self.stored and not proposal.over:
            return raw, Proposal(self.stored[spec.id])
        if self.new and spec.id in self.given.prefill:
            value = _fitted(slag, self.given.prefill[spec.id], spec)
            if value is not None:
                return raw, Proposal(value, tr("skjema.fra_siden"))
        return raw, proposal

    def _read(self, spec: Spec, slag: Slag, raw: str | None, found: Proposal) -> tuple[float, str]:
        """The number of a field, and its error."""
        otherwise = float(found.value) if isinstance(found.value, int | float) else 0.0
        value = otherwise if raw is None or not raw.strip() else number_of(raw)
        if isinstance(value, str):
            return otherwise, value or tr("skjema.feil.tall", verdi=(raw or "")[:40])
        if slag in ("heltall", "aar") and value != round(value):
            return otherwise, tr("skjema.feil.heltall")
        if not spec.low <= value <= spec.high:
            low, high = (_shown(slag, v) for v in (spec.low, spec.high))
            key = "skjema.feil.mellom" if spec.high < 1e12 else "skjema.feil.minst"
            return otherwise, tr(key, fra=low, til=high)
        return value, ""

    def _end(self, spec: Spec, slag: Slag, found: Proposal, raw: str | None, error: str = "", shown: str | None = None) -> None:
        """Record a field: typed text as it was typed, else the value with its reason."""
        text = raw if raw is not None else str(found.value) if shown is None else shown
        reason = "" if raw is not None else found.reason
        self.fields[spec.id] = Field(spec, slag, self._name(spec), text, typed=raw is not None, reason=reason, error=error)

    def _lack(self, spec: Spec) -> None:
        """Mark a field that must be typed."""
        self.fields[spec.id] = replace(self.fields[spec.id], missing=True)

    def _name(self, spec: Spec) -> str:
        """The name of a field: the kind's own, or the common one."""
        words = catalogue(language())
        return words.get(f"skjema.{self.kind}.felt.{spec.id}") or words[f"skjema.felt.{spec.id}"]


def _with_rest(start: Mapping[int, float], typed: Mapping[int, float], whole: float | None) -> dict[int, float]:
    """Values by year with the typed ones; of a whole, the others share what is left in their own proportions."""
    free = [y for y in start if y not in typed]
    weight = sum(start[y] for y in free)
    if whole is None or not typed or not weight:
        return {y: typed.get(y, v) for y, v in sorted(start.items())}
    left = whole - sum(typed.values())
    found = {y: typed.get(y, round(left * v / weight, 2)) for y, v in sorted(start.items())}
    found[free[-1]] = round(whole - sum(v for y, v in found.items() if y != free[-1]), 6)
    return found


def _shown(slag: Slag, value: float) -> str:
    """A number as a field shows it; years are not grouped."""
    return str(round(value)) if slag == "aar" else printed(value)


def _fitted(slag: Slag, value: Value, spec: Spec) -> Value | None:
    """A value from the page as the field takes it, within its bounds; None for one it does not take."""
    if slag in ("tall", "heltall", "aar"):
        read = number_of(value) if isinstance(value, str) else float(value) if isinstance(value, int | float) else ""
        return read if isinstance(read, float) and spec.low <= read <= spec.high else None
    if slag == "ja_nei":
        return value if isinstance(value, bool) else None
    return value if isinstance(value, str) and value else None
