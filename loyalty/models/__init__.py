from loyalty.models.accounts import Account, AccountKind, Entry, EntryKind, Hold, HoldState
from loyalty.models.earnings import Earning, EarningState
from loyalty.models.gift_cards import GiftCard
from loyalty.models.programme import Membership, Programme, Tier
from loyalty.models.referrals import Referral, ReferralState, RefusedBecause

__all__ = [
    "Account",
    "AccountKind",
    "Earning",
    "EarningState",
    "Entry",
    "EntryKind",
    "GiftCard",
    "Hold",
    "HoldState",
    "Membership",
    "Programme",
    "Referral",
    "ReferralState",
    "RefusedBecause",
    "Tier",
]
