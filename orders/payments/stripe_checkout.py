"""Stripe: the shopper pays on Stripe's own page, and a signed webhook tells how it went.

The payment's key is the session's ``client_reference_id`` and the idempotency key of its making;
a refund's key is that of the refund. So every call can be repeated.
https://docs.stripe.com/payments/checkout, https://docs.stripe.com/webhooks/signature
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import stripe
from django.conf import settings
from django.utils.translation import gettext as _

from foundation.money import Money, exponent
from orders.models import DisputeReason, DisputeState
from orders.payments.base import (
    Capabilities,
    ChargeRequest,
    ChargeResult,
    DisputeNews,
    Instrument,
    Outcome,
    Payer,
    PaymentChoice,
    ProviderEvent,
    ProviderUnreachable,
    RefundDeclined,
    WebhookRefused,
    outside_transactions,
)

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 20
TOLERANCE_SECONDS = 300
MOST_SESSIONS_SEARCHED = 1_000
# Currencies without minor units that Stripe wants in hundredths all the same.
# https://docs.stripe.com/currencies#special-cases
_IN_HUNDREDTHS = frozenset({"ISK", "UGX"})
# And those with minor units that Stripe counts without.
_IN_WHOLES = frozenset({"MGA"})
_NOT_GIVEN_BACK = ("failed", "canceled")
# https://docs.stripe.com/api/disputes/object; what is not listed needs an answer.
_DISPUTE_STATES = {
    "warning_needs_response": DisputeState.INQUIRY,
    "warning_under_review": DisputeState.INQUIRY,
    "warning_closed": DisputeState.WON,
    "prevented": DisputeState.WON,
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
}
_DISPUTE_REASONS = {
    "fraudulent": DisputeReason.FRAUDULENT,
    "unrecognized": DisputeReason.UNRECOGNISED,
    "product_not_received": DisputeReason.NOT_RECEIVED,
    "product_unacceptable": DisputeReason.NOT_AS_DESCRIBED,
    "duplicate": DisputeReason.DUPLICATE,
    "credit_not_processed": DisputeReason.NOT_REFUNDED,
}
_WITH_CARD = "payment_intent.latest_charge"
_AWAY = (
    stripe.APIConnectionError,
    stripe.RateLimitError,
    stripe.APIError,
    stripe.AuthenticationError,
    stripe.PermissionError,
    stripe.IdempotencyError,
)


class StripeProvider:
    """Payments by Checkout sessions; ``reference`` is the session's id."""

    name = "stripe"
    capabilities = Capabilities(
        webhooks=True, redirects=True, proves=True, action_lasts=timedelta(minutes=30)
    )

    def __init__(self, *, secret_key: str, webhook_secret: str, api_base: str = "") -> None:
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base} if api_base else {},
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
            max_network_retries=1,
        )

    @classmethod
    def from_settings(cls) -> StripeProvider:
        return cls(
            secret_key=settings.STRIPE_SECRET_KEY,
            webhook_secret=settings.STRIPE_WEBHOOK_SECRET,
            api_base=settings.STRIPE_API_BASE,
        )

    def choices(self, payer: Payer) -> Sequence[PaymentChoice]:
        """One choice: cards, wallets and bank ways are chosen on Stripe's page."""
        if payer.total.minor % _step(payer.total.currency):
            return ()
        return (PaymentChoice("checkout", _("Card or wallet"), _("You pay on a page of Stripe")),)

    @outside_transactions
    def charge(self, request: ChargeRequest) -> ChargeResult:
        try:
            with _answers():
                session = self._client.v1.checkout.sessions.create(
                    _session_of(request), {"idempotency_key": request.key}
                )
        except (stripe.InvalidRequestError, stripe.CardError) as error:
            # Nothing was begun: such as a sum below the least that Stripe takes.
            logger.error("stripe: %s: %s", request.key, error)
            return ChargeResult(Outcome.DECLINED, "", _("This sum cannot be paid that way."))
        return _result(session)

    @outside_transactions
    def look_up(self, key: str, *, reference: str = "") -> ChargeResult | None:
        session = self._session(key, reference)
        return _result(session) if session is not None else None

    @outside_transactions
    def refund(self, *, key: str, refund_key: str, amount: Money, reference: str = "") -> str:
        session = self._session(key, reference)
        if session is None or session.payment_intent is None:
            raise RefundDeclined(_("Nothing was paid that could be given back."))
        intent = _id(session.payment_intent)
        with _answers(refusal=RefundDeclined):
            refund = self._refund_made(intent, refund_key) or self._client.v1.refunds.create(
                {
                    "payment_intent": intent,
                    "amount": stripe_amount(amount),
                    "metadata": {"key": refund_key},
                },
                {"idempotency_key": refund_key},
            )
        if problem := _problem_of(refund):
            raise RefundDeclined(problem)
        return str(refund.id)

    @outside_transactions
    def refund_problem(self, reference: str) -> str:
        """Banks send refunds back days later, such as to a card that was closed."""
        with _answers(refusal=ProviderUnreachable):
            return _problem_of(self._client.v1.refunds.retrieve(reference))

    @outside_transactions
    def look_up_dispute(self, reference: str) -> DisputeNews | None:
        try:
            with _answers():
                found = self._client.v1.disputes.retrieve(reference, {"expand": ["payment_intent"]})
        except stripe.InvalidRequestError:
            return None
        return _news(found)

    @outside_transactions
    def cancel(self, key: str, *, reference: str = "") -> ChargeResult | None:
        """Close the page; where the shopper was faster, what they did stands."""
        session = self._session(key, reference)
        if session is None:
            return None
        if session.status == "open":
            try:
                with _answers():
                    session = self._client.v1.checkout.sessions.expire(session.id)
            except stripe.InvalidRequestError:  # it is open no more
                session = self._session(key, session.id) or session
        return _result(session)

    def verify_webhook(self, body: bytes, headers: Mapping[str, str]) -> Sequence[ProviderEvent]:
        try:
            event = stripe.Webhook.construct_event(
                body,
                headers.get("Stripe-Signature", ""),
                self._webhook_secret,
                tolerance=TOLERANCE_SECONDS,
            )
            told = event.data.object.to_dict()
            key = told.get("client_reference_id") or (told.get("metadata") or {}).get("key", "")
        except (stripe.SignatureVerificationError, ValueError, KeyError, AttributeError) as error:
            raise WebhookRefused(str(error)) from error
        object_id = str(told.get("id", ""))
        return (
            ProviderEvent(
                id=str(event.id),
                type=str(event.type),
                key=str(key),
                dispute=object_id if told.get("object") == "dispute" else "",
                payload={"object": object_id},
            ),
        )

    def _refund_made(self, intent: str, refund_key: str) -> stripe.Refund | None:
        """The refund of a key. Stripe forgets idempotency keys after a day, but not metadata."""
        made = self._client.v1.refunds.list({"payment_intent": intent, "limit": 100})
        for refund in made.auto_paging_iter():
            told = refund.to_dict().get("metadata") or {}
            if told.get("key") == refund_key and refund.status not in _NOT_GIVEN_BACK:
                return refund
        return None

    def _session(self, key: str, reference: str) -> stripe.checkout.Session | None:
        """The session of a key: by its id, else by searching for one that was never noted."""
        sessions = self._client.v1.checkout.sessions
        with _answers(refusal=ProviderUnreachable):
            if reference:
                return sessions.retrieve(reference, {"expand": [_WITH_CARD]})
            for number, session in enumerate(
                sessions.list({"limit": 100, "expand": [f"data.{_WITH_CARD}"]}).auto_paging_iter()
            ):
                if session.client_reference_id == key:
                    return session
                if number >= MOST_SESSIONS_SEARCHED:
                    break
        return None


