"""Strongly connected components of a graph of names."""

from __future__ import annotations


def components(edges: dict[str, list[str]]) -> list[list[str]]:
    """Strongly connected components, dependencies first (Tarjan 1972, iterative)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in edges:
        work = [(root, 0)] if root not in index else []
        while work:
            node, child = work.pop()
            if child == 0:
                index[node] = low[node] = len(index)
                stack.append(node)
                on_stack.add(node)
            else:
                low[node] = min(low[node], low[edges[node][child - 1]])
            pending = _next_child(edges[node], child, index, low, on_stack, node)
            if pending is not None:
                work += [(node, pending + 1), (edges[node][pending], 0)]
            elif low[node] == index[node]:
                found.append(_pop_component(stack, on_stack, node))
    return found


def _next_child(
    children: list[str], start: int, index: dict[str, int], low: dict[str, int], on_stack: set[str], node: str
) -> int | None:
    for i in range(start, len(children)):
        if children[i] not in index:
            return i
        if children[i] in on_stack:
            low[node] = min(low[node], index[children[i]])
    return None


def _pop_component(stack: list[str], on_stack: set[str], node: str) -> list[str]:
    component: list[str] = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        component.append(member)
        if member == node:
            return component
