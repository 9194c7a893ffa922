"""Values of attributes as a file writes them, in the type of the attribute."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalog.history import NewTrait
from catalog.models import AttributeType
from shop.exchange.cells import Amount, YesNo
from shop.exchange.goods.articles import Trait

LONGEST = 200


class TraitRefused(ValueError):
    """A value that an attribute cannot have."""


def trait_value(value: Trait, kind: str) -> Any:
    """A word of a file as the value of an attribute; None takes it away.

    Raises:
        TraitRefused: it is not of the attribute's type.
    """
    if value is None or value == "":
        return None
    try:
        if kind == AttributeType.NUMBER:
            return value if isinstance(value, Decimal) else Amount().read(str(value))
        if kind == AttributeType.BOOLEAN:
            return value if isinstance(value, bool) else YesNo().read(str(value))
    except ValueError as problem:
        raise TraitRefused(str(problem)) from None
    text = str(value)
    if len(text) > LONGEST:
        raise TraitRefused(_("It has more than %(most)d letters.") % {"most": LONGEST})
    return text


def trait_of(attribute_id: int, value: Any) -> NewTrait:
    """The value in the column of its type."""
    if isinstance(value, bool):
        return NewTrait(attribute_id, boolean=value)
    if isinstance(value, Decimal):
        return NewTrait(attribute_id, number=value)
    return NewTrait(attribute_id, text=value)
