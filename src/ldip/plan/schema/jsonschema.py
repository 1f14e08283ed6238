"""JSON Schema of the plan's files, so that editors can complete and check while typing.

Each field has its declaration as well: cause group, nature, unit, price basis and the model inputs it feeds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.declared import EACH, PlanField, plan_fields
from ldip.plan.schema.fields import Strict


def schemas() -> dict[str, dict[str, Any]]:
    """Schema by file or folder; that of a csv file describes one row."""
    models: dict[str, type[Strict]] = {**f.SINGLE, **f.FOLDERS, **t.TABLES}
    models |= {f"befolkning/{name}.csv": model for name, model in t.REFERENCED.items()}
    found = {}
    for name, model in models.items():
        schema = model.model_json_schema()
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = name
        _declare(schema, [p for p in plan_fields() if p.file == name])
        found[name] = schema
    return found


def _declare(schema: dict[str, Any], fields: Sequence[PlanField]) -> None:
    """Add declarations to the properties; a table used in several places gets the parts that are equal in all of them."""
    found: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
    for field in fields:
        place = _property(schema, field.path)
        said = _said(field)
        if id(place) in found:
            before = found[id(place)][1]
            said = {k: v for k, v in before.items() if said.get(k) == v}
        found[id(place)] = (place, said)
    for place, said in found.values():
        place.update(said)


def _said(field: PlanField) -> dict[str, Any]:
    about = field.about
    said = {
        "x-gruppe": field.group,
        "x-art": None if field.outside else about.nature or "egenskap",
        "x-enhet": about.unit,
        "x-priser": field.prices,
        "x-gaar-til": list(field.goes_to),
        "x-hvorfor": about.why,
    }
    return {k: v for k, v in said.items() if v}


def _property(schema: dict[str, Any], path: Sequence[str]) -> dict[str, Any]:
    """The property of a schema at a path of keys."""
    found = schema
    for key in path:
        inside = _definition(schema, found)
        if key == EACH:
            found = _element(inside)
        else:
            found = inside["properties"][key]
    return found


def _element(inside: dict[str, Any]) -> dict[str, Any]:
    """Schema of the elements of a list or a table of own names; the table itself where elements are unrestricted."""
    patterns = inside.get("patternProperties", {}).values()
    found = inside.get("items") or inside.get("additionalProperties") or next(iter(patterns), None)
    return found if isinstance(found, dict) else inside


def _definition(schema: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Target of a reference, also of one that may be null."""
    if "anyOf" in found:
        return _definition(schema, next(f for f in found["anyOf"] if f.get("type") != "null"))
    if "$ref" in found:
        return cast("dict[str, Any]", schema["$defs"][found["$ref"].rpartition("/")[2]])
    return found


def dump(schema: dict[str, Any]) -> str:
    """A schema as text, stable from run to run."""
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def file_name(name: str) -> str:
    """Name of the schema's own file: `prosjekter` → `prosjekter.schema.json`."""
    return name.replace("/", "-").removesuffix(".toml").removesuffix(".csv") + ".schema.json"


def write_all(folder: Path) -> None:
    """Write every schema file; run by `make schema`."""
    for name, schema in schemas().items():
        (folder / file_name(name)).write_text(dump(schema), encoding="utf-8")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
