"""Staff pages for what moves together, what costs more than what, and agreed least prices."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.forms import PaginationInlineFormSet

from catalog.models import Product
from foundation.admin import AbstractAdmin, TitledAdmin, money_cell
from foundation.dialog_fields import amount_field, amount_of
from foundation.money import Money
from pricing.models import (
    AdvertisedMinimum,
    PriceFamily,
    PriceFamilyMember,
    PriceLadder,
    PriceLadderStep,
)
from pricing.repricing.structure import (
    delete_structure,
    remove_advertised_minimum,
    save_family,
    save_ladder,
    set_advertised_minimum,
)


class _PartsFormSet(PaginationInlineFormSet):
    """Products that belong together: two at least, and none of them twice."""

    few = gettext_lazy("Name two products or more.")

    def clean(self) -> None:
        super().clean()
        products = [row["product"] for row in told(self)]
        if len(set(products)) < len(products):
            raise forms.ValidationError(_("Name each product once."))
        if self.too_few():
            raise forms.ValidationError(self.few)

    def too_few(self) -> bool:
        return len(told(self)) < 2


class FamilyFormSet(_PartsFormSet):
    pass


class LadderFormSet(_PartsFormSet):
    few = gettext_lazy("Name products of two tiers or more.")

    def too_few(self) -> bool:
        return len({row["tier"] for row in told(self)}) < 2


def told(formset: Any) -> list[dict[str, Any]]:
    """What the rows of a form set say that are filled in and stay."""
    return [
        form.cleaned_data
        for form in formset.forms
        if getattr(form, "cleaned_data", None)
        and form.cleaned_data.get("product")
        and not form.cleaned_data.get("DELETE")
    ]


class MemberInline(TabularInline):
    model = PriceFamilyMember
    formset = FamilyFormSet
    ordering = ("pk",)
    extra = 2
    hide_title = True
    autocomplete_fields = ("product",)
    per_page = 100


class StepInline(TabularInline):
    model = PriceLadderStep
    formset = LadderFormSet
    extra = 3
    hide_title = True
    fields = ("tier", "product")
    autocomplete_fields = ("product",)
    per_page = 100


class _StructureAdmin(ModelAdmin, metaclass=AbstractAdmin):
    """Saved by one service with all its parts, once they are known."""

    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With its parts, below."""

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool
    ) -> None:
        saved = self.keep(form.instance, told(formsets[0]))
        form.instance.__dict__.update(saved.__dict__)
        for formset in formsets:
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    @abstractmethod
    def keep(self, thing: Any, rows: Sequence[dict[str, Any]]) -> Any:
        """Write it through its service."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_structure(thing=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for thing in queryset:
            delete_structure(thing=thing)


@admin.register(PriceFamily)
class PriceFamilyAdmin(_StructureAdmin):
    list_display = ("name", "number")
    inlines = (MemberInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceFamily]:
        return super().get_queryset(request).annotate(count=Count("members"))

    def keep(self, thing: PriceFamily, rows: Sequence[dict[str, Any]]) -> PriceFamily:
        return save_family(
            name=thing.name,
            products=[row["product"] for row in rows],
            family=thing if thing.pk else None,
        )

    @display(description=gettext_lazy("Products"), ordering="count")
    def number(self, family: Any) -> int:
        return int(family.count)


@admin.register(PriceLadder)
class PriceLadderAdmin(_StructureAdmin):
    list_display = ("name", "number")
    inlines = (StepInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceLadder]:
        return super().get_queryset(request).annotate(count=Count("steps"))

    def keep(self, thing: PriceLadder, rows: Sequence[dict[str, Any]]) -> PriceLadder:
        tiers: dict[int, list[Product]] = {}
        for row in rows:
            tiers.setdefault(row["tier"], []).append(row["product"])
        return save_ladder(
            name=thing.name,
            tiers=[tiers[tier] for tier in sorted(tiers)],
            ladder=thing if thing.pk else None,
        )

    @display(description=gettext_lazy("Products"), ordering="count")
    def number(self, ladder: Any) -> int:
        return int(ladder.count)


class MinimumForm(forms.ModelForm):
    """In the base currency, in major units."""

    amount = amount_field(gettext_lazy("Price"))

    class Meta:
        model = AdvertisedMinimum
        fields = ("variant", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "amount" in self.fields:
            row = self.instance
            self.fields["amount"].initial = amount_of(row.amount_minor, row.currency)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        amount = cleaned.get("amount")
        if amount is not None and Money.of(amount, settings.SHOP_BASE_CURRENCY).minor <= 0:
            self.add_error("amount", _("The price must be above nought."))
        return cleaned


@admin.register(AdvertisedMinimum)
class AdvertisedMinimumAdmin(TitledAdmin):
    form = MinimumForm
    list_display = ("sku", "product", "least", "note")
    search_fields = ("variant__sku", "variant__product__name", "note")
    search_help_text = gettext_lazy("SKU, product or supplier")
    ordering = ("variant__sku",)
    autocomplete_fields = ("variant",)
    fields = ("variant", "amount", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AdvertisedMinimum]:
        return super().get_queryset(request).select_related("variant__product")

    def page_title(self, row: AdvertisedMinimum) -> str:
        return row.variant.sku

    def get_readonly_fields(
        self, request: HttpRequest, obj: AdvertisedMinimum | None = None
    ) -> Sequence[str]:
        """What it is of stays: one for another variant is another row."""
        return ("variant",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        amount = Money.of(form.cleaned_data["amount"], settings.SHOP_BASE_CURRENCY)
        saved = set_advertised_minimum(variant=obj.variant, amount=amount, note=obj.note)
        obj.__dict__.update(saved.__dict__)

    def delete_model(self, request: HttpRequest, obj: AdvertisedMinimum) -> None:
        remove_advertised_minimum(minimum=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for minimum in queryset:
            remove_advertised_minimum(minimum=minimum)

    @display(description=gettext_lazy("SKU"), ordering="variant__sku")
    def sku(self, row: AdvertisedMinimum) -> str:
        return row.variant.sku

    @display(description=gettext_lazy("Product"), ordering="variant__product__name")
    def product(self, row: AdvertisedMinimum) -> str:
        return str(row.variant.product)

    @display(description=gettext_lazy("Least price"), ordering="amount_minor")
    def least(self, row: AdvertisedMinimum) -> SafeString | None:
        return money_cell(row.amount_minor, row.currency)
