"""Carrying out what a dialog asks: done, or the reason at its field with nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from foundation.admin import close_dialog
from foundation.dialogs import answer_problem
from foundation.money import Money, exponent
from inventory.models import Warehouse
from inventory.stock.errors import StockRuleBroken

MOST_UNITS = 1_000_000


def carry_out(
    request: HttpRequest,
    form: forms.Form,
    work: Callable[[], object],
    done: Any,
) -> HttpResponse:
    """Do the work; a rule that forbids it is told at the field it names."""
    try:
        work()
    except StockRuleBroken as problem:
        return answer_problem(request, form, problem, field=problem.field)
    messages.success(request, done)
    return close_dialog()


def units_field(label: Any, *, least: int = 1, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=MOST_UNITS,
        widget=UnfoldAdminIntegerFieldWidget(),
        **options,
    )


def text_field(label: Any, *, longest: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=UnfoldAdminTextInputWidget(), **options
    )


def switch_field(label: Any, **options: Any) -> forms.BooleanField:
    return forms.BooleanField(
        label=label, required=False, widget=UnfoldBooleanSwitchWidget(), **options
    )


def warehouse_field(label: Any, **options: Any) -> forms.ModelChoiceField[Warehouse]:
    return forms.ModelChoiceField(
        label=label,
        queryset=Warehouse.objects.filter(is_active=True),
        widget=UnfoldAdminSelectWidget(),
        **options,
    )


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    """An amount in major units, as people write it."""
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=12,
        decimal_places=4,
        widget=UnfoldAdminDecimalFieldWidget(),
        **options,
    )


def amount_of(minor: int | None, currency: str) -> str | None:
    """Minor units as an amount field shows them: always with the currency's digits."""
    if minor is None:
        return None
    return f"{Money(minor, currency).amount:.{exponent(currency)}f}"