def stripe_amount(amount: Money) -> int:
    """An amount in the units that Stripe counts in."""
    if amount.currency in _IN_HUNDREDTHS:
        return amount.minor * 100
    return amount.minor // 100 if amount.currency in _IN_WHOLES else amount.minor


def money_of(amount: int, currency: str) -> Money:
    """The amount that Stripe tells in the units that it counts in."""
    if currency in _IN_HUNDREDTHS:
        return Money(amount // 100, currency)
    return Money(amount * 100 if currency in _IN_WHOLES else amount, currency)


def _step(currency: str) -> int:
    """The least that can be paid, in minor units: Stripe knows no thousandths."""
    if currency in _IN_WHOLES:
        return 100
    return 10 if exponent(currency) == 3 else 1


def _session_of(request: ChargeRequest) -> Any:
    """A session for the whole order as one line: the shop has shown the parts already."""
    parameters: dict[str, Any] = {
        "mode": "payment",
        "client_reference_id": request.key,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.amount.currency.lower(),
                    "unit_amount": stripe_amount(request.amount),
                    "product_data": {"name": request.description},
                },
            }
        ],
        "success_url": request.return_url,
        "cancel_url": request.return_url,
        "locale": request.language.partition("-")[0],
        "metadata": {"key": request.key},
        "payment_intent_data": {"metadata": {"key": request.key}},
    }
    if request.email:
        parameters["customer_email"] = request.email
    if request.prove:
        parameters["payment_method_options"] = {"card": {"request_three_d_secure": "challenge"}}
    return parameters


