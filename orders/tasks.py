"""Celery's doors into orders."""

from celery import shared_task

from inventory.services import sweep_reservations
from orders.checkout.reconcile import reconcile_payments
from orders.checkout.webhooks import act_on_due, sweep_webhooks
from orders.old_carts import sweep_carts
from orders.privacy import forget_buyers
from orders.refunds import carry_out_refunds


@shared_task(name="orders.reconcile_payments")
def reconcile() -> int:
    """Ask about what hangs, act on what was told, give back what is due."""
    return reconcile_payments() + act_on_due() + carry_out_refunds()


@shared_task(name="orders.sweep_reservations")
def sweep() -> int:
    return sweep_reservations()


@shared_task(name="orders.forget_buyers")
def forget_old_buyers() -> int:
    """Names and addresses of erased customers, once the books need them no longer."""
    return forget_buyers()


@shared_task(name="orders.sweep_webhooks")
def forget_webhooks() -> int:
    return sweep_webhooks()


@shared_task(name="orders.sweep_carts")
def forget_old_carts() -> int:
    return sweep_carts()
