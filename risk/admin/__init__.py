"""Staff pages of the risk office."""

from risk.admin import proofs, reviewing, rules

__all__ = ["proofs", "reviewing", "rules"]
