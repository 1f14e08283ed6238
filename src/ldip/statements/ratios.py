"""Måltall: a closed arithmetic over steps, parsed against allowed nodes and compiled; never evaluated as code.

Grammar: names of steps, numbers, + − · /, min(…), max(…), sum(x) over every axis, and x['id'] for one
element of the last axis. Division by zero gives zero, stated in the step's text.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from ldip.engine.graph import Array, Step, divide
from ldip.errors import ModelError

Env = Mapping[str, Array]
Node = Callable[[Env], Array]
BINARY: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: divide(a, b, 0.0),
}
LONGEST: Final = 1000  # characters; the library's own have at most 200
DEEPEST: Final = 60  # levels of the tree, below what Python's own stack takes
GREATEST: Final = 1e15
ALLOWED = "tillatt er navn, tall, + − * /, min, max, sum og x['id']"


def expression_step(
    name: str, text: str, unit: str, source: str, elements: Mapping[str, Sequence[str]], axes: Mapping[str, Sequence[str]]
) -> Step:
    """Compile an expression to a step.

    `elements` gives ids by axis, `axes` the axes of every quantity that may be named. Errors:
    ModelError with a Norwegian text when the expression is not in the grammar.
    """
    tree = parsed(text)
    inputs: list[str] = []
    node = _build(tree, inputs, elements, axes)

    def fn(*values: Array) -> Array:
        return node(dict(zip(inputs, values, strict=True)))

    fn.__dict__["formula"] = text
    over, under = fraction(text)
    labels = (over, under) if under else ()
    return Step(name=name, fn=fn, inputs=tuple(inputs), unit=unit, source=source, labels=labels)


def parsed(text: str) -> ast.expr:
    """The expression as a tree. Errors: ModelError when it cannot be read, or is longer or more nested than is taken."""
    if len(text) > LONGEST:
        raise ModelError(f"uttrykket er lengre enn {LONGEST} tegn: {text[:60]}…")
    try:
        tree = ast.parse(text.replace("·", "*").replace("−", "-"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ModelError(f"uttrykket kan ikke leses: {text[:60]}") from error
    level: list[ast.AST] = [tree]
    for _ in range(DEEPEST):
        level = [inner for node in level for inner in ast.iter_child_nodes(node)]
    if level:  # a sum of many terms is as deep as it has terms
        raise ModelError(f"uttrykket har for mange ledd eller nivåer: {text[:60]}")
    return tree


def fraction(text: str) -> tuple[str, str]:
    """Numerator and denominator of the expression; the expression and an empty text when it is not a division."""
    tree = parsed(text)
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div):
        return ast.unparse(tree.left), ast.unparse(tree.right)
    return ast.unparse(tree), ""


def _build(tree: ast.expr, inputs: list[str], elements: Mapping[str, Sequence[str]], axes: Mapping[str, Sequence[str]]) -> Node:
    if isinstance(tree, ast.Constant) and isinstance(tree.value, int | float) and abs(tree.value) <= GREATEST:
        number = np.array([float(tree.value)])
        return lambda _: number
    if isinstance(tree, ast.Name):
        return _scalar(_name(tree.id, inputs, axes), axes)
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        inner = _build(tree.operand, inputs, elements, axes)
        return lambda env: -inner(env)
    if isinstance(tree, ast.BinOp) and type(tree.op) in BINARY:
        left, right = (_build(t, inputs, elements, axes) for t in (tree.left, tree.right))
        op = BINARY[type(tree.op)]
        return lambda env: op(left(env), right(env))
    if isinstance(tree, ast.Subscript):
        return _element(tree, inputs, elements, axes)
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and not tree.keywords:
        return _call(tree, tree.func.id, inputs, elements, axes)
    raise ModelError(f"{ast.unparse(tree)!r} er ikke tillatt i et måltall; {ALLOWED}")


def _name(name: str, inputs: list[str], axes: Mapping[str, Sequence[str]]) -> str:
    if name not in axes:
        raise ModelError(f"ukjent størrelse {name!r} i måltall")
    if name not in inputs:
        inputs.append(name)
    return name


def _scalar(name: str, axes: Mapping[str, Sequence[str]]) -> Node:
    if axes[name]:
        raise ModelError(f"{name} har akse {tuple(axes[name])}; skriv sum({name}) eller {name}['id']")
    return lambda env: env[name]


def _element(
    tree: ast.Subscript, inputs: list[str], elements: Mapping[str, Sequence[str]], axes: Mapping[str, Sequence[str]]
) -> Node:
    if not (isinstance(tree.value, ast.Name) and isinstance(tree.slice, ast.Constant)):
        raise ModelError(f"{ast.unparse(tree)!r} er ikke tillatt; {ALLOWED}")
    name = _name(tree.value.id, inputs, axes)
    if len(axes[name]) != 1:
        raise ModelError(f"{name} har ikke én akse, så ['id'] passer ikke")
    known = list(elements.get(axes[name][0], ()))
    if tree.slice.value not in known:
        raise ModelError(f"{name} har ikke elementet {tree.slice.value!r}; kjente: {', '.join(known)}")
    index = known.index(str(tree.slice.value))
    return lambda env: env[name][:, index]


def _call(
    tree: ast.Call, fn: str, inputs: list[str], elements: Mapping[str, Sequence[str]], axes: Mapping[str, Sequence[str]]
) -> Node:
    if fn == "sum" and len(tree.args) == 1 and isinstance(tree.args[0], ast.Name):
        name = _name(tree.args[0].id, inputs, axes)
        return lambda env: _sum_all(env[name])
    if fn in ("min", "max") and len(tree.args) >= 2:
        parts = [_build(a, inputs, elements, axes) for a in tree.args]
        pick = np.minimum if fn == "min" else np.maximum

        def extreme(env: Env) -> Array:
            result = parts[0](env)
            for part in parts[1:]:
                result = pick(result, part(env))
            return result

        return extreme
    raise ModelError(f"{ast.unparse(tree)!r} er ikke tillatt i et måltall; {ALLOWED}")


def _sum_all(value: Array) -> Array:
    flat = value.reshape(value.shape[0], -1) if value.size else np.zeros((value.shape[0], 0))
    result: Array = np.zeros(value.shape[0])
    for i in range(flat.shape[1]):
        result = result + flat[:, i]
    return result
