"""How mails write what their contexts hold as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language

from foundation.money import Money

register = template.Library()


@register.filter
def amount(value: Mapping[str, object] | None) -> str:
    """An amount of money in the mail's language; ``""`` for none."""
    if not value:
        return ""
    money = Money(int(str(value["minor"])), str(value["currency"]))
    return money.formatted(get_language() or "en")


@register.filter
def price(value: Money | None) -> str:
    """Money that is filled in at the moment of sending, in the mail's language; ``""`` for none."""
    return value.formatted(get_language() or "en") if value else ""


@register.filter
def has_amount(value: Mapping[str, object] | None) -> bool:
    """Whether there is an amount and it is not zero."""
    return bool(value and value["minor"])


@register.filter
def day(value: str | None) -> str:
    """A date in the mail's language; ``""`` for none."""
    return date_format(date.fromisoformat(value), "DATE_FORMAT") if value else ""


@register.filter
def amount_off(value: Mapping[str, object] | None) -> str:
    """An amount as it is taken off: ``−€5.00``."""
    return f"−{amount(value)}" if value else ""
