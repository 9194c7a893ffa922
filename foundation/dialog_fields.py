"""Fields of staff forms as people fill them in, bounded: beyond lies a slip of the finger."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from foundation.money import Money, exponent

MOST_UNITS = 1_000_000
LONGEST_TEXT = 200


def units_field(
    label: Any, *, least: int = 1, most: int = MOST_UNITS, **options: Any
) -> forms.IntegerField:
    """A whole number of ``least`` to ``most``."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=UnfoldAdminIntegerFieldWidget(),
        **options,
    )


def text_field(label: Any, *, longest: int = LONGEST_TEXT, **options: Any) -> forms.CharField:
    """A line of text."""
    return forms.CharField(
        label=label, max_length=longest, widget=UnfoldAdminTextInputWidget(), **options
    )


def switch_field(label: Any, **options: Any) -> forms.BooleanField:
    """Yes or no."""
    return forms.BooleanField(
        label=label, required=False, widget=UnfoldBooleanSwitchWidget(), **options
    )


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    """An amount in major units (19.99), of whichever currency."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=4,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
        **options,
    )


def amount_of(minor: int | None, currency: str) -> str | None:
    """Minor units as an amount field shows them: always with the currency's digits."""
    if minor is None:
        return None
    return f"{Money(minor, currency).amount:.{exponent(currency)}f}"
