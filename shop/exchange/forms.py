"""What staff are asked when they bring a file or take one away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminDateWidget,
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from catalog.models import Category, ProductStatus
from inventory.models import Warehouse
from shop.exchange.exports.tables import Written
from shop.exchange.models import Source, Table
from shop.exchange.sheets import LARGEST
from shop.exchange.tables import known_kinds, name_of


def _kinds() -> list[tuple[str, str]]:
    return [
        (name_of(table, source), f"{table.label} · {source.label}")
        for table, source in known_kinds()
    ]


class BringForm(forms.Form):
    """A file, what it is a table of, and what holds where its lines say nothing."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Table and columns"), choices=_kinds, widget=UnfoldAdminSelectWidget()
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or xlsx; the first line names the columns. Nothing changes before you say so."
        ),
        widget=UnfoldAdminFileFieldWidget(),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency of amounts"),
        max_length=3,
        min_length=3,
        help_text=gettext_lazy("Where a line names none."),
        widget=UnfoldAdminTextInputWidget(),
    )
    warehouse = forms.ModelChoiceField(
        label=gettext_lazy("Warehouse of stock"),
        queryset=Warehouse.objects.filter(is_active=True),
        required=False,
        help_text=gettext_lazy("Where a line names none; empty is the default one."),
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("currency", settings.SHOP_BASE_CURRENCY)

    def clean_file(self) -> Any:
        told = self.cleaned_data["file"]
        if told.size > LARGEST:
            raise forms.ValidationError(
                _("It is larger than %(most)d MB: bring it in parts.") % {"most": LARGEST >> 20}
            )
        return told

    @property
    def table(self) -> Table:
        return Table(self.cleaned_data["kind"].partition("/")[0])

    @property
    def source(self) -> Source:
        return Source(self.cleaned_data["kind"].partition("/")[2])


class TakeForm(forms.Form):
    """Which table is taken away as a file, and what of it."""

    form = forms.ChoiceField(
        label=gettext_lazy("Written as"),
        choices=[
            (Written.CSV.value, gettext_lazy("CSV with commas, amounts like 12.50")),
            (Written.SEMICOLONS.value, gettext_lazy("CSV with semicolons, amounts like 12,50")),
            (Written.XLSX.value, "xlsx"),
        ],
        widget=UnfoldAdminSelectWidget(),
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.order_by("path"),
        required=False,
        help_text=gettext_lazy("Products, stock and prices below it."),
        widget=UnfoldAdminSelectWidget(),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("State of products"),
        choices=[("", gettext_lazy("All")), *ProductStatus.choices],
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )
    first = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        help_text=gettext_lazy("Customers and orders of these days."),
        widget=UnfoldAdminDateWidget(attrs={"type": "date"}),
    )
    last = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=UnfoldAdminDateWidget(attrs={"type": "date"}),
    )

    def __init__(self, tables: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(name, Table(name).label) for name in tables]
        self.fields["table"] = forms.ChoiceField(
            label=gettext_lazy("Table"), choices=known, widget=UnfoldAdminSelectWidget()
        )
        self.order_fields(["table"])
