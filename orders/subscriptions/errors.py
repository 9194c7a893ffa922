"""What a subscription refuses."""

from foundation.refusals import Refusal


class SubscriptionRefused(Refusal):
    """It cannot be offered, changed or renewed so, in words for whoever asked."""
