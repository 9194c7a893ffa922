"""Taking in what competitors ask: every file, feed and call to the API ends here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from pricing.competition.formats import records
from pricing.competition.matching import match_for_sure
from pricing.competition.observations import (
    Observation,
    Record,
    RecordRefused,
    observation_of,
)
from pricing.models import Competitor, CompetitorOffer, CompetitorPrice

MOST_RECORDS = 200_000
TOLD_PROBLEMS = 20
AT_ONCE = 1_000
_TOLD = ("title", "brand", "barcode", "url")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file tells, and what of it could not be read."""

    observations: tuple[Observation, ...]
    refused: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a reading, in offers and prices.

    ``prices`` counts amounts that were not known before; ``older`` looks that a later one has
    overtaken; ``matched`` offers that are known since to be of goods of ours.
    """

    looks: int = 0
    offers: int = 0
    prices: int = 0
    older: int = 0
    matched: int = 0
    refused: int = 0
    problems: tuple[str, ...] = ()

    def and_also(self, other: TakenIn) -> TakenIn:
        return TakenIn(
            looks=self.looks + other.looks,
            offers=self.offers + other.offers,
            prices=self.prices + other.prices,
            older=self.older + other.older,
            matched=self.matched + other.matched,
            refused=self.refused + other.refused,
            problems=(self.problems + other.problems)[:TOLD_PROBLEMS],
        )


def read(data: bytes, *, format: str, at: datetime | None = None) -> Reading:
    """The observations in a file; a record that cannot be read is told and passed over.

    Raises:
        FormatRefused: the file is not written so at all.
    """
    return read_records(records(data, format=format), at=at)


def read_records(told: Iterable[Record], *, at: datetime | None = None) -> Reading:
    """The observations in records that were read already."""
    now = at or clock.now()
    found: list[Observation] = []
    problems: list[str] = []
    refused = 0
    for number, record in enumerate(told, 1):
        if number > MOST_RECORDS:
            problems.insert(0, _("Only the first %(most)d were read.") % {"most": MOST_RECORDS})
            break
        try:
            observation = observation_of(record, at=now)
        except RecordRefused as problem:
            refused += 1
            if len(problems) < TOLD_PROBLEMS:
                problems.append(f"{number}: {problem}")
        else:
            if observation is not None:
                found.append(observation)
    return Reading(tuple(found), refused, tuple(problems))


def take_in(*, competitor: Competitor, reading: Reading, at: datetime | None = None) -> TakenIn:
    """Keep what was read as the competitor's offers and their prices, and match what is certain.

    The same reading taken in again changes nothing. A thousand looks are one transaction: a
    reader that dies leaves whole thousands, and the next one adds the rest.
    """
    now = at or clock.now()
    total = TakenIn(refused=reading.refused, problems=reading.problems)
    looks = sorted(
        (replace(one, seen_at=one.seen_at or now) for one in reading.observations),
        key=lambda one: one.seen_at or now,
    )
    for part in _parts(looks):
        total = total.and_also(_take_in_part(competitor, part))
    return total


def _parts(looks: Sequence[Observation]) -> Iterator[Sequence[Observation]]:
    for start in range(0, len(looks), AT_ONCE):
        yield looks[start : start + AT_ONCE]


@transaction.atomic
def _take_in_part(competitor: Competitor, looks: Sequence[Observation]) -> TakenIn:
    # The competitor's row is the lock: two readers of one competitor go one after the other.
    Competitor.objects.select_for_update().get(pk=competitor.pk)
    ledger = _Ledger.opened(competitor, {look.key for look in looks})
    for look in looks:
        ledger.enter(look)
    matched = match_for_sure(
        ledger.offers.values(),
        our_skus={look.key: look.our_sku for look in looks if look.our_sku},
    )
    ledger.write()
    return TakenIn(
        looks=len(looks),
        offers=len(ledger.new_offers),
        prices=len(ledger.new_prices),
        older=ledger.older,
        matched=matched,
    )


@dataclass(slots=True)
class _Ledger:
    """Offers and their latest prices while looks are entered, oldest first."""

    competitor: Competitor
    offers: dict[str, CompetitorOffer]
    latest: dict[str, CompetitorPrice]
    new_offers: list[CompetitorOffer] = field(default_factory=list)
    new_prices: list[CompetitorPrice] = field(default_factory=list)
    older: int = 0

    @classmethod
    def opened(cls, competitor: Competitor, keys: set[str]) -> _Ledger:
        offers = {
            offer.key: offer for offer in competitor.offers.filter(key__in=keys).order_by("pk")
        }
        by_pk = {offer.pk: key for key, offer in offers.items()}
        rows = CompetitorPrice.objects.filter(offer__in=by_pk).order_by("first_seen_at")
        return cls(competitor, offers, {by_pk[row.offer_id]: row for row in rows})

    def enter(self, look: Observation) -> None:
        seen_at = look.seen_at or clock.now()
        offer = self.offers.get(look.key)
        if offer is None:
            offer = CompetitorOffer(competitor=self.competitor, key=look.key, first_seen_at=seen_at)
            self.offers[look.key] = offer
            self.new_offers.append(offer)
        elif seen_at < offer.seen_at:
            self.older += 1
            return
        for name in _TOLD:  # what a record leaves out stays as it was told before
            if told := getattr(look, name):
                setattr(offer, name, told)
        offer.amount_minor, offer.currency = look.amount.minor, look.amount.currency
        offer.is_available, offer.seen_at = look.is_available, seen_at
        self._price(offer, seen_at)

    def _price(self, offer: CompetitorOffer, seen_at: datetime) -> None:
        """Carry the standing price on, or begin another."""
        now_asked = (offer.amount_minor, offer.currency, offer.is_available)
        standing = self.latest.get(offer.key)
        if standing is not None:
            asked = (standing.amount_minor, standing.currency, standing.is_available)
            # Nobody looked for long: what was asked in between is not known.
            gap = timedelta(days=self.competitor.stale_days)
            if asked == now_asked and seen_at - standing.last_seen_at <= gap:
                standing.last_seen_at = seen_at
                return
            if standing.first_seen_at == seen_at:  # two looks of one moment: the later record
                standing.amount_minor, standing.currency, standing.is_available = now_asked
                return
        begun = CompetitorPrice(
            offer=offer,
            amount_minor=offer.amount_minor,
            currency=offer.currency,
            is_available=offer.is_available,
            first_seen_at=seen_at,
            last_seen_at=seen_at,
        )
        self.latest[offer.key] = begun
        self.new_prices.append(begun)

    def write(self) -> None:
        """All that was entered, in a statement for each kind."""
        fields = [
            *_TOLD, "amount_minor", "currency", "is_available", "seen_at", "variant", "state",
            "matched_by", "candidate", "similarity",
        ]  # fmt: skip
        known = [offer for offer in self.offers.values() if offer.pk is not None]
        CompetitorOffer.objects.bulk_update(known, fields, batch_size=AT_ONCE // 4)
        CompetitorOffer.objects.bulk_create(self.new_offers)
        carried = [row for row in self.latest.values() if row.pk is not None]
        CompetitorPrice.objects.bulk_update(
            carried,
            ["amount_minor", "currency", "is_available", "last_seen_at"],
            batch_size=AT_ONCE // 4,
        )
        CompetitorPrice.objects.bulk_create(self.new_prices)
