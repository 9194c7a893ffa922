"""What may be done with suggestions, in one place for desks, programs and jobs."""

from pricing.repricing.applying import apply, revert
from pricing.repricing.automatic import apply_automatically, apply_due
from pricing.repricing.deciding import approve, reject, schedule
from pricing.repricing.effects import measure_effects
from pricing.repricing.outcomes import Outcome, Refused, SuggestionRefused

__all__ = [
    "Outcome",
    "Refused",
    "SuggestionRefused",
    "apply",
    "apply_automatically",
    "apply_due",
    "approve",
    "measure_effects",
    "reject",
    "revert",
    "schedule",
]
