"""Staff pages of the risk office."""

from risk.admin import reviewing, rules

__all__ = ["reviewing", "rules"]
