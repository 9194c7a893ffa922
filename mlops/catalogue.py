"""The catalogue of the feature store: what each feature means, whose it is, how old it may be.

Whoever writes a feature registers it first; ``write_features`` refuses a name that nobody
explained.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.registries import Registry

A_NIGHT_AND_A_DAY = timedelta(hours=48)


class Subject(models.TextChoices):
    """What a feature is of; its subjects are called ``<kind>:<id>``, the shop just ``shop``.

    Of customers it is only of those who agreed to personalisation.
    """

    SHOP = "shop", _("The shop")
    CATEGORY = "category", _("Categories")
    PRODUCT = "product", _("Products")
    VARIANT = "variant", _("Variants")
    CUSTOMER = "customer", _("Customers")


@dataclass(frozen=True)
class FeatureSpec:
    """One feature as staff read of it.

    ``owner`` is the label of the app that writes it, ``reads`` names the sources of data and the
    models that it is made from. ``fresh_for`` is None where a value stays true. ``lowest`` and
    ``highest`` bound a value that is a number. ``everybody`` counts the subjects that could have
    it: None where only some are meant to.
    """

    meaning: str | Promise
    subject: Subject
    owner: str
    reads: tuple[str, ...] = ()
    fresh_for: timedelta | None = A_NIGHT_AND_A_DAY
    lowest: float | None = None
    highest: float | None = None
    everybody: Callable[[], int] | None = None

    @property
    def is_bounded(self) -> bool:
        return self.lowest is not None or self.highest is not None

    def holds(self, value: object) -> bool:
        """Whether a value lies within the bounds; what is no number is not judged by them."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            return True
        above = self.lowest is None or value >= self.lowest
        return above and (self.highest is None or value <= self.highest)


class UnknownFeature(LookupError):
    """A name that is not in the catalogue."""


features: Registry[FeatureSpec] = Registry("features")


def spec_of(name: str) -> FeatureSpec:
    """What is known of a feature.

    Raises:
        UnknownFeature: nobody explained it.
    """
    spec = features.get(name)
    if spec is None:
        raise UnknownFeature(f"{name!r} is not in the catalogue of features: register it first")
    return spec
