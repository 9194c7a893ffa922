"""What the ledger must hold: every balance is the sum of its entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from loyalty.models import Account
from mlops.quality.sources import DataSource, data_sources, in_range


def _accounts(at: datetime) -> QuerySet[Account, Any]:
    return Account.objects.annotate(entered=Coalesce(Sum("entries__amount"), 0))


def register() -> None:
    """Declare the accounts of gift cards, credit and points."""
    data_sources.register(
        "accounts of value",
        DataSource(
            label=_("Accounts of value"),
            owner="loyalty",
            rows=_accounts,
            checks=(
                in_range("sum", _("Hold what their entries sum to"), Q(balance=F("entered"))),
                in_range("free", _("Hold what they keep"), Q(balance__gte=F("held"), held__gte=0)),
            ),
        ),
    )
