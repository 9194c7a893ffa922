"""Staff pages for shipping: zones, and methods with what they cost where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import ModelAdmin, StackedInline
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminTextInputWidget

from foundation.admin import language_rows, money_cell
from foundation.checked_forms import CheckedForm
from foundation.money import Money
from orders.models import ShippingKind, ShippingMethod, ShippingRate, ShippingZone
from orders.pick_up.ways import check_way, delete_way, save_way, why_it_stays

COUNTRY_CODES = frozenset(str(code) for code in Locale("en").territories if len(str(code)) == 2)
MOST_DIGITS = 10


class WordsField(forms.CharField):
    """A list of short words, typed with commas or spaces between them, kept in capitals."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(str(value or "").upper().replace(",", " ").split()))


class ShippingZoneForm(forms.ModelForm):
    countries = WordsField(
        label=_("Countries"),
        required=False,
        help_text=_("Codes of two letters: GB, IE. Empty for the rest of the world."),
    )
    postcode_prefixes = WordsField(
        label=_("Postcodes"),
        required=False,
        help_text=_("Only postcodes that begin so: BT, IM. Empty for all."),
    )

    class Meta:
        model = ShippingZone
        fields = ("name", "code", "countries", "postcode_prefixes", "position")

    def clean_countries(self) -> list[str]:
        countries: list[str] = self.cleaned_data["countries"]
        unknown = [code for code in countries if code not in COUNTRY_CODES]
        if unknown:
            raise forms.ValidationError(
                _("No code of a country: %(codes)s") % {"codes": ", ".join(unknown)}
            )
        return countries


@admin.register(ShippingZone)
class ShippingZoneAdmin(ModelAdmin):
    """Places that cost the same; the first zone that a place lies in is taken."""

    form = ShippingZoneForm
    list_display = ("name", "code", "where", "postcodes", "methods", "position")
    search_fields = ("name", "code")
    ordering = ("position", "pk")
    prepopulated_fields = {"code": ("name",)}
    fields = (("name", "code"), "countries", "postcode_prefixes", "position")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShippingZone]:
        methods = Count("rates__method", distinct=True)
        return super().get_queryset(request).annotate(method_count=methods)

    def has_delete_permission(self, request: HttpRequest, obj: ShippingZone | None = None) -> bool:
        """A zone goes after its last rate."""
        if obj is not None and obj.rates.exists():
            return False
        return bool(super().has_delete_permission(request, obj))

    @display(description=_("Countries"))
    def where(self, zone: ShippingZone) -> str:
        return ", ".join(zone.countries) or str(_("Everywhere else"))

    @display(description=_("Postcodes"))
    def postcodes(self, zone: ShippingZone) -> str:
        return ", ".join(zone.postcode_prefixes) or str(_("All"))

    @display(description=_("Methods"), ordering="method_count")
    def methods(self, zone: Any) -> int:
        return int(zone.method_count)


class MoneyColumnsForm(forms.ModelForm):
    """Columns of minor units typed in major units (4.90), as people write them."""

    money_columns: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = settings.SHOP_BASE_CURRENCY
        for name in self.money_columns:
            minor = getattr(self.instance, f"{name}_minor")
            if minor is not None:
                self.initial[name] = Money(minor, currency).amount
            self.fields[name].help_text = self.fields[name].help_text or currency

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in self.money_columns:
            typed = cleaned.get(name)
            minor = None if typed is None else Money.of(typed, settings.SHOP_BASE_CURRENCY).minor
            setattr(self.instance, f"{name}_minor", minor)
        return cleaned


def _amount(label: Any, **options: Any) -> forms.DecimalField:
    widget = UnfoldAdminDecimalFieldWidget(attrs={"step": "any"})
    return forms.DecimalField(
        label=label, min_value=0, max_digits=MOST_DIGITS, widget=widget, **options
    )


class ShippingRateForm(MoneyColumnsForm):
    money_columns = ("price", "value_from", "value_to")

    price = _amount(_("Price"))
    value_from = _amount(_("Goods worth from"), initial=0)
    value_to = _amount(_("Goods worth below"), required=False, help_text=_("Empty for any value."))

    class Meta:
        model = ShippingRate
        fields = ("zone", "weight_from_grams", "weight_to_grams", "extra_days")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        lightest, heaviest = cleaned.get("weight_from_grams"), cleaned.get("weight_to_grams")
        if lightest is not None and heaviest is not None and heaviest < lightest:
            self.add_error("weight_to_grams", _("This must not be less than the lowest weight."))
        least, most = cleaned.get("value_from"), cleaned.get("value_to")
        if least is not None and most is not None and most <= least:
            self.add_error("value_to", _("This must be more than the lowest value."))
        return cleaned


