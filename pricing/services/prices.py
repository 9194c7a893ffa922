"""Every change of a price. A price is never edited: it ends and another begins."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Variant
from events.outbox import publish
from foundation import clock
from foundation.money import Money
from pricing.models import Price, PriceSource


class PriceRefused(ValueError):
    """A price that cannot be: negative, or reduced from less than itself."""


@transaction.atomic
def set_price(
    *,
    variant: Variant,
    amount: Money,
    compare_at: Money | None = None,
    cost: Money | None = None,
    source: PriceSource = PriceSource.STAFF,
    at: datetime | None = None,
) -> Price:
    """Begin a price for a variant in the currency of ``amount`` and end the one before it.

    Without ``cost`` the cost known so far stays. Setting what is in force already changes
    nothing.

    Raises:
        PriceRefused: a negative amount, or a compare-at price that is not higher.
    """
    _check(amount, compare_at)
    # The variant's row is the lock: two first prices have no price row to wait for.
    # Not against an order that is placed: its lines name variants, see ``lock_variants``.
    Variant.objects.select_for_update(no_key=True).get(pk=variant.pk)
    now = at or clock.now()
    current = Price.objects.filter(
        variant=variant, currency=amount.currency, ends_at__isnull=True
    ).first()
    cost_minor = cost.minor if cost else (current.cost_minor if current else None)
    compare_minor = compare_at.minor if compare_at else None
    if current and (current.amount_minor, current.compare_at_minor, current.cost_minor) == (
        amount.minor,
        compare_minor,
        cost_minor,
    ):
        return current
    if current:
        current.ends_at = max(now, current.starts_at)
        current.save(update_fields=["ends_at"])
    price = Price.objects.create(
        variant=variant,
        currency=amount.currency,
        amount_minor=amount.minor,
        compare_at_minor=compare_minor,
        cost_minor=cost_minor,
        source=source,
        starts_at=now,
    )
    publish("product.changed", {"product": variant.product_id})
    publish("price.changed", {"price": price.pk})
    return price


def _check(amount: Money, compare_at: Money | None) -> None:
    if amount.minor < 0:
        raise PriceRefused(_("A price cannot be negative."))
    if compare_at and compare_at <= amount:
        raise PriceRefused(_("The price it is reduced from must be higher."))
