"""A file that cannot be opened is a mistake with a remedy in the user's language, not the system's own words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ldip.errors import SourceError
from ldip.sources import kostra, stocks
from ldip.sources.ledger_map import read_mapping


@pytest.mark.parametrize("read", [kostra.read, stocks.read_stocks, read_mapping])
def test_a_file_that_is_not_there_has_a_remedy(read: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"ingen\.csv: filen kan ikke leses → se at navnet er riktig") as told:
        read(tmp_path / "ingen.csv")
    assert "Errno" not in str(told.value)
