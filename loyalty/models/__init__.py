from loyalty.models.accounts import Account, AccountKind, Entry, EntryKind, Hold, HoldState
from loyalty.models.gift_cards import GiftCard

__all__ = [
    "Account",
    "AccountKind",
    "Entry",
    "EntryKind",
    "GiftCard",
    "Hold",
    "HoldState",
]
