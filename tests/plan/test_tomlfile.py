"""TOML from strangers: what is nested too deep is refused at once, and prose with many full stops is not."""

from __future__ import annotations

import time
import tomllib

import pytest
from tests.web.conftest import plan_files

from ldip.plan.bounds import TOML_BYTES
from ldip.plan.edits import NewFile, SetValue, apply
from ldip.plan.tomlfile import DEEPEST, TOO_DEEP, loads
from ldip.web.drafts import plan_read

DEEP = {
    "table": lambda n: "[" + ".".join(["a"] * n) + "]\nx = 1\n",
    "key": lambda n: ".".join(["a"] * n) + " = 1\n",
    "quoted": lambda n: " . ".join([r'"\""'] * n) + " = 1\n",
    "after a text": lambda n: 'x = {s = """\nit\'s""", ' + ".".join(["'a'"] * n) + " = 1}\n",
    "list": lambda n: "x = " + "[" * n + "]" * n + "\n",
    "inline": lambda n: "x = " + "{a = " * n + "1" + "}" * n + "\n",
}


@pytest.mark.parametrize("n", [DEEPEST + 1, 400, 100_000])
@pytest.mark.parametrize("kind", DEEP)
def test_deep_tables_are_refused_before_they_cost_anything(kind: str, n: int) -> None:
    start = time.perf_counter()
    with pytest.raises(tomllib.TOMLDecodeError, match=f"{TOO_DEEP}|flere enn {TOML_BYTES} byte"):
        loads(DEEP[kind](n))
    assert time.perf_counter() - start < 1.0


@pytest.mark.parametrize("text", ['"' + r"\"" * 200_000 + "." * DEEPEST, "'." * 300_000, "a" * 500_000 + " ." * DEEPEST])
def test_the_search_is_linear(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(tomllib.TOMLDecodeError):
        loads(text)
    assert time.perf_counter() - start < 10.0


def test_what_plans_say_is_read() -> None:
    prose = "Først. Så. Det var alt. " * 20
    rates = ", ".join(["1.5"] * 200)
    text = f'beskrivelse = "{prose}"\nverdier = [{rates}]\nlang = """\n{prose}\n"""\na.b.c = 1\n'
    assert loads(text) == tomllib.loads(text)
    for name, raw in plan_files("solvik").items():
        if name.endswith(".toml"):
            assert loads(raw.decode()) == tomllib.loads(raw.decode())


def test_a_deep_file_is_a_located_mistake_in_a_draft() -> None:
    files = apply(plan_files(), [NewFile(fil="prosjekter/dyp.toml", tekst=DEEP["table"](2000))])
    with pytest.raises(Exception, match=r"prosjekter/dyp\.toml:1:1: .*nivåer"):
        plan_read(files)


def test_half_a_character_is_refused_where_it_is_given() -> None:
    with pytest.raises(ValueError, match="som ikke kan lagres"):
        SetValue(fil="plan.toml", noekkel=["navn"], verdi={"a": ["\ud800"]})
