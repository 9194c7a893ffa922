"""Amounts of the base currency as people write them, kept in minor units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from foundation.money import Money


class MinorField(forms.DecimalField):
    """Shows and takes ``20.00``; its value is 2000."""

    def __init__(self, **options: Any) -> None:
        widget = UnfoldAdminDecimalFieldWidget(attrs={"step": "any"})
        super().__init__(min_value=Decimal(0), max_digits=12, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        """A kept value in major units; what was typed as it is."""
        return Money(value, settings.SHOP_BASE_CURRENCY).amount if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        amount = super().clean(value)
        return None if amount is None else Money.of(amount, settings.SHOP_BASE_CURRENCY).minor

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
