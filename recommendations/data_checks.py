"""What recommendations tell the feature store."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mlops.catalogue import FeatureSpec, Subject, features
from recommendations.serving.newcomers import FEATURE


def register() -> None:
    """Declare the neighbours of products that came after the last training."""
    features.register(
        FEATURE,
        FeatureSpec(
            meaning=_("Products like a new one, with their likeness, until the next training"),
            subject=Subject.PRODUCT,
            owner="recommendations",
            reads=("products",),
            fresh_for=None,
        ),
    )
