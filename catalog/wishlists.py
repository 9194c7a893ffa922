"""Wishlists: named lists of a customer's own, shown to others by a link that can be taken back.

Every function takes the customer who asks and finds only what is theirs.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer
from catalog.models import ProductStatus, Variant, Wishlist, WishlistItem
from events.context import NOBODY, EventContext
from events.names import EventName
from events.services import Fact, record
from foundation import clock
from foundation.ids import new_token
from foundation.refusals import Refusal

LONGEST_NAME = 80
MOST_LISTS = 20
MOST_WISHES = 200


def wishlists_of(customer: Customer) -> QuerySet[Wishlist]:
    """A customer's lists with ``wishes`` counted, the oldest first."""
    return (
        Wishlist.objects.filter(customer=customer)
        .annotate(wishes=Count("items"))
        .order_by("created_at", "pk")
    )


def find_wishlist(*, customer: Customer, public_id: str) -> Wishlist | None:
    """One of the customer's own lists; None for anybody else's."""
    return Wishlist.objects.filter(customer=customer, public_id=public_id).first()


def shared_wishlist(*, token: str) -> Wishlist | None:
    """The list that a link opens, for whoever holds the link."""
    return Wishlist.objects.filter(token=token).first() if token else None


def items_of(wishlist: Wishlist) -> QuerySet[WishlistItem]:
    """What is on a list and still in the catalogue, the latest first."""
    return (
        wishlist.items.select_related("variant__product")
        .filter(variant__product__status=ProductStatus.PUBLISHED)
        .order_by("-added_at", "-pk")
    )


@transaction.atomic
def create_wishlist(*, customer: Customer, name: str, at: datetime | None = None) -> Wishlist:
    """Begin a list.

    Raises:
        Refusal: no name, a name in use, or too many lists.
    """
    _lock(customer)
    if Wishlist.objects.filter(customer=customer).count() >= MOST_LISTS:
        raise Refusal(_("You have %(most)d lists: that is the most.") % {"most": MOST_LISTS})
    name = _free_name(customer, name)
    return Wishlist.objects.create(customer=customer, name=name, created_at=at or clock.now())


@transaction.atomic
def rename_wishlist(*, customer: Customer, wishlist: Wishlist, name: str) -> Wishlist:
    """Call a list something else.

    Raises:
        Refusal: somebody else's list, no name, or a name in use.
    """
    _own(customer, wishlist)
    _lock(customer)
    wishlist.name = _free_name(customer, name, besides=wishlist)
    wishlist.save(update_fields=["name"])
    return wishlist


@transaction.atomic
def remove_wishlist(*, customer: Customer, wishlist: Wishlist) -> None:
    _own(customer, wishlist)
    wishlist.delete()


def share_wishlist(*, customer: Customer, wishlist: Wishlist) -> str:
    """The token of the link that shows the list to others; the same until it is taken back."""
    _own(customer, wishlist)
    Wishlist.objects.filter(pk=wishlist.pk, token="").update(token=new_token())
    wishlist.refresh_from_db(fields=["token"])
    return wishlist.token


def unshare_wishlist(*, customer: Customer, wishlist: Wishlist) -> None:
    """Take the link back: it opens nothing any more."""
    _own(customer, wishlist)
    wishlist.token = ""
    wishlist.save(update_fields=["token"])


@transaction.atomic
def add_wish(
    *,
    customer: Customer,
    variant: Variant,
    wishlist: Wishlist | None = None,
    context: EventContext = NOBODY,
    at: datetime | None = None,
) -> WishlistItem:
    """Put a variant on a list; without one on the first, which is made where there is none.

    A wish that is there already stays as it is. ``context`` tells the log who wished.

    Raises:
        Refusal: somebody else's list, a full one, or something that is not shown any more.
    """
    if not variant.is_active or variant.product.status != ProductStatus.PUBLISHED:
        raise Refusal(_("This is not for sale any more."))
    _lock(customer)
    if wishlist is None:
        wishlist = wishlists_of(customer).first() or create_wishlist(
            customer=customer, name=_("Wishlist"), at=at
        )
    _own(customer, wishlist)
    known = WishlistItem.objects.filter(wishlist=wishlist, variant=variant).first()
    if known is not None:
        return known
    if wishlist.items.count() >= MOST_WISHES:
        raise Refusal(_("At most %(most)d things fit on a list.") % {"most": MOST_WISHES})
    now = at or clock.now()
    record(
        Fact(
            name=EventName.WISH_ADDED,
            product_id=variant.product_id,
            variant_id=variant.pk,
            at=now,
        ),
        context=context,
    )
    return WishlistItem.objects.create(wishlist=wishlist, variant=variant, added_at=now)


@transaction.atomic
def remove_wish(*, customer: Customer, wishlist: Wishlist, variant: Variant) -> bool:
    """Take a variant off a list; whether it was on it."""
    _own(customer, wishlist)
    count, _by_model = WishlistItem.objects.filter(wishlist=wishlist, variant=variant).delete()
    return count > 0


def _own(customer: Customer, wishlist: Wishlist) -> None:
    if wishlist.customer_id != customer.pk:
        raise Refusal(_("This is not your list."))


def _lock(customer: Customer) -> None:
    """One change of a customer's lists at a time, so that names and numbers are counted right."""
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)


def _free_name(customer: Customer, name: str, *, besides: Wishlist | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal(_("Give the list a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise Refusal(
            _("At most %(most)d characters fit here.") % {"most": LONGEST_NAME}, field="name"
        )
    same = Wishlist.objects.filter(customer=customer, name__iexact=name)
    if besides is not None:
        same = same.exclude(pk=besides.pk)
    if same.exists():
        raise Refusal(_("You have a list of that name."), field="name")
    return name
