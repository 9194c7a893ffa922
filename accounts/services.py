"""Writes about people: who is a customer, which visitor they are, what they agreed to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from accounts.companies.members import ROLE_CHANGED
from accounts.companies.terms import tell_changed
from accounts.models import (
    Company,
    CompanyRole,
    ConsentRecord,
    Customer,
    CustomerGroup,
    User,
    VisitorLink,
)
from events import audit
from events.context import NOBODY, EventContext
from events.names import Consent, EventName
from events.outbox import publish
from events.services import Fact, record
from foundation import clock


@transaction.atomic
def customer_for_user(
    *, user: User, language: str = "", at: datetime | None = None
) -> Customer | None:
    """The customer behind a login: theirs, or the one that their verified e-mail proves.

    An address that nobody confirmed proves nothing: without a verified one there is no customer
    yet, because the address may be that of a guest whose orders are not the user's to see.
    """
    own = Customer.objects.filter(user=user).first()
    if own is not None:
        return None if own.erased_at else own
    address = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary").first()
    if address is None:
        return None
    return _claim(address.email.lower(), user, language, at or clock.now())


def _claim(email: str, user: User, language: str, at: datetime) -> Customer | None:
    """Take over the customer who has that e-mail and no login, or become a new one."""
    known = Customer.objects.select_for_update().filter(email__iexact=email).first()
    if known is None:
        customer = Customer.objects.create(
            user=user, email=email, name=user.name, language=language, created_at=at
        )
        publish("customer.created", {"customer": customer.pk})
        return customer
    if known.user_id is not None or known.erased_at:
        return None
    known.user = user
    known.save(update_fields=["user"])
    return known


def link_visitor(*, visitor: UUID, customer: Customer, at: datetime | None = None) -> VisitorLink:
    """Remember that a visitor is a customer; deleting the link makes the visit anonymous again."""
    link, _created = VisitorLink.objects.update_or_create(
        visitor=visitor, defaults={"customer": customer, "linked_at": at or clock.now()}
    )
    return link


@transaction.atomic
def set_terms(
    *,
    customer: Customer,
    group: CustomerGroup | None,
    company: Company | None,
    role: CompanyRole = CompanyRole.BUYER,
    by: User | None = None,
    at: datetime | None = None,
) -> Customer:
    """Say at whose prices a customer buys: a group's, a company's, or everybody's.

    ``role`` is what they may do for the company; without one it is a buyer's. The audit trail
    tells of it where it changes, by the member of staff ``by``.
    """
    before = Customer.objects.select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
    customer.group, customer.company = group, company
    customer.company_role = role if company is not None else CompanyRole.BUYER
    customer.save(update_fields=["group", "company", "company_role"])
    now = (customer.company_id, customer.company_role)
    if now != (before.company_id, before.company_role):
        audit.write(
            actor=by,
            action=ROLE_CHANGED,
            target=customer,
            changes={
                "company": [before.company_id, customer.company_id],
                "before": before.company_role,
                "after": customer.company_role,
            },
            at=at,
        )
        for company_id in {before.company_id, customer.company_id}:
            tell_changed(company_id)
    return customer


@transaction.atomic
def give_consent(
    *,
    level: Consent,
    before: Consent,
    wording: str,
    context: EventContext = NOBODY,
    customer: Customer | None = None,
    at: datetime | None = None,
) -> ConsentRecord:
    """Keep a choice as proof and act on it.

    Args:
        before: what was agreed until now; taking part of it back is a withdrawal.
        wording: which text the choice was made on.
        context: who chose; a visitor is named only if they now agree to personalisation.
    """
    now = at or clock.now()
    personal = bool(level & Consent.PERSONALISATION)
    entry = ConsentRecord.objects.create(
        visitor=context.visitor if personal else None,
        customer=customer,
        level=level,
        wording=wording,
        given_at=now,
    )
    if customer is not None:
        customer.consent = level
        customer.save(update_fields=["consent"])
    if not personal and context.visitor is not None:
        VisitorLink.objects.filter(visitor=context.visitor).delete()
    withdrawn = bool(before & ~level)
    name = EventName.CONSENT_WITHDRAWN if withdrawn else EventName.CONSENT_GIVEN
    record(Fact(name=name, payload={"level": int(level)}, at=now), context=context)
    return entry


def set_language(*, customer: Customer, language: str) -> None:
    """The language in which a customer is written to; a code of the shop's own languages."""
    if language not in dict(settings.LANGUAGES):
        raise ValueError(f"the shop does not speak {language!r}")
    customer.language = language
    customer.save(update_fields=["language"])
