"""The choice of a currency."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from events.origin import is_same_origin
from orders.carts import CartError, switch_currency
from shop.storefront.currency import offered, remember_currency
from shop.storefront.holding import cart_of
from shop.storefront.views.privacy import came_from


# The choice stands on pages that are alike for everyone and hold no token; the browser's word
# about the sender protects it instead.
@csrf_exempt
@never_cache
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Show prices in a currency from now on; the cart goes along."""
    if not is_same_origin(request):
        return HttpResponseForbidden()
    response = HttpResponseRedirect(came_from(request))
    wanted = request.POST.get("currency", "")
    if wanted not in offered():
        return response
    cart = cart_of(request)
    if cart is not None and cart.currency != wanted:
        try:
            switch_currency(cart=cart, currency=wanted)
        except CartError as error:
            messages.error(request, error.message)
            return response
    remember_currency(response, wanted)
    return response
