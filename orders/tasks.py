"""Celery's doors into orders."""

from celery import shared_task

from inventory.services import sweep_reservations
from orders.checkout.reconcile import give_back_refunds, reconcile_payments


@shared_task(name="orders.reconcile_payments")
def reconcile() -> int:
    return reconcile_payments() + give_back_refunds()


@shared_task(name="orders.sweep_reservations")
def sweep() -> int:
    return sweep_reservations()
