"""Server, worker and database are killed at random while clients save: no acknowledged version is lost, and nothing lives on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.attack.killing import PROC
from tests.attack.saving import series
from tests.demanded import unavailable
from tests.store.conftest import WANTED, binaries

KILLS = int(os.environ.get("LDIP_DRAP", "10"))  # in all, on both engines; 200 on each by `make herding`
SEED = int(os.environ.get("LDIP_DRAP_FROE", "1"))

pytestmark = pytest.mark.skipif(not PROC.is_dir(), reason="leser prosessene i /proc")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_acknowledged_version_is_lost_and_no_process_lives_on(
    kind: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "postgresql" and binaries() is None:
        unavailable("PostgreSQL er ikke installert (initdb finnes ikke)", WANTED)
    folder = Path(tmp_path_factory.mktemp("drap"))
    monkeypatch.chdir(folder)  # the key of a store on PostgreSQL stands in the working folder
    kills = KILLS if os.environ.get("LDIP_KREV_HERDING") else KILLS // 2
    found = series(kind, kills, folder, SEED)
    print(f"{kind}: {found.kills}, {found.acknowledged} kvitterte lagringer, {len(found.lost)} tapt")
    assert sum(found.kills.values()) == kills
    assert found.acknowledged > kills
    assert not found.lost, found.lost[:10]
    assert not found.left, f"prosesser som lever videre: {found.left}"
    assert not found.unexpected, found.unexpected[:5]
