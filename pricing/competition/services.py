"""Every change of competitors, their feeds, their prices and what these were matched to."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from foundation.refusals import Refusal
from pricing.competition.fetching import FetchRefused, check_address
from pricing.competition.matching import (
    confirm_match,
    ignore_offers,
    propose_matches,
    refuse_match,
)
from pricing.competition.taking_in import TakenIn, read, read_records, take_in
from pricing.models import Competitor, CompetitorFeed

__all__ = [
    "TakenIn",
    "confirm_match",
    "delete_competitor",
    "delete_feed",
    "ignore_offers",
    "propose_matches",
    "read",
    "read_records",
    "refuse_match",
    "save_competitor",
    "save_feed",
    "take_in",
]


def save_competitor(*, competitor: Competitor) -> Competitor:
    """Keep what a competitor is called and how long its prices count.

    Raises:
        Refusal: another one has that code, or a field cannot be.
    """
    _check(competitor)
    competitor.save()
    return competitor


@transaction.atomic
def delete_competitor(*, competitor: Competitor) -> None:
    """Forget a competitor with its offers and their history."""
    competitor.delete()


def save_feed(*, feed: CompetitorFeed) -> CompetitorFeed:
    """Keep where a competitor's prices are fetched from.

    Raises:
        Refusal: it is there already, a field cannot be, or it is no public address.
    """
    _check(feed)
    try:
        check_address(feed.url)
    except FetchRefused as problem:
        raise Refusal(str(problem), field="url") from problem
    feed.save()
    return feed


def delete_feed(*, feed: CompetitorFeed) -> None:
    """Forget a feed; what was read from it stays."""
    feed.delete()


def _check(row: Competitor | CompetitorFeed) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from None
