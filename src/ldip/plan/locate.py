"""Line and column of a key in a TOML file, found only when a Problem needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from tree_sitter import Language, Node, Parser

Place = tuple[int, int]
Keys = tuple[str, ...]
KEPT: Final = 64  # most files whose places are cached


def position(text: str, path: Sequence[str | int]) -> Place:
    """1-based line and column of the deepest part of `path` that exists in the file; (0, 0) if none."""
    exact, starts = _places(text)
    wanted = tuple(str(p) for p in path)
    if wanted in starts:
        return starts[wanted]
    return next((exact[wanted[:n]] for n in range(len(wanted) - 1, 0, -1) if wanted[:n] in exact), (0, 0))


@lru_cache(maxsize=KEPT)
def _places(text: str) -> tuple[dict[Keys, Place], dict[Keys, Place]]:
    """The first place of each path that is written in a file, and of each path that another begins with. Parsed once for all
    the problems of a file."""
    import tree_sitter_toml

    root = Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node
    exact: dict[Keys, Place] = {}
    starts: dict[Keys, Place] = {}
    for path, node in _entries(root):
        keys, place = tuple(str(k) for k in path), (node.start_point.row + 1, node.start_point.column + 1)
        exact.setdefault(keys, place)
        for n in range(1, len(keys) + 1):
            starts.setdefault(keys[:n], place)
    return exact, starts


def _entries(root: Node) -> Iterator[tuple[list[str | int], Node]]:
    counts: dict[str, int] = {}
    for child in root.children:
        if child.type == "pair":
            yield from _pair(child, [])
        elif child.type in ("table", "table_array_element"):
            prefix: list[str | int] = list(_keys(child))
            if child.type == "table_array_element":
                name = ".".join(str(p) for p in prefix)
                counts[name] = counts.get(name, -1) + 1
                prefix.append(counts[name])
            yield prefix, child
            for inner in child.children:
                if inner.type == "pair":
                    yield from _pair(inner, prefix)


def _pair(node: Node, prefix: Sequence[str | int]) -> Iterator[tuple[list[str | int], Node]]:
    path = [*prefix, *_keys(node)]
    yield path, node
    value = node.children[-1]
    if value.type == "inline_table":
        for inner in value.children:
            if inner.type == "pair":
                yield from _pair(inner, path)
    elif value.type == "array":
        items = [c for c in value.children if c.type not in ("[", "]", ",", "comment")]
        for i, item in enumerate(items):
            yield [*path, i], item
            if item.type == "inline_table":
                for inner in item.children:
                    if inner.type == "pair":
                        yield from _pair(inner, [*path, i])


def _keys(node: Node) -> list[str]:
    for child in node.children:
        if child.type in ("bare_key", "quoted_key", "dotted_key"):
            text = (child.text or b"").decode()
            return [part.strip().strip('"') for part in text.split(".")] if child.type == "dotted_key" else [text.strip('"')]
    return []