class ShippingRateInline(StackedInline):
    model = ShippingRate
    form = ShippingRateForm
    extra = 0
    verbose_name_plural = _("Rates: with any, it is offered only where one fits")
    fields = (
        ("zone", "price"),
        ("weight_from_grams", "weight_to_grams"),
        ("value_from", "value_to"),
        "extra_days",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShippingRate]:
        return super().get_queryset(request).select_related("zone")


class ShippingMethodForm(MoneyColumnsForm, CheckedForm):
    money_columns = ("price", "free_from")

    price = _amount(_("Price"))
    free_from = _amount(
        _("Free from"),
        required=False,
        help_text=_("Value of the goods from which it costs nothing. Empty: never."),
    )

    class Meta:
        model = ShippingMethod
        fields = (
            "code", "name", "description", "kind", "carrier", "tracking_url", "warehouse",
            "days_min", "days_max", "handling_days", "cutoff_hour", "position", "is_active",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (cleaned.get("days_min") or 0) > (cleaned.get("days_max") or 0):
            self.add_error("days_max", _("This must not be less than the fewest days."))
        if (cleaned.get("cutoff_hour") or 0) > 24:
            self.add_error("cutoff_hour", _("A day has 24 hours."))
        if cleaned.get("kind") == ShippingKind.PICKUP and not cleaned.get("warehouse"):
            self.add_error("warehouse", _("Say where it is picked up."))
        tracking = cleaned.get("tracking_url")
        if tracking and not tracking.startswith(("https://", "http://")):
            self.add_error("tracking_url", _("This begins with https://."))
        return cleaned

    def check_row(self) -> None:
        check_way(self.instance)


@admin.register(ShippingMethod)
class ShippingMethodAdmin(ModelAdmin, TranslationAdmin):
    form = ShippingMethodForm
    list_display = (
        "name", "code", "kind", "cost", "free_over", "days", "rate_number", "position",
        "is_active",
    )  # fmt: skip
    list_filter = ("is_active", "kind")
    search_fields = ("name", "code", "carrier")
    ordering = ("position", "pk")
    inlines = (ShippingRateInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *language_rows(("name", "description")), "code", ("kind", "warehouse"),
                    ("position", "is_active"),
                )
            },
        ),
        (
            _("What it costs"),
            {
                "description": _("Everywhere, unless there are rates below."),
                "fields": (("price", "free_from"),),
            },
        ),
        (
            _("When it arrives"),
            {"fields": (("handling_days", "cutoff_hour"), ("days_min", "days_max"))},
        ),
        (_("Parcels"), {"fields": (("carrier", "tracking_url"),)}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShippingMethod]:
        return super().get_queryset(request).annotate(rate_count=Count("rates"))

    def get_deleted_objects(
        self, objs: Sequence[ShippingMethod] | QuerySet[ShippingMethod], request: HttpRequest
    ) -> Any:
        """What would go with them; ways that stay are told with the reason, and nothing goes."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = [words for way in objs if (words := why_it_stays(way))]
        return found, counts, lacking, [*protected, *kept]

    def save_model(
        self, request: HttpRequest, obj: ShippingMethod, form: Any, change: bool
    ) -> None:
        save_way(obj)

    def delete_model(self, request: HttpRequest, obj: ShippingMethod) -> None:
        delete_way(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ShippingMethod]) -> None:
        for way in queryset:
            delete_way(way)

    @display(description=_("Price"), ordering="price_minor")
    def cost(self, method: ShippingMethod) -> SafeString | None:
        return money_cell(method.price_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=_("Free from"), ordering="free_from_minor")
    def free_over(self, method: ShippingMethod) -> SafeString | None:
        return money_cell(method.free_from_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=_("Days"))
    def days(self, method: ShippingMethod) -> str:
        return f"{method.days_min}–{method.days_max}"

    @display(description=_("Rates"), ordering="rate_count")
    def rate_number(self, method: Any) -> int | None:
        return int(method.rate_count) or None
