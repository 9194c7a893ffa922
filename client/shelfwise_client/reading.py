"""From the JSON of an answer to its dataclass."""

from __future__ import annotations

import dataclasses
import types
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

Shape = TypeVar("Shape")


def build(shape: type[Shape], told: dict[str, Any]) -> Shape:
    """A dataclass of what was told; what was not asked for is None, what is new is passed over."""
    hints = _hints(cast(Any, shape))
    values = {name: _value(hint, told.get(name)) for name, hint in hints.items()}
    return shape(**values)


def build_all(shape: type[Shape], told: list[dict[str, Any]]) -> list[Shape]:
    """A dataclass of each that was told."""
    return [build(shape, one) for one in told]


@cache
def _hints(shape: Any) -> dict[str, Any]:
    hints = get_type_hints(shape)
    return {field.name: hints[field.name] for field in dataclasses.fields(shape)}


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is list:
        (inner,) = get_args(hint)
        return [_value(inner, one) for one in value]
    if get_origin(hint) is dict:
        _key, inner = get_args(hint)
        return {name: _value(inner, one) for name, one in value.items()}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return build(hint, value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is date:
        return date.fromisoformat(value)
    return UUID(value) if hint is UUID else value
