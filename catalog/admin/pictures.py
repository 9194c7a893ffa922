"""Staff pages for product pictures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import FileExtensionValidator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import display

from catalog.admin.changes import AnnouncingAdmin
from catalog.models import (
    Product,
    ProductImage,
)
from foundation.admin import (
    thumbnail,
)

PICTURE_TYPES = ("svg", "webp", "avif", "png", "jpg", "jpeg")


class _PictureForm(forms.ModelForm):
    class Meta:
        model = ProductImage
        fields = ("file", "option_value", "alt", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:  # whoever may only look has no fields
            self.fields["file"].validators.append(FileExtensionValidator(PICTURE_TYPES))


class PictureInline(TabularInline):
    model = ProductImage
    form = _PictureForm
    extra = 0
    tab = True
    fields = ("preview", "file", "option_value", "alt", "position")
    readonly_fields = ("preview",)
    autocomplete_fields = ("option_value",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProductImage]:
        return super().get_queryset(request).select_related("option_value")

    @display(description=_("Picture"))
    def preview(self, image: ProductImage) -> SafeString:
        return thumbnail(image.file.name, size=64)


@admin.register(ProductImage)
class ProductImageAdmin(AnnouncingAdmin):
    form = _PictureForm
    list_display = ("preview", "product", "option_value", "alt", "position")
    list_display_links = ("preview", "product")
    search_fields = ("product__name", "alt")
    list_select_related = ("product", "option_value")
    ordering = ("product_id", "position")
    autocomplete_fields = ("option_value",)
    show_full_result_count = False

    @display(description=_("Picture"))
    def preview(self, image: ProductImage) -> SafeString:
        return thumbnail(image.file.name)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # pictures are added on their product's page


def with_picture(products: QuerySet[Product]) -> QuerySet[Product]:
    """Products with the path of their first picture as ``picture``, in the same query."""
    first = ProductImage.objects.filter(product=OuterRef("pk")).order_by("position", "pk")
    return products.annotate(picture=Subquery(first.values("file")[:1]))
