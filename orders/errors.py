"""What an order does not allow, in words for whoever asked."""


class NotPossible(Exception):
    """The order is in a state that does not allow it, or so many units are not there."""
