"""Staff pages of gift cards, store credit and points."""

from loyalty.admin import accounts, gift_cards

__all__ = ["accounts", "gift_cards"]
