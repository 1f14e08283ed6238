"""vedtatt.csv against the other tables of the plan, and the marks of its rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.demography.plans import changed

from ldip import PlanError
from ldip.binding.which_lines import instead, is_taken, lines_instead
from ldip.model.catalogue import catalogue

HEAD = "linje;aar;beloep;enhet;priser;element;status;anslag;kilde"
MARKED = HEAD.replace("element;", "element;varighet;uttrapping_aar;")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("utbytter;2026;1;mill. kr;løpende;;engangs;3;vedtatt;nei;x", "står sammen med varighet"),
        ("renteutgifter;2026;14;mill. kr;løpende;;;3;vedtatt;nei;x", "kan ikke trappes ut"),
        ("bevilgning_sum;2026;90;mill. kr;løpende;skole;engangs;;vedtatt;nei;x", "kan ikke være engangs alene"),
        ("planlagt_avsetning_disposisjonsfond;2026;1;mill. kr;løpende;ukjent;;;vedtatt;nei;x", "ukjent fond"),
    ],
)
def test_marks_that_make_no_sense(tmp_path: Path, more: str, words: str) -> None:
    old = "skatt_paa_inntekt_og_formue;2026;161,0;mill. kr;løpende;;vedtatt"
    wages = "loennsutgifter_rammer;2026;243,0;mill. kr;løpende;;vedtatt"
    edits = (
        ("vedtatt.csv", HEAD, MARKED),
        ("vedtatt.csv", old, old.replace(";;vedtatt", ";;;;vedtatt")),
        ("vedtatt.csv", wages, f"{more}\n{wages.replace(';;vedtatt', ';;;;vedtatt')}"),
    )
    with pytest.raises(PlanError, match=words):
        changed(tmp_path, "nordvik", *edits)


def test_a_control_figure_that_disagrees_is_located(tmp_path: Path) -> None:
    import shutil

    from tests.cli.documented import ROOT

    from ldip.binding.reading import collect

    folder = tmp_path / "nordvik"
    shutil.copytree(ROOT / "examples" / "nordvik", folder)
    text = "navn;aar;verdi;enhet;toleranse;element;kilde\nskatt_paa_inntekt_og_formue;2026;150;mill. kr;0,1;;prøve\n"
    (folder / "kontroll.csv").write_text(text, encoding="utf-8")
    found = [p for p in collect(folder)[1] if "to tabeller" in p.message]
    assert [(p.file, p.line, p.value) for p in found] == [("vedtatt.csv", 3, "161,000 mill. kr")]
    assert "kontroll.csv:2 sier 150,000 mill. kr" in found[0].message


def test_an_adopted_post_that_disagrees_with_its_file_is_located(tmp_path: Path) -> None:
    import shutil

    from tests.cli.documented import ROOT

    from ldip.binding.reading import collect

    folder = tmp_path / "nordvik"
    shutil.copytree(ROOT / "examples" / "nordvik", folder)
    with (folder / "vedtatt.csv").open("a", encoding="utf-8") as file:
        file.write("videreutlaan;2026;7;mill. kr;løpende;;vedtatt;nei;prøve\n")
    found = [p for p in collect(folder)[1] if "to tabeller" in p.message]
    assert len(found) == 1 and found[0].file == "vedtatt.csv" and found[0].line > 0
    assert "investeringer.toml" in found[0].message and "5,000 mill. kr" in found[0].message


def test_the_check_names_only_lines_that_are_taken() -> None:
    """No round from line to line: what is proposed in place of a line is taken."""
    steps = catalogue().steps
    for name, versions in steps.items():
        if not is_taken(versions[0]):
            assert all(is_taken(steps[n][0]) for n in lines_instead(name)), name
    assert "loennsutgifter_rammer" in instead("loennsutgifter")
    assert instead("bruk_bundne_driftsfond") != ""
