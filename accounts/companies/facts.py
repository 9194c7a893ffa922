"""What higher floors know of a company, for its page among staff: each app registers its part."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import Company
from foundation.registries import Registry

facts: Registry[Callable[[Company], str]] = Registry("facts of a company")
"""By name: a sentence or a few words of it, empty where there is nothing to tell."""
