"""What is left on a gift card, and a customer's store credit."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from loyalty.gift_cards import find_gift_card
from loyalty.value import credit_accounts
from shop.doors.circumstances import circumstances_of
from shop.doors.coupons import note_wrong_code
from shop.storefront.holding import customer_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The code comes by post alone: it stands in no address, log or history."""
    code, card, problem = request.POST.get("gift_code", "").strip(), None, ""
    if request.method == "POST":
        card = find_gift_card(code)
        if card is None:
            problem = _("No gift card has this code. Please look at it again.")
            note_wrong_code(
                code=code[:40],
                customer=customer_of(request),
                circumstances=circumstances_of(request),
            )
    context = {"card": card, "code": code, "problem": problem}
    return render(request, "storefront/gift_card.html", context)


@never_cache
@login_required
@require_safe
def own_credit(request: HttpRequest) -> HttpResponse:
    """A customer's store credit in every currency, and what moved it."""
    customer = customer_of(request)
    accounts = credit_accounts(customer) if customer else []
    return render(request, "storefront/credit.html", {"accounts": accounts})
