"""Answers to an unclear file on the command line: pairs are read, and questions are shown with the option that answers them."""

from __future__ import annotations

import pytest
import typer

from ldip.cli.common import answers_of, exit_on_error
from ldip.errors import Problem
from ldip.tabular.terms import Question, UnclearError


def test_pairs_become_answers() -> None:
    given = ["desimal=komma", " velg.alternativ = Hoved (MMMM) ", "kolonne.verdi=a=b", "desimal=komma"]
    assert answers_of(given) == {"desimal": "komma", "velg.alternativ": "Hoved (MMMM)", "kolonne.verdi": "a=b"}
    assert answers_of(None) == answers_of([]) == {}


@pytest.mark.parametrize("given", [["desimal"], ["=komma"], ["desimal="], ["desimal=komma", "desimal=punktum"]])
def test_anything_else_is_refused(given: list[str]) -> None:
    with pytest.raises(typer.BadParameter):
        answers_of(given)


def test_questions_are_printed_with_their_answers(capsys: pytest.CaptureFixture[str]) -> None:
    question = Question("desimal", "Er 12.345 tolv tusen eller tolv?", (("komma", "12 345"), ("punktum", "12,345")))
    with pytest.raises(typer.Exit) as left, exit_on_error():
        raise UnclearError([Problem("a.csv", "", "tallene kan leses på to måter", "12.345", "svar med --svar")], (question,))
    shown = capsys.readouterr().err
    assert left.value.exit_code == 1
    assert question.text in shown and '--svar "desimal=komma"  12 345' in shown and '--svar "desimal=punktum"' in shown
