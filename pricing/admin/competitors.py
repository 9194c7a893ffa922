"""Staff pages for competitors: who they are, files and feeds of their prices, and the history."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminURLInputWidget,
)

from events import audit
from foundation.admin import LedgerAdmin, label, money_cell
from pricing.admin.pages import PagesAdmin
from pricing.competition.feeds import request_feed, request_matching
from pricing.competition.fetching import LARGEST, FetchRefused, check_address
from pricing.competition.formats import FormatRefused
from pricing.competition.services import (
    TakenIn,
    delete_competitor,
    delete_feed,
    read,
    save_competitor,
    save_feed,
    take_in,
)
from pricing.models import (
    Competitor,
    CompetitorFeed,
    CompetitorPrice,
    FeedFormat,
    MatchState,
)

MAY_IMPORT = "pricing.import_competitorprice"


class PriceFileForm(forms.Form):
    """A file of what a competitor asks."""

    format = forms.ChoiceField(
        label=gettext_lazy("Written as"), choices=FeedFormat, widget=UnfoldAdminSelectWidget()
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in UTF-8 with a heading: price, and id, barcode or our_sku; also title, brand, "
            "currency, url, availability, date. JSON is a list with the same names."
        ),
        widget=UnfoldAdminFileFieldWidget(),
    )

    def clean_file(self) -> bytes:
        told = self.cleaned_data["file"]
        if told.size > LARGEST:
            raise forms.ValidationError(_("This file is too large."))
        return bytes(told.read())


def _address(label: Any, *, required: bool = True, most: int = 500) -> forms.URLField:
    return forms.URLField(
        label=label,
        required=required,
        max_length=most,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget(),
    )


class CompetitorForm(forms.ModelForm):
    website = _address(gettext_lazy("Website"), required=False, most=300)

    class Meta:
        model = Competitor
        fields = ("name", "code", "website", "stale_days", "is_active")


@admin.register(Competitor)
class CompetitorAdmin(PagesAdmin):
    form = CompetitorForm
    list_display = ("name", "code", "offers_known", "matched", "to_review", "newest", "state")
    list_filter = ("is_active",)
    search_fields = ("name", "code")
    ordering = ("name", "pk")
    prepopulated_fields = {"code": ("name",)}
    actions_detail = ("upload_prices",)
    fieldsets = (
        (
            None,
            {
                "description": gettext_lazy(
                    "Prices come by file, by a feed that is offered to you, or by the API. "
                    "Nobody's shop pages are read here."
                ),
                "fields": ("name", "code", "website", "stale_days", "is_active"),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Competitor]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                offers_count=Count("offers"),
                matched_count=Count("offers", filter=Q(offers__state=MatchState.MATCHED)),
                review_count=Count("offers", filter=Q(offers__state=MatchState.PROPOSED)),
                newest_at=Max("offers__seen_at"),
            )
        )

    def get_urls(self) -> list[Any]:
        route = self.own_path("<int:object_id>/upload/", self.upload_view, "upload")
        return [route, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_competitor(competitor=obj)

    def delete_model(self, request: HttpRequest, obj: Competitor) -> None:
        delete_competitor(competitor=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for competitor in queryset:
            delete_competitor(competitor=competitor)

    def upload_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Take in a file of prices; records that cannot be read are told and passed over."""
        self.require(request, MAY_IMPORT)
        competitor = get_object_or_404(Competitor, pk=object_id)
        form = PriceFileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                reading = read(form.cleaned_data["file"], format=form.cleaned_data["format"])
            except FormatRefused as problem:
                form.add_error("file", str(problem))
            else:
                told = take_in(competitor=competitor, reading=reading)
                request_matching()
                audit.by_staff(request, "load", competitor, prices=told.looks)
                _tell(request, told)
                return redirect("admin:pricing_competitor_change", object_id)
        title = _("Prices of %(competitor)s") % {"competitor": competitor}
        return self.show(request, "competitor_upload", title, {"form": form})

    def has_import_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm(MAY_IMPORT))

    @action(description=gettext_lazy("Upload prices"), icon="upload_file", permissions=["import"])
    def upload_prices(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return redirect("admin:pricing_competitor_upload", object_id)

    @display(description=gettext_lazy("Offers"), ordering="offers_count")
    def offers_known(self, competitor: Any) -> int:
        return int(competitor.offers_count)

    @display(description=gettext_lazy("Matched"), ordering="matched_count")
    def matched(self, competitor: Any) -> int:
        return int(competitor.matched_count)

    @display(description=gettext_lazy("To be looked at"), ordering="review_count")
    def to_review(self, competitor: Any) -> int:
        return int(competitor.review_count)

    @display(description=gettext_lazy("Seen last"), ordering="newest_at")
    def newest(self, competitor: Any) -> Any:
        return competitor.newest_at

    @display(description=gettext_lazy("State"))
    def state(self, competitor: Competitor) -> SafeString:
        return label(_("Active"), "success") if competitor.is_active else label(_("Off"))


def _tell(request: HttpRequest, told: TakenIn) -> None:
    words = ngettext(
        "%(count)d price was read, %(new)d of them new; %(matched)d matched for sure.",
        "%(count)d prices were read, %(new)d of them new; %(matched)d matched for sure.",
        told.looks,
    )
    new = {"count": told.looks, "new": told.prices, "matched": told.matched}
    messages.success(request, words % new)
    if told.refused:
        words = ngettext(
            "%(count)d record could not be read: %(problems)s",
            "%(count)d records could not be read: %(problems)s",
            told.refused,
        )
        shown = {"count": told.refused, "problems": " ".join(told.problems[:5])}
        messages.warning(request, words % shown)


class FeedForm(forms.ModelForm):
    """A feed; an address that must not be fetched is told at its field."""

    url = _address(gettext_lazy("Address"))

    class Meta:
        model = CompetitorFeed
        fields = ("competitor", "url", "format", "every_hours", "is_active")

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        try:
            check_address(url)
        except FetchRefused as problem:
            raise forms.ValidationError(str(problem)) from problem
        return url


@admin.register(CompetitorFeed)
class CompetitorFeedAdmin(ModelAdmin):
    form = FeedForm
    list_display = ("competitor", "url", "format", "every_hours", "read_at", "offers_read", "state")
    list_display_links = ("url",)
    list_filter = ("is_active", "format", "competitor")
    list_select_related = ("competitor",)
    search_fields = ("url", "competitor__name")
    autocomplete_fields = ("competitor",)
    actions_detail = ("read_now",)
    readonly_fields = ("asked_at", "read_at", "offers_read", "problem")
    fieldsets = (
        (None, {"fields": ("competitor", "url", "format", "every_hours", "is_active")}),
        (
            gettext_lazy("Last time"),
            {"fields": (("asked_at", "read_at"), "offers_read", "problem")},
        ),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_feed(feed=obj)

    def delete_model(self, request: HttpRequest, obj: CompetitorFeed) -> None:
        delete_feed(feed=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for feed in queryset:
            delete_feed(feed=feed)

    @action(description=gettext_lazy("Read it now"), icon="sync", permissions=["change"])
    def read_now(self, request: HttpRequest, object_id: int) -> HttpResponse:
        feed = get_object_or_404(CompetitorFeed, pk=object_id)
        if request_feed(feed):
            messages.success(request, _("It is being read; look again in a minute."))
        else:
            messages.info(request, _("It was asked for already."))
        return redirect("admin:pricing_competitorfeed_change", object_id)

    @display(description=gettext_lazy("State"))
    def state(self, feed: CompetitorFeed) -> SafeString:
        if not feed.is_active:
            return label(_("Off"))
        if feed.problem:
            return label(_("A problem"), "danger")
        return label(_("Fine"), "success") if feed.read_at else label(_("Not read yet"), "info")


@admin.register(CompetitorPrice)
class CompetitorPriceAdmin(LedgerAdmin):
    """Written by files, feeds and the API; looked at here."""

    list_display = ("offer", "of", "amount", "is_available", "first_seen_at", "last_seen_at")
    list_filter = ("offer__competitor", "is_available", "currency")
    list_select_related = ("offer__competitor",)
    search_fields = ("offer__title", "offer__key", "offer__variant__sku")
    search_help_text = gettext_lazy("Title, their number or our SKU")
    ordering = ("-last_seen_at", "-pk")
    fields = ("offer", "of", "amount", "is_available", "first_seen_at", "last_seen_at")
    empty_text = gettext_lazy("No competitor's price is known yet.")

    @display(description=gettext_lazy("Competitor"))
    def of(self, price: CompetitorPrice) -> str:
        return price.offer.competitor.name

    @display(description=gettext_lazy("Price"), ordering="amount_minor")
    def amount(self, price: CompetitorPrice) -> SafeString | None:
        return money_cell(price.amount_minor, price.currency)
