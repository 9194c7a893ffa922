"""Writing the journal: each fact once, what changed since as a difference, no closed day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from foundation import clock
from foundation.bulk import insert_rows, reserve_ids
from orders.accounting.cash import cash_entries
from orders.accounting.facts import entries_of, place_of, with_facts
from orders.accounting.postings import Account, Entry, Side, TaxPlace, difference
from orders.accounting.roles import PostingKind, Role, Treatment
from orders.accounting.unposted import Stretch, orders_to_post, orders_with_news
from orders.accounting.values import value_entries
from orders.models import AccountingPolicy, JournalEntry, JournalLine, NumberSequence, Order

CHUNK = 500
SERIES = "journal"
OVERLAP = timedelta(days=2)
"""Facts may be written a while after the moment that they tell of."""
_STANDING = Q(placed_at__isnull=False) | Q(payments__settled_at__isnull=False)
Advance = Callable[[int], None]


@dataclass(slots=True)
class _Posted:
    """What the journal holds of one source: the turns so far and the sum of their sides."""

    kind: PostingKind
    reference: str
    turns: int = 0
    sides: list[Side] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _New:
    """An entry that is about to be written."""

    source: str
    turn: int
    kind: PostingKind
    reference: str
    booked_on: date
    document_on: date
    sides: Sequence[Side]
    order_id: int | None
    currency: str
    base_currency: str


def policy() -> AccountingPolicy:
    """The one row of the accounts' policy, made where there is none."""
    row, _new = AccountingPolicy.objects.get_or_create(pk=AccountingPolicy.ONLY)
    return row


def post_journal(
    *, whole: bool = False, at: datetime | None = None, advance: Advance | None = None
) -> int:
    """Post what happened since this was last called; returns how many entries were written.

    Every fact is compared with what the journal holds of it, and the difference is posted: a new
    fact on its own day, a change of one that was posted on the day of ``at``, both on the first
    open day where that one is closed. A second call finds nothing to do. ``whole`` compares
    every order, however old, for the sake of facts that became known under an older date.
    ``advance`` hears the number of orders done.
    """
    held, now = policy(), at or clock.now()
    since = None
    if held.posted_until is not None and not whole:
        since = min(held.posted_until, now) - OVERLAP
    keys = _keys(None if whole else Stretch(since), held.begins_on)
    written = _post_all(keys, at, advance) + _post_values(at, whole=whole)
    if held.posted_until is None or held.posted_until < now:
        AccountingPolicy.objects.filter(pk=held.pk).update(posted_until=now)
    return written


def post_days(*, first: date | None, last: date, at: datetime | None = None) -> int:
    """Post what happened on the days until ``last``, from ``first`` on, however late it is known.

    Returns how many entries were written.
    """
    since = clock.day_bounds(first)[0] if first is not None else None
    stretch = Stretch(since, clock.day_bounds(last)[1])
    return _post_all(_keys(stretch, policy().begins_on), at) + _post_values(at)


def _keys(stretch: Stretch | None, begins_on: date | None) -> list[int]:
    """Orders that are to be read, the oldest first; all that belong in the journal for None."""
    ours = orders_to_post(begins_on).order_by("pk")
    if stretch is None:
        return list(ours.filter(_STANDING).distinct().values_list("pk", flat=True))
    found, news = [], iter(sorted(orders_with_news(stretch)))
    while chunk := list(islice(news, CHUNK)):
        found += list(ours.filter(pk__in=chunk).values_list("pk", flat=True))
    return found


def _post_all(keys: Iterable[int], at: datetime | None, advance: Advance | None = None) -> int:
    written, pending = 0, iter(keys)
    while chunk := list(islice(pending, CHUNK)):
        written += _post_orders(chunk, at)
        if advance:
            advance(len(chunk))
    return written


@transaction.atomic
def _post_orders(keys: Sequence[int], at: datetime | None) -> int:
    held = _held_policy()
    books = _Books(held, clock.business_day(at))
    orders = list(with_facts(Order.objects.filter(pk__in=keys)).order_by("pk"))
    posted = _posted(JournalLine.objects.filter(entry__order__in=keys))
    places = _places_posted(keys)
    entries: list[_New] = []
    for order in orders:
        place = places.get(order.pk) or place_of(
            order, home=settings.SHOP_COUNTRY, uses_oss=held.uses_oss
        )
        entries += books.new_entries(
            entries_of(order, place), posted.get(order.pk, {}),
            order_id=order.pk, currency=order.currency, base_currency=order.base_currency,
        )  # fmt: skip
    return _write(entries, at)


@transaction.atomic
def _post_values(at: datetime | None, *, whole: bool = False) -> int:
    """What became of gift cards, store credit and cash beside any order."""
    held = _held_policy()
    books = _Books(held, clock.business_day(at))
    lines = JournalLine.objects.filter(entry__order__isnull=True)
    if not whole:  # then only values are read of which nothing is posted
        lines = lines.exclude(entry__kind=PostingKind.VALUE)
    posted = _posted(lines).get(None, {})
    entries: list[_New] = []
    since = held.begins_on
    for currency, entry in chain(
        value_entries(since=since, whole=whole), cash_entries(since=since)
    ):
        entries += books.new_entries(
            [entry], {entry.source: posted[entry.source]} if entry.source in posted else {},
            order_id=None, currency=currency, base_currency=settings.SHOP_BASE_CURRENCY,
        )  # fmt: skip
    return _write(entries, at)


