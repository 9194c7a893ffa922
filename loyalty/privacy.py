"""What the ledger holds of a customer: handed out, and left to nobody when they are forgotten.

Entries are the shop's books and stay, without a name. What was left on an account is gone with its
owner, who is told so before; gift cards are money of whoever holds their codes and stay good, with
the words and addresses that were mailed with them taken out.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer
from foundation.registries import PersonalData, privacy
from loyalty import ledger
from loyalty.models import Account, EntryKind, GiftCard

Rows = list[dict[str, object]]


def register() -> None:
    """Called when the app is ready."""
    privacy.register("value", PersonalData(_export, _erase, _objections))


def _export(customer_id: int) -> Rows:
    """Accounts with their entries, and gift cards that were mailed to the customer."""
    accounts = Account.objects.filter(customer=customer_id).prefetch_related("entries")
    told: Rows = [
        {
            "kind": account.kind,
            "currency": account.currency,
            "balance": account.balance,
            "since": account.opened_at,
            "entries": list(
                account.entries.values("kind", "amount", "balance_after", "reason", "written_at")
            ),
        }
        for account in accounts
    ]
    cards = _cards_to(customer_id).values("last_letters", "worth", "to_name", "message", "made_at")
    return told + [{"kind": "gift_card", **card} for card in cards]


@transaction.atomic
def _erase(customer_id: int) -> int:
    """Accounts lose their owner and what is free on them, mailed cards their words."""
    count = 0
    own = Account.objects.filter(customer=customer_id).values_list("pk", flat=True)
    for account in ledger.lock_accounts(own).values():
        if account.free:
            ledger.spend(
                account=account,
                amount=account.free,
                kind=EntryKind.EXPIRED,
                key=f"erased-{account.pk}",
                reason=_("The customer was erased."),
            )
        count += Account.objects.filter(pk=account.pk).update(customer=None, is_active=False)
    return count + _cards_to(customer_id).update(to_name="", to_email="", message="")


def _objections(customer_id: int) -> list[str]:
    held = Account.objects.filter(customer=customer_id, held__gt=0)
    return [_("An order is being paid with your credit or points.")] if held.exists() else []


def _cards_to(customer_id: int) -> QuerySet[GiftCard]:
    email = Customer.objects.filter(pk=customer_id).values_list("email", flat=True).first()
    return GiftCard.objects.filter(to_email__iexact=email) if email else GiftCard.objects.none()
