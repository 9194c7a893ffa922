"""What an app shows on the pages of its model's versions beside what every model has."""

from collections.abc import Callable

from django.utils.safestring import SafeString

from foundation.registries import Registry
from mlops.models import ModelVersion

Panel = Callable[[ModelVersion], SafeString | None]
"""Draws how a model fares in use; None where there is nothing to show."""

panels: Registry[Panel] = Registry("panels of models")
"""By the model's name."""
