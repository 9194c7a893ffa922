"""Your points: what there is, what comes, where it came from; and the link for friends."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Customer
from loyalty import selectors
from loyalty.friends import friend_code, knows_code
from loyalty.models import Membership
from loyalty.points.worth import worth_of
from loyalty.programme import programme
from loyalty.tiers import remembered_tiers
from shop.rewards.words import remembered_rate
from shop.storefront.currency import active_currency
from shop.storefront.friends import friend_text, remember_link, reward_text
from shop.storefront.members import for_customers

ENTRIES_A_PAGE = 20


@for_customers
@require_safe
def show(request: HttpRequest, customer: Customer) -> HttpResponse:
    rules, points = programme(), selectors.points_of_customer(customer)
    entries = Paginator(selectors.entries_of(customer), ENTRIES_A_PAGE)
    currency = active_currency()
    code = Membership.objects.filter(customer=customer).values_list("friend_code", flat=True)
    return render(
        request,
        "storefront/account/points.html",
        {
            "rules": rules,
            "base_currency": settings.SHOP_BASE_CURRENCY,
            "points": points,
            "worth": worth_of(points.free, currency, rate=remembered_rate(currency)),
            "standing": selectors.standing_of_customer(customer),
            "tiers": remembered_tiers(),
            "waiting": selectors.waiting_of(customer),
            "entries": entries.get_page(request.GET.get("page")),
            "friend_url": _friend_url(request, code.first()),
            "friends": selectors.friends_of(customer),
            "friend_words": reward_text(rules, currency) if rules.has_referrals else "",
        },
    )


@for_customers
@require_POST
def make_link(request: HttpRequest, customer: Customer) -> HttpResponse:
    """A link of one's own for friends, once it is asked for."""
    if programme().has_referrals:
        friend_code(customer=customer)
    return redirect(reverse("storefront:points") + "#friends")


@never_cache
@require_safe
def friend(request: HttpRequest, code: str) -> HttpResponse:
    """Where a friend's link leads: what both get, and the way to an account."""
    rules = programme()
    if not rules.has_referrals or not knows_code(code):
        return redirect("storefront:home")
    remember_link(request, code)
    return render(
        request, "storefront/friend.html", {"words": friend_text(rules, active_currency())}
    )


def _friend_url(request: HttpRequest, code: str | None) -> str:
    if not code:
        return ""
    return request.build_absolute_uri(reverse("storefront:friend", args=[code]))
