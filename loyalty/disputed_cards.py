"""Gift cards whose payment is disputed at the bank: blocked, and free again where it is won."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events.outbox import publish
from foundation import clock
from loyalty import ledger
from loyalty.gift_cards import CHANGED
from loyalty.models import GiftCard


@transaction.atomic
def block_disputed(*, bought_in: str, again: bool = False, at: datetime | None = None) -> int:
    """Let nothing more be spent of the cards that an order bought; returns how many that were.

    What orders that are being paid hold stays theirs. Cards that staff blocked before are left as
    they are, so that a dispute that is won does not open them; ones that staff opened during the
    dispute are blocked ``again`` only where that is asked for.
    """
    blocked = 0
    for card in _locked_cards(bought_in):
        if not card.account.is_active or (card.disputed_at is not None and not again):
            continue
        ledger.set_spendable(
            account=card.account,
            is_spendable=False,
            reason=_("The payment that bought it is disputed."),
            at=at,
        )
        _note(card, card.disputed_at or at or clock.now())
        blocked += 1
    return blocked


@transaction.atomic
def free_disputed(*, bought_in: str, at: datetime | None = None) -> int:
    """The money is the shop's again: what was blocked for its dispute can be spent.

    Returns how many cards that were.
    """
    cards = [card for card in _locked_cards(bought_in) if card.disputed_at is not None]
    for card in cards:
        ledger.set_spendable(
            account=card.account,
            is_spendable=True,
            reason=_("The dispute was won."),
            at=at,
        )
        _note(card, None)
    return len(cards)


def _locked_cards(bought_in: str) -> list[GiftCard]:
    """The cards of an order, each with its account as it is now, locked; none without an order."""
    if not bought_in:
        return []
    cards = list(GiftCard.objects.filter(bought_in=bought_in).order_by("account_id"))
    accounts = ledger.lock_accounts(card.account_id for card in cards)
    for card in cards:
        card.account = accounts[card.account_id]
        card.refresh_from_db(fields=["disputed_at"])  # as it is now that nobody else writes it
    return cards


def _note(card: GiftCard, disputed_at: datetime | None) -> None:
    card.disputed_at = disputed_at
    card.save(update_fields=["disputed_at"])
    publish(CHANGED, {"card": card.pk})
