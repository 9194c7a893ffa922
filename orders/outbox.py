"""What orders do when they hear of themselves: papers and mails, each once, after the fact."""

from __future__ import annotations

from events.outbox import Payload, subscribe
from orders import gift_cards, mails, sending
from orders.companies import news
from orders.counter import mails as counter_mails
from orders.documents.issue import issue_invoice
from orders.downloads import grants
from orders.downloads import mails as downloads_mail
from orders.models import Order
from orders.pick_up import mails as pick_up_mails
from orders.quotes import mails as quote_mails
from orders.subscriptions import mails as subscription_mails
from orders.subscriptions import starting


def subscribe_all() -> None:
    """Called when the app is ready."""
    subscribe("order.placed", "invoice", issue_invoices)
    subscribe("order.placed", "by_email", sending.deliver_placed)
    subscribe("order.released", "by_email", sending.deliver_placed)
    subscribe("order.delivered_by_email", "gift_cards", gift_cards.issue_delivered)
    subscribe("order.paid", "gift_cards", gift_cards.issue_delivered)
    subscribe("order.delivered_by_email", "downloads", grants.grant_delivered)
    subscribe("order.cancelled", "downloads", grants.withdraw_given_back)
    subscribe("order.refunded", "downloads", grants.withdraw_given_back)
    subscribe("downloads.granted", "mail", downloads_mail.tell_granted)
    subscribe("order.placed", "mail", mails.tell_placed)
    subscribe("order.shipped", "mail", mails.tell_shipped)
    subscribe("order.cancelled", "mail", mails.tell_cancelled)
    subscribe("order.released", "mail", mails.tell_released)
    subscribe("order.readdressed", "mail", mails.tell_readdressed)
    subscribe("order.refunded", "mail", mails.tell_refunded)
    subscribe("return.updated", "mail", mails.tell_return)
    subscribe("quote.requested", "mail", quote_mails.tell_received)
    subscribe("quote.offered", "mail", quote_mails.tell_offered)
    subscribe("quote.ends", "mail", quote_mails.tell_ending)
    subscribe("quote.expired", "mail", quote_mails.tell_expired)
    subscribe("quote.withdrawn", "mail", quote_mails.tell_withdrawn)
    subscribe("counter.sold", "mail", counter_mails.tell_sold)
    subscribe("pick_up.ready", "mail", pick_up_mails.tell_ready)
    subscribe("pick_up.reminder", "mail", pick_up_mails.tell_still_there)
    subscribe("order.placed", "subscriptions", starting.begin_placed)
    subscribe("order.cancelled", "subscriptions", starting.end_cancelled)
    subscribe("subscription.begun", "mail", subscription_mails.tell_begun)
    subscribe("subscription.coming", "mail", subscription_mails.tell_coming)
    subscribe("subscription.declined", "mail", subscription_mails.tell_declined)
    subscribe("subscription.unpaid", "mail", subscription_mails.tell_unpaid)
    subscribe("subscription.waiting", "mail", subscription_mails.tell_waiting)
    subscribe("subscription.unpriced", "mail", subscription_mails.tell_unpriced)
    subscribe("subscription.left_out", "mail", subscription_mails.tell_left_out)
    subscribe("subscription.stopped", "mail", subscription_mails.tell_stopped)
    subscribe("subscription.ended", "mail", subscription_mails.tell_ended)
    subscribe("approval.requested", "mail", news.tell_requested)
    subscribe("approval.decided", "mail", news.tell_decided)


def issue_invoices(payloads: list[Payload]) -> None:
    """The invoices of orders that were placed.

    All orders are locked before the first number is taken, in the order of their keys: whoever
    holds an order may wait for a number, but nobody who holds one waits for an order.
    """
    keys = {payload["order"] for payload in payloads}
    orders = list(Order.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    for order in orders:
        issue_invoice(order=order)
