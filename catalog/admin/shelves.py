"""Staff pages for categories and brands."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from treebeard.forms import MoveNodeForm, movenodeform_factory
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from catalog.models import Brand, Category, Product
from catalog.services import announce_changes
from foundation.admin import (
    language_tabs,
)


class _CategoryForm(MoveNodeForm):
    """Treebeard's form for a place in the tree, with unfold's selects."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("treebeard_position", _("Where")),
            ("treebeard_ref_node", _("Category")),
        ):
            field = self.fields[name]
            choices = field.choices
            field.widget = UnfoldAdminSelectWidget()
            field.choices = choices
            field.label = label


@admin.register(Category)
class CategoryAdmin(ModelAdmin, TranslationAdmin):
    form = movenodeform_factory(Category, form=_CategoryForm)
    list_display = ("in_tree", "product_count", "is_visible")
    list_filter = ("is_visible",)
    search_fields = ("name", "slug")
    ordering = ("path",)
    list_per_page = 200
    fieldsets = (
        (_("Place in the tree"), {"fields": ("treebeard_position", "treebeard_ref_node")}),
        (None, {"fields": ("is_visible",)}),
        *language_tabs(("name", "slug", "description")),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(product_count=Count("products"))

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        """Products stand on the shelves of all categories above theirs: a move moves them."""
        super().save_model(request, obj, form, change)
        shelf = Category.objects.get(pk=obj.pk)
        below = Product.objects.filter(category__path__startswith=shelf.path)
        announce_changes(product_ids=below.values_list("pk", flat=True))

    @display(description=_("Category"), ordering="path")
    def in_tree(self, category: Category) -> SafeString:
        return format_html(
            '<span class="staff-depth-{}">{}</span>', min(category.depth, 6), category.name
        )

    @display(description=_("Products"), ordering="product_count")
    def product_count(self, category: Any) -> int:
        return int(category.product_count)

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        """A shelf that holds products or other shelves is hidden, not removed."""
        if obj is not None and (obj.numchild or obj.products.exists()):
            return False
        return bool(super().has_delete_permission(request, obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Treebeard's own bulk delete would take the children along.
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return dict(actions)


@admin.register(Brand)
class BrandAdmin(ModelAdmin):
    list_display = ("name", "slug", "product_count")
    search_fields = ("name", "slug")
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Brand]:
        return super().get_queryset(request).annotate(product_count=Count("products"))

    def save_model(self, request: HttpRequest, obj: Brand, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            announce_changes(product_ids=obj.products.values_list("pk", flat=True))

    @display(description=_("Products"), ordering="product_count")
    def product_count(self, brand: Any) -> int:
        return int(brand.product_count)
