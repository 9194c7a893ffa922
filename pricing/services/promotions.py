"""Making promotions and their coupons."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from pricing.coupons import coupon_code
from pricing.models import Coupon, Promotion, PromotionGroup, PromotionKind, PromotionTarget

# Without what looks alike when it is read from paper: I and 1, O and 0.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MOST_AT_ONCE = 10_000
_BUNDLES = 20

# What each kind uses; everything else is emptied, so that no forgotten field speaks up later.
_FIELDS = {
    PromotionKind.PERCENTAGE: {"percent_basis_points"},
    PromotionKind.AMOUNT: {"amount_minor"},
    PromotionKind.FIXED_PRICE: {"amount_minor"},
    PromotionKind.BUY_GET: {"percent_basis_points", "buy_quantity", "get_quantity", "most_sets"},
    PromotionKind.GIFT: {"gift_variant"},
    PromotionKind.FREE_SHIPPING: set(),
}
_OF_KINDS = set().union(*_FIELDS.values())


class PromotionRefused(ValueError):
    """A promotion or coupon that cannot be; the message is a sentence for staff."""


@transaction.atomic
def save_promotion(*, promotion: Promotion) -> Promotion:
    """Keep a promotion; fields that its kind does not use are emptied.

    Raises:
        ValidationError: something its kind needs is missing or out of range.
    """
    used = _FIELDS[PromotionKind(promotion.kind)]
    for name in _OF_KINDS - used:
        setattr(promotion, name, None)
    if promotion.kind == PromotionKind.BUY_GET and promotion.percent_basis_points is None:
        promotion.percent_basis_points = 10_000
    promotion.full_clean()
    promotion.save()
    return promotion


def save_group(*, group: PromotionGroup) -> PromotionGroup:
    """Keep a group of promotions of which one applies.

    Raises:
        ValidationError: a name that is there already.
    """
    group.full_clean()
    group.save()
    return group


@transaction.atomic
def set_targets(*, promotion: Promotion, targets: Sequence[PromotionTarget]) -> None:
    """Say what goods and buyers a promotion is about, in place of what was said before.

    Raises:
        PromotionRefused: a target that names nothing, or more than one thing.
    """
    for target in targets:
        named = (
            target.product_id, target.category_id, target.brand_id, target.group_id,
            target.company_id,
        )  # fmt: skip
        if sum(pk is not None for pk in named) != 1:
            raise PromotionRefused(_("Name one thing on each line."))
        target.pk, target.promotion = None, promotion
    promotion.targets.all().delete()
    PromotionTarget.objects.bulk_create(targets)


@transaction.atomic
def save_coupon(*, coupon: Coupon) -> Coupon:
    """Keep a code, in capitals; its promotion asks for a coupon from now on.

    Raises:
        ValidationError: a code that is there, or fewer uses than were made already.
    """
    coupon.code = coupon_code(coupon.code)
    if coupon.pk:
        coupon.uses = Coupon.objects.select_for_update().values_list("uses", flat=True).get(
            pk=coupon.pk
        )  # fmt: skip
    coupon.full_clean()
    coupon.save()
    _ask_for_coupon(coupon.promotion)
    return coupon


@transaction.atomic
def generate_coupons(
    *,
    promotion: Promotion,
    number: int,
    prefix: str = "",
    length: int = 8,
    most_uses: int | None = 1,
    most_uses_each: int | None = None,
    batch: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    at: datetime | None = None,
) -> list[Coupon]:
    """Make many codes that nobody can guess: ``length`` random signs after a prefix.

    Raises:
        PromotionRefused: too many at once, or codes too short for so many.
    """
    if not 1 <= number <= MOST_AT_ONCE:
        raise PromotionRefused(_("Between 1 and %(most)d at once.") % {"most": MOST_AT_ONCE})
    start = coupon_code(prefix)
    if length < 6 or len(start) + length > 40:
        raise PromotionRefused(_("A code has 6 random signs at least and 40 signs at most."))
    made: dict[str, Coupon] = {}
    for _bundle in range(_BUNDLES):
        wanted = {start + _random(length) for _code in range(number - len(made))} - made.keys()
        taken = set(Coupon.objects.filter(code__in=wanted).values_list("code", flat=True))
        made |= {
            code: Coupon(
                code=code,
                promotion=promotion,
                batch=batch,
                most_uses=most_uses,
                most_uses_each=most_uses_each,
                starts_at=starts_at,
                ends_at=ends_at,
                created_at=at or clock.now(),
            )
            for code in sorted(wanted - taken)
        }
        if len(made) == number:
            _ask_for_coupon(promotion)
            return Coupon.objects.bulk_create(made.values(), batch_size=500)
    raise PromotionRefused(_("Codes of that length are nearly all taken. Choose longer ones."))


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _sign in range(length))


def _ask_for_coupon(promotion: Promotion) -> None:
    if not promotion.needs_coupon:
        promotion.needs_coupon = True
        promotion.save(update_fields=["needs_coupon"])