def _held_policy() -> AccountingPolicy:
    """The policy with its row locked: nobody else posts meanwhile or closes a period."""
    policy()
    return AccountingPolicy.objects.select_for_update().get(pk=AccountingPolicy.ONLY)


@dataclass(frozen=True, slots=True)
class _Books:
    """On which days may be posted, and what is to be posted of a fact."""

    policy: AccountingPolicy
    today: date

    def new_entries(
        self,
        wanted: Iterable[Entry],
        posted: dict[str, _Posted],
        *,
        order_id: int | None,
        currency: str,
        base_currency: str,
    ) -> Iterator[_New]:
        """The differences between what is wanted of an order and what is posted of it."""
        seen = set()
        for entry in wanted:
            seen.add(entry.source)
            earlier = posted.get(entry.source)
            sides = difference(entry.sides, earlier.sides if earlier else ())
            if sides:
                turn = earlier.turns + 1 if earlier else 1
                yield _New(
                    entry.source, turn, entry.kind, entry.reference,
                    self._open(self.today if earlier else entry.day), entry.day, sides,
                    order_id, currency, base_currency,
                )  # fmt: skip
        for source in sorted(posted.keys() - seen):
            earlier = posted[source]
            if sides := difference((), earlier.sides):
                yield _New(
                    source, earlier.turns + 1, earlier.kind, earlier.reference,
                    self._open(self.today), self.today, sides,
                    order_id, currency, base_currency,
                )  # fmt: skip

    def _open(self, day: date) -> date:
        closed = self.policy.closed_until
        return day if closed is None or day > closed else closed + timedelta(days=1)


def _posted(lines: QuerySet[JournalLine]) -> dict[int | None, dict[str, _Posted]]:
    """What the journal holds, by order and source."""
    found: dict[int | None, dict[str, _Posted]] = {}
    rows: Iterable[tuple[Any, ...]] = lines.order_by("entry_id", "pk").values_list(
        "entry__order_id", "entry__source", "entry__turn", "entry__kind", "entry__reference",
        "role", "treatment", "country", "rate_basis_points", "provider",
        "amount_minor", "base_minor",
    )  # fmt: skip
    for order_id, source, turn, kind, reference, role, *of_account, amount, base in rows:
        of_order = found.setdefault(order_id, {})
        one = of_order.setdefault(source, _Posted(PostingKind(kind), reference))
        one.turns = max(one.turns, turn)
        one.sides.append(Side(Account(Role(role), *of_account), amount, base))
    return found


def _places_posted(keys: Sequence[int]) -> dict[int, TaxPlace]:
    """How orders are taxed whose sale is posted: that is decided once, whatever is set later."""
    rows = (
        JournalLine.objects.filter(
            entry__order__in=keys, entry__kind=PostingKind.SALE, role=Role.REVENUE
        )
        .order_by("pk")
        .values_list("entry__order_id", "treatment", "country")
    )
    places: dict[int, TaxPlace] = {}
    for order_id, treatment, country in rows:
        places.setdefault(order_id, TaxPlace(Treatment(treatment), country))
    return places


_ENTRY_FIELDS = (
    "id", "number", "source", "turn", "kind", "order_id", "reference", "booked_on", "document_on",
    "currency", "base_currency", "posted_at",
)  # fmt: skip
_LINE_FIELDS = (
    "entry_id", "role", "treatment", "country", "rate_basis_points", "provider", "amount_minor",
    "base_minor",
)  # fmt: skip


def _write(entries: Sequence[_New], at: datetime | None) -> int:
    if not entries:
        return 0
    now = at or clock.now()
    keys = reserve_ids(JournalEntry, len(entries))
    numbers = _next_numbers(len(entries))
    insert_rows(
        JournalEntry,
        _ENTRY_FIELDS,
        (
            (
                key, number, new.source, new.turn, new.kind, new.order_id, new.reference,
                new.booked_on, new.document_on, new.currency, new.base_currency, now,
            )
            for key, number, new in zip(keys, numbers, entries, strict=True)
        ),
    )  # fmt: skip
    insert_rows(JournalLine, _LINE_FIELDS, _line_rows(keys, entries))
    return len(entries)


def _line_rows(keys: Iterable[int], entries: Sequence[_New]) -> Iterator[Sequence[object]]:
    for key, new in zip(keys, entries, strict=True):
        for side in new.sides:
            account = side.account
            yield (
                key, account.role, account.treatment, account.country, account.rate,
                account.provider, side.amount, side.base,
            )  # fmt: skip


def _next_numbers(count: int) -> range:
    """So many numbers in a row, given in the transaction that uses them: none is left out."""
    NumberSequence.objects.get_or_create(name=SERIES)
    row = NumberSequence.objects.select_for_update().get(pk=SERIES)
    first: int = row.next_number
    row.next_number = first + count
    row.save(update_fields=["next_number"])
    return range(first, first + count)
