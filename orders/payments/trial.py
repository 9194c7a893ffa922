"""The test provider: takes no money, but behaves like one that does.

The shopper chooses what is to happen. It keeps its own books (``trial_books``), so that it can be
asked later, and tells late results by signed messages, as providers do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from events import jobs
from foundation import clock
from foundation.ids import new_public_id
from foundation.money import Money
from orders.models import DisputeReason, DisputeState
from orders.payments import signatures, trial_books, trial_cards
from orders.payments.base import (
    Capabilities,
    ChargeRequest,
    ChargeResult,
    DisputeNews,
    Instrument,
    KeptMeans,
    MeansDeclined,
    Outcome,
    Payer,
    PaymentChoice,
    ProviderEvent,
    ProviderUnreachable,
    RefundDeclined,
    WebhookRefused,
    outside_transactions,
)
from orders.payments.trial_books import Entry
from orders.payments.trial_cards import TestCard

SIGNATURE_HEADER = "Test-Signature"
DELIVERY_JOB = "orders.test_provider_tells"
LATE_SECONDS = 10
SHARED_CARD = "shared"
"""The fingerprint of the one test card that everybody can use."""
SHARED_CARD_COUNTRY = "US"
_DISPUTE = "dispute-"


class TestCardProvider:
    """Pays, declines or asks for proof as chosen.

    ``timeout`` takes the money and never answers; ``late`` answers "pending", pays some seconds
    later and tells so by a webhook. Every e-mail address has a card of its own of each kind;
    ``shared`` is one card for all, from abroad, to see what the shop makes of it. Of cards that
    are kept ``once`` pays today and is declined whenever it is charged again, and ``expiring``
    ends with the month.
    """

    name = "test"
    capabilities = Capabilities(webhooks=True, redirects=True, proves=True, pays_later=True)

    def choices(self, payer: Payer) -> Sequence[PaymentChoice]:
        pays = PaymentChoice(TestCard.SUCCESS, _("Test card that pays"), "•••• 4242")
        asks = PaymentChoice(TestCard.SECURE, _("Test card that asks you to confirm"), "•••• 3220")
        fails = PaymentChoice(TestCard.DECLINE, _("Test card that is declined"), "•••• 0002")
        hangs = PaymentChoice(
            TestCard.TIMEOUT, _("Test card whose bank does not answer"), "•••• 0119"
        )
        if payer.for_later:
            once = PaymentChoice(TestCard.ONCE, _("Test card that pays only today"), "•••• 0341")
            ends = PaymentChoice(
                TestCard.EXPIRING, _("Test card that ends with this month"), "•••• 0069"
            )
            return pays, asks, fails, hangs, once, ends
        late = PaymentChoice(TestCard.LATE, _("Test transfer that arrives later"), "•••• 9995")
        many = PaymentChoice(TestCard.SHARED, _("Test card from abroad that many use"), "•••• 0259")
        return pays, asks, fails, hangs, late, many

    @outside_transactions
    def charge(self, request: ChargeRequest) -> ChargeResult:
        entry = trial_books.change(request.key, lambda known: known or _booked(request))
        if entry.kept:
            trial_books.keep_card(entry.kept)
        if request.choice == TestCard.TIMEOUT:
            raise ProviderUnreachable("the test provider was told not to answer")
        if request.choice == TestCard.LATE:
            due_at = clock.now() + timedelta(seconds=LATE_SECONDS)
            key = f"{DELIVERY_JOB}:{request.key}"
            jobs.enqueue(DELIVERY_JOB, key=key, payload={"key": request.key}, due_at=due_at)
        return _result(entry)

    @outside_transactions
    def keep_means(self, *, choice: str, email: str) -> KeptMeans:
        if choice == TestCard.DECLINE:
            raise MeansDeclined(_("The card was declined."))
        token = trial_cards.keep(choice, _fingerprint(choice, email))
        trial_books.keep_card(token)
        return trial_cards.described(token)

    @outside_transactions
    def forget_means(self, *, token: str) -> None:
        trial_books.forget_card(token)

    @outside_transactions
    def charge_saved(self, request: ChargeRequest, *, token: str) -> ChargeResult:
        entry = trial_books.change(request.key, lambda known: known or _charged(request, token))
        if trial_cards.choice_of(token) == TestCard.TIMEOUT:
            raise ProviderUnreachable("the test provider was told not to answer")
        return _result(entry)

    @outside_transactions
    def look_up(self, key: str, *, reference: str = "") -> ChargeResult | None:
        entry = trial_books.read(key)
        return _result(entry) if entry else None

    @outside_transactions
    def refund(self, *, key: str, refund_key: str, amount: Money, reference: str = "") -> str:
        def give_back(entry: Entry | None) -> Entry:
            if entry is None or entry.outcome != Outcome.PAID or entry.currency != amount.currency:
                raise RefundDeclined(_("Nothing was paid that could be given back."))
            if refund_key in entry.refunds:
                return entry
            if entry.refunded + amount.minor > entry.amount:
                raise RefundDeclined(_("More than was paid cannot be given back."))
            return replace(entry, refunds={**entry.refunds, refund_key: amount.minor})

        trial_books.change(key, give_back)
        return f"test_refund_{salted_hmac(self.name, refund_key).hexdigest()[:24]}"

    @outside_transactions
    def refund_problem(self, reference: str) -> str:
        return ""

    @outside_transactions
    def look_up_dispute(self, reference: str) -> DisputeNews | None:
        entry = trial_books.read(reference.removeprefix(_DISPUTE))
        if entry is None or not entry.dispute:
            return None
        return DisputeNews(
            reference=reference,
            key=entry.key,
            state=DisputeState(entry.dispute),
            reason=DisputeReason(entry.dispute_reason),
            amount=Money(entry.amount, entry.currency),
        )

    @outside_transactions
    def cancel(self, key: str, *, reference: str = "") -> ChargeResult | None:
        entry = trial_books.settle(key, Outcome.DECLINED, message=_("The payment was cancelled."))
        return _result(entry) if entry else None

    def verify_webhook(self, body: bytes, headers: Mapping[str, str]) -> Sequence[ProviderEvent]:
        signatures.verify(body, headers.get(SIGNATURE_HEADER, ""), webhook_secret())
        try:
            told = json.loads(body)
            event = ProviderEvent(
                id=str(told["id"]),
                type=str(told["type"]),
                key=str(told["key"]),
                dispute=str(told.get("dispute", "")),
                payload=told,
            )
        except (ValueError, KeyError, TypeError) as error:
            raise WebhookRefused("not a message") from error
        return (event,)

    def refunded(self, key: str) -> int:
        """How much of a key went back, in minor units."""
        entry = trial_books.read(key)
        return entry.refunded if entry else 0


def webhook_secret() -> str:
    return salted_hmac("orders.payments.trial", "webhook").hexdigest()


def message(entry: Entry, *, event_id: str = "") -> tuple[bytes, dict[str, str]]:
    """What the provider would send about an entry: raw body and headers."""
    told = {
        "id": event_id or f"evt_{entry.reference}_{entry.outcome}",
        "type": f"payment.{entry.outcome}",
        "key": entry.key,
    }
    body = json.dumps(told).encode()
    return body, {SIGNATURE_HEADER: signatures.sign(body, webhook_secret())}


def dispute_message(entry: Entry) -> tuple[bytes, dict[str, str]]:
    """What the provider would send about the dispute of an entry: raw body and headers."""
    told = {
        "id": f"evt_{entry.reference}_dispute_{entry.dispute}",
        "type": f"dispute.{entry.dispute}",
        "key": "",
        "dispute": f"{_DISPUTE}{entry.key}",
    }
    body = json.dumps(told).encode()
    return body, {SIGNATURE_HEADER: signatures.sign(body, webhook_secret())}


def _booked(request: ChargeRequest) -> Entry:
    outcome = {
        TestCard.DECLINE: Outcome.DECLINED,
        TestCard.SECURE: Outcome.ACTION_REQUIRED,
        TestCard.LATE: Outcome.PENDING,
    }.get(TestCard(request.choice), Outcome.PAID)
    if request.prove and outcome == Outcome.PAID:
        outcome = Outcome.ACTION_REQUIRED
    card, country = _card(request)
    return Entry(
        key=request.key,
        outcome=outcome,
        amount=request.amount.minor,
        currency=request.amount.currency,
        reference=f"test_{new_public_id()}",
        message=_("The card was declined.") if outcome == Outcome.DECLINED else "",
        return_url=request.return_url,
        card=card,
        card_country=country,
        proven=outcome == Outcome.ACTION_REQUIRED,
        kept=trial_cards.keep(request.choice, card) if request.keep and card else "",
    )


def _charged(request: ChargeRequest, token: str) -> Entry:
    """What is booked of a charge of a card that is kept."""
    problem = trial_cards.problem(token)
    if trial_books.is_forgotten(token):
        problem = _("The card was declined.")
    return Entry(
        key=request.key,
        outcome=Outcome.DECLINED if problem else Outcome.PAID,
        amount=request.amount.minor,
        currency=request.amount.currency,
        reference=f"test_{new_public_id()}",
        message=problem,
        card=trial_cards.fingerprint_of(token),
    )


def _card(request: ChargeRequest) -> tuple[str, str]:
    """Fingerprint and country of the card that is tried; a transfer has none."""
    match TestCard(request.choice):
        case TestCard.LATE:
            return "", ""
        case TestCard.SHARED:
            return SHARED_CARD, SHARED_CARD_COUNTRY
    return _fingerprint(request.choice, request.email), ""


def _fingerprint(choice: str, email: str) -> str:
    whose = f"{choice} {email.lower()}"
    return salted_hmac("orders.payments.trial", whose).hexdigest()[:24]


def _result(entry: Entry) -> ChargeResult:
    action_url = ""
    if entry.outcome == Outcome.ACTION_REQUIRED:
        action_url = reverse("storefront:test-bank", args=[entry.reference])
    card = None
    if entry.card:
        card = Instrument(entry.card, entry.card_country, is_proven=entry.proven)
    is_kept = entry.kept and entry.outcome == Outcome.PAID
    kept = trial_cards.described(entry.kept) if is_kept else None
    return ChargeResult(
        entry.outcome, entry.reference, entry.message, action_url, instrument=card, kept=kept
    )
