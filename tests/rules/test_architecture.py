"""The laws of the house: imports, sizes, names, sources, forms."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from ldip.engine.names import OF_LINES
from ldip.engine.schedule import ub_of
from ldip.engine.units import AXES
from ldip.model.catalogue import GIVENS, STAGES, catalogue
from ldip.plan.schema.files import PostName
from ldip.statements.forms import FORMS, form

SRC = Path(__file__).resolve().parents[2] / "src" / "ldip"
MODULES = sorted(SRC.rglob("*.py"))
STAGE_FOLDERS = ("assumptions", "demography", "investments", "services", "operations", "finance")
# Left to right: a module imports only what stands at or left of its own place (docs/decisions/0012).
FLOW = (
    ("version", "errors", "digits", "locales", "glossary"),
    ("engine",),
    ("tabular",),
    ("parameters", "sources", "pack"),
    ("plan",),
    STAGE_FOLDERS,
    ("estimates",),
    ("model",),
    ("statements",),
    ("binding",),
    ("uncertainty",),
    ("simulation",),
    ("intake", "national", "firstplan", "rolling", "workbook"),
    ("compare",),
    ("publish",),
    ("forms",),
    ("store",),
    ("web",),
    ("cli",),
)
ROOT_MODULES = 8
PLACE = {name: i for i, group in enumerate(FLOW) for name in group}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "ldip":
                found |= {f"ldip.{a.name}" for a in node.names}
            else:
                found.add(node.module)
    return found


def part(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_imports_go_one_way(path: Path) -> None:
    own = part(path)
    if own in ("__init__", "__main__"):
        return
    for name in imports(path):
        if name.startswith("ldip.") and (target := name.split(".")[1]) != own:
            assert PLACE[target] <= PLACE[own], f"{path.name} importerer {name}"


@pytest.mark.parametrize("folder", STAGE_FOLDERS)
def test_stages_import_numpy_and_the_engine_only(folder: str) -> None:
    for path in (SRC / folder).glob("*.py"):
        for name in imports(path):
            allowed = name in ("__future__", "numpy", "ldip.engine.graph", "ldip.engine.factor") or name.startswith(
                f"ldip.{folder}"
            )
            allowed |= name in ("numba", "dataclasses", "math", "typing") and path.name == "kernels.py"
            assert allowed, f"{folder}/{path.name} importerer {name}"


def run_time_imports(path: Path) -> set[str]:
    """Imports outside `if TYPE_CHECKING`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typed = [n for n in ast.walk(tree) if isinstance(n, ast.If) and isinstance(n.test, ast.Name) and n.test.id == "TYPE_CHECKING"]
    skipped = {id(x) for n in typed for x in ast.walk(n)}
    found: set[str] = set()
    for node in (n for n in ast.walk(tree) if id(n) not in skipped):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{a.name}" for a in node.names}
    return found


def test_content_knows_no_renderer() -> None:
    """What is published is built without a thought of how it looks, and is printed without a thought of how it was made."""
    content, render = SRC / "publish" / "content", SRC / "publish" / "render"
    looks = ("rich", "xlsxwriter", "csv", "ldip.publish.render", "ldip.publish.screen")
    for path in content.glob("*.py"):
        wrong = [n for n in imports(path) if any(n == w or n.startswith(f"{w}.") for w in looks)]
        assert not wrong, f"content/{path.name} importerer {wrong}"
    made = (
        "ldip.simulation",
        "ldip.binding",
        "ldip.compare",
        "ldip.plan",
        "ldip.publish.numbers",
        "ldip.publish.content.fetched",
    )
    for path in render.glob("*.py"):
        wrong = [n for n in run_time_imports(path) if n.startswith(made)]
        assert not wrong, f"render/{path.name} importerer {wrong}"
    assert len(list(content.glob("*.py"))) > 5 and len(list(render.glob("*.py"))) > 4


