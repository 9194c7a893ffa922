"""Which browsers a customer lets the shop notify: kept, shown to them, taken back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer
from events.names import Consent
from foundation import clock
from foundation.public_hosts import NotPublic, check_form
from foundation.refusals import Refusal
from marketing.models import PushSubscription
from marketing.push.encryption import BadKeys, read_keys

MOST_BROWSERS = 10
"""Of one customer: beyond it the oldest goes, for nobody reads in so many."""
LONGEST_ENDPOINT = 1_000


class SubscriptionRefused(Refusal):
    """A browser that cannot be notified; the message says why."""


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser tells of its subscription; keys in base64url as it gives them."""

    endpoint: str
    p256dh: str
    auth: str
    name: str = ""


@transaction.atomic
def subscribe(
    *, customer: Customer, browser: Browser, at: datetime | None = None
) -> PushSubscription:
    """Let the shop notify a browser; one that is known changes its owner and its keys.

    Raises:
        SubscriptionRefused: no consent to news, keys that are none, or an endpoint that is not an
            https address in public.
    """
    if not customer.consent & Consent.MARKETING:
        raise SubscriptionRefused(
            _("Allow news in your privacy choices first: notifications carry nothing else.")
        )
    _check(browser)
    digest = digest_of(browser.endpoint)
    # With a row of the owner before goes what is on its way to them: nobody else is to read it.
    PushSubscription.objects.filter(digest=digest).exclude(customer=customer).delete()
    found, _made = PushSubscription.objects.update_or_create(
        digest=digest,
        defaults={
            "customer": customer,
            "endpoint": browser.endpoint,
            "p256dh": browser.p256dh,
            "auth": browser.auth,
            "browser": browser.name[:60],
            "created_at": at or clock.now(),
        },
    )
    _forget_oldest(customer)
    return found


def _check(browser: Browser) -> None:
    if len(browser.endpoint) > LONGEST_ENDPOINT or not browser.endpoint.isprintable():
        raise SubscriptionRefused(_("This browser cannot be notified."))
    try:
        read_keys(p256dh=browser.p256dh, auth=browser.auth)
        # Its name is looked up when it is spoken to: nobody waits for that here.
        check_form(browser.endpoint, private_hosts=settings.PUSH_PRIVATE_HOSTS, only_https=True)
    except (BadKeys, NotPublic) as error:
        raise SubscriptionRefused(_("This browser cannot be notified.")) from error


def _forget_oldest(customer: Customer) -> None:
    newest = subscriptions_of(customer).values_list("pk", flat=True)[:MOST_BROWSERS]
    PushSubscription.objects.filter(customer=customer).exclude(pk__in=list(newest)).delete()


def unsubscribe(*, customer: Customer, subscription_id: int) -> bool:
    """Take a browser of one's own back; tells whether there was one."""
    return bool(PushSubscription.objects.filter(customer=customer, pk=subscription_id).delete()[0])


def subscriptions_of(customer: Customer) -> QuerySet[PushSubscription]:
    """The newest first."""
    return PushSubscription.objects.filter(customer=customer).order_by("-created_at", "-pk")


def digest_of(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()
