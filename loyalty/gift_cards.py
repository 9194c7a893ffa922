"""Gift cards: issued, found by their codes, given another code, taken back while unspent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import audit
from events.outbox import publish
from foundation import clock
from foundation.money import Money
from loyalty import ledger
from loyalty.gift_codes import digest_of, is_same, make_code, read_code
from loyalty.models import Account, AccountKind, EntryKind, GiftCard

ISSUED = "gift_card.issued"
CHANGED = "gift_card.changed"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a card; without an address nobody is written to."""

    name: str = ""
    email: str = ""
    message: str = ""
    send_on: date | None = None


NOBODY = Recipient()


@transaction.atomic
def issue_gift_card(
    *,
    worth: Money,
    key: str,
    recipient: Recipient = NOBODY,
    bought_in: str = "",
    line_id: int | None = None,
    language: str = "",
    reason: str = "",
    by: User | None = None,
    at: datetime | None = None,
) -> GiftCard:
    """A card with so much on it; the same ``key`` again is the same card.

    ``bought_in`` is the public id of its order, ``line_id`` the line there. Whoever issues one by
    hand (``by``) says why.

    Raises:
        LedgerRefused: it is worth nothing, or staff gave no reason.
    """
    if earlier := GiftCard.objects.filter(account__entries__key=key).first():
        return earlier
    if worth.minor <= 0:
        raise ledger.LedgerRefused(_("The amount must be more than nothing."), field="amount")
    if by is not None and not reason.strip():
        raise ledger.LedgerRefused(_("Say why: the reason stands in the ledger."), field="reason")
    account = ledger.open_account(
        kind=AccountKind.GIFT_CARD, currency=worth.currency, expires_on=last_day(at), at=at
    )
    ledger.credit(
        account=account, amount=worth.minor, kind=EntryKind.ISSUED, key=key, reference=bought_in,
        reason=reason, at=at,
    )  # fmt: skip
    card = _new(account, worth, recipient, at)
    card.bought_in, card.line_id_then, card.language = bought_in, line_id, language
    card.save()
    if by is not None:
        audit.write(actor=by, action="gift_card.issued", target=card,
                    changes={"worth": worth.minor, "reason": reason}, at=at)  # fmt: skip
    publish(ISSUED, {"card": card.pk})
    return card


def _new(account: Account, worth: Money, recipient: Recipient, at: datetime | None) -> GiftCard:
    code = make_code(account=account.public_id, number=1)
    return GiftCard(
        account=account,
        code_digest=digest_of(code),
        last_letters=code[-4:],
        worth=worth.minor,
        to_name=recipient.name,
        to_email=recipient.email,
        message=recipient.message,
        send_on=recipient.send_on,
        made_at=at or clock.now(),
    )


def last_day(at: datetime | None = None) -> date | None:
    """Until when a card of today is good: the end of the year some years on, by the settings.

    None where cards do not end. Three years from the end of the year is how long a claim stands
    by German law (BGB § 195, § 199).
    """
    years: int = settings.GIFT_CARD_YEARS
    return date(clock.business_day(at).year + years, 12, 31) if years else None


def find_gift_card(code: str) -> GiftCard | None:
    """The card that a typed code opens."""
    letters = read_code(code)
    if not letters:
        return None
    return GiftCard.objects.select_related("account").filter(code_digest=digest_of(letters)).first()


def code_of(card: GiftCard) -> str:
    """The card's code to be shown; empty where the shop's secret key has changed since."""
    code = make_code(account=card.account.public_id, number=card.code_number)
    return code if is_same(code, card.code_digest) else ""


@transaction.atomic
def renew_code(
    *, card: GiftCard, by: User | None, reason: str, at: datetime | None = None
) -> GiftCard:
    """Another code for a card whose own was lost or seen: the old one opens nothing any more."""
    account = ledger.lock_accounts([card.account_id])[card.account_id]
    card = GiftCard.objects.select_related("account").get(pk=card.pk)
    card.code_number += 1
    code = make_code(account=account.public_id, number=card.code_number)
    card.code_digest, card.last_letters = digest_of(code), code[-4:]
    card.sent_at = None
    card.save(update_fields=["code_number", "code_digest", "last_letters", "sent_at"])
    audit.write(
        actor=by, action="gift_card.renewed", target=card, changes={"reason": reason}, at=at
    )
    publish(CHANGED, {"card": card.pk})
    return card


@transaction.atomic
def take_back(*, card: GiftCard, reason: str, at: datetime | None = None) -> None:
    """What a card was bought for goes back to its buyer: nothing is left on it.

    Raises:
        LedgerRefused: something of it was spent, or is kept for an order.
    """
    account = ledger.lock_accounts([card.account_id])[card.account_id]
    if account.free < card.worth:
        raise ledger.LedgerRefused(
            _("The gift card %(card)s was used already: it cannot be given back.") % {"card": card}
        )
    ledger.spend(
        account=account, amount=card.worth, kind=EntryKind.TAKEN_BACK,
        key=f"gift-card-back-{card.pk}", reference=card.bought_in, reason=reason, at=at,
    )  # fmt: skip
    ledger.set_spendable(account=account, is_spendable=False, reason=reason, at=at)
    GiftCard.objects.filter(pk=card.pk).update(disputed_at=None)  # no dispute that is won opens it
    publish(CHANGED, {"card": card.pk})
