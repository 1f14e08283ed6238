"""One message catalogue per language (nb, nn, en), shared by server and browser."""

from __future__ import annotations

import gettext
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("nb", "nn", "en")


CHOSEN: ContextVar[str] = ContextVar("language", default="")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use a language inside the context, whatever the process default; unknown codes change nothing."""
    token = CHOSEN.set(code if code in LANGUAGES else "")
    try:
        yield
    finally:
        CHOSEN.reset(token)


def language() -> str:
    """Language chosen by `speaking`, else from LDIP_LANG, LC_ALL, LC_MESSAGES or LANG, else bokmål."""
    if CHOSEN.get():
        return CHOSEN.get()
    for variable in ("LDIP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(variable, "")[:2].lower()
        if code in LANGUAGES:
            return code
        if code in ("no", "da"):
            return "nb"
    return "nb"


@cache
def catalogue(code: str) -> dict[str, str]:
    """All messages of a language."""
    data: dict[str, str] = json.loads(files("ldip.locales").joinpath(f"{code}.json").read_text(encoding="utf-8"))
    return data


def tr(key: str, /, **values: object) -> str:
    """A message in the user's language with values filled in."""
    return catalogue(language())[key].format(**values)


def install_gettext() -> None:
    """Translate the command-line library's own words (Options, Arguments) too."""

    def translated(message: str) -> str:
        return catalogue(language()).get(f"gettext.{message}", message)

    gettext.gettext = translated
