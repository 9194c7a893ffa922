"""Staff pages for competitors' offers: what they are of, their course, and where we stand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display

from accounts.roles import staff_of
from catalog.models import Variant
from events import audit
from foundation import clock
from foundation.admin import label, money_cell
from foundation.refusals import Refusal
from pricing.admin.competitor_pages import (
    MATCH_COLOURS,
    offer_context,
    position_context,
    review_context,
    review_rows,
)
from pricing.admin.pages import ReadAdmin
from pricing.competition.selectors import is_stale
from pricing.competition.services import confirm_match, ignore_offers, refuse_match
from pricing.models import CompetitorOffer

MAY_MATCH = "pricing.match_competitoroffer"
MAY_VIEW = "pricing.view_competitoroffer"


@admin.register(CompetitorOffer)
class CompetitorOfferAdmin(ReadAdmin):
    list_display = ("called", "competitor", "price", "available", "our_variant", "match", "seen")
    list_display_links = ("called",)
    list_filter = ("state", "matched_by", "competitor", "is_available")
    search_fields = ("title", "key", "barcode", "variant__sku", "variant__product__name")
    search_help_text = gettext_lazy("Title, their number, barcode, our SKU or product")
    list_select_related = ("competitor", "variant__product")
    ordering = ("-seen_at", "-pk")
    list_per_page = 50
    empty_text = gettext_lazy("No competitor's offer is known yet.")
    actions_list = ("open_review", "open_position")
    page_template = "competitor_offer"

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("review/", self.review_view, "review"),
            self.own_path("position/", self.position_view, "position"),
            self.own_path("<int:object_id>/decide/", self.decide_view, "decide"),
            *super().get_urls(),
        ]

    def page_title(self, row: CompetitorOffer) -> str:
        return f"{row} · {row.competitor.name}"

    def page_context(self, request: HttpRequest, row: CompetitorOffer) -> dict[str, Any]:
        return {**offer_context(row), "may_match": request.user.has_perm(MAY_MATCH)}

    def review_view(self, request: HttpRequest) -> HttpResponse:
        """What reads like goods of ours; a POST says which of the ticked are, and which are not."""
        self.require(request, MAY_VIEW)
        if request.method == "POST":
            self.require(request, MAY_MATCH)
            _decide(request, review_rows(request).filter(pk__in=_ticked(request)))
            return redirect(request.get_full_path())
        context = {**review_context(request), "may_match": request.user.has_perm(MAY_MATCH)}
        return self.show(request, "competitor_review", _("What reads like ours"), context)

    def position_view(self, request: HttpRequest) -> HttpResponse:
        """Where our prices stand, by week, category and product."""
        self.require(request, MAY_VIEW)
        title = _("Among competitors")
        return self.show(request, "competitor_position", title, position_context())

    def decide_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST says what one offer is, or is not."""
        self.require(request, MAY_MATCH)
        offer = get_object_or_404(CompetitorOffer, pk=object_id)
        if request.method == "POST":
            _decide(request, CompetitorOffer.objects.filter(pk=offer.pk))
        return redirect("admin:pricing_competitoroffer_change", object_id)

    @action(description=gettext_lazy("What reads like ours"), icon="rule", permissions=["view"])
    def open_review(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:pricing_competitoroffer_review")

    @action(description=gettext_lazy("Among competitors"), icon="leaderboard", permissions=["view"])
    def open_position(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:pricing_competitoroffer_position")

    @display(description=gettext_lazy("Offer"), ordering="title")
    def called(self, offer: CompetitorOffer) -> str:
        return str(offer)

    @display(description=gettext_lazy("Price"), ordering="amount_minor")
    def price(self, offer: CompetitorOffer) -> SafeString | None:
        return money_cell(offer.amount_minor, offer.currency)

    @display(description=gettext_lazy("In stock"), ordering="is_available", boolean=True)
    def available(self, offer: CompetitorOffer) -> bool:
        return offer.is_available

    @display(description=gettext_lazy("Ours"), ordering="variant__product__name")
    def our_variant(self, offer: CompetitorOffer) -> str | None:
        return f"{offer.variant.product} · {offer.variant.sku}" if offer.variant else None

    @display(description=gettext_lazy("Match"), ordering="state")
    def match(self, offer: CompetitorOffer) -> SafeString:
        return label(offer.get_state_display(), MATCH_COLOURS[offer.state])

    @display(description=gettext_lazy("Seen"), ordering="seen_at")
    def seen(self, offer: CompetitorOffer) -> SafeString | Any:
        days = offer.competitor.stale_days
        if is_stale(seen_at=offer.seen_at, stale_days=days, at=clock.now()):
            return label(_("stale"), "warning")
        return offer.seen_at


def _ticked(request: HttpRequest) -> list[int]:
    told = request.POST.getlist("offer")
    return [int(pk) for pk in told if pk.isascii() and pk.isdigit() and len(pk) < 19]


def _decide(request: HttpRequest, offers: QuerySet[CompetitorOffer]) -> None:
    """Carry out what a form's button says, and tell what was done."""
    by, do = staff_of(request), request.POST.get("do", "")
    chosen = list(offers)
    if not chosen:
        messages.warning(request, _("Nothing was chosen."))
        return
    try:
        if do == "confirm":
            done = confirm_match(offers=chosen, by=by, variant=_variant(request))
        elif do in {"refuse", "ignore"}:
            done = (refuse_match if do == "refuse" else ignore_offers)(offers=chosen, by=by)
        else:
            return
    except Refusal as problem:
        messages.error(request, str(problem))
        return
    for offer in chosen:
        audit.by_staff(request, f"match.{do}", offer)
    told = ngettext("%(count)d offer is decided.", "%(count)d offers are decided.", done)
    messages.success(request, told % {"count": done})


def _variant(request: HttpRequest) -> Variant | None:
    """The variant whose SKU was typed; None where none was.

    Raises:
        Refusal: nothing of ours has that SKU.
    """
    sku = request.POST.get("sku", "").strip()
    if not sku:
        return None
    variant = Variant.objects.filter(sku=sku[:60].replace("\x00", "")).first()
    if variant is None:
        raise Refusal(_("Nothing of ours has the SKU “%(sku)s”.") % {"sku": sku[:60]})
    return variant
