"""The laws of installing: the locks are complete, no resolver is asked, and what is published tomorrow changes nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

from tests.rules.locks import Environment, Lock, read_lock, unanswered

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
RUN, BUILD, ALL = "requirements-run.lock", "requirements-build.lock", "requirements.lock"
RUNNING = [*PROJECT["project"]["dependencies"], *EXTRAS["postgresql"]]
BUILDING = [*PROJECT["build-system"]["requires"], *PROJECT["dependency-groups"]["build"]]
WANTED = {RUN: RUNNING, BUILD: BUILDING, ALL: [*RUNNING, *BUILDING, *(r for extra in EXTRAS.values() for r in extra)]}
HERE = {k: str(v) for k, v in default_environment().items()}
ENVIRONMENTS: dict[str, Environment] = {
    "here": HERE,
    "linux 3.11": HERE | {"python_version": "3.11", "python_full_version": "3.11.7"},
    "linux 3.13": HERE | {"python_version": "3.13", "python_full_version": "3.13.1"},
    "mac": HERE | {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64"},
    "windows": HERE | {"sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64", "os_name": "nt"},
}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def requires(name: str, version: str) -> list[Requirement] | None:
    """What the installed distribution asks for; None where another version, or none, is installed."""
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    return [Requirement(r) for r in found.requires or ()] if found.version == version else None


def asked(lock: Lock, wanted: list[str], environment: Environment = HERE) -> tuple[list[str], set[str]]:
    return unanswered(lock, [Requirement(r) for r in wanted], environment, requires)


# -- the locks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ENVIRONMENTS)
@pytest.mark.parametrize("name", WANTED)
def test_a_lock_asks_a_resolver_for_nothing_and_holds_nothing_more(name: str, place: str) -> None:
    lock = read_lock(text(name))
    problems, reached = asked(lock, WANTED[name], ENVIRONMENTS[place])
    assert problems == []
    assert set(lock.active(ENVIRONMENTS[place])) == reached


def test_the_pins_are_what_is_installed() -> None:
    """Otherwise the law above would read what other versions ask for."""
    pins = read_lock(text(ALL)).active(HERE)
    assert {n: p.version for n, p in pins.items()} == {n: metadata.version(n) for n in pins}


@pytest.mark.parametrize("place", ENVIRONMENTS)
@pytest.mark.parametrize("name", [RUN, BUILD])
def test_the_whole_lock_holds_the_smaller_ones(name: str, place: str) -> None:
    whole, part = (read_lock(text(n)).active(ENVIRONMENTS[place]) for n in (ALL, name))
    assert {n: (p.version, p.hashes) for n, p in part.items()} == {n: (whole[n].version, whole[n].hashes) for n in part}
    assert all(p.requirement.extras <= whole[n].requirement.extras for n, p in part.items())


def without(name: str) -> tuple[str, str]:
    """A pin with its hashes."""
    return rf"(?m)^{re.escape(name)}[=\[].*\n(?:    --hash.*\n)+", ""


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ((r"coverage\[toml\]==", "coverage=="), r"pytest-cov asks for coverage\[toml\]>=.*lacks \['toml'\]"),
        ((r"psycopg\[binary\]==", "psycopg=="), r"ldip asks for psycopg\[binary\]"),
        (without("psycopg-binary"), "psycopg asks for psycopg-binary.*no pin"),
        (without("httpcore2"), "httpx2 asks for httpcore2.*no pin"),
        (without("numba"), "ldip asks for numba.*no pin"),
        (("starlette==[0-9.]+", "starlette==0.1"), "fastapi asks for starlette.*the pin is 0.1"),
        (("uvicorn==", "uvicorn>="), "not an exact version: uvicorn>="),
        (("uvicorn==[0-9.]+", "uvicorn==0.*"), "not an exact version: uvicorn==0"),
        ((r"uvicorn==(\S+) \\\n(?:    --hash.*\n)+", r"uvicorn==\1\n"), "without sha256: uvicorn"),
        (("--hash=sha256:[0-9a-f]{64}", "--hash=md5:0"), "without sha256: alembic"),
        (("^", "--index-url x\n"), "not a pin: --index-url x"),
        (("^", "-r other.lock\n"), "not a pin: -r other.lock"),
        (("^", "rich @ file:///rich.whl\n"), "not an exact version: rich @"),
    ],
)
def test_a_lock_that_would_ask_is_seen(change: tuple[str, str], complaint: str) -> None:
    crippled, count = re.subn(*change, text(ALL), count=1)
    assert count == 1
    assert re.search(complaint, "\n".join(asked(read_lock(crippled), WANTED[ALL])[0]))


def test_a_pin_nothing_needs_is_seen() -> None:
    lock = read_lock(text(ALL))
    assert set(lock.active(HERE)) - asked(lock, RUNNING)[1] >= {"mypy", "playwright", "hatchling", "hypothesis", "ruff"}


def test_no_lock_names_a_host() -> None:
    for name in WANTED:
        assert not re.search(r"://|--(extra-)?index|--find-links| @ ", text(name)), name
    packages = json.loads(text("frontend/package-lock.json"))["packages"]
    assert not [
        n for n, p in packages.items() if "resolved" in p or (n and not p.get("integrity") and not of_another_machine(n, p))
    ]


def of_another_machine(name: str, package: dict[str, Any]) -> bool:
    """The formatter's program for a machine that neither CI nor the guide knows. The lock must name it, and no registry within
    reach tells its hash; it is a tool, optional, and never part of what is built."""
    elsewhere = package.get("os") != ["linux"] or package.get("libc") == ["musl"]
    return name.startswith("node_modules/@biomejs/cli-") and package["dev"] and package["optional"] and elsewhere


# -- the commands ------------------------------------------------------------------------------------------------

SCRIPTS = ["Makefile", "hatch_build.py", "frontend/package.json", "README.md", "CONTRIBUTING.md", ".pre-commit-config.yaml"]
SCRIPTS += [
    str(p.relative_to(ROOT))
    for f in (".ci", "docs")
    for p in (ROOT / f).rglob("*")
    if p.suffix == ".md" or p.parent.name == ".ci"
]
INSTALLS = re.compile(r"pip3? (?:-\S+ )*install [^\n;&|`\"]*")
RESOLVES = re.compile(
    r"pip3? (?:wheel|download)|uv (?:sync|run|add|tool)|-m build|\b(?:pipx|uvx|npx|poetry)\b|npm (?:install|i|add|update|exec)\b"
)


def faults(script: str) -> list[str]:
    """Commands of a script that would let something be resolved."""
    said = re.sub(r"\\\n", " ", script).replace("$(PIP)", "pip")
    return [c for c in said.splitlines() if RESOLVES.search(c)] + [c for c in INSTALLS.findall(said) if not sound(c.split())]


def sound(words: list[str]) -> bool:
    """Whether an install takes a lock with hashes, a built wheel, or the project itself, and nothing else."""
    if "--no-deps" not in words:
        return False
    if "-r" in words or "--requirement" in words:
        return "--require-hashes" in words and {w for w in words if w.endswith((".lock", ".txt"))} <= set(WANTED)
    return words[-1].endswith(".whl") or ("--no-build-isolation" in words and words[-2:] in (["--editable", "."], ["-e", "."]))


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_command_resolves_anything(name: str) -> None:
    assert faults(text(name)) == []


@pytest.mark.parametrize(
    "command",
    [
        "pip install -r requirements.lock",
        "$(PIP) install --quiet --require-hashes --requirement requirements.lock",
        "pip install --no-deps -r requirements.lock",
        "pip install --no-deps --require-hashes -r other.txt",
        "pip install --no-deps --editable .",
        "pip install --no-build-isolation -e .",
        "pip install --no-deps uv",
        "pip install dist/*.whl",
        "python -m pip --quiet install --require-hashes -r requirements.lock",
        "true && pip install --no-deps --require-hashes -r requirements-run.lock && pip install ruff",
        "pip wheel .",
        "uvx ruff",
        "python -m build",
        "npm install --silent",
    ],
)
def test_a_command_that_resolves_is_seen(command: str) -> None:
    assert faults(command) != []


@pytest.mark.skipif(shutil.which("make") is None, reason="make mangler")
@pytest.mark.parametrize(
    ("marks", "goal", "installed"),
    [
        ([], "demo", [RUN, BUILD]),
        ([], "test", [RUN, BUILD, ALL]),
        ([".run"], "demo", []),
        ([".run"], "test", [ALL]),
        ([".run", ".dev"], "demo", []),
        ([".run", ".dev"], "test", []),
    ],
)
def test_make_adds_the_tools_and_takes_nothing_away(tmp_path: Path, marks: list[str], goal: str, installed: list[str]) -> None:
    for name in ("Makefile", "pyproject.toml", *WANTED):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    for mark in marks:
        (tmp_path / ".venv" / mark).touch()
    command = ["make", "--dry-run", "LDIP_SKIP_WEB=1", "PYTHON=python3", goal]
    told = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert re.findall(r"--requirement (\S+)", told) == installed
    assert told.count("pip --disable-pip-version-check check") == len({RUN, ALL} & set(installed))


def test_ci_makes_its_environment_anew_and_tries_the_wheel() -> None:
    said = text(".ci/run").splitlines()
    steps = ("rm -rf .venv frontend/node_modules", "make demo", "make install", "make lint", "make wheel-check", "make test")
    places = [next(i for i, line in enumerate(said) if line.startswith(step)) for step in steps]
    assert places == sorted(places)


def test_nothing_in_the_repository_points_outside_it() -> None:
    """A link to a place on one machine breaks a clone on the next: npm writes its packages through it or fails."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no repository here: the files come from an archive")
    listed = subprocess.run([git, "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    links = [line.split("\t")[1] for line in listed.splitlines() if line.startswith("120000")]
    assert listed and links == []
