"""The arithmetic of the journal: facts of money to postings whose sides sum to zero.

Pure: whole minor units in, whole minor units out. Positive is debit, negative is credit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from orders.accounting.roles import PostingKind, Role, Treatment

ToBase = Callable[[int], int]
"""Minor units of an order's currency as minor units of the base currency, rounded once."""

# Ways of paying that the shop owes itself: spending them makes a debt of the shop smaller.
_OWED = {
    "gift_card": Role.GIFT_CARDS,
    "credit": Role.STORE_CREDIT,
    "points": Role.POINTS,
}


@dataclass(frozen=True, slots=True)
class Account:
    """What is booked; ``rate`` in basis points, None where no tax is meant."""

    role: Role
    treatment: str = ""
    country: str = ""
    rate: int | None = None
    provider: str = ""


@dataclass(frozen=True, slots=True)
class TaxPlace:
    """How and where an order is taxed."""

    treatment: Treatment
    country: str


@dataclass(frozen=True, slots=True)
class TaxPart:
    """What is sold at one rate, in minor units: its value without tax, and the tax."""

    rate: int
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class Sold:
    """What a sale or a credit note consists of; ``vouchers`` are gift cards, no sale yet."""

    parts: tuple[TaxPart, ...]
    vouchers: int = 0

    @property
    def total(self) -> int:
        return sum(part.net + part.tax for part in self.parts) + self.vouchers


@dataclass(frozen=True, slots=True)
class Posting:
    """A fact in the currency of its order; ``source`` names it for good."""

    source: str
    kind: PostingKind
    day: date
    amounts: Mapping[Account, int]
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an entry, in the currency of its order and in the base currency."""

    account: Account
    amount: int
    base: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A posting in both currencies; its sides sum to zero in each."""

    source: str
    kind: PostingKind
    day: date
    sides: tuple[Side, ...]
    reference: str = ""


RECEIVABLES = Account(Role.RECEIVABLES)


def sale(sold: Sold, place: TaxPlace) -> dict[Account, int]:
    """The buyer owes the total; revenue, tax and gift cards are what for."""
    amounts = {RECEIVABLES: sold.total}
    for part in sold.parts:
        _add(amounts, _taxed(Role.REVENUE, place, part.rate), -part.net)
        _add(amounts, _taxed(Role.VAT, place, part.rate), -part.tax)
    _add(amounts, Account(Role.GIFT_CARDS), -sold.vouchers)
    return _without_zeros(amounts)


def credit(sold: Sold, place: TaxPlace) -> dict[Account, int]:
    """What of a sale is taken back: its opposite."""
    return opposite(sale(sold, place))


def payment(amount: int, provider: str) -> dict[Account, int]:
    """Money came in, or what the shop owed was spent: the buyer owes less."""
    return _without_zeros({paid_into(provider): amount, RECEIVABLES: -amount})


def refund(amount: int, provider: str) -> dict[Account, int]:
    """Money went back the way it came."""
    return opposite(payment(amount, provider))


def dispute(amount: int, provider: str) -> dict[Account, int]:
    """The payer's bank took the money, for now."""
    return {Account(Role.DISPUTED): amount, paid_into(provider): -amount}


def lost(amount: int) -> dict[Account, int]:
    """The bank keeps what it took."""
    return {Account(Role.LOSSES): amount, Account(Role.DISPUTED): -amount}


def value_change(amount: int, role: Role, against: Role) -> dict[Account, int]:
    """A balance that the shop owes grew by ``amount`` (shrank, where it is negative)."""
    return _without_zeros({Account(role): -amount, Account(against): amount})


def paid_into(provider: str) -> Account:
    """Where a payment of a provider is booked."""
    owed = _OWED.get(provider)
    return Account(owed) if owed else Account(Role.MONEY, provider=provider)


def opposite(amounts: Mapping[Account, int]) -> dict[Account, int]:
    return {account: -amount for account, amount in amounts.items()}


def rest_of(sold: Sold, taken: Sequence[Sold], amount: int) -> Sold:
    """The share that ``amount`` is of what is left of a sale; all of it where it is all.

    Each part gives in proportion to its value, tax in proportion to that; the last part takes
    what rounding left.
    """
    left = _left(sold, taken)
    whole = left.total
    if amount >= whole:
        return left
    parts: list[TaxPart] = []
    given, seen = 0, 0
    for part in left.parts:
        seen += part.net + part.tax
        share = amount * seen // whole - given
        given += share
        tax = part.tax * share // (part.net + part.tax) if part.net + part.tax else 0
        parts.append(TaxPart(part.rate, share - tax, tax))
    return Sold(tuple(parts), amount - given)


def _left(sold: Sold, taken: Sequence[Sold]) -> Sold:
    nets = {part.rate: part.net for part in sold.parts}
    taxes = {part.rate: part.tax for part in sold.parts}
    for note in taken:
        for part in note.parts:
            nets[part.rate] = nets.get(part.rate, 0) - part.net
            taxes[part.rate] = taxes.get(part.rate, 0) - part.tax
    vouchers = sold.vouchers - sum(note.vouchers for note in taken)
    return Sold(tuple(TaxPart(rate, nets[rate], taxes[rate]) for rate in nets), vouchers)


def in_base(postings: Iterable[Posting], to_base: ToBase) -> list[Entry]:
    """Postings of one order, in order, with their amounts in the base currency too.

    The balance of each account is converted, not each amount: so an account that is settled in
    the order's currency is settled in the base currency, however many postings it took, and its
    balance is never a cent beside what it is worth. What the sides of a posting then lack to
    zero, at most a minor unit a side, stands on the account for rounding.
    """
    balances: dict[Account, int] = {}
    entries = []
    for posting in postings:
        if sum(posting.amounts.values()):
            raise ValueError(f"{posting.source} does not balance")
        sides = []
        for account, amount in posting.amounts.items():
            before = balances.get(account, 0)
            balances[account] = before + amount
            sides.append(Side(account, amount, to_base(before + amount) - to_base(before)))
        if missing := -sum(side.base for side in sides):
            sides.append(Side(Account(Role.ROUNDING), 0, missing))
        entries.append(
            Entry(posting.source, posting.kind, posting.day, tuple(sides), posting.reference)
        )
    return entries


def difference(wanted: Sequence[Side], posted: Sequence[Side]) -> tuple[Side, ...]:
    """What is to be posted yet, so that all that is posted sums to what is wanted."""
    amounts: dict[Account, int] = {}
    bases: dict[Account, int] = {}
    for sides, sign in ((wanted, 1), (posted, -1)):
        for side in sides:
            amounts[side.account] = amounts.get(side.account, 0) + sign * side.amount
            bases[side.account] = bases.get(side.account, 0) + sign * side.base
    return tuple(
        Side(account, amounts[account], bases[account])
        for account in amounts
        if amounts[account] or bases[account]
    )


def _taxed(role: Role, place: TaxPlace, rate: int) -> Account:
    return Account(role, treatment=place.treatment.value, country=place.country, rate=rate)


def _add(amounts: dict[Account, int], account: Account, amount: int) -> None:
    amounts[account] = amounts.get(account, 0) + amount


def _without_zeros(amounts: Mapping[Account, int]) -> dict[Account, int]:
    return {account: amount for account, amount in amounts.items() if amount}
