"""A stress tells nobody a shielded amount or a small count: what it would do to what is hidden is left out, with the reason."""

from __future__ import annotations

from typing import Any, Final

import pytest

from ldip.binding.reading import collect_contents, plan_of_contents
from ldip.errors import PlanError
from ldip.plan import stresses
from ldip.publish.protect_stress import telling_tests
from ldip.simulation.extremes import extremes_told
from ldip.simulation.simulate import simulate
from tests.attack.outsiders import Outsiders
from tests.attack.shielded import SECRET, SPENT, TWIN, file_of, shielded_files
from tests.web.conftest import plan_files

HEAD: Final = 'navn = "Prøve"\nkilde = "x"\nanslag = true\n'
SHOCK: Final = '[[stoet]]\nfaktor = "{}"\nendring = {}\nenhet = "{}"\n'
RATE: Final = HEAD + SHOCK.format("styringsrente", 1, "prosentpoeng")
LATER: Final = HEAD + SHOCK.format("forsinkelse", 2, "antall")
CHANGED: Final = HEAD + '[[endringer]]\nfil = "{}"\n{}\n'
MEASURE: Final = (
    'verdi = [{id = "x", navn = "x", uttrykk = "investeringsutgift[\'skole-nord\'] / sum_driftsinntekter", enhet = "prosent", '
    'tak = {verdi = 1, enhet = "prosent"}, kilde = "x"}]'
)
TELLING: Final = {
    "alle": LATER,
    "ett": f'{LATER}element = "{SECRET}"\n',
    "naboen": f'{LATER}element = "skole-vest"\n',
    "fjernet": CHANGED.format(file_of(SECRET), "fjern = true"),
    "utsatt": CHANGED.format(file_of("skole-oest"), 'noekkel = "utsettes_aar"\nverdi = 3'),
    "uttrykk": CHANGED.format("handlingsregler.toml", f'noekkel = "maaltall"\n{MEASURE}'),
}


def asked(outsiders: Outsiders, who: str, version: int, body: dict[str, Any]) -> Any:
    answer = outsiders.browser(who).post(f"/api/versjoner/{version}/stress", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_stress_of_ones_own_tells_no_shielded_amount(outsiders: Outsiders) -> None:
    """Neither in a draft nor saved by somebody with insight; whoever has insight is answered."""
    own = {f"stress/{i}.toml": text for i, text in TELLING.items()} | {"stress/egen.toml": RATE}
    edits = [{"slag": "ny_fil", "fil": file, "tekst": text} for file, text in own.items()]
    stored = {**shielded_files(), **{file: text.encode() for file, text in own.items()}}
    for name, files, draft in (("Utkast", shielded_files(), edits), ("Lagret", stored, [])):
        _, version = outsiders.add(name, files)
        body = {"utkast": {"endringer": draft}, "valgte": [*TELLING, "egen", "rente"]}
        found = asked(outsiders, "leser", version, body)
        assert [r["id"] for r in found["rader"]] == ["basis", "rente", "egen", "samlet"], name
        assert {r["id"] for r in found["utelatt"]} == {*TELLING}
        assert all("skjult for deg" in r["grunn"] for r in found["utelatt"])
        told = asked(outsiders, "oekonomi", version, body)
        assert {"ett", "naboen", "utsatt", "egen"} <= {r["id"] for r in told["rader"]}, "med innsyn"
        assert not any("skjult" in r["grunn"] for r in told["utelatt"])


def test_the_shipped_stresses_tell_no_shielded_amount(outsiders: Outsiders) -> None:
    """Two plans with the same sums and other amounts behind the shield are answered alike."""
    told = []
    for name, spent in (("Beløp", SPENT), ("Andre beløp", TWIN)):
        _, version = outsiders.add(name, shielded_files(spent))
        found = asked(outsiders, "leser", version, {})
        told.append([[(r["id"], r["bryter"]), *r["behov"], r["varig"], r["mangler"]] for r in found["rader"]])
        assert not any("skjult" in r["grunn"] for r in found["utelatt"])
    assert [r[0] for r in told[0]] == [r[0] for r in told[1]] and len(told[0]) > 5
    for one, other in zip(*told, strict=True):
        assert one[1:] == pytest.approx(other[1:], rel=1e-6, abs=1.0)


def test_a_stress_tells_no_counts_of_users() -> None:
    """Solvik has users by level of need."""
    solvik = plan_files("solvik")
    levels = next(i for i, s in plan_of_contents(solvik).services.items() if s.nivaaer)
    own = {
        "bruk": f'{HEAD}{SHOCK.format("bruksrate", 1, "prosent")}element = "{levels}"\n',
        "tjeneste": CHANGED.format(f"tjenester/{levels}.toml", 'noekkel = "navn"\nverdi = "x"'),
        "uttrykk": TELLING["uttrykk"],
        "egen": RATE,
    }
    files = {f"stress/{i}.toml": text.encode() for i, text in own.items()}
    plan = collect_contents({**solvik, **files}, levers=False)[0].plan()
    assert telling_tests(plan) == {"bruk", "tjeneste", "uttrykk"} and len(stresses.tests_of(plan)) > 15


def test_a_layer_of_a_scenario_is_left_out_too() -> None:
    layer = f'[[lag]]\nkilde = "x"\nanslag = true\n[[lag.endringer]]\nfil = "{file_of(SECRET)}"\nnoekkel = "utsettes_aar"\nverdi = 1\n'
    scenario = f'navn = "S"\nfortelling = "x"\nkilde = "x"\nanslag = true\n{layer}'
    files = {"scenario/lagvis.toml": scenario, **{f"stress/{i}.toml": text for i, text in TELLING.items()}}
    draft = collect_contents({**plan_files(), **{f: t.encode() for f, t in files.items()}}, levers=False)[0].plan()
    assert not telling_tests(draft), "planen skjuler ingenting"
    assert telling_tests(plan_of_contents(shielded_files()), draft) == {"lagvis", *TELLING}, "det versjonen skjuler"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("stress/basis.toml", "egen rad"),
        ("stress/samlet.toml", "egen rad"),
        ("scenario/rente.toml", "samme navn"),
        ("stress/perspektiv.toml", "samme navn"),
        (f"stress/{'a' * 81}.toml", "flere enn 80 tegn"),
    ],
)
def test_a_name_cannot_take_the_place_of_another_row(file: str, words: str) -> None:
    """A stress named as the base case would be what every other row is held against."""
    text = RATE if file.startswith("stress") else 'navn = "S"\nfortelling = "x"\nkilde = "x"\nanslag = true\n'
    found = collect_contents({**plan_files(), file: text.encode()})[1]
    assert [p.file for p in found] == [file] and words in found[0].message


def test_a_run_that_overflows_names_no_hidden_amount() -> None:
    """Beside a number of one's own it would be found by trying which of them is named."""
    spent = dict.fromkeys(SPENT, (3000000000.0, 3100000000.0, 2900000000.0))
    named = []
    for secret in (SECRET, ""):
        bound = simulate(plan_of_contents(shielded_files(spent, secret))).results.kinds[0].bound
        with pytest.raises(PlanError) as error, extremes_told(bound):
            raise FloatingPointError
        named += error.value.problems
    hidden, shown = named
    assert shown.file.startswith("prosjekter/skole-") and shown.value
    assert not hidden.file.startswith("prosjekter/skole-") and "skjermede" in hidden.hint
