"""Staff pages for products and their variants. Prices and stock join them in the roof."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationAdmin
from unfold.admin import TabularInline
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from catalog.admin.changes import AnnouncingAdmin
from catalog.admin.pictures import PictureInline, with_picture
from catalog.models import (
    Product,
    ProductAttribute,
    ProductStatus,
    Variant,
    VariantOption,
)
from catalog.selling import KindRefused, NotReady, check_kind
from catalog.services import publish_product, retire_product
from foundation.admin import (
    FittingActions,
    close_dialog,
    language_tabs,
    state_label,
    thumbnail,
)
from foundation.dialogs import Dialog, answer_problem


class VariantInline(TabularInline):
    model = Variant
    extra = 0
    can_delete = False
    show_change_link = True
    tab = True
    fields: tuple[str, ...] = ("sku", "choices", "barcode", "weight_grams", "is_active", "position")
    readonly_fields: tuple[str, ...] = ("choices",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Variant]:
        return super().get_queryset(request).prefetch_related("option_values")

    @display(description=_("Options"))
    def choices(self, variant: Variant) -> str | None:
        if variant.pk is None:
            return None
        return " · ".join(value.name for value in variant.option_values.all()) or None


class AttributeInline(TabularInline):
    model = ProductAttribute
    extra = 0
    tab = True
    fields = ("attribute", "text", "number", "boolean")
    autocomplete_fields = ("attribute",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProductAttribute]:
        return super().get_queryset(request).select_related("attribute")


class ProductForm(forms.ModelForm):
    def clean_kind(self) -> str:
        """What was on the shelves as one thing does not become another."""
        kind: str = self.cleaned_data["kind"]
        before = Product.objects.filter(pk=self.instance.pk).first() or Product()
        try:
            check_kind(before, kind)
        except KindRefused as problem:
            raise forms.ValidationError(str(problem)) from problem
        return kind


@admin.register(Product)
class ProductAdmin(FittingActions, AnnouncingAdmin, TranslationAdmin):
    list_display: tuple[str, ...] = (
        "picture", "name", "category", "brand", "kind", "state", "published_at",
    )  # fmt: skip
    list_display_links = ("picture", "name")
    form = ProductForm
    list_filter = ("status", "kind", "brand", "category", "published_at")
    list_filter_submit = True
    search_fields = ("name", "slug", "variants__sku", "external_ref", "public_id")
    search_help_text = _("Name, SKU or id")
    list_select_related: ClassVar[tuple[str, ...]] = ("category", "brand")
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    autocomplete_fields = ("category", "brand")
    readonly_fields = ("state", "public_id", "external_ref", "created_at", "published_at")
    inlines = (VariantInline, PictureInline, AttributeInline)
    actions = ("publish_chosen", "retire_chosen")
    actions_detail: tuple[str, ...] = ("publish_this", "retire_this")
    warn_unsaved_form = True
    fieldsets = (
        (None, {"fields": (("category", "brand"), ("kind", "state"))}),
        *language_tabs(("name", "slug", "summary", "description")),
        (
            _("In this system"),
            {
                "classes": ("tab",),
                "fields": ("public_id", "external_ref", "created_at", "published_at"),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        return with_picture(super().get_queryset(request))

    def product_of(self, row: Product) -> int:
        return int(row.pk)

    def fitting_actions(self, row: Product) -> set[str]:
        on_the_shelves = row.status == ProductStatus.PUBLISHED
        return {"retire_this"} if on_the_shelves else {"publish_this"}

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Products are retired: orders, stock and the log still speak of them."""
        return False

    @display(description="")
    def picture(self, product: Any) -> SafeString:
        return thumbnail(product.picture)

    @display(description=_("State"), ordering="status")
    def state(self, product: Product) -> SafeString:
        return state_label(product, "status")

    @admin.action(description=_("Put on the shelves"), permissions=["change"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        published = sum(self._publish(request, product) for product in queryset)
        if published:
            text = ngettext(
                "%d product is on the shelves.", "%d products are on the shelves.", published
            )
            messages.success(request, text % published)

    @admin.action(description=_("Take off the shelves"), permissions=["change"])
    def retire_chosen(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        products = list(queryset.filter(status=ProductStatus.PUBLISHED))
        for product in products:
            retire_product(product=product)
        text = ngettext("%d product is retired.", "%d products are retired.", len(products))
        messages.success(request, text % len(products))

    @action(
        description=_("Put on the shelves"),
        icon="storefront",
        variant=ActionVariant.PRIMARY,
        permissions=["change"],
        dialog={
            "title": _("Put this product on the shelves?"),
            "description": _("Shoppers see it at once. It needs a price and an active variant."),
            "form_class": Dialog,
            "form_submit_text": _("Publish"),
        },
    )
    def publish_this(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        try:
            publish_product(product=Product.objects.get(pk=object_id))
        except NotReady as problem:
            return answer_problem(request, form, problem)
        messages.success(request, _("The product is on the shelves."))
        return close_dialog()

    @action(
        description=_("Take off the shelves"),
        icon="archive",
        permissions=["change"],
        dialog={
            "title": _("Take this product off the shelves?"),
            "description": _("Its orders, prices and history stay. It can come back."),
            "form_class": Dialog,
            "form_submit_text": _("Retire"),
        },
    )
    def retire_this(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        retire_product(product=Product.objects.get(pk=object_id))
        messages.success(request, _("The product is retired."))
        return close_dialog()

    def _publish(self, request: HttpRequest, product: Product) -> bool:
        try:
            publish_product(product=product)
        except NotReady as problem:
            messages.error(request, f"{product}: {problem}")
            return False
        return True


class VariantOptionInline(TabularInline):
    model = VariantOption
    extra = 0
    hide_title = True
    autocomplete_fields = ("value",)


@admin.register(Variant)
class VariantAdmin(AnnouncingAdmin):
    list_display = ("sku", "product", "barcode", "is_active")
    list_filter = ("is_active",)
    search_fields = ("sku", "barcode", "product__name", "public_id")
    list_select_related = ("product",)
    ordering = ("sku",)
    autocomplete_fields = ("product",)
    readonly_fields = ("public_id",)
    inlines = (VariantOptionInline,)
    show_full_result_count = False
    fields = ("product", "sku", "barcode", "weight_grams", "is_active", "position", "public_id")

    def has_delete_permission(self, request: HttpRequest, obj: Variant | None = None) -> bool:
        """A variant is switched off: stock, prices and orders still speak of it."""
        return False
