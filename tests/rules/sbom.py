"""The parts lists of `make sbom`, made complete and free of registries: `python -m tests.rules.sbom PYTHON.json PAGES.json`.

The tools write where each part was found, which is where this machine happened to look. Licences are added, and the lists are
held against the published schema."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ldip.version import VERSION
from tests.rules.licences import page_packages, python_packages

Document = dict[str, Any]


def cleaned(document: Document, licences: dict[str, str]) -> Document:
    """A parts list with licences, the program's version and what it consists of, and without addresses."""
    root = document["metadata"]["component"]
    root |= {"name": "ldip", "type": "application", "version": VERSION}
    root["externalReferences"] = []
    parts = [_part(c, licences) for c in document["components"]]
    tools = document["metadata"].get("tools")
    for tool in tools["components"] if isinstance(tools, dict) else tools or []:
        tool.pop("externalReferences", None)
    graph = {d["ref"]: d for d in document.get("dependencies", [])}
    graph[root["bom-ref"]] = graph.get(root["bom-ref"]) or {"ref": root["bom-ref"]}
    if not graph[root["bom-ref"]].get("dependsOn"):
        graph[root["bom-ref"]]["dependsOn"] = sorted(p["bom-ref"] for p in parts)
    return {**document, "components": parts, "dependencies": list(graph.values())}


def _part(part: Document, licences: dict[str, str]) -> Document:
    """A part. The hashes of its files stay, with the part's own name in place of an address."""
    name = f"{part['group']}/{part['name']}" if part.get("group") else part["name"]
    kept = [{**r, "url": part["purl"], "comment": "lock"} for r in part.get("externalReferences", []) if r.get("hashes")]
    kept = [{k: v for k, v in r.items() if k in ("type", "url", "hashes", "comment")} for r in kept]
    found = {k: v for k, v in part.items() if k not in ("description", "externalReferences")}
    if not found.get("licenses") and (known := licences.get(name, "")):
        found["licenses"] = [{"expression": known}]
    return found | ({"externalReferences": kept} if kept else {})


def problems(document: Document) -> list[str]:
    """What is wrong with a parts list: the schema, an address, a part without version, licence or name."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = json.dumps(document)
    version = SchemaVersion.from_version(document["specVersion"])
    found = [str(e) for e in [JsonStrictValidator(version).validate_str(text)] if e is not None]
    found += ["an address"] if "://" in text.replace(document.get("$schema", "-"), "") else []
    return found + [c["name"] for c in document["components"] if not (c.get("version") and c.get("licenses") and c.get("purl"))]


def main() -> None:
    """Clean both lists in place, and fail for one with problems."""
    for place, licences in zip(map(Path, sys.argv[1:3]), (python_packages(), page_packages()), strict=True):
        document = cleaned(json.loads(place.read_text(encoding="utf-8")), licences)
        place.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if wrong := problems(document):
            sys.exit(f"{place}: {', '.join(wrong)}")
        print(f"{place}: {len(document['components'])} deler")


if __name__ == "__main__":
    main()
