"""Putting something into the cart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from assistant.asker import Asker
from assistant.models import Conversation
from assistant.proposals.forms import Field, FieldKind, Form, Settled
from assistant.proposals.handlers import Deed, Handler
from assistant.replies import Links
from catalog.models import Variant
from catalog.selectors import VariantCard, variant_cards
from foundation.refusals import Refusal
from orders.building import line_name
from orders.carts import MOST_OF_ONE, CartError, add_to_cart, find_cart, open_cart
from orders.models import Cart

MOST_OFFERED = 10
LONGEST_NUMBER = 3


def cart_add_form(payload: Mapping[str, Any], _asker: Asker, _talk: Conversation) -> Form:
    """The variant, and how many of it."""
    card = _card(payload)
    wanted = _wanted(payload)
    numbers = sorted({*range(1, MOST_OFFERED + 1), wanted})
    units = Field(
        name="quantity",
        label=_("Units"),
        kind=FieldKind.CHOICE,
        value=str(wanted),
        options=tuple((str(number), str(number)) for number in numbers),
        is_needed=True,
    )
    return Form(card.name, card.options, _("Put into the cart"), (units,))


def add_it(deed: Deed) -> Settled:
    """Put it into the asker's own cart, at the price that everybody is asked for."""
    card, cart = _card(deed.payload), _cart(deed)
    typed = deed.choices.get("quantity") or str(_wanted(deed.payload))
    if not (typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER):
        raise Refusal(_("Choose at least one."), field="quantity")
    variant = Variant.objects.select_related("product").get(pk=card.variant_id)
    try:
        add_to_cart(
            cart=cart,
            variant=variant,
            quantity=int(typed),
            context=deed.asker.context,
            at=deed.at,
        )
    except CartError as problem:
        raise Refusal(problem.message, field=problem.field) from problem
    with translation.override(deed.asker.language):
        path = reverse("storefront:cart")
    name = line_name(card.name, card.options)
    text = _("In your cart: %(count)s × %(name)s.") % {"count": int(typed), "name": name}
    return Settled(text, (Links(((_("To the cart"), path),)),), cart)


def _cart(deed: Deed) -> Cart:
    asker = deed.asker
    found = find_cart(token=asker.cart_token, customer=asker.customer)
    return found or open_cart(customer=asker.customer, currency=asker.currency, at=deed.at)


def _card(payload: Mapping[str, Any]) -> VariantCard:
    variant_id = payload.get("variant_id")
    card = variant_cards([variant_id]).get(variant_id) if isinstance(variant_id, int) else None
    if card is None or not card.is_for_sale:
        raise Refusal(_("This is not for sale any more."))
    return card


def _wanted(payload: Mapping[str, Any]) -> int:
    quantity = payload.get("quantity")
    return min(max(quantity, 1), MOST_OF_ONE) if isinstance(quantity, int) else 1


CART_ADD = Handler(cart_add_form, add_it, subject="variant_id")
