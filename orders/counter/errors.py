"""What a counter says when something cannot be done."""

from foundation.refusals import Refusal


class CounterRefused(Refusal):
    """Not possible at this counter, in words for whoever stands behind it."""


class RestChanged(CounterRefused):
    """What is to be paid is another than the cashier saw."""
