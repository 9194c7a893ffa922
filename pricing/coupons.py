"""Redeeming what promotions promised: the last use of a coupon goes to one order only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from foundation import clock
from pricing.engine import AppliedPromotion
from pricing.models import Coupon, Promotion, Redemption

_SALT = "pricing.redemption"


class CouponSpent(Exception):
    """A promotion was used up between the cart and the order; ``code`` is empty without a coupon.

    ``message`` is a sentence for the buyer.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def coupon_code(text: str) -> str:
    """A code as coupons are stored: people type it in any case, with spaces around."""
    return "".join(text.split()).upper()


def email_hash(email: str) -> str:
    """What stands for an e-mail address in redemptions: keyed, so that no list undoes it."""
    if not email:
        return ""
    return salted_hmac(_SALT, email.strip().lower(), algorithm="sha256").hexdigest()


@transaction.atomic
def redeem(
    *,
    applied: Iterable[AppliedPromotion],
    order_ref: str,
    customer_id: int | None,
    email: str,
    at: datetime | None = None,
) -> list[Redemption]:
    """Take the uses of an order's promotions; call it in the transaction that drafts the order.

    ``applied`` is of the ``PricedBasket`` that the order is made of. Promotions without coupon
    and limits need no taking. A repeat for the same order changes nothing. Rows are locked
    promotions first, then coupons, each by primary key; the uses are read after that.

    Raises:
        CouponSpent: no use is left, in all or for this customer or e-mail address.
    """
    wanted = {entry.promotion_id: entry for entry in applied}
    promotions = _lock_limited(wanted)
    coupons = _lock_coupons(wanted.values())
    taken = set(
        Redemption.objects.filter(order_ref=order_ref, released_at__isnull=True).values_list(
            "promotion_id", flat=True
        )
    )
    made = []
    for promotion_id, entry in sorted(wanted.items()):
        coupon, promotion = coupons.get(entry.code), promotions.get(promotion_id)
        if promotion_id in taken:
            continue
        if entry.code and coupon is None:
            raise CouponSpent(entry.code, _spent(entry.code))
        if coupon is None and promotion is None:
            continue
        use = _use(entry, coupon, order_ref=order_ref, customer_id=customer_id, email=email, at=at)
        _check_limits(use, promotion, coupon)
        made.append(use)
    Redemption.objects.bulk_create(made)
    Coupon.objects.filter(pk__in=[row.coupon_id for row in made if row.coupon_id]).update(
        uses=F("uses") + 1
    )
    return made


def _use(
    entry: AppliedPromotion,
    coupon: Coupon | None,
    *,
    order_ref: str,
    customer_id: int | None,
    email: str,
    at: datetime | None,
) -> Redemption:
    return Redemption(
        promotion_id=entry.promotion_id,
        coupon=coupon,
        order_ref=order_ref,
        customer_id=customer_id,
        email_hash=email_hash(email),
        amount_minor=entry.amount.minor,
        currency=entry.amount.currency,
        redeemed_at=at or clock.now(),
    )


@transaction.atomic
def release(*, order_ref: str, at: datetime | None = None) -> int:
    """Give the uses of an order back: it was not paid or was cancelled. Returns how many.

    A repeat, or an order that used nothing, gives back nothing.
    """
    standing = Redemption.objects.filter(order_ref=order_ref, released_at__isnull=True)
    ids = [pk for pk in standing.values_list("coupon_id", flat=True) if pk is not None]
    list(Coupon.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    coupons = list(standing.exclude(coupon=None).values_list("coupon_id", flat=True))
    released = standing.update(released_at=at or clock.now())
    Coupon.objects.filter(pk__in=coupons, uses__gt=0).update(uses=F("uses") - 1)
    return released


def _lock_limited(wanted: Mapping[int, AppliedPromotion]) -> dict[int, Promotion]:
    """The promotions with limits of their own, locked in the order of their keys."""
    limited = Q(most_uses__isnull=False) | Q(most_uses_each__isnull=False)
    rows = Promotion.objects.select_for_update().filter(limited, pk__in=list(wanted))
    return {promotion.pk: promotion for promotion in rows.order_by("pk")}


def _lock_coupons(entries: Iterable[AppliedPromotion]) -> dict[str, Coupon]:
    codes = [entry.code for entry in entries if entry.code]
    rows = Coupon.objects.select_for_update().filter(code__in=codes, is_active=True).order_by("pk")
    return {coupon.code: coupon for coupon in rows}


def _check_limits(
    redemption: Redemption, promotion: Promotion | None, coupon: Coupon | None
) -> None:
    code = coupon.code if coupon else ""
    if coupon and coupon.most_uses is not None and coupon.uses >= coupon.most_uses:
        raise CouponSpent(code, _spent(code))
    of_promotion, of_coupon = _standing(promotion=promotion), _standing(coupon=coupon)
    most = promotion.most_uses if promotion else None
    if most is not None and of_promotion.count() >= most:
        raise CouponSpent(code, _spent(code))
    for limited, uses in ((promotion, of_promotion), (coupon, of_coupon)):
        each = limited.most_uses_each if limited else None
        if each is not None and uses.filter(_of_buyer(redemption)).count() >= each:
            raise CouponSpent(code, _used_by_you(code))


def _standing(**of: Promotion | Coupon | None) -> QuerySet[Redemption]:
    return Redemption.objects.filter(released_at__isnull=True, **of)


def _of_buyer(redemption: Redemption) -> Q:
    """Redemptions of the same customer or e-mail address; of nobody where neither is known."""
    same = Q(pk__in=[])
    if redemption.customer_id:
        same |= Q(customer_id=redemption.customer_id)
    if redemption.email_hash:
        same |= Q(email_hash=redemption.email_hash)
    return same


def _spent(code: str) -> str:
    if code:
        return _("The code %(code)s has been used up.") % {"code": code}
    return _("An offer in your cart has just ended. Please look at the new total.")


def _used_by_you(code: str) -> str:
    if code:
        return _("You have used the code %(code)s already.") % {"code": code}
    return _("You have used an offer in your cart already. Please look at the new total.")
