"""Handing out offers: one code a message, for one use, while the offer lasts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from foundation.refusals import Refusal
from marketing.models import Message, Offer
from pricing.services import generate_coupons

SIGNS = 10
"""Random signs of a code: of 32 to the power of ten nobody guesses one that is out."""


class OfferEnded(Refusal):
    """The offer, or its promotion, is over or was switched off."""


@transaction.atomic
def save_offer(*, offer: Offer) -> Offer:
    """Keep an offer.

    Raises:
        ValidationError: a name that is there already, or days out of range.
    """
    offer.full_clean()
    offer.save()
    return offer


def is_live(offer: Offer, at: datetime) -> bool:
    """Whether codes of an offer can be handed out, and would do something in a cart."""
    promotion = offer.promotion
    return (
        offer.is_active
        and promotion.is_active
        and (promotion.starts_at is None or promotion.starts_at <= at)
        and (promotion.ends_at is None or promotion.ends_at > at)
    )


@transaction.atomic
def hand_out(*, offer: Offer, message: Message, at: datetime) -> str:
    """The message's own code of an offer, made at the first asking and kept with the message.

    It opens the promotion once, whoever types it first, until ``code_ends_at``. Asked again, or by
    two workers at once, it is the same code: the message's row is locked meanwhile.

    Raises:
        OfferEnded: the offer is not live, and the message has no code yet.
    """
    row = Message.objects.select_for_update().get(pk=message.pk)
    if not row.coupon_code:
        if not is_live(offer, at):
            raise OfferEnded(_("The offer “%(name)s” is over.") % {"name": offer.name})
        row.coupon_code = _new_code(offer, at)
        row.save(update_fields=["coupon_code"])
    message.coupon_code = row.coupon_code
    return row.coupon_code


def code_ends_at(offer: Offer, at: datetime) -> datetime:
    """When a code that is handed out now works no more: readers are told days, so it is midnight.

    Earlier where the promotion ends earlier.
    """
    last_day = clock.business_day(at) + timedelta(days=offer.valid_days)
    ends_at = clock.day_bounds(last_day)[1]
    if offer.promotion.ends_at is not None:
        ends_at = min(ends_at, offer.promotion.ends_at)
    return ends_at


def _new_code(offer: Offer, at: datetime) -> str:
    [coupon] = generate_coupons(
        promotion=offer.promotion,
        number=1,
        length=SIGNS,
        most_uses=1,
        most_uses_each=1,
        batch=f"offer-{offer.pk}",
        starts_at=at,
        ends_at=code_ends_at(offer, at),
        at=at,
    )
    return coupon.code
