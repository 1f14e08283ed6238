"""Shared fixtures: example plans and the folder of real open data, where present."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldip import Plan, Run, read_plan, simulate
from ldip.compare.split import Split, split_plans

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"


def present(folder: Path) -> Path:
    """A folder of data beside the repository; tests that need it skip where it is absent."""
    if not folder.is_dir():
        pytest.skip(f"åpne data mangler: {folder}")
    return folder


@pytest.fixture(scope="session")
def data() -> Path:
    """Folder of real open data."""
    return present(DATA)


@pytest.fixture(scope="session")
def field() -> Path:
    """Folder of files in the layouts of other people's systems."""
    return present(DATA / "field")


@pytest.fixture(scope="session")
def bop() -> Path:
    """Folder of published budgets."""
    return present(DATA / "bop")


@pytest.fixture(scope="session")
def nordvik() -> Plan:
    return read_plan(ROOT / "examples" / "nordvik")


@pytest.fixture(scope="session")
def baerum() -> Plan:
    return read_plan(ROOT / "examples" / "baerum-2022")


@pytest.fixture(scope="session")
def baerum_2021() -> Plan:
    return read_plan(ROOT / "examples" / "baerum-2021")


@pytest.fixture(scope="session")
def solvik() -> Plan:
    return read_plan(ROOT / "examples" / "solvik")


@pytest.fixture(scope="session")
def solvik_run(solvik: Plan) -> Run:
    return simulate(solvik, draws=100)


@pytest.fixture(scope="session")
def nordvik_run(nordvik: Plan) -> Run:
    return simulate(nordvik, draws=100)


@pytest.fixture(scope="session")
def baerum_run(baerum: Plan) -> Run:
    return simulate(baerum, draws=100)


@pytest.fixture(scope="session")
def baerum_2021_run(baerum_2021: Plan) -> Run:
    return simulate(baerum_2021)


@pytest.fixture(scope="session")
def baerum_split(baerum_2021: Plan, baerum: Plan) -> Split:
    """The change from the plan before to the Bærum plan, by cause; computed once, since it runs every coalition."""
    return split_plans(baerum_2021, baerum)
