"""The staff page for price lists with their prices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.forms import PaginationInlineFormSet

from foundation.dialog_fields import amount_field
from foundation.money import Money
from pricing.admin.fields import currency_field, major
from pricing.models import PriceList, PriceListEntry
from pricing.services import (
    remove_list_price,
    save_price_list,
    set_list_price,
)


class EntryForm(forms.ModelForm):
    amount = amount_field(_("Price"), help_text=_("Of one piece."))

    class Meta:
        model = PriceListEntry
        fields = ("variant", "minimum_quantity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            currency = self.instance.price_list.currency
            self.fields["amount"].initial = major(self.instance.amount_minor, currency)


class EntryFormSet(PaginationInlineFormSet):
    def clean(self) -> None:
        """A list for everybody is for many pieces: said at the line, with nothing lost."""
        super().clean()
        of_all = self.instance.group_id is None and self.instance.company_id is None
        for form in self.forms:
            quantity = form.cleaned_data.get("minimum_quantity") if form.is_valid() else None
            if of_all and quantity == 1 and not form.cleaned_data.get("DELETE"):
                form.add_error("minimum_quantity", _("A list for everybody starts at two pieces."))


class EntryInline(TabularInline):
    model = PriceListEntry
    form = EntryForm
    formset = EntryFormSet
    extra = 1
    hide_title = True
    fields = ("variant", "minimum_quantity", "amount")
    autocomplete_fields = ("variant",)
    per_page = 50


class PriceListForm(forms.ModelForm):
    currency = currency_field(_("Currency"))

    class Meta:
        model = PriceList
        fields = ("name", "group", "company", "currency", "is_active", "starts_at", "ends_at")


@admin.register(PriceList)
class PriceListAdmin(ModelAdmin):
    form = PriceListForm
    list_display = ("name", "for_whom", "currency", "number", "is_active", "starts_at", "ends_at")
    list_filter = ("is_active", "group", "currency")
    search_fields = ("name", "company__name")
    list_select_related = ("group", "company")
    autocomplete_fields = ("group", "company")
    inlines = (EntryInline,)
    fieldsets = (
        (
            None,
            {
                "description": _(
                    "Of all prices that hold for a buyer the lowest is taken. Without a group and "
                    "company the list is everybody's, for prices from two pieces on."
                ),
                "fields": (
                    "name", ("group", "company"), ("currency", "is_active"),
                    "starts_at", "ends_at",
                ),
            },
        ),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceList]:
        return super().get_queryset(request).annotate(number=Count("entries"))

    def save_model(self, request: HttpRequest, obj: PriceList, form: Any, change: bool) -> None:
        save_price_list(price_list=obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        entries = formset.save(commit=False)
        for gone in formset.deleted_objects:
            remove_list_price(entry=gone)
        amounts = {id(row.instance): row.cleaned_data.get("amount") for row in formset.forms}
        for entry in entries:
            self._keep(entry, form.instance, amounts[id(entry)])

    def _keep(self, entry: PriceListEntry, price_list: PriceList, amount: Any) -> None:
        if entry.pk:
            remove_list_price(entry=entry)
        made = set_list_price(
            price_list=price_list,
            variant=entry.variant,
            amount=Money.of(amount, price_list.currency),
            minimum_quantity=entry.minimum_quantity,
        )
        entry.pk = made.pk

    @display(description=_("For"))
    def for_whom(self, price_list: PriceList) -> str:
        return str(price_list.group or price_list.company or _("Everybody"))

    @display(description=_("Prices"), ordering="number")
    def number(self, price_list: Any) -> int:
        return int(price_list.number)
