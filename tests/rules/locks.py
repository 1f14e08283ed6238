"""A lock read as pip reads it, and what an installer would have to ask a resolver for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

Environment = Mapping[str, str]
Requires = Callable[[str, str], list[Requirement] | None]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Pin:
    """One line of a lock."""

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        return str(self.requirement.specifier).removeprefix("==")

    def holds(self, environment: Environment) -> bool:
        return holds(self.requirement, environment)


@dataclass
class Lock:
    """The pins of a lock, and what is wrong with its lines."""

    pins: list[Pin] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def active(self, environment: Environment) -> dict[str, Pin]:
        return {p.name: p for p in self.pins if p.holds(environment)}


def holds(requirement: Requirement, environment: Environment, extras: Iterable[str] = ()) -> bool:
    """Whether a requirement counts in an environment, asked for with these extras."""
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({**environment, "extra": e}) for e in ("", *extras))


def read_lock(text: str) -> Lock:
    """The pins; a line that is no exact, hashed pin is a problem."""
    lock = Lock()
    for line in re.sub(r"\\\n", " ", text).splitlines():
        said = line.split(" #")[0].strip()
        if not said or said.startswith("#"):
            continue
        hashes = frozenset(HASH.findall(said))
        words = re.sub(r"--hash=\S+", "", said).strip()
        try:
            asked = Requirement(words)
        except InvalidRequirement:
            lock.problems.append(f"not a pin: {words}")
            continue
        exact = [s.operator for s in asked.specifier] == ["=="] and "*" not in str(asked.specifier)
        if asked.url or not exact:
            lock.problems.append(f"not an exact version: {words}")
        elif not hashes or said.count("--hash=") != len(hashes):
            lock.problems.append(f"without sha256: {words}")
        else:
            lock.pins.append(Pin(asked, hashes))
    return lock


def unanswered(
    lock: Lock, wanted: Iterable[Requirement], environment: Environment, requires: Requires
) -> tuple[list[str], set[str]]:
    """What a resolver would be asked for, and the pins that are needed.

    `requires` gives what a distribution of a version asks for, or None where that is not known here.
    """
    problems = list(lock.problems)
    names = [p.name for p in lock.pins if p.holds(environment)]
    problems += [f"pinned twice: {n}" for n in sorted(set(names)) if names.count(n) > 1]
    pins = lock.active(environment)
    left: list[tuple[str, Requirement]] = [("ldip", r) for r in wanted if holds(r, environment)]
    seen: set[tuple[str, str]] = set()
    reached: set[str] = set()
    while left:
        by, asked = left.pop()
        pin = pins.get(canonicalize_name(asked.name))
        problem = _unanswered(pin, asked)
        if problem or pin is None:
            problems.append(f"{by} asks for {asked}: {problem}")
            continue
        reached.add(pin.name)
        for extra in {"", *asked.extras} - {e for n, e in seen if n == pin.name}:
            seen.add((pin.name, extra))
            left += [(pin.name, r) for r in requires(pin.name, pin.version) or () if holds(r, environment, [extra])]
    return problems, reached


def _unanswered(pin: Pin | None, asked: Requirement) -> str:
    if pin is None:
        return "no pin"
    if asked.url or not asked.specifier.contains(Version(pin.version), prereleases=True):
        return f"the pin is {pin.version}"
    if not asked.extras <= pin.requirement.extras:
        return f"the pin lacks {sorted(asked.extras - pin.requirement.extras)}"
    return ""
