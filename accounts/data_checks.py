"""What is kept of customers, and that nothing is kept of those who were erased."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import ConsentLevel, Customer
from mlops.quality.sources import DataSource, ShareCheck, data_sources, in_range

_ERASED = Q(erased_at__isnull=False)


def customers_who_agreed() -> int:
    """How many customers agreed to personalisation: those whom features may be of."""
    agreed = (ConsentLevel.PERSONALISATION, ConsentLevel.ALL)
    return Customer.objects.filter(consent__in=agreed, erased_at__isnull=True).count()


def register() -> None:
    """Declare customers."""
    data_sources.register(
        "customers",
        DataSource(
            label=_("Customers"),
            owner="accounts",
            rows=lambda at: Customer.objects.all(),
            checks=(
                ShareCheck("country", _("Have a country"), ~Q(country=""), ~_ERASED),
                ShareCheck("language", _("Have a language"), ~Q(language=""), ~_ERASED),
                in_range(
                    "erased", _("Nobody who was erased has a name or address"),
                    Q(email="", name=""), among=_ERASED,
                ),
            ),
        ),
    )  # fmt: skip
