"""Staff pages of the risk office."""

from risk.admin import reviewing

__all__ = ["reviewing"]