def _result(session: stripe.checkout.Session) -> ChargeResult:
    reference, card = str(session.id), _card(session)
    if session.payment_status in ("paid", "no_payment_required"):
        return ChargeResult(Outcome.PAID, reference, instrument=card)
    if session.status == "open":
        return ChargeResult(Outcome.ACTION_REQUIRED, reference, action_url=session.url or "")
    if session.status == "expired":
        message = _("The payment was not finished in time.")
        return ChargeResult(Outcome.DECLINED, reference, message, instrument=card)
    intent = session.payment_intent
    status = getattr(intent, "status", "")
    if status in ("canceled", "requires_payment_method"):
        message = _("The payment was declined.")
        return ChargeResult(Outcome.DECLINED, reference, message, instrument=card)
    return ChargeResult(Outcome.PENDING, reference)


def _card(session: stripe.checkout.Session) -> Instrument | None:
    """The card that was charged, or the last one that was tried; None for other ways to pay."""
    intent = session.payment_intent
    if not isinstance(intent, stripe.PaymentIntent):
        return None
    told = intent.to_dict()
    charge = told.get("latest_charge")
    used = charge.get("payment_method_details") if isinstance(charge, dict) else None
    tried = (told.get("last_payment_error") or {}).get("payment_method")
    card = (used or {}).get("card") or (tried or {}).get("card") or {}
    if not card.get("fingerprint"):
        return None
    # A bank without 3-D Secure is charged all the same: asked for is not yet proven.
    secure = card.get("three_d_secure")
    return Instrument(
        card["fingerprint"],
        (card.get("country") or "").upper(),
        card.get("brand") or "",
        is_proven=isinstance(secure, dict) and secure.get("result") == "authenticated",
    )


def _news(dispute: stripe.Dispute) -> DisputeNews:
    told = dispute.to_dict()
    intent = told.get("payment_intent")
    metadata = intent.get("metadata") if isinstance(intent, dict) else None
    currency = str(told["currency"]).upper()
    return DisputeNews(
        reference=str(told["id"]),
        key=str((metadata or {}).get("key", "")),
        state=_DISPUTE_STATES.get(told["status"], DisputeState.OPEN),
        reason=_DISPUTE_REASONS.get(told["reason"], DisputeReason.OTHER),
        amount=money_of(int(told["amount"]), currency),
        opened_at=_moment(told.get("created")),
        respond_by=_moment((told.get("evidence_details") or {}).get("due_by")),
    )


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _problem_of(refund: stripe.Refund) -> str:
    if refund.status not in _NOT_GIVEN_BACK:
        return ""
    return str(getattr(refund, "failure_reason", "") or refund.status)


def _id(thing: Any) -> str:
    """The id of something that Stripe may have sent whole."""
    return thing if isinstance(thing, str) else str(thing.id)


@contextmanager
def _answers(refusal: type[Exception] | None = None) -> Iterator[None]:
    """Tell silence from refusal in the words of the shop."""
    try:
        yield
    except _AWAY as error:
        raise ProviderUnreachable(str(error)) from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        if refusal is None:
            raise
        raise refusal(error.user_message or str(error)) from error
