"""JSON Schema of the plan's files, so that editors can complete and check while typing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Strict


def schemas() -> dict[str, dict[str, Any]]:
    """Schema by file name; folders are named `tjenester` and `prosjekter`, csv files describe one row."""
    models: dict[str, type[Strict]] = {**f.SINGLE, **f.FOLDERS, **t.TABLES}
    models |= {f"befolkning/{name}.csv": model for name, model in t.REFERENCED.items()}
    found = {}
    for name, model in models.items():
        schema = model.model_json_schema()
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = name
        found[name] = schema
    return found


def dump(name: str) -> str:
    """One schema as text, stable from run to run."""
    return json.dumps(schemas()[name], ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def file_name(name: str) -> str:
    """Name of the schema's own file: `prosjekter` → `prosjekter.schema.json`."""
    return name.replace("/", "-").removesuffix(".toml").removesuffix(".csv") + ".schema.json"


def write_all(folder: Path) -> None:
    """Write every schema file; run by `make schema`."""
    for name in schemas():
        (folder / file_name(name)).write_text(dump(name), encoding="utf-8")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
