"""No figure is read wrong without a word, in files of known content; `make filer` runs two thousand of them."""

from __future__ import annotations

import pytest

from tests.tabular.generate import Trial, counts, read_here, trial

COUNT = 200


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    with read_here():
        return [trial(seed) for seed in range(COUNT)]


def test_every_figure_is_the_known_one_or_the_file_is_unclear_or_refused(trials):
    assert [t for t in trials if t.outcome == "WRONG"] == []


def test_clean_tables_are_read(trials):
    clean = counts(trials)["clean"]
    assert clean["read"] >= 0.95 * sum(clean.values()) and sum(clean.values()) > COUNT / 2


def test_what_holds_no_figure_is_refused_and_what_is_open_is_asked(trials):
    """Each defect is met, and none of them ends as a table that was read without a question."""
    by_defect = {d: {t.outcome for t in trials if t.defect == d} for d in ("feilcelle", "potens", "grupper", "tekst", "blandet")}
    assert all(outcomes == {"refused"} for outcomes in by_defect.values()), by_defect
    assert {t.outcome for t in trials if t.defect in ("like kolonner", "gal sum")} == {"asked"}
