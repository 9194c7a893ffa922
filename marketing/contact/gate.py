"""The one gate: whether somebody may be spoken to, asked when queued and again when sent.

One list of demands, each a condition on the customer's row as the database has it now. It is asked
of one customer (``verdict``), of some with the reason (``verdicts``), or of a whole queryset in one
statement (``reachable``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, CharField, Exists, Model, OuterRef, Q, QuerySet, Value, When

from accounts.models import Customer
from events.names import Consent
from marketing.kinds import Medium, Reason
from marketing.models import PushSubscription
from notifications.digests import AddressDigest
from notifications.kinds import MailKind
from notifications.models import OptOut, Suppression

AGREED_TO_MARKETING = (Consent.MARKETING, Consent.ALL)

Demand = tuple[Reason, Q]
"""What must hold of a customer, and the reason to name where it does not."""


def verdict(customer: Customer, *, medium: Medium, is_personal: bool, at: datetime) -> Reason:
    """Why a customer must not be spoken to; ``Reason.NONE`` where they may be.

    Everything is read anew: what ``customer`` said when it was loaded may have been taken back
    since. ``is_personal`` asks for the consent to personalisation too.
    """
    return verdicts([customer.pk], medium=medium, is_personal=is_personal, at=at)[customer.pk]


def verdicts(
    customer_ids: Iterable[int], *, medium: Medium, is_personal: bool, at: datetime
) -> dict[int, Reason]:
    """``verdict`` of some customers in one statement; who is not there any more is erased."""
    asked = set(customer_ids)
    cases = [
        When(~demand, then=Value(reason.value)) for reason, demand in _demands(medium, is_personal)
    ]
    rows = (
        Customer.objects.filter(pk__in=asked)
        .annotate(verdict=Case(*cases, default=Value(Reason.NONE.value), output_field=CharField()))
        .values_list("pk", "verdict")
    )
    return dict.fromkeys(asked, Reason.ERASED) | {pk: Reason(reason) for pk, reason in rows}


def reachable(
    customers: QuerySet[Customer], *, medium: Medium, is_personal: bool
) -> QuerySet[Customer]:
    """Those of a queryset of whom ``verdict`` says ``Reason.NONE``."""
    return customers.filter(*(demand for _reason, demand in _demands(medium, is_personal)))


def _demands(medium: Medium, is_personal: bool) -> list[Demand]:
    consent = Q(consent=Consent.ALL) if is_personal else Q(consent__in=AGREED_TO_MARKETING)
    demands = [
        (Reason.ERASED, Q(erased_at__isnull=True)),
        (Reason.NO_CONSENT, consent),
        (Reason.NO_ADDRESS, _has_address(medium)),
    ]
    if medium == Medium.EMAIL:
        demands += [
            (Reason.SUPPRESSED, ~_listed(Suppression)),
            (Reason.UNSUBSCRIBED, ~_listed(OptOut, kind=MailKind.CAMPAIGN)),
        ]
    return demands


def _has_address(medium: Medium) -> Q:
    match medium:
        case Medium.EMAIL:
            return ~Q(email="")
        case Medium.INBOX:
            return Q(user__isnull=False)
        case Medium.PUSH:
            return Q(Exists(PushSubscription.objects.filter(customer=OuterRef("pk"))))


def _listed(model: type[Model], **which: object) -> Q:
    """The customer's address stands in a list that is kept by digests."""
    digest = AddressDigest(OuterRef("email"))
    return Q(Exists(model._default_manager.filter(digest=digest, **which)))
