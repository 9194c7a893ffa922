"""Staff pages of feeds: set up, have written, and see what products lack."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget

from foundation.admin import LedgerAdmin, close_dialog
from foundation.dialogs import Dialog
from pricing.selectors import offered_currencies
from shop.feeds.models import FeedProblem, ProductFeed
from shop.feeds.runs import request_feed
from shop.feeds.services import renew_address


class ProductFeedForm(forms.ModelForm):
    """The currency is one that the shop sells in; the country is a code of two letters."""

    class Meta:
        model = ProductFeed
        fields = (
            "name", "format", "country", "language", "currency", "is_active", "with_sold_out",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, code) for code in offered_currencies()]
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), choices=choices, widget=UnfoldAdminSelectWidget()
        )

    def clean_country(self) -> str:
        country: str = self.cleaned_data["country"].upper()
        if len(country) != 2 or not country.isalpha():
            raise forms.ValidationError(_("Give the code of a country, such as DE."))
        return country


@admin.register(ProductFeed)
class ProductFeedAdmin(ModelAdmin):
    form = ProductFeedForm
    list_display = (
        "name", "format", "country", "language", "currency", "is_active", "listed", "left_out",
        "warned", "written_at",
    )  # fmt: skip
    list_filter = ("format", "is_active")
    search_fields = ("name",)
    readonly_fields = ("address", "found")
    fieldsets = (
        (None, {"fields": ("name", "format", "language", ("country", "currency"),
                           ("is_active", "with_sold_out"))}),
        (_("As it was written last"), {"fields": ("address", "found")}),
    )  # fmt: skip
    actions_detail = ("write_now", "renew")

    def has_write_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("feeds.write_productfeed"))

    @display(description=_("Address"))
    def address(self, feed: ProductFeed) -> SafeString | None:
        if not feed.pk:
            return None
        url = f"{settings.SHOP_BASE_URL}{reverse('feed', args=[feed.token])}"
        return format_html('<a href="{}">{}</a>', url, url)

    @display(description=_("What was found"))
    def found(self, feed: ProductFeed) -> SafeString | str | None:
        if feed.problem:
            return feed.problem
        if feed.written_at is None:
            return None
        listed = _("%(listed)d listed, %(left_out)d left out, %(warned)d with warnings") % {
            "listed": feed.listed, "left_out": feed.left_out, "warned": feed.warned,
        }  # fmt: skip
        url = f"{reverse('admin:feeds_feedproblem_changelist')}?feed__id__exact={feed.pk}"
        return format_html('<a href="{}">{}</a>', url, listed)

    @action(
        description=_("Write now"),
        icon="sync",
        permissions=["write"],
        dialog={
            "title": _("Write this feed now?"),
            "description": _("It is done every hour. The old file serves until then."),
            "form_class": Dialog,
            "form_submit_text": _("Write now"),
        },
    )
    def write_now(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        if request_feed(get_object_or_404(ProductFeed, pk=object_id)):
            messages.success(request, _("The feed is being written; look again in a minute."))
        else:
            messages.info(request, _("The feed is being written already."))
        return close_dialog()

    @action(
        description=_("New address"),
        icon="key",
        permissions=["write"],
        dialog={
            "title": _("Give this feed a new address?"),
            "description": _("The old address opens nothing any more: tell those who read it."),
            "form_class": Dialog,
            "form_submit_text": _("New address"),
        },
    )
    def renew(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        renew_address(feed=get_object_or_404(ProductFeed, pk=object_id))
        messages.success(request, _("The feed has a new address."))
        return close_dialog()


@admin.register(FeedProblem)
class FeedProblemAdmin(LedgerAdmin):
    list_display = ("sku", "product_link", "attribute", "problem", "is_left_out", "feed")
    list_filter = ("is_left_out", "feed", "attribute", "problem")
    search_fields = ("sku", "product__name")
    list_select_related = ("product", "feed")
    ordering = ("-is_left_out", "sku", "pk")
    fields = (("feed", "sku"), "product_link", ("attribute", "problem"), "is_left_out")
    readonly_fields = ("product_link",)
    empty_text = _("Nothing is wanting in what the feeds list.")

    @display(description=_("Product"), ordering="product__name")
    def product_link(self, row: FeedProblem) -> SafeString:
        url = reverse("admin:catalog_product_change", args=[row.product_id])
        return format_html('<a href="{}">{}</a>', url, row.product.name)
