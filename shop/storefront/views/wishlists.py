"""Wishlists: hearts, lists of one's own, and a list that somebody was given a link to."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from accounts.models import Customer
from catalog import wishlists
from catalog.models import Variant, Wishlist, WishlistItem
from events.origin import is_same_origin
from foundation.refusals import Refusal
from inventory.alerts import open_alerts
from orders.carts import CartError, add_to_cart
from shop.storefront.holding import cart_to_fill, customer_of, hand_over
from shop.storefront.member_forms import WishlistForm
from shop.storefront.members import for_customers, tell
from shop.storefront.wishes import wanted_variant, wishes_of


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, customer: Customer) -> HttpResponse:
    form = WishlistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = wishlists.create_wishlist(customer=customer, name=form.cleaned_data["name"])
        except Refusal as refusal:
            tell(form, refusal)
        else:
            return redirect("storefront:wishlist", made.public_id)
    found = wishlists.wishlists_of(customer)
    context = {"lists": found, "form": form, "alerts": open_alerts(customer.pk)}
    return render(request, "storefront/account/wishlists.html", context)


@for_customers
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    """One's own list; posted to, it is renamed."""
    wishlist = _own(customer, public_id)
    form = WishlistForm(request.POST or None, initial={"name": wishlist.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            wishlists.rename_wishlist(customer=customer, wishlist=wishlist, name=name)
        except Refusal as refusal:
            tell(form, refusal)
        else:
            return redirect("storefront:wishlist", public_id)
    link = _link(request, wishlist)
    return render(
        request,
        "storefront/account/wishlist.html",
        {"list": wishlist, "wishes": wishes_of(wishlist), "form": form, "link": link},
    )


def _link(request: HttpRequest, wishlist: Wishlist) -> str:
    if not wishlist.token:
        return ""
    return request.build_absolute_uri(reverse("storefront:wishlist-shared", args=[wishlist.token]))


@for_customers
@require_POST
def remove_list(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    wishlists.remove_wishlist(customer=customer, wishlist=_own(customer, public_id))
    messages.success(request, _("The list is gone."))
    return redirect("storefront:wishlists")


@for_customers
@require_POST
def share(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    """Make the link, or take it back."""
    wishlist = _own(customer, public_id)
    if request.POST.get("share") == "no":
        wishlists.unshare_wishlist(customer=customer, wishlist=wishlist)
    else:
        wishlists.share_wishlist(customer=customer, wishlist=wishlist)
    return redirect("storefront:wishlist", public_id)


@for_customers
@require_POST
def remove_wish(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    wishlist = _own(customer, public_id)
    wishlists.remove_wish(customer=customer, wishlist=wishlist, variant=_wish(request, wishlist))
    return redirect("storefront:wishlist", public_id)


@for_customers
@require_POST
def move_to_cart(request: HttpRequest, customer: Customer, public_id: str) -> HttpResponse:
    """Into the cart and off the list; what cannot be bought stays on it."""
    wishlist = _own(customer, public_id)
    variant = _wish(request, wishlist)
    try:
        cart = cart_to_fill(request)
        visitor = request.visitor  # type: ignore[attr-defined]
        add_to_cart(cart=cart, variant=variant, quantity=1, context=visitor.context)
    except CartError as error:
        messages.error(request, error.message)
        return redirect("storefront:wishlist", public_id)
    wishlists.remove_wish(customer=customer, wishlist=wishlist, variant=variant)
    messages.success(request, _("%(name)s is in your cart.") % {"name": variant.product.name})
    response = redirect("storefront:wishlist", public_id)
    hand_over(cart, response)
    return response


# Hearts stand on pages that are alike for everyone and hold no token; the browser's word about
# the sender protects them instead.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """What a heart does. Guests sign in first and are then asked to which list."""
    asked = request.POST if request.method == "POST" else request.GET
    variant = wanted_variant(asked.dict())
    if variant is None:
        raise Http404
    customer = customer_of(request)
    if customer is None:
        return _sign_in_first(request, variant)
    if request.method != "POST":
        lists = wishlists.wishlists_of(customer)
        context = {"variant": variant, "lists": lists}
        return render(request, "storefront/account/wish_add.html", context)
    if not is_same_origin(request):
        return HttpResponseForbidden()
    return _add(request, customer, variant, asked.get("list", ""))


def _sign_in_first(request: HttpRequest, variant: Variant) -> HttpResponse:
    if request.user.is_authenticated:  # whose address is not confirmed yet
        target = reverse("storefront:account")
    else:
        back = f"{reverse('storefront:wish-add')}?{urlencode({'variant': variant.public_id})}"
        target = f"{reverse('account_login')}?{urlencode({'next': back})}"
    return HttpResponseClientRedirect(target) if request.htmx else redirect(target)  # type: ignore[attr-defined]


def _add(
    request: HttpRequest, customer: Customer, variant: Variant, public_id: str
) -> HttpResponse:
    wishlist = _own(customer, public_id) if public_id else None
    try:
        wish = wishlists.add_wish(
            customer=customer,
            variant=variant,
            wishlist=wishlist,
            context=request.visitor.context,  # type: ignore[attr-defined]
        )
    except Refusal as refusal:
        return _answer(request, refusal.message, None)
    text = _("%(name)s is on your list “%(list)s”.") % {
        "name": variant.product.name,
        "list": wish.wishlist.name,
    }
    return _answer(request, text, wish)


def _answer(request: HttpRequest, text: str, wish: WishlistItem | None) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return trigger_client_event(HttpResponse(status=204), "toast", {"text": text})
    if wish is None:
        messages.error(request, text)
        return redirect("storefront:wishlists")
    messages.success(request, text)
    return redirect("storefront:wishlist", wish.wishlist.public_id)


@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A list as those see it who were given its link."""
    wishlist = wishlists.shared_wishlist(token=token)
    if wishlist is None:
        raise Http404
    context = {"list": wishlist, "wishes": wishes_of(wishlist)}
    return render(request, "storefront/wishlist_shared.html", context)


def _own(customer: Customer, public_id: str) -> Wishlist:
    wishlist = wishlists.find_wishlist(customer=customer, public_id=public_id)
    if wishlist is None:
        raise Http404
    return wishlist


def _wish(request: HttpRequest, wishlist: Wishlist) -> Variant:
    """The variant of a wish that is on the list."""
    wish = wishlist.items.filter(variant__public_id=request.POST.get("variant", "")).first()
    if wish is None:
        raise Http404
    return Variant.objects.select_related("product").get(pk=wish.variant_id)
