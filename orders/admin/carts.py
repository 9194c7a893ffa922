"""Staff pages for carts, to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import (
    LedgerAdmin,
    LedgerInline,
    state_label,
)
from orders.models import (
    Cart,
    CartGiftCard,
    CartLine,
)


class CartLineInline(LedgerInline):
    model = CartLine
    fields = ("variant", "quantity", "added_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CartLine]:
        return super().get_queryset(request).select_related("variant")


class GiftCardInline(LedgerInline):
    model = CartGiftCard
    fields = ("account", "added_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CartGiftCard]:
        return super().get_queryset(request).select_related("account")


@admin.register(Cart)
class CartAdmin(LedgerAdmin):
    """Carts without their tokens: a token opens the cart."""

    list_display = ("updated_at", "status", "customer", "line_count", "units", "currency")
    list_filter = ("state", "currency", "updated_at")
    search_fields = ("customer__email", "customer__name")
    list_select_related = ("customer",)
    ordering = ("-updated_at", "-pk")
    inlines = (CartLineInline, GiftCardInline)
    fields = ("status", "customer", "currency", "created_at", "updated_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cart]:
        carts = super().get_queryset(request)
        return carts.annotate(line_count=Count("lines"), units=Sum("lines__quantity"))

    @display(description=_("State"), ordering="state")
    def status(self, cart: Cart) -> SafeString:
        return state_label(cart)

    @display(description=_("Lines"), ordering="line_count")
    def line_count(self, cart: Any) -> int:
        return int(cart.line_count)

    @display(description=_("Units"), ordering="units")
    def units(self, cart: Any) -> int:
        return int(cart.units or 0)
