"""What a service says when the shop's rules forbid what was asked."""


class Refusal(Exception):
    """Something that cannot be done, in translated words for whoever asked.

    ``field`` names the part of the question that the words belong to; empty for all of it.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
