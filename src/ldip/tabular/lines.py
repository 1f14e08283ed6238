"""Lines of texts: \\n, \\r and \\r\\n end one, as in csv and TOML. U+2028, U+0085, vertical tab and the other signs that
`str.splitlines` ends a line at are part of a text."""

from __future__ import annotations

import io


def lines_of(text: str) -> list[str]:
    """Lines with their endings."""
    return list(io.StringIO(text, newline=""))
