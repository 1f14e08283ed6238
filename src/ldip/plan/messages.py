"""Schema errors in Norwegian, with the nearest known key and a remedy."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ldip.errors import Problem
from ldip.plan.bounds import first

TEXTS: dict[str, tuple[str, str]] = {
    "missing": ("mangler", "legg til nøkkelen"),
    "float_type": ("må være et tall", "skriv tallet uten anførselstegn"),
    "float_parsing": ("må være et tall", "skriv bare sifre og desimaltegn"),
    "int_type": ("må være et heltall", "skriv tallet uten desimaler"),
    "string_too_long": ("er for lang", "bruk et kortere navn"),
    "too_long": ("har for mange", "ta bort det planen ikke bruker"),
    "int_parsing": ("må være et heltall", "skriv tallet uten desimaler"),
    "int_from_float": ("må være et heltall", "skriv tallet uten desimaler"),
    "bool_type": ("må være true eller false", "skriv true eller false uten anførselstegn"),
    "bool_parsing": ("må være true eller false", "skriv true eller false"),
    "string_type": ("må være tekst", "sett verdien i anførselstegn"),
    "string_too_short": ("kan ikke være tom", "fyll inn verdien"),
    "finite_number": ("må være et endelig tall", "nan og inf godtas ikke"),
    "date_type": ("må være en dato", "skriv for eksempel 2021-10-15"),
    "date_from_datetime_parsing": ("må være en dato", "skriv for eksempel 2021-10-15"),
    "dict_type": ("må være en tabell", "skriv nøkler og verdier i en tabell"),
    "list_type": ("må være en liste", "skriv verdiene i [ ]"),
    "model_type": ("må være en tabell", "skriv nøkler og verdier i en tabell"),
}


def problems(error: ValidationError, file: str, model: type[BaseModel]) -> Iterable[tuple[tuple[str | int, ...], Problem]]:
    """The first schema errors, each with its key path and a Problem without line and column."""
    for detail in first(error.errors(include_url=False)):
        path = tuple(p for p in detail["loc"] if p != "[key]")
        message, hint = _say(detail, model)
        whole = detail["type"] == "value_error" and isinstance(detail["input"], dict)  # the message then names the value in it
        value = "" if whole or detail["type"] in ("missing", "model_type") else _show(detail["input"])
        yield path, Problem(file, ".".join(str(p) for p in path), message, value, hint)


def _show(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _say(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return "ukjent nøkkel", nearest(str(detail["loc"][-1]), known_keys(model, detail["loc"][:-1]))
    if kind == "value_error":
        message, _, hint = str(context.get("error", "ugyldig verdi")).partition("||")
        return message, hint
    if kind == "literal_error":
        allowed = str(context.get("expected", "")).replace(" or ", " eller ")
        return "ukjent verdi", f"bruk {allowed}"
    if kind == "string_pattern_mismatch":
        return "har feil form", _pattern_hint(str(context.get("pattern", "")))
    if kind in ("greater_than", "greater_than_equal"):
        bound = context.get("gt", context.get("ge"))
        return f"er for lav: må være {'over' if kind == 'greater_than' else 'minst'} {bound:g}", "rett verdien"
    if kind in ("less_than", "less_than_equal"):
        bound = context.get("lt", context.get("le"))
        return f"er for høy: må være {'under' if kind == 'less_than' else 'høyst'} {bound:g}", "rett verdien"
    return TEXTS.get(kind, ("ugyldig verdi", "se skjemaet i docs/schema"))


def _pattern_hint(pattern: str) -> str:
    hints = {
        r"^[a-z0-9-]+$": "bruk små bokstaver a–z, sifre og bindestrek",
        r"^\d{4}$": 'kommunenummer har fire sifre i anførselstegn, for eksempel "0301"',
        r"^(løpende|(19|20)\d\d-kroner)$": 'skriv "løpende" eller for eksempel "2022-kroner"',
        r"^\d{4}-(0[1-9]|1[0-2])$": "skriv år og måned, for eksempel 2027-08",
        r"^[a-z0-9_/-]+\.csv$": "skriv filnavnet til en csv-fil med små bokstaver",
        r"^[a-z0-9_]+$": "bruk små bokstaver a–z, sifre og understrek",
    }
    return hints.get(pattern, f"må passe med {pattern}")


def nearest(word: str, known: Sequence[str]) -> str:
    """«mente du …?» with the nearest known word, else the known words."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"mente du {close[0]}?" if close else f"kjente navn: {', '.join(sorted(known)[:12])}"


def known_keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """Field names of the (nested) model at `path`."""
    current: Any = model
    for part in path:
        if isinstance(part, int):
            continue
        fields = getattr(current, "model_fields", {})
        if part not in fields:
            continue
        current = _model_in(fields[part].annotation) or current
    return list(getattr(current, "model_fields", {}))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if found := _model_in(inner):
            return found
    return None
