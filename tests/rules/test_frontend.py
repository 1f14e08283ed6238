"""The pages' own sources: short modules and lines, one way of importing, no stores beside the query cache, no unused package."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
SOURCES = FRONTEND / "src"
MODULES = sorted(p for p in SOURCES.rglob("*.ts*") if p.name != "schema.d.ts")
STYLES = sorted(SOURCES.rglob("*.css"))
IMPORT = re.compile(r"""^(?:import|export)\s+(type\s+)?(?:[^"';]*?from\s+)?"([^"]+)";""", re.MULTILINE)
STORE = re.compile(
    r"^(?:export )?(?:let\s|(?:const|var)\s+\w+[^=\n]*=\s*(?:new (?:Map|Set|WeakMap)(?:<[^;\n]*>)?\(\)|\[\]|\{\});)", re.MULTILINE
)
SIDE_EFFECT = re.compile(r"""^import "(\.[^"]+\.css)";""", re.MULTILINE)
RULES = re.compile(r"/\*.*?\*/|\{[^{}]*\}", re.DOTALL)
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
LONGEST_MODULE, LONGEST_LINE = 300, 130
# Read by the build and by people, not imported.
TOOLS = {"vite", "typescript", "vitest", "openapi-typescript", "@biomejs/biome", "@types/react", "@types/react-dom"}


def name(path: Path) -> str:
    return path.relative_to(SOURCES).as_posix()


def imported(path: Path) -> list[tuple[bool, str]]:
    """Whether an import is of types alone, and what it is of."""
    return [(bool(m[1]), m[2]) for m in IMPORT.finditer(path.read_text(encoding="utf-8"))]


def resolved(path: Path, target: str) -> Path | None:
    if not target.startswith("."):
        return None
    base = (path.parent / target).resolve()
    return next((f for f in (base.with_name(base.name + e) for e in (".ts", ".tsx")) if f.is_file()), None)


@pytest.mark.parametrize("path", [*MODULES, *STYLES], ids=name)
def test_modules_and_lines_are_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    assert len(lines) - 1 <= LONGEST_MODULE
    assert not [i for i, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]


def test_every_style_sheet_is_imported_and_styles_something() -> None:
    text = "\n".join(texts := [p.read_text(encoding="utf-8") for p in MODULES])
    loaded = {(p.parent / t).resolve() for p, source in zip(MODULES, texts, strict=True) for t in SIDE_EFFECT.findall(source)}
    assert set(STYLES) - loaded == set()
    words = set(re.findall(r"[\w-]+", text))
    named = {(name(p), c) for p in STYLES for c in CLASS.findall(RULES.sub(" ", p.read_text(encoding="utf-8")))}
    assert len(named) > 200  # the pattern still finds classes
    # A class is written whole, begun in a template (`merke-${…}`), or one of Designsystemet's.
    begun = ("ds-", *re.findall(r"className=\{`(?:[^`]* )?([a-z]+-)\$\{", text))
    assert [n for n in sorted(named) if n[1] not in words and not n[1].startswith(begun)] == []


def test_imports_make_no_circle() -> None:
    ways = {p: [f for kind, t in imported(p) if not kind and (f := resolved(p, t))] for p in MODULES}
    done: set[Path] = set()

    def walk(path: Path, way: tuple[Path, ...]) -> None:
        assert path not in way, " → ".join(name(p) for p in (*way[way.index(path) :], path))
        if path in done:
            return
        for target in ways.get(path, ()):
            walk(target, (*way, path))
        done.add(path)

    for path in MODULES:
        walk(path, ())
    assert sum(map(len, ways.values())) > len(MODULES)  # the pattern still finds imports


@pytest.mark.parametrize("path", [p for p in MODULES if ".test." not in p.name], ids=name)
def test_no_module_is_a_store(path: Path) -> None:
    assert not STORE.findall(path.read_text(encoding="utf-8"))


def test_every_package_is_used() -> None:
    known = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    texts = "\n".join(p.read_text(encoding="utf-8") for p in (*MODULES, *FRONTEND.glob("*.ts")))
    used = {m[1] for m in re.finditer(r"""["']((?:@[\w.-]+/)?[\w.-]+)(?:/[^"']*)?["']""", texts)}
    assert {*known["dependencies"], *known["devDependencies"]} - used - TOOLS == set()
