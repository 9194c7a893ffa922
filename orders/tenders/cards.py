"""Putting gift cards to a cart: they pay when it is ordered, and keep nothing before."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from loyalty.gift_cards import find_gift_card
from loyalty.ledger import LedgerRefused, check_spendable
from loyalty.models import GiftCard
from orders.carts import CartError
from orders.models import Cart, CartGiftCard, CartState

MOST_CARDS = 5
FIELD = "gift_code"


@transaction.atomic
def put_gift_card(*, cart: Cart, code: str, at: datetime | None = None) -> GiftCard:
    """The card of a code pays for this cart from now on; twice is once.

    Raises:
        CartError: there is no such card, nothing of it can be spent here, or the cart is paid.
    """
    cart = _open(cart)
    card = find_gift_card(code)
    if card is None:
        raise CartError(_("No gift card has this code. Please look at it again."), field=FIELD)
    _check(card, cart, at)
    if cart.gift_cards.exclude(account=card.account_id).count() >= MOST_CARDS:
        words = _("At most %(most)d gift cards pay for one order.")
        raise CartError(words % {"most": MOST_CARDS}, field=FIELD)
    CartGiftCard.objects.get_or_create(
        cart=cart, account=card.account, defaults={"added_at": at or clock.now()}
    )
    return card


@transaction.atomic
def remove_gift_card(*, cart: Cart, account: str) -> None:
    """A card, by its account's public id, no longer pays; one that is not there is no error.

    Raises:
        CartError: the cart is being paid.
    """
    _open(cart).gift_cards.filter(account__public_id=account).delete()


def _open(cart: Cart) -> Cart:
    locked = Cart.objects.select_for_update().get(pk=cart.pk)
    if locked.state != CartState.OPEN:
        raise CartError(_("This cart is being paid. Wait a moment."))
    return locked


def _check(card: GiftCard, cart: Cart, at: datetime | None) -> None:
    account = card.account
    try:
        check_spendable(account, at=at)
    except LedgerRefused as refused:
        raise CartError(refused.message, field=FIELD) from refused
    if account.free <= 0:
        raise CartError(_("Nothing is left on this gift card."), field=FIELD)
    if account.currency != cart.currency:
        words = _("This gift card pays in %(currency)s. Change the currency of the shop to use it.")
        raise CartError(words % {"currency": account.currency}, field=FIELD)
