"""What a scanner or a hand names: items of the catalogue, buyers, receipts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.models import Customer
from catalog.models import ProductStatus, Variant
from loyalty.models import Membership
from orders.models import Order, OrderState

MOST_FOUND = 12
MOST_AT_ONCE = 999
LONGEST = 80
LONGEST_ADDRESS = 254
_TIMES = re.compile(r"(?P<units>[0-9]{1,3})\s*[x*×]\s*(?P<what>.+)", re.IGNORECASE)
_BARCODE = re.compile(r"[0-9]{8,14}")


@dataclass(frozen=True, slots=True)
class Found:
    """The one variant that was named, or those that could be meant; ``units`` of it are wanted."""

    variant: Variant | None = None
    candidates: tuple[Variant, ...] = ()
    units: int = 1


def find_items(text: str) -> Found:
    """By SKU (in any case), barcode, or words of the name; ``3 x SKU`` names three of it.

    The text as a whole is tried first: an SKU may itself look like a quantity. Three queries.
    """
    text = _plain(text)[:LONGEST]
    if not text:
        return Found()
    if exact := _exact(text):
        return Found(variant=exact)
    units = 1
    if (times := _TIMES.fullmatch(text)) and int(times["units"]) > 0:
        units, text = int(times["units"]), times["what"].strip()
        if exact := _exact(text):
            return Found(variant=exact, units=units)
    return Found(candidates=_by_words(text), units=units)


def _exact(text: str) -> Variant | None:
    variants = _sold()
    if _BARCODE.fullmatch(text):
        # A UPC is the EAN with a nought before it: scanners send either.
        known = {text, text.lstrip("0"), text.zfill(13), text.zfill(12)}
        # The index is of those that have one: SQLite takes it only where that is asked too.
        coded = variants.exclude(barcode="").filter(barcode__in=known - {""})
        if by_code := coded.order_by("pk").first():
            return by_code
    return variants.alias(lower=Lower("sku")).filter(lower=text.lower()).first()


def _by_words(text: str) -> tuple[Variant, ...]:
    wanted = Q()
    for word in text.split()[:6]:
        wanted &= Q(product__name__icontains=word) | Q(sku__icontains=word)
    found = _sold().filter(wanted).order_by("product__name", "position", "pk")
    return tuple(found[:MOST_FOUND])


def _sold() -> QuerySet[Variant]:
    """What may lie on a shelf: also what left the assortment, but no drafts."""
    known = Variant.objects.select_related("product").exclude(product__status=ProductStatus.DRAFT)
    return known.filter(is_active=True)


def find_customer(text: str) -> Customer | None:
    """A customer by e-mail address, or by the code on their points card."""
    text = _plain(text)[:LONGEST_ADDRESS]
    known = Customer.objects.filter(erased_at__isnull=True)
    if "@" in text:
        # As the index has it: whatever else is asked reads every customer there is.
        by_email = known.exclude(email="").alias(lower=Lower("email")).filter(lower=text.lower())
        return by_email.order_by("pk").first()
    if not text:
        return None
    member = Membership.objects.filter(friend_code=text.upper()).first()
    return known.filter(pk=member.customer_id).first() if member else None


def find_receipt(text: str) -> Order | None:
    """A placed order by its own number or that of its invoice, as both stand on a receipt."""
    text = _plain(text)[:40]
    if not text:
        return None
    placed = Order.objects.filter(state=OrderState.PLACED)
    return (
        placed.filter(number=text).first()
        or placed.filter(invoices__number__iexact=text).order_by("pk").first()
    )


def _plain(text: str) -> str:
    """Without what no database takes, and with single blanks."""
    return " ".join(text.replace("\0", "").split())
