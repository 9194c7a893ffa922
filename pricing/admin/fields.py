"""Form fields for money and percentages as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget

from foundation.money import Money
from pricing.selectors.currencies import known_currencies


def percent_field(label: Any, **options: Any) -> forms.DecimalField:
    """A percentage to two places, of which a hundredth is a basis point."""
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
        **options,
    )


def currency_field(label: Any, **options: Any) -> forms.ChoiceField:
    """A currency of the shop; the choices are read when the form is shown."""
    return forms.ChoiceField(
        label=label, choices=currency_choices, widget=UnfoldAdminSelectWidget(), **options
    )


def currency_choices() -> list[tuple[str, str]]:
    """The base currency and every other that staff know."""
    return [(code, code) for code in known_currencies()]


def major(minor: int | None, currency: str) -> Decimal | None:
    """A column's amount as a form shows it."""
    return None if minor is None else Money(minor, currency).amount


def minor(amount: Decimal | None, currency: str) -> int | None:
    """What a form says as a column keeps it."""
    return None if amount is None else Money.of(amount, currency).minor


def basis_points(per_cent: Decimal | None) -> int | None:
    return None if per_cent is None else int(per_cent * 100)


def per_cent(points: int | None) -> Decimal | None:
    return None if points is None else Decimal(points) / 100
