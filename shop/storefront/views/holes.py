"""The holes of a page: what is recommended there. A hole that fails leaves its plain link.

Nothing here may harm the page around it: where no model serves, or it fails, the answer is 204
and the browser keeps what stood there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from recommendations import serving
from recommendations.rules.book import ShopSurface
from recommendations.serving import Approach, Filled, Question, Slot
from shop.storefront.categories import category_tree
from shop.storefront.holding import cart_of
from shop.storefront.looking_alike import looking_alike
from shop.storefront.reasons import heading_of
from shop.storefront.rows import NOTHING, SHOWN, Row, answer, besides, is_ahead, product_asked
from shop.storefront.selectors import names_of

logger = logging.getLogger(__name__)

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]


def harmless(view: View[Params]) -> View[Params]:
    """Whatever goes wrong is logged and answered by nothing."""

    @never_cache
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Exception:  # the page sells without its recommendations
            logger.exception("hole %s failed", request.path)
            return HttpResponse(status=NOTHING)

    return guarded


@harmless
def for_you(request: HttpRequest) -> HttpResponse:
    visitor = request.visitor  # type: ignore[attr-defined]
    if not visitor.context.may_personalise:
        # Who declined is not asked again; who was not asked keeps the link to the choices.
        return HttpResponse("" if visitor.consent_asked else None, status=_asked_status(visitor))
    filled = _fill(request, Slot.FOR_YOU)
    row = Row(Slot.FOR_YOU, *heading_of(filled.approach), ShopSurface.FOR_YOU)
    shown = answer(request, row, filled.found)
    # Who agreed is not invited again, even while nothing is known of them yet.
    return HttpResponse() if shown.status_code == NOTHING else shown


def _asked_status(visitor: object) -> int:
    return 200 if getattr(visitor, "consent_asked", False) else NOTHING


@harmless
def because_viewed(request: HttpRequest) -> HttpResponse:
    context = request.visitor.context  # type: ignore[attr-defined]
    found = serving.because_viewed(context, n=SHOWN, besides=besides(request))
    if not found or found[0].because is None:
        return HttpResponse(status=NOTHING)
    language = get_language() or settings.LANGUAGE_CODE
    name = names_of([found[0].because], language=language).get(found[0].because)
    if name is None:
        return HttpResponse(status=NOTHING)
    title = _("Because you looked at %(name)s") % {"name": name}
    row = Row("home.because_viewed", title, _("Much like it"), ShopSurface.BECAUSE_VIEWED)
    return answer(request, row, found)


@harmless
def buy_again(request: HttpRequest) -> HttpResponse:
    context = request.visitor.context  # type: ignore[attr-defined]
    found = serving.buy_again(context, n=SHOWN, besides=besides(request))
    note = _("You had these before, and may need them about now")
    return answer(request, Row("buy_again", _("Buy again"), note, ShopSurface.BUY_AGAIN), found)


@harmless
def new_for_you(request: HttpRequest) -> HttpResponse:
    context = request.visitor.context  # type: ignore[attr-defined]
    found = serving.new_for_you(context, n=SHOWN, besides=besides(request))
    note = _("Just arrived, and close to what you like")
    row = Row("home.new_for_you", _("New for you"), note, ShopSurface.NEW_FOR_YOU)
    return answer(request, row, found)


@harmless
def neighbours(request: HttpRequest) -> HttpResponse:
    context = request.visitor.context  # type: ignore[attr-defined]
    found = serving.neighbours(context, n=SHOWN, besides=besides(request))
    title, note = (
        _("Shoppers like you are looking at"),
        _("Seen by those whose taste is near yours"),
    )
    return answer(request, Row("neighbours", title, note, ShopSurface.NEIGHBOURS), found)


@harmless
def in_category(request: HttpRequest) -> HttpResponse:
    """The best of a category for this shopper, above the list that is alike for everyone."""
    tree = category_tree(get_language() or settings.LANGUAGE_CODE)
    shelf = tree.find(request.GET.get("category", ""))
    if shelf is None:
        return HttpResponse(status=NOTHING)
    inside = [one.id for one in tree.shelves if one.path.startswith(shelf.path)]
    context = request.visitor.context  # type: ignore[attr-defined]
    found = serving.in_category(context, inside, n=SHOWN, besides=besides(request))
    title = _("Picked for you in %(name)s") % {"name": shelf.name}
    note = _("From what you looked at and bought")
    return answer(request, Row("category.picks", title, note, ShopSurface.CATEGORY), found)


@harmless
def trending(request: HttpRequest) -> HttpResponse:
    context = request.visitor.context  # type: ignore[attr-defined]
    found = serving.trending(n=SHOWN, context=context, besides=besides(request))
    row = Row("home.trending", _("Trending now"), _("Wanted by many"), ShopSurface.TRENDING)
    return answer(request, row, found)


@harmless
def similar(request: HttpRequest) -> HttpResponse:
    return _of_product(request, Slot.SIMILAR, ShopSurface.SIMILAR)


@harmless
def looks_alike(request: HttpRequest) -> HttpResponse:
    """What looks like the product, whoever bought what: by its pictures alone."""
    product_id = product_asked(request)
    if product_id is None:
        return HttpResponse(status=NOTHING)
    found = looking_alike(product_id, n=SHOWN, besides=besides(request))
    row = Row("product.looks_alike", _("Looks much like it"), _("By its picture alone"))
    return answer(request, row, found)


@harmless
def together(request: HttpRequest) -> HttpResponse:
    return _of_product(request, Slot.TOGETHER, ShopSurface.TOGETHER)


def _of_product(request: HttpRequest, slot: Slot, surface: ShopSurface) -> HttpResponse:
    product_id = product_asked(request)
    if product_id is None:
        return HttpResponse(status=NOTHING)
    filled = _fill(request, slot, product_id)
    return answer(request, Row(slot, *heading_of(filled.approach), surface), filled.found)


@harmless
def upsell(request: HttpRequest) -> HttpResponse:
    product_id = product_asked(request)
    if product_id is None:
        return HttpResponse(status=NOTHING)
    context = request.visitor.context  # type: ignore[attr-defined]
    found = serving.upsell(product_id, n=SHOWN, context=context, besides=besides(request))
    title, note = _("A step up"), _("Like this one, and a little finer")
    return answer(request, Row("product.upsell", title, note, ShopSurface.UPSELL), found)


@harmless
def cart_suggestions(request: HttpRequest) -> HttpResponse:
    cart = cart_of(request)
    if cart is None:
        return HttpResponse(status=NOTHING)
    inside = list(cart.lines.values_list("variant__product_id", flat=True))
    if not inside:
        return HttpResponse(status=NOTHING)
    filled = _fill(request, Slot.CART, *inside)
    title, note = heading_of(filled.approach)
    if filled.approach is Approach.TOGETHER:
        title, note = _("Goes well with your cart"), _("Others had these in the same order")
    return answer(request, Row(Slot.CART, title, note, ShopSurface.CART), filled.found)


def _fill(request: HttpRequest, slot: Slot, *products: int) -> Filled:
    """What the slot shows this shopper; an experiment or a bandit may have its say there."""
    context = request.visitor.context  # type: ignore[attr-defined]
    question = Question(slot, context, products, tuple(besides(request)), n=SHOWN)
    return serving.fill_slot(question, who=request, is_seen=not is_ahead(request))
