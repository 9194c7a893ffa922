"""The one writer of accounts, their entries and holds.

Each call locks the account's row first, so that two spenders meet there and the second one sees
what the first has left. Each is known by its key: the same key again is answered with what it did
before. Who needs several accounts in one transaction locks them all at once, by ``lock_accounts``:
after the order, its cart and its coupons, and before levels of stock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from events import audit
from foundation import clock
from foundation.refusals import Refusal
from loyalty.models import Account, AccountKind, Entry, EntryKind, Hold, HoldState


class LedgerRefused(Refusal):
    """A movement that the account does not allow; nothing was written."""


class NotEnough(LedgerRefused):
    """More than is free was asked for; ``free`` is what is."""

    def __init__(self, free: int) -> None:
        super().__init__(_("There is not enough left for that."), field="amount")
        self.free = free


@transaction.atomic
def open_account(
    *,
    kind: AccountKind,
    customer: Customer | None = None,
    currency: str = "",
    expires_on: date | None = None,
    at: datetime | None = None,
) -> Account:
    """The account of a customer, opened where there is none; a gift card's is always a new one.

    ``currency`` is empty for points, and for nothing else.

    Raises:
        ValueError: a kind without its owner or its currency.
    """
    if bool(currency) == (kind == AccountKind.POINTS):
        raise ValueError("points have no currency, money has one")
    fresh = {"expires_on": expires_on, "opened_at": at or clock.now()}
    if kind == AccountKind.GIFT_CARD:
        return Account.objects.create(kind=kind, customer=customer, currency=currency, **fresh)
    if customer is None:
        raise ValueError("credit and points belong to somebody")
    account, _new = Account.objects.get_or_create(
        kind=kind, customer=customer, currency=currency, defaults=fresh
    )
    return account


def lock_accounts(accounts: Iterable[int]) -> dict[int, Account]:
    """Accounts by primary key, locked in the order of their keys until the transaction's end."""
    rows = Account.objects.select_for_update().filter(pk__in=set(accounts)).order_by("pk")
    return {account.pk: account for account in rows}


@transaction.atomic
def credit(
    *,
    account: Account,
    amount: int,
    kind: EntryKind,
    key: str,
    reference: str = "",
    reason: str = "",
    expires_on: date | None = None,
    at: datetime | None = None,
) -> Entry:
    """Put ``amount`` in; a blocked or expired account takes it too, since it is owed all the same.

    Raises:
        LedgerRefused: the key stands for another movement.
    """
    locked = _locked(account)
    if earlier := _earlier(key, locked, amount):
        return earlier
    return _write(
        locked, _some(amount), kind=kind, key=key, reference=reference, reason=reason,
        expires_on=expires_on, at=at,
    )  # fmt: skip


