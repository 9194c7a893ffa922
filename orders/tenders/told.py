"""How an order tells what paid for it beside a bank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from foundation.money import Money
from loyalty.models import AccountKind
from orders.models import Order, Payment, PaymentState
from orders.payments.counter import CASH, TERMINAL
from orders.tenders.holding import TENDERS

_AT_COUNTER = {CASH: pgettext_lazy("payment", "Cash"), TERMINAL: gettext_lazy("Card terminal")}
_STANDING = (PaymentState.HELD, PaymentState.PAID)


@dataclass(frozen=True, slots=True)
class PaidWith:
    """``name`` as in ``Gift card …4HJK``."""

    kind: AccountKind
    name: str
    amount: Money

    @property
    def sentence(self) -> str:
        amount = self.amount.formatted(get_language() or "en")
        return _("%(name)s: %(amount)s paid") % {"name": self.name, "amount": amount}


def paid_with(order: Order) -> tuple[PaidWith, ...]:
    """What gift cards, points and credit pay of an order, kept for it or spent."""
    return tuple(
        PaidWith(
            AccountKind(payment.provider),
            " ".join(filter(None, (name_of(payment.provider), payment.provider_ref))),
            Money(payment.amount_minor, payment.currency),
        )
        for payment in sorted(order.payments.all(), key=lambda row: row.pk)
        if payment.provider in TENDERS and payment.state in _STANDING
    )


def of_banks(payments: Iterable[Payment]) -> list[Payment]:
    """The payments that another party is asked for, the oldest first."""
    asked = [payment for payment in payments if payment.provider not in TENDERS]
    return sorted(asked, key=lambda row: row.pk)


def name_of(provider: str) -> str:
    """What a provider is called where people read; one without words of its own by its name."""
    if provider in TENDERS:
        return str(AccountKind(provider).label)
    return str(_AT_COUNTER.get(provider, provider))
