"""A step's formula as arithmetic with figures: its own source is read, never a second list of formulas.

A formula that is no plain arithmetic (draws, recursions over years) raises OpaqueError. So does one whose arithmetic gives
another number than the run, so that nothing is printed that does not add up.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from math import exp, sqrt
from types import FunctionType
from typing import Any, Final

from ldip.engine.formula import written_body
from ldip.engine.graph import Step
from ldip.engine.names import HAS_LINE, LINE
from ldip.simulation.figures import Const, Figure, Op
from ldip.simulation.formula_scope import At, OpaqueError, Scope, Values

MANY: Final = 400  # above this number elements are not written out
DEEPEST: Final = 6  # functions within functions
CLOSE: Final = 1e-9


def arithmetic(step: Step, values: Values, year: int, at: At) -> Figure:
    """The formula of a step with figures. Errors: OpaqueError where it is no plain arithmetic, or gives another number."""
    if step.whole:
        raise OpaqueError(step.name)
    scope = Scope(step, values, year, at, {}, step.fn.__globals__ if isinstance(step.fn, FunctionType) else {})
    declared = step.kind == "formel" and "formula" not in step.fn.__dict__
    found = _body(scope, written_body(step.fn)) if declared else _expression(scope, step)
    stored = values.ref(step.name, year, {a: at[a] for a in step.axes}).value
    if abs(found.value - stored) > CLOSE * max(1.0, abs(stored)):
        raise OpaqueError(step.name)
    return found


def _expression(scope: Scope, step: Step) -> Figure:
    """A declared product, pick or måltall, or a declared ratio or extreme."""
    if step.kind == "forhold":
        return Op("quotient", (_named(scope, step.inputs[0]), _named(scope, step.inputs[1])))
    if step.kind in ("maks", "min"):
        return Op("max" if step.kind == "maks" else "min", tuple(_named(scope, i) for i in step.inputs))
    text = step.text.replace("·", "*").replace("−", "-").replace("[…, ", "[..., ")
    try:
        return _figure(scope, ast.parse(text, mode="eval").body)
    except SyntaxError as error:
        raise OpaqueError(step.name) from error


def _body(scope: Scope, text: str) -> Figure:
    """Assignments to plain names, and the returned expression."""
    try:
        lines = ast.parse("def f():\n" + textwrap.indent(text, "    ")).body[0]
    except (SyntaxError, IndexError) as error:
        raise OpaqueError(scope.step.name) from error
    assert isinstance(lines, ast.FunctionDef)
    known: dict[str, Any] = dict(scope.known)
    for line in lines.body:
        inner = replace(scope, known=dict(known))
        if isinstance(line, ast.Return) and line.value is not None:
            return _figure(inner, line.value)
        if not isinstance(line, ast.Assign) or len(line.targets) != 1:
            raise OpaqueError(scope.step.name)
        target, value = line.targets[0], line.value
        if isinstance(target, ast.Name):
            known[target.id] = (inner, value)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            known |= {t.id: (inner, v) for t, v in zip(target.elts, value.elts, strict=True) if isinstance(t, ast.Name)}
        else:
            raise OpaqueError(scope.step.name)
    raise OpaqueError(scope.step.name)


def _figure(scope: Scope, node: ast.expr) -> Figure:
    found: Callable[[Scope, Any], Figure] | None = _READERS.get(type(node))
    if found is None:
        raise OpaqueError(scope.step.name)
    return found(scope, node)


def _constant(scope: Scope, node: Any) -> Figure:
    if isinstance(node.value, int | float):
        return Const(float(node.value))
    raise OpaqueError(scope.step.name)


def _name(scope: Scope, node: Any) -> Figure:
    if node.id in scope.known:
        inner, value = scope.known[node.id]
        return _figure(replace(inner, at=scope.at), value)
    if node.id in scope.step.inputs and scope.depth == 0:
        return _named(scope, node.id)
    number = scope.module.get(node.id)
    if isinstance(number, int | float):
        return Const(float(number))
    raise OpaqueError(scope.step.name)


def _named(scope: Scope, name: str) -> Figure:
    """An input at the element; it must have no axis that is left open."""
    axes = scope.values.axes(name)
    if name.startswith(HAS_LINE):
        return Const(float(scope.values.has_line(name.removeprefix(HAS_LINE), scope.year, scope.at)))
    name = name.removeprefix(LINE)
    if any(a not in scope.at for a in axes):
        raise OpaqueError(name)
    return scope.values.ref(name, scope.year, {a: scope.at[a] for a in axes})


def _binary(scope: Scope, node: Any) -> Figure:
    left, right = _figure(scope, node.left), _figure(scope, node.right)
    if isinstance(node.op, ast.Add | ast.Sub):
        return Op("sum", (left, right), (1, 1 if isinstance(node.op, ast.Add) else -1))
    if isinstance(node.op, ast.Mult):
        return Op("product", (left, right))
    if isinstance(node.op, ast.Div):
        return Op("quotient", (left, right))
    if isinstance(node.op, ast.BitAnd | ast.BitOr):
        both = left.value * right.value if isinstance(node.op, ast.BitAnd) else max(left.value, right.value)
        return Const(float(both))
    raise OpaqueError(scope.step.name)


def _unary(scope: Scope, node: Any) -> Figure:
    inner = _figure(scope, node.operand)
    if isinstance(node.op, ast.USub):
        return Const(-inner.value) if isinstance(inner, Const) else Op("sum", (inner,), (-1,))
    if isinstance(node.op, ast.Invert | ast.Not):
        return Const(1.0 - inner.value)
    raise OpaqueError(scope.step.name)


def _compare(scope: Scope, node: Any) -> Figure:
    """A condition is a number, 1 or 0; it decides, and is no part of the sum."""
    if len(node.ops) != 1 or type(node.ops[0]) not in _HOLDS:
        raise OpaqueError(scope.step.name)
    left, right = _figure(scope, node.left).value, _figure(scope, node.comparators[0]).value
    return Const(float(_HOLDS[type(node.ops[0])](left, right)))


def _subscript(scope: Scope, node: Any) -> Figure:
    """A new axis changes no number; an index or a name picks an element of the last axis."""
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    picked = [i for i in inner if isinstance(i, ast.Constant) and i.value not in (None, ...)]
    if not picked:
        if any(not isinstance(i, ast.Slice | ast.Constant) or (isinstance(i, ast.Slice) and (i.lower or i.upper)) for i in inner):
            raise OpaqueError(scope.step.name)
        return _figure(scope, node.value)
    if len(picked) != 1 or not isinstance(node.value, ast.Name):
        raise OpaqueError(scope.step.name)
    axes = scope.values.axes(node.value.id)
    ids = scope.values.ids(axes[-1]) if axes else ()
    which = picked[0].value
    element = ids[which] if isinstance(which, int) and which < len(ids) else which
    if element not in ids:
        raise OpaqueError(scope.step.name)
    return _figure(replace(scope, at={**scope.at, axes[-1]: element}), node.value)


def _call(scope: Scope, node: Any) -> Figure:
    called = ast.unparse(node.func)
    if called in _CALLS:
        return _CALLS[called](scope, node.args)
    if called.endswith(".sum") and isinstance(node.func.value, ast.Name):
        return _summed(scope, node.func.value)
    function = scope.module.get(called)
    if isinstance(function, FunctionType) and scope.depth < DEEPEST and not node.keywords:
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        if len(names) != len(node.args):
            raise OpaqueError(scope.step.name)
        known = {n: (scope, a) for n, a in zip(names, node.args, strict=True)}
        return _body(replace(scope, known=known, module=function.__globals__, depth=scope.depth + 1), written_body(function))
    raise OpaqueError(scope.step.name)


def _expanded(scope: Scope, free: list[str], of: Callable[[Scope], Figure]) -> Figure:
    """A sum over the elements of axes, without those that are zero."""
    places = list(product(*(scope.values.ids(a) for a in free)))
    if len(places) > MANY:
        raise OpaqueError(scope.step.name)
    found = [of(replace(scope, at={**scope.at, **dict(zip(free, p, strict=True))})) for p in places]
    kept = tuple(f for f in found if f.value != 0.0) or tuple(found[:1]) or (Const(0.0),)
    return Op("sum", kept, (1,) * len(kept))


def _summed(scope: Scope, node: ast.Name) -> Figure:
    free = _open_axes(scope, [node])
    if not free:
        raise OpaqueError(scope.step.name)
    return _expanded(scope, free, lambda inner: _figure(inner, node))


def _open_axes(scope: Scope, nodes: list[Any]) -> list[str]:
    """Axes of the quantities in expressions that the element does not settle."""
    free: dict[str, None] = {}
    for inner in (n for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)):
        if inner.id in scope.known:
            within, value = scope.known[inner.id]
            free |= dict.fromkeys(_open_axes(replace(within, at=scope.at), [value]))
        elif inner.id in scope.step.inputs and scope.depth == 0:
            free |= dict.fromkeys(a for a in scope.values.axes(inner.id) if a not in scope.at)
    return list(free)


def _weighted(scope: Scope, args: list[Any]) -> Figure:
    """An einsum: a sum of products over the axes that the result has not."""
    free = _open_axes(scope, args[1:])
    if not free:
        return Op("product", tuple(_figure(scope, a) for a in args[1:]))
    return _expanded(scope, free, lambda inner: Op("product", tuple(_figure(inner, a) for a in args[1:])))


def _where(scope: Scope, args: list[Any]) -> Figure:
    return _figure(scope, args[1] if _figure(scope, args[0]).value else args[2])


def _divide(scope: Scope, args: list[Any]) -> Figure:
    over, under = _figure(scope, args[0]), _figure(scope, args[1])
    return Op("quotient", (over, under)) if under.value else _figure(scope, args[2])


def _clip(scope: Scope, args: list[Any]) -> Figure:
    value, low, high = (_figure(scope, a) for a in args)
    return low if value.value < low.value else high if value.value > high.value else value


def _computed(of: Callable[[float], float]) -> Callable[[Scope, list[Any]], Figure]:
    return lambda scope, args: Const(of(_figure(scope, args[0]).value))


def _same(scope: Scope, args: list[Any]) -> Figure:
    return _figure(scope, args[0])


def _of(kind: Any) -> Callable[[Scope, list[Any]], Figure]:
    return lambda scope, args: Op(kind, tuple(_figure(scope, a) for a in args))


_HOLDS: Final[dict[type[ast.cmpop], Callable[[float, float], bool]]] = {
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
_READERS: Final[dict[type[ast.expr], Callable[[Scope, Any], Figure]]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.Subscript: _subscript,
    ast.Call: _call,
}
_CALLS: Final[dict[str, Callable[[Scope, list[Any]], Figure]]] = {
    "np.maximum": _of("max"),
    "np.minimum": _of("min"),
    "max": _of("max"),
    "min": _of("min"),
    "np.where": _where,
    "np.clip": _clip,
    "np.sqrt": _computed(sqrt),
    "np.exp": _computed(exp),
    "np.asarray": _same,
    "np.broadcast_to": _same,
    "sum": lambda scope, args: _summed(scope, args[0]),
    "divide": _divide,
    "weighted_sum": _weighted,
}
