"""A customer's addresses: each function finds and changes only what is theirs."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Address, Customer
from foundation.postcodes import check_postcode
from foundation.refusals import Refusal

MOST_ADDRESSES = 30
_REQUIRED = ("name", "line1", "postcode", "city", "country")


@dataclass(frozen=True, slots=True)
class AddressDetails:
    """What an address says; ``country`` is an ISO 3166 code of two letters."""

    name: str
    line1: str
    postcode: str
    city: str
    country: str
    line2: str = ""
    region: str = ""
    phone: str = ""
    company: str = ""
    vat_id: str = ""
    label: str = ""

    def cleaned(self) -> AddressDetails:
        """Without blanks around the texts.

        Raises:
            Refusal: a field that is missing, too long, no country or no postcode of it, named by
                ``field``.
        """
        texts = {name: " ".join(str(text).split()) for name, text in asdict(self).items()}
        texts["country"] = texts["country"].upper()
        for name, text in texts.items():
            if name in _REQUIRED and not text:
                raise Refusal(_("This is needed."), field=name)
            longest = getattr(Address._meta.get_field(name), "max_length", None) or 0
            if name != "country" and len(text) > longest:
                raise Refusal(
                    _("At most %(most)d characters fit here.") % {"most": longest}, field=name
                )
        country = texts["country"]
        if len(country) != 2 or not (country.isascii() and country.isalpha()):
            raise Refusal(_("Choose a country."), field="country")
        check_postcode(country, texts["postcode"])
        return AddressDetails(**texts)


def addresses_of(customer: Customer) -> QuerySet[Address]:
    """The default one first, then the latest."""
    return customer.addresses.order_by("-is_default", "-pk")


def find_address(*, customer: Customer, address_id: int) -> Address | None:
    """One of the customer's own; None for anybody else's."""
    return customer.addresses.filter(pk=address_id).first()


@transaction.atomic
def add_address(
    *, customer: Customer, details: AddressDetails, is_default: bool = False
) -> Address:
    """Keep an address; the first becomes the default.

    Raises:
        Refusal: a field that cannot be, or too many addresses.
    """
    _lock(customer)
    known = customer.addresses.count()
    if known >= MOST_ADDRESSES:
        raise Refusal(_("You have %(most)d addresses: that is the most.") % {"most": known})
    address = Address.objects.create(customer=customer, **asdict(details.cleaned()))
    return make_default(customer=customer, address=address) if is_default or not known else address


@transaction.atomic
def change_address(*, customer: Customer, address: Address, details: AddressDetails) -> Address:
    """Write an address anew; orders keep the one they were sent to.

    Raises:
        Refusal: somebody else's address, or a field that cannot be.
    """
    _own(customer, address)
    for name, text in asdict(details.cleaned()).items():
        setattr(address, name, text)
    address.save()
    return address


@transaction.atomic
def remove_address(*, customer: Customer, address: Address) -> None:
    """Forget an address; if it was the default, the latest of the others becomes it."""
    _own(customer, address)
    _lock(customer)
    was_default = address.is_default
    address.delete()
    heir = addresses_of(customer).first()
    if was_default and heir is not None:
        make_default(customer=customer, address=heir)


@transaction.atomic
def make_default(*, customer: Customer, address: Address) -> Address:
    """Have an address stand first; there is one default at most."""
    _own(customer, address)
    _lock(customer)
    customer.addresses.filter(is_default=True).exclude(pk=address.pk).update(is_default=False)
    address.is_default = True
    address.save(update_fields=["is_default"])
    return address


def _own(customer: Customer, address: Address) -> None:
    if address.customer_id != customer.pk:
        raise Refusal(_("This is not your address."))


def _lock(customer: Customer) -> None:
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)
