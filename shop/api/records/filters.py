"""By what rows of an entity are found: parameters of the query and what they ask the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from shop.api.records.columns import field_at
from shop.api.staff_serializers import MomentField

LONGEST = 200
MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter and the look-up that it means."""

    name: str
    lookup: str
    field: serializers.Field[Any, Any, Any, Any]


def filters_of(model: type[Model], told: Sequence[str]) -> tuple[Filter, ...]:
    return tuple(one for text in told for one in _read(model, text))


def narrowed(
    rows: QuerySet[Any], filters: Sequence[Filter], query: dict[str, Any]
) -> QuerySet[Any]:
    """The rows that a checked query asks for."""
    wanted = {one.lookup: query[one.name] for one in filters if query.get(one.name) is not None}
    return rows.filter(**wanted) if wanted else rows


def _read(model: type[Model], text: str) -> list[Filter]:
    name, _equals, path = text.partition("=")
    if name.endswith(">"):
        name = name[:-1]
        lookup = (path or name).replace(".", "__")
        return [
            Filter(f"{name}_since", f"{lookup}__gte", MomentField(required=False)),
            Filter(f"{name}_until", f"{lookup}__lt", MomentField(required=False)),
        ]
    path = path or name
    field, _may_be_none = field_at(model, path)
    return [Filter(name, path.replace(".", "__"), _parameter(field))]


def _parameter(field: Any) -> serializers.Field[Any, Any, Any, Any]:
    kind = field.get_internal_type()
    if field.choices:
        values = [value for value, _label in field.flatchoices]
        return serializers.ChoiceField(choices=values, required=False)
    if kind == "BooleanField":
        return serializers.BooleanField(required=False, allow_null=True, default=None)
    if kind.endswith(("IntegerField", "AutoField")):
        return serializers.IntegerField(required=False, min_value=0, max_value=MOST)
    longest = min(getattr(field, "max_length", None) or LONGEST, LONGEST)
    return serializers.CharField(required=False, max_length=longest)
