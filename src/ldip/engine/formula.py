"""Source text of a formula, shown to readers as its explanation."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import Any


def written_body(fn: Callable[..., Any]) -> str:
    """The statements after signature and docstring, as written."""
    try:
        lines = textwrap.dedent(inspect.getsource(fn)).splitlines()
    except (OSError, TypeError):
        return ""
    code = fn.__code__
    start = next((i for i, line in enumerate(lines) if line.rstrip().endswith(":") and ")" in line), 0)
    body = "\n".join(lines[start + 1 :])
    if fn.__doc__ and code.co_argcount >= 0:
        head, quote, rest = body.partition('"""')
        body = rest.partition('"""')[2] if quote and not head.strip() else body
    return textwrap.dedent(body.strip("\n")).strip()
