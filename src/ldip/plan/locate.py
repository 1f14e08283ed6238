"""Line and column of a key in a TOML file, found only when a Problem needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Language, Node, Parser


def position(text: str, path: Sequence[str | int]) -> tuple[int, int]:
    """1-based line and column of the deepest part of `path` that exists in the file; (0, 0) if none."""
    import tree_sitter_toml

    root = Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node
    best: tuple[int, tuple[int, int]] = (0, (0, 0))
    for keys, node in _entries(root):
        depth = _agreement(keys, path)
        if depth in (len(keys), len(path)) and depth > best[0]:
            best = (depth, (node.start_point.row + 1, node.start_point.column + 1))
    return best[1]


def _agreement(keys: Sequence[str | int], path: Sequence[str | int]) -> int:
    wanted = [str(p) for p in path]
    n = 0
    for key, want in zip(keys, wanted, strict=False):
        if str(key) != want:
            break
        n += 1
    return n


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
