"""What a subscription refuses."""

from foundation.refusals import Refusal


class SubscriptionRefused(Refusal):
    """It cannot be offered, changed or renewed so, in words for whoever asked."""


class Unpriced(SubscriptionRefused):
    """Something of it has no price in its currency: it waits until it has one."""
