"""A tool's arguments as JSON schema, and what a model wrote for them, checked strictly."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from assistant.tools.base import Tool

LONGEST_TEXT = 300
LARGEST_NUMBER = 10**9
MOST_ENTRIES = 12


class BadArguments(ValueError):
    """What a model wrote is not what the tool takes; the words are for the model."""


@cache
def schema_of(tool: Tool[Any]) -> dict[str, Any]:
    """The tool in the form of the chat completions API."""
    hints = get_type_hints(tool.arguments)
    properties = {}
    for field in fields(tool.arguments):
        about = field.metadata.get("about")
        properties[field.name] = _schema(hints[field.name]) | (
            {"description": about} if about else {}
        )
    needed = [
        field.name
        for field in fields(tool.arguments)
        if field.default is MISSING and field.default_factory is MISSING
    ]
    parameters = {
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.about, "parameters": parameters},
    }


def arguments_from(tool: Tool[Any], written: str) -> Any:
    """The tool's arguments, from the JSON that a model wrote.

    Raises:
        BadArguments: it is no JSON, names what the tool does not take, or is of another type.
    """
    values = _parsed(written)
    hints = get_type_hints(tool.arguments)
    known = {field.name for field in fields(tool.arguments)}
    if unknown := sorted(set(values) - known):
        raise BadArguments(f"unknown: {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    try:
        return tool.arguments(
            **{name: _checked(hints[name], value, name) for name, value in values.items()}
        )
    except TypeError as error:
        raise BadArguments("an argument is missing") from error


def _parsed(written: str) -> Mapping[str, Any]:
    try:
        values = json.loads(written or "{}")
    except (ValueError, RecursionError) as error:
        raise BadArguments("the arguments are no JSON") from error
    if not isinstance(values, dict):
        raise BadArguments("the arguments are no object")
    return values


def _schema(hint: Any) -> dict[str, Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _schema(next(kind for kind in inner if kind is not types.NoneType))
    if origin is Literal:
        return {"type": "string", "enum": list(inner)}
    if origin is tuple:
        return {"type": "array", "items": _schema(inner[0]), "maxItems": MOST_ENTRIES}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [member.value for member in hint]}
    names = {str: "string", bool: "boolean", int: "integer", float: "number"}
    return {"type": names[hint]}


def _checked(hint: Any, value: Any, name: str) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _checked(next(k for k in inner if k is not types.NoneType), value, name)
    if origin is Literal:
        if value in inner:
            return value
        raise BadArguments(f"{name}: one of {', '.join(map(str, inner))}")
    if origin is tuple:
        if not isinstance(value, list) or len(value) > MOST_ENTRIES:
            raise BadArguments(f"{name}: a list of at most {MOST_ENTRIES}")
        return tuple(_checked(inner[0], entry, name) for entry in value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _member(hint, value, name)
    return _plain(hint, value, name)


def _member(hint: type[Enum], value: Any, name: str) -> Enum:
    try:
        return hint(value)
    except ValueError as error:
        allowed = ", ".join(str(member.value) for member in hint)
        raise BadArguments(f"{name}: one of {allowed}") from error


def _plain(hint: Any, value: Any, name: str) -> Any:
    """A text, a number or a truth; JSON knows one kind of number, and true is none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if hint is str and isinstance(value, str) and len(value) <= LONGEST_TEXT:
        return _text(value, name)
    if hint is bool and isinstance(value, bool):
        return value
    if is_number and abs(value) <= LARGEST_NUMBER:  # neither infinite nor no number
        if hint is float:
            return float(value)
        if hint is int and float(value).is_integer():
            return int(value)
    wanted = {str: f"a text of at most {LONGEST_TEXT}", bool: "true or false"}
    raise BadArguments(f"{name}: {wanted.get(hint, 'a number')}")


def _text(value: str, name: str) -> str:
    """What a database can be asked for: no NUL, no half of a character."""
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadArguments(f"{name}: characters that no text has")
    return value
