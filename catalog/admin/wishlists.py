"""Staff pages for wishlists: to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from catalog.models import Wishlist, WishlistItem
from foundation.admin import LedgerAdmin, LedgerInline


class WishInline(LedgerInline):
    model = WishlistItem
    fields = ("variant", "added_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WishlistItem]:
        return super().get_queryset(request).select_related("variant")


@admin.register(Wishlist)
class WishlistAdmin(LedgerAdmin):
    list_display = ("name", "customer", "wishes", "is_shared", "created_at")
    search_fields = ("name", "customer__email")
    list_select_related = ("customer",)
    ordering = ("-created_at", "-pk")
    fields = ("name", "customer", "is_shared", "created_at")
    inlines = (WishInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wishlist]:
        return super().get_queryset(request).annotate(wish_count=Count("items"))

    @display(description=_("Things"), ordering="wish_count")
    def wishes(self, wishlist: Any) -> int:
        return int(wishlist.wish_count)

    @display(description=_("Shared"), boolean=True)
    def is_shared(self, wishlist: Wishlist) -> bool:
        return bool(wishlist.token)
