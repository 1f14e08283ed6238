"""Location of the commented skeleton: in the package, or in examples/ when run from a checkout."""

from __future__ import annotations

from pathlib import Path

import ldip
from ldip.errors import Problem, SourceError


def skeleton() -> Path:
    """Folder of the skeleton plan. Errors: SourceError when neither place has it."""
    package = Path(ldip.__file__).parent
    for place in (package / "skeleton", package.parents[1] / "examples" / "nordvik"):
        if (place / "plan.toml").is_file():
            return place
    raise SourceError([Problem(str(package), "", "fant ikke planskjelettet", "", "installer LDIP på nytt")])