def test_numbers_are_rounded_in_one_place() -> None:
    """Rounding and grouping of what is printed: publish/digits.py alone; a drawing rounds places, not numbers."""
    for path in (p for p in (SRC / "publish").rglob("*.py") if p.name != "digits.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert "ROUND_HALF_UP" not in path.read_text(encoding="utf-8"), path
        for node in (n for n in ast.walk(tree) if isinstance(n, ast.FormattedValue) and n.format_spec is not None):
            spec = ast.unparse(node.format_spec)
            assert "," not in spec and ("f" not in spec.strip("f'\"") or path.name == "svg.py"), f"{path.name}: {spec}"


def test_stages_never_use_blas() -> None:
    for folder in STAGE_FOLDERS:
        for path in (SRC / folder).glob("*.py"):
            if path.name == "graduation.py":
                continue  # plain array functions used when binding, not steps
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                assert not isinstance(node, ast.MatMult), path
                if isinstance(node, ast.Attribute):
                    assert node.attr not in ("dot", "matmul", "einsum", "random"), f"{path.name}: {node.attr}"


def test_the_engine_knows_no_domain_word() -> None:
    words = {s.name for _, stage in STAGES for s in stage} | {g.name for g in GIVENS} | AXES
    words |= {"kommune", "laan", "lån", "tjeneste", "prosjekt", "fond", "skatt", "folketall", "inndekning", "budsjett"}
    for path in (SRC / "engine").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        used |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        used |= {a.arg for n in ast.walk(tree) if isinstance(n, ast.arguments) for a in n.args}
        used |= {
            n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value.isidentifier()
        }
        assert not used & words, used & words


def test_sizes() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, f"{path.name}: {text.count(chr(10))} linjer"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 40, f"{path.name}:{node.name}"
                args = [a for a in node.args.args if a.arg not in ("self", "cls")]
                assert len(args) <= 7, f"{path.name}:{node.name} har {len(args)} inndata"


def test_declared_steps_have_at_most_seven_inputs() -> None:
    for _, stage in STAGES:
        for s in stage:
            assert s.kind in ("sum", "maks", "min") or len(s.inputs) <= 7, s.name


def test_the_root_is_small() -> None:
    assert len([p for p in MODULES if p.parent == SRC]) <= ROOT_MODULES


def test_the_picture_shows_every_folder_in_the_order_of_the_imports() -> None:
    from tests.rules.picture import TARGET, picture, places

    drawn = TARGET.read_text(encoding="utf-8")
    assert drawn == picture(), "draw it again: python -m tests.rules.picture"
    folders = {p.name for p in SRC.iterdir() if any(p.glob("*.py"))}
    assert folders == set(places()), "a folder is missing in the picture, or is no more"
    assert [n for n in sorted(folders) if f">{n}</text>" not in drawn] == []
    order = sorted(folders, key=lambda n: PLACE[n])
    wrong = [(a, b) for i, a in enumerate(order) for b in order[i:] if PLACE[a] < PLACE[b] and places()[a] > places()[b]]
    assert wrong == [], "left to right as the imports"


def test_no_step_looks_ahead() -> None:
    """Inputs come from the same or an earlier stage, from the plan, from last year, or close a stated loop."""
    place = {s.name: i for i, (_, stage) in enumerate(STAGES) for s in stage}
    given = {g.name for g in GIVENS}
    for i, (name, stage) in enumerate(STAGES):
        for s in stage:
            for needed in s.inputs:
                if needed in given or needed.startswith(OF_LINES) or needed.endswith("_ib"):
                    continue
                assert place[needed] <= i, f"{name}: {s.name} bruker {needed} fra et senere trinn"


def test_every_name_is_ascii_and_every_stock_is_marked() -> None:
    for s in (s for _, stage in STAGES for s in stage):
        assert s.name == s.name.lower()
        if s.name.endswith("_ib"):
            pytest.fail(f"{s.name}: åpningsbalanser er fjorårets _ub")


def test_every_opening_has_a_closing() -> None:
    known = catalogue()
    for versions in known.steps.values():
        for s in versions:
            for needed in s.inputs:
                if needed.endswith("_ib"):
                    assert ub_of(needed) in known.steps, needed


def test_forms_print_steps_and_sums_agree_with_the_lines() -> None:
    known = catalogue()
    for name in FORMS:
        lines = {line.nr: line for line in form(name).linjer}
        assert list(lines) == list(range(1, len(lines) + 1))
        for line in lines.values():
            assert line.steg in known.steps, line.steg
            for nr, _ in line.terms():
                assert nr in lines


def test_no_registry_host_or_machine_path_in_the_tree() -> None:
    root = SRC.parents[1]
    pattern = re.compile(r"https?://[^ \"]*(/simple/|/packages/[0-9a-f]{2}/|/-/[^ \"]*\.tgz)")
    for path in root.rglob("*"):
        if (
            path.is_file()
            and path.suffix in (".py", ".toml", ".txt", ".md", ".yaml", ".lock", "")
            and ".venv" not in path.parts
            and ".git" not in path.parts
        ):
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not pattern.search(text), path


def test_posts_of_the_plan_and_the_model_are_the_same() -> None:
    from typing import get_args

    from ldip.investments.posts import NAMES

    assert set(get_args(PostName)) == {n for n, _ in NAMES}


def test_lines_of_entities_in_the_plan_are_those_of_the_model() -> None:
    from typing import get_args

    from ldip.finance.enterprise_lines import INTERNAL, LINES
    from ldip.plan.schema.enterprises import EnterpriseLine, InternalLine

    assert {*get_args(EnterpriseLine), "overfoering_planlagt"} == {n for n, _ in LINES}
    assert get_args(InternalLine) == INTERNAL


def test_no_import_cycles() -> None:
    """Between modules, imports inside functions and for type checking included; ldip/__init__ only points outwards."""
    from ldip.engine.components import components

    names = {".".join(("ldip", *p.relative_to(SRC).with_suffix("").parts)).removesuffix(".__init__"): p for p in MODULES}

    def known(name: str) -> str | None:
        while name and name not in names:
            name = name.rpartition(".")[0]
        return name if name not in ("", "ldip") else None

    def targets(path: Path) -> set[str]:
        found: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {a.name for a in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("ldip"):
                parts = {f"{node.module}.{a.name}" for a in node.names}
                found |= parts & names.keys() or {node.module}
        return {t for n in found if n.startswith("ldip") and (t := known(n))}

    edges = {n: sorted(targets(p) - {n}) for n, p in names.items() if n != "ldip"}
    cycles = [c for c in components(edges) if len(c) > 1]
    assert cycles == []
