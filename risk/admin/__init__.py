"""Staff pages of the risk office."""

from risk.admin import known_marks, policies, proofs, reviewing, rules

__all__ = ["known_marks", "policies", "proofs", "reviewing", "rules"]
