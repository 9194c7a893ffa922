"""How staff pages of loyalty write amounts."""

from __future__ import annotations

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.admin import money_cell


def base_cell(minor: int | None) -> SafeString | None:
    """An amount of the base currency for a table column."""
    return money_cell(minor, settings.SHOP_BASE_CURRENCY)


def number_cell(number: int) -> SafeString:
    """A whole number for a table column: digits under digits."""
    return format_html('<span class="staff-number">{}</span>', number)
