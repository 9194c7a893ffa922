"""What a quote does not allow."""

from foundation.refusals import Refusal


class QuoteRefused(Refusal):
    """The quote is in a state that does not allow it, or what was given makes no quote."""