@transaction.atomic
def spend(
    *,
    account: Account,
    amount: int,
    key: str,
    kind: EntryKind = EntryKind.SPENT,
    reference: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> Entry:
    """Take ``amount`` out at once. What the shop itself takes back or lets expire asks nobody.

    Raises:
        NotEnough: less than that is free.
        LedgerRefused: the account is blocked or expired, or the key stands for another movement.
    """
    locked = _locked(account)
    if earlier := _earlier(key, locked, -amount):
        return earlier
    if kind == EntryKind.SPENT:
        check_spendable(locked, at=at)
    _check_free(locked, _some(amount))
    return _write(locked, -amount, kind=kind, key=key, reference=reference, reason=reason, at=at)


@transaction.atomic
def hold(
    *,
    account: Account,
    amount: int,
    key: str,
    reference: str = "",
    at: datetime | None = None,
) -> Hold:
    """Keep ``amount`` for an order that is being paid: it is nobody else's until it ends.

    Raises:
        NotEnough: less than that is free.
        LedgerRefused: the account is blocked or expired, or the key stands for another hold.
    """
    locked = _locked(account)
    if held := Hold.objects.filter(key=key).first():
        if (held.account_id, held.amount, held.state) != (locked.pk, amount, HoldState.HELD):
            raise LedgerRefused(_key_used())
        return held
    check_spendable(locked, at=at)
    _check_free(locked, _some(amount))
    locked.held += amount
    locked.save(update_fields=["held"])
    return Hold.objects.create(
        account=locked, key=key, amount=amount, reference=reference, made_at=at or clock.now()
    )


@transaction.atomic
def take(*, key: str, at: datetime | None = None) -> Entry | None:
    """The order of a hold is paid: what was held is spent. None where the hold was released.

    What was held can be taken although the account was blocked or has expired since.

    Raises:
        Hold.DoesNotExist: nothing was held under the key.
    """
    account, held = _locked_hold(key)
    if held.state == HoldState.SPENT:
        return Entry.objects.get(key=_taken(key))
    if held.state == HoldState.RELEASED:
        return None
    _end(account, held, HoldState.SPENT, at)
    return _write(
        account, -held.amount, kind=EntryKind.SPENT, key=_taken(key), reference=held.reference,
        at=at,
    )  # fmt: skip


@transaction.atomic
def release(*, key: str, at: datetime | None = None) -> bool:
    """The order of a hold came to nothing; whether anything was held until now."""
    if not Hold.objects.filter(key=key).exists():
        return False
    account, held = _locked_hold(key)
    if held.state != HoldState.HELD:
        return False
    _end(account, held, HoldState.RELEASED, at)
    return True


@transaction.atomic
def correct(
    *,
    account: Account,
    amount: int,
    reason: str,
    by: User | None,
    key: str,
    at: datetime | None = None,
) -> Entry:
    """Staff put something right: ``amount`` is negative for what they take.

    Raises:
        NotEnough: less than that is free.
        LedgerRefused: no reason, nothing to correct, or the key stands for another movement.
    """
    if not reason.strip():
        raise LedgerRefused(_("Say why: the reason stands in the ledger."), field="reason")
    locked = _locked(account)
    if earlier := _earlier(key, locked, amount):
        return earlier
    if amount == 0:
        raise LedgerRefused(_("The amount must not be nothing."), field="amount")
    if amount < 0:
        _check_free(locked, -amount)
    entry = _write(
        locked, amount, kind=EntryKind.CORRECTED, key=key, reason=reason.strip(), by=by, at=at
    )
    audit.write(
        actor=by, action="account.corrected", target=locked,
        changes={"amount": amount, "reason": reason}, at=at,
    )  # fmt: skip
    return entry


@transaction.atomic
def set_spendable(
    *,
    account: Account,
    is_spendable: bool,
    by: User | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Account:
    """Block an account, or open it again; what orders hold already stays theirs."""
    locked = _locked(account)
    if locked.is_active == is_spendable:
        return locked
    locked.is_active = is_spendable
    locked.save(update_fields=["is_active"])
    action = "account.opened" if is_spendable else "account.blocked"
    audit.write(actor=by, action=action, target=locked, changes={"reason": reason}, at=at)
    return locked


@transaction.atomic
def renew(*, account: Account, until: date | None, at: datetime | None = None) -> Account:
    """An account whose time is over can be spent again ``until`` then; any other stays as it is."""
    locked = _locked(account)
    if is_over(locked, at=at):
        locked.expires_on = until
        locked.save(update_fields=["expires_on"])
    return locked


def is_over(account: Account, *, at: datetime | None = None) -> bool:
    """Whether its last day has passed."""
    return account.expires_on is not None and account.expires_on < clock.business_day(at)


def check_spendable(account: Account, *, at: datetime | None = None) -> None:
    """Whether something of it may be spent today.

    Raises:
        LedgerRefused: it is blocked or its time is over.
    """
    if not account.is_active:
        raise LedgerRefused(_("It is blocked. Please write to us."))
    if is_over(account, at=at):
        raise LedgerRefused(_("Its time is over."))


def _locked(account: Account) -> Account:
    return Account.objects.select_for_update().get(pk=account.pk)


def _locked_hold(key: str) -> tuple[Account, Hold]:
    """A hold with its account: the account is locked first, since all wait for that."""
    account = _locked(Hold.objects.select_related("account").get(key=key).account)
    return account, Hold.objects.get(key=key)


def _earlier(key: str, account: Account, amount: int) -> Entry | None:
    entry = Entry.objects.filter(key=key).first()
    if entry is not None and (entry.account_id, entry.amount) != (account.pk, amount):
        raise LedgerRefused(_key_used())
    return entry


def _some(amount: int) -> int:
    if amount <= 0:
        raise LedgerRefused(_("The amount must be more than nothing."), field="amount")
    return amount


def _check_free(account: Account, amount: int) -> None:
    if account.free < amount:
        raise NotEnough(account.free)


def _end(account: Account, held: Hold, state: HoldState, at: datetime | None) -> None:
    account.held -= held.amount
    account.save(update_fields=["held"])
    held.state, held.ended_at = state, at or clock.now()
    held.save(update_fields=["state", "ended_at"])


def _write(
    account: Account,
    amount: int,
    *,
    kind: EntryKind,
    key: str,
    reference: str = "",
    reason: str = "",
    by: User | None = None,
    expires_on: date | None = None,
    at: datetime | None = None,
) -> Entry:
    """An entry with its balance; the account's row is locked."""
    account.balance += amount
    account.save(update_fields=["balance"])
    return Entry.objects.create(
        account=account, kind=kind, amount=amount, balance_after=account.balance, key=key,
        reference=reference, reason=reason[:200], by=by, expires_on=expires_on,
        written_at=at or clock.now(),
    )  # fmt: skip


def _taken(key: str) -> str:
    return f"{key}/taken"


def _key_used() -> str:
    return _("This form was used for another movement. Open it again.")
