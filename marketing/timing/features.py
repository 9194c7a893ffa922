"""Reading hours in the feature store: they go with a customer's other traces."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from mlops.catalogue import FeatureSpec, Subject, features

OWN: Final = "customer.reading_hours"
OF_ALL: Final = "shop.reading_hours"
SHOP: Final = "shop"


def register() -> None:
    """Called when the app is ready."""
    features.register(
        OWN,
        FeatureSpec(
            meaning=_("At which of the 24 hours they read, in parts of a thousand."),
            subject=Subject.CUSTOMER,
            owner="marketing",
            reads=("events", "orders"),
        ),
    )
    features.register(
        OF_ALL,
        FeatureSpec(
            meaning=_("At which of the 24 hours customers read, of all and by segment."),
            subject=Subject.SHOP,
            owner="marketing",
            reads=("events", "orders"),
        ),
    )
