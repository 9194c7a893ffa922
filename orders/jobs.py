"""Durable jobs of orders."""

from __future__ import annotations

import calendar
from typing import Any

from events import jobs
from foundation import clock
from loyalty.gift_mails import send_due_cards
from orders.accounting.posting import post_journal
from orders.companies.decide import finish_placing, hand_back_unanswerable
from orders.gift_cards import issue_missing
from orders.mails import request_reviews
from orders.pick_up import remind_of_pick_ups
from orders.quotes import (
    call_off_unpaid,
    expire_quotes,
    remind_of_quotes,
    withdraw_unanswerable,
)
from orders.subscriptions.placing import renew_due
from orders.subscriptions.planning import plan_renewals
from orders.subscriptions.starting import forget_unplaced

JOURNAL_JOB = "orders.journal"


def register() -> None:
    """Called when the app is ready: importing this module made its jobs known."""


@jobs.handles("orders.review_requests", atomic=True)
def ask_for_reviews(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Ask buyers what they think of what arrived ``SHOP_REVIEW_REQUEST_DAYS`` ago, each once."""
    return {"asked": request_reviews()}


@jobs.handles("orders.gift_cards")
def see_to_gift_cards(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Issue cards whose money came late, and mail those whose day has come."""
    return {"issued": issue_missing(), "sent": send_due_cards()}


@jobs.handles("orders.quotes")
def close_quotes(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Close offers whose last day is over and orders that nobody paid; remind of what ends soon."""
    return {
        "expired": expire_quotes(),
        "called_off": call_off_unpaid(),
        "reminded": remind_of_quotes(),
    }


@jobs.handles("orders.pick_ups")
def remind_of_orders_ready(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Remind of orders that lie ready in a store and that nobody fetched."""
    return {"reminded": remind_of_pick_ups()}


@jobs.handles("orders.subscriptions")
def see_to_subscriptions(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Tell buyers what comes soon, order what is due, and see to what began or hangs."""
    dropped = forget_unplaced()
    return {"dropped": dropped, "planned": plan_renewals(), "looked_at": renew_due()}


@jobs.handles("orders.approvals")
def finish_approvals(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """See to approved orders whose process died, and to what is open of companies switched off."""
    return {
        "ended": finish_placing(),
        "handed_back": hand_back_unanswerable(),
        "withdrawn": withdraw_unanswerable(),
    }


@jobs.handles(JOURNAL_JOB)
def write_journal(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Post to the accounts what happened since; on Sundays every order is compared."""
    is_whole = clock.business_day().weekday() == calendar.SUNDAY
    return {"entries": post_journal(whole=is_whole)}


def request_posting() -> bool:
    """Have the journal written soon, once a minute at most; tells whether it was asked for."""
    key = f"{JOURNAL_JOB}@{clock.now():%Y-%m-%dT%H:%M}:asked"
    return jobs.enqueue(JOURNAL_JOB, key=key) is not None
