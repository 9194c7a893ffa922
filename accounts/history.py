"""Customers of the past in bulk: what an import or the simulated market brings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Address, ConsentRecord, Customer, VisitorLink
from events.names import Consent
from foundation.bulk import Row, insert_rows, reserve_ids
from foundation.ids import new_public_id, uuid7


@dataclass(frozen=True, slots=True)
class PastAddress:
    line1: str
    postcode: str
    city: str
    line2: str = ""
    region: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PastConsent:
    """A choice as it was made; ``wording`` names the text that was agreed to."""

    level: Consent
    wording: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class PastCustomer:
    """A customer as they were. ``consents`` are in order: the last one is in force.

    ``visitor`` is the browser they are linked to, from the moment they became a customer.
    """

    created_at: datetime
    country: str = ""
    email: str = ""
    name: str = ""
    language: str = ""
    external_ref: str = ""
    user_id: int | None = None
    visitor: UUID | None = None
    address: PastAddress | None = None
    consents: tuple[PastConsent, ...] = ()
    birth_year: int | None = None

    @property
    def consent(self) -> Consent:
        return self.consents[-1].level if self.consents else Consent.NECESSARY


@dataclass(frozen=True, slots=True)
class StoredCustomer:
    """What orders and events call a customer: the row's key and the log's pseudonym."""

    id: int
    pseudonym: UUID
    consent: Consent


@transaction.atomic
def record_history(*, customers: Sequence[PastCustomer]) -> list[StoredCustomer]:
    """Write customers with their addresses, consents and visitors; returns them in order.

    Raises:
        IntegrityError: an e-mail address, external name or visitor that exists already.
    """
    ids = reserve_ids(Customer, len(customers))
    stored = [
        StoredCustomer(key, uuid7(past.created_at), past.consent)
        for key, past in zip(ids, customers, strict=True)
    ]
    pairs = list(zip(stored, customers, strict=True))
    insert_rows(Customer, _CUSTOMER_FIELDS, (_customer_row(*pair) for pair in pairs))
    insert_rows(Address, _ADDRESS_FIELDS, _address_rows(pairs))
    insert_rows(ConsentRecord, _CONSENT_FIELDS, _consent_rows(pairs))
    insert_rows(
        VisitorLink,
        ("visitor", "customer_id", "linked_at"),
        ((past.visitor, kept.id, past.created_at) for kept, past in pairs if past.visitor),
    )
    return stored


_CUSTOMER_FIELDS = (
    "id", "public_id", "pseudonym", "user_id", "email", "name", "country", "language",
    "external_ref", "consent", "birth_year", "created_at",
)  # fmt: skip
_ADDRESS_FIELDS = (
    "customer_id", "label", "name", "company", "vat_id", "line1", "line2", "postcode", "city",
    "region", "country", "phone", "is_default",
)  # fmt: skip
_CONSENT_FIELDS = ("customer_id", "visitor", "level", "wording", "given_at")
_Pairs = Sequence[tuple[StoredCustomer, PastCustomer]]


def _customer_row(stored: StoredCustomer, past: PastCustomer) -> Row:
    return (
        stored.id, new_public_id(), stored.pseudonym, past.user_id, past.email.lower(), past.name,
        past.country, past.language, past.external_ref, past.consent, past.birth_year,
        past.created_at,
    )  # fmt: skip


def _address_rows(pairs: _Pairs) -> Iterator[Row]:
    for stored, past in pairs:
        if place := past.address:
            yield (
                stored.id, "", past.name, "", "", place.line1, place.line2, place.postcode,
                place.city, place.region, past.country, place.phone, True,
            )  # fmt: skip


def _consent_rows(pairs: _Pairs) -> Iterator[Row]:
    for stored, past in pairs:
        for choice in past.consents:
            yield stored.id, past.visitor, choice.level, choice.wording, choice.given_at
