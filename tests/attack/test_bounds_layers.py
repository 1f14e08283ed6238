"""A plan is read again for every layer of changes that it is checked with: many of them are known before they are tried."""

from __future__ import annotations

import pytest

from ldip.plan.bounds import FOLDERS_FILES
from ldip.web.drafts import Drafts, HeavyError, trials_of
from ldip.web.errors import RefusedError
from ldip.web.limits import DEFAULTS
from tests.attack.outsiders import Outsiders
from tests.web.conftest import plan_files

CHANGE = '[[lag.endringer]]\nfil = "plan.toml"\nnoekkel = "navn"\nverdi = "x"\n'
SCENARIO = 'navn = "S"\nfortelling = "x"\nkilde = "x"\nanslag = true\n' + f'[[lag]]\nkilde = "x"\nanslag = true\n{CHANGE}' * 20


def test_a_plan_of_many_layers_is_checked_apart_or_refused(outsiders: Outsiders) -> None:
    files = plan_files()
    many = {f"scenario/s{i}.toml": SCENARIO.encode() for i in range(FOLDERS_FILES["scenario"])}
    assert trials_of(files) < 10 and trials_of({**files, **many}) - trials_of(files) == 20 * len(many)
    drafts = Drafts(outsiders.service.store, DEFAULTS)
    drafts.apart = True
    drafts.sound(files)
    with pytest.raises(HeavyError):
        drafts.sound({**files, **many})
    large = {f"tjenester/t{i}.toml": b"#" * 200_000 for i in range(5)}
    with pytest.raises(RefusedError) as error:
        drafts.sound({**files, **many, **large})
    assert error.value.key == "web.for_lang_tid"
