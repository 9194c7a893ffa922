"""What an entity tells, column by column, and the serializer that follows from it.

A column is written as ``"code"``, or ``"supplier=supplier.code"`` where it is called otherwise or
lies on another row; its kind is that of the model's field. Amounts are ``Amount``, rows that
belong to a row are ``Rows``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from rest_framework import serializers

from foundation.money import Money
from shop.api.serializers import MoneyField


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units of a column, in the currency that another column (or a path to one) names."""

    name: str
    minor: str
    currency: str = "currency"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows below a row, each with columns of its own; ``model`` is theirs."""

    name: str
    source: str
    model: type[Model]
    columns: tuple[str | Amount, ...]


Column = str | Amount | Rows


class RecordSerializer(serializers.Serializer[Any]):
    """A row as its entity's columns tell it."""

    amounts: tuple[Amount, ...] = ()

    def to_representation(self, row: Any) -> dict[str, Any]:
        told = super().to_representation(row)
        for amount in self.amounts:
            if amount.name in self.fields:
                told[amount.name] = self.fields[amount.name].to_representation(_money(row, amount))
        return told


class _ToldByAmounts(MoneyField):
    """Filled by the serializer, which knows the row's currency."""

    def get_attribute(self, row: Any) -> None:
        return None

    def to_representation(self, value: Money | None) -> Any:
        return None if value is None else super().to_representation(value)


def serializer_of(
    name: str, model: type[Model], columns: Sequence[Column]
) -> type[RecordSerializer]:
    """The serializer class of an entity; ``name`` is what its description calls it."""
    members: dict[str, Any] = {
        "amounts": tuple(column for column in columns if isinstance(column, Amount)),
    }
    for column in columns:
        called, field = _field_of(name, model, column)
        members[called] = field
    return type(name, (RecordSerializer,), members)


def name_of(column: Column) -> str:
    return column.partition("=")[0] if isinstance(column, str) else column.name


def field_at(model: type[Model], path: str) -> tuple[Any, bool]:
    """The model's field at the end of a path of dots, and whether the way there may be empty."""
    may_be_none, field = False, None
    for part in path.split("."):
        field = model._meta.get_field(part)
        may_be_none = may_be_none or bool(getattr(field, "null", False))
        if field.is_relation:
            model = field.related_model  # type: ignore[assignment]
    return field, may_be_none


def _field_of(owner: str, model: type[Model], column: Column) -> tuple[str, Any]:
    if isinstance(column, Amount):
        _minor, may_be_none = field_at(model, column.minor)
        return column.name, _ToldByAmounts(allow_null=may_be_none)
    if isinstance(column, Rows):
        inner = serializer_of(f"{owner}{column.name.title()}", column.model, column.columns)
        source = None if column.source == column.name else column.source
        return column.name, inner(many=True, source=source, read_only=True)
    called, _equals, path = column.partition("=")
    return called, _plain_field(model, path or called, called)


def _plain_field(
    model: type[Model], path: str, called: str
) -> serializers.Field[Any, Any, Any, Any]:
    field, may_be_none = field_at(model, path)
    told: dict[str, Any] = {"read_only": True}
    if path != called:
        told["source"] = path
    if may_be_none:
        told["allow_null"] = True
    if field.choices:
        told["help_text"] = "One of: " + ", ".join(
            str(value) for value, _label in field.flatchoices
        )
    return _KINDS.get(_kind_of(field), serializers.CharField)(**told)


def _kind_of(field: Any) -> str:
    kind = field.get_internal_type()
    return "integer" if kind.endswith(("IntegerField", "AutoField")) else kind


_KINDS: dict[str, Any] = {
    "integer": serializers.IntegerField,
    "BooleanField": serializers.BooleanField,
    "DateTimeField": serializers.DateTimeField,
    "DateField": serializers.DateField,
    "UUIDField": serializers.UUIDField,
    "FloatField": serializers.FloatField,
    "JSONField": serializers.JSONField,
}


def _money(row: Any, amount: Amount) -> Money | None:
    minor, currency = _at(row, amount.minor), _at(row, amount.currency)
    return None if minor is None or not currency else Money(minor, currency)


def _at(row: Any, path: str) -> Any:
    for part in path.split("."):
        row = getattr(row, part, None)
    return row


def related_in(model: type[Model], columns: Sequence[Column]) -> tuple[str, ...]:
    """The single related rows that columns need, as ``select_related`` takes them."""
    found: dict[str, None] = {}
    for column in columns:
        if isinstance(column, Rows):
            continue
        paths = (column.minor, column.currency) if isinstance(column, Amount) else (
            column.partition("=")[2] or column,
        )  # fmt: skip
        for path in paths:
            way = path.split(".")[:-1]
            if way:
                found["__".join(way)] = None
    return tuple(found)
