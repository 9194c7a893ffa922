"""Who hears of what at the doors: called once, when the shop starts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_login_failed

from events.outbox import subscribe
from orders.models import Order
from orders.screening import screens
from risk.algorithms.vocabulary import Door
from risk.decisions import keepers
from risk.reviewing.services import withdraw
from shop.doors import disputes, login, readdressed, returns, reviews
from shop.doors.checkout import RiskScreen
from shop.doors.login_keeper import LoginKeeper
from shop.doors.order_keeper import OrderKeeper

CONSUMER = "risk"


def open_doors() -> None:
    screens.register(CONSUMER, RiskScreen())
    keepers.register(Door.CHECKOUT, OrderKeeper())
    keepers.register(Door.LOGIN, LoginKeeper())
    keepers.register(Door.REVIEW, reviews.ReviewKeeper())
    keepers.register(Door.RETURN, returns.ReturnKeeper())
    subscribe("order.cancelled", CONSUMER, hear_cancelled)
    subscribe("order.readdressed", CONSUMER, readdressed.hear_readdressed)
    subscribe("order.disputed", CONSUMER, disputes.hear_disputed)
    subscribe("return.updated", CONSUMER, returns.hear_updated)
    subscribe("review.moderated", CONSUMER, reviews.hear_moderated)
    user_login_failed.connect(login.note_wrong_password, dispatch_uid="doors-wrong-password")


def hear_cancelled(payloads: list[dict[str, Any]]) -> None:
    """Outbox consumer of ``order.cancelled``: of such an order nothing is left to decide."""
    ids = [payload["order"] for payload in payloads]
    for subject in Order.objects.filter(pk__in=ids).values_list("public_id", flat=True):
        withdraw(door=Door.CHECKOUT, subject=subject)
