"""Staff pages of gift cards, store credit and points."""

from loyalty.admin import accounts, friends, gift_cards, members, programme

__all__ = ["accounts", "friends", "gift_cards", "members", "programme"]
