"""Setting up the tills of a store."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from orders.counter.errors import CounterRefused
from orders.models import CashMovement, Register, Shift


def check_register(register: Register) -> None:
    """What ``save_register`` refuses.

    Raises:
        CounterRefused: its store is closed, its currency is not sold in, or it has cash in its
            drawer in another currency or an open shift elsewhere.
    """
    if register.currency not in settings.SHOP_CURRENCIES:
        raise CounterRefused(_("The shop does not sell in this currency."), field="currency")
    if register.is_active and not register.warehouse.is_active:
        raise CounterRefused(_("This store is not in use."), field="warehouse")
    if register.pk:
        _check_change(register)


@transaction.atomic
def save_register(register: Register) -> Register:
    """Add a register or change it.

    Raises:
        CounterRefused: as ``check_register``.
    """
    if register.pk:
        Register.objects.select_for_update().get(pk=register.pk)
    check_register(register)
    register.save()
    return register


def _check_change(register: Register) -> None:
    before = Register.objects.get(pk=register.pk)
    is_open = Shift.objects.filter(register=before, closed_at__isnull=True).exists()
    if is_open and (before.warehouse_id != register.warehouse_id or not register.is_active):
        raise CounterRefused(_("Close its shift first."))
    if before.currency == register.currency:
        return
    if CashMovement.objects.filter(shift__register=before).exists():
        raise CounterRefused(
            _("There is cash of its currency in its books: add another register instead."),
            field="currency",
        )
