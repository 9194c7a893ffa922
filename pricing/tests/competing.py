"""Competitors and their prices to test with, through the real services."""

from datetime import datetime

from catalog.models import Variant
from foundation.money import Money
from pricing.competition.observations import Observation
from pricing.competition.services import save_competitor
from pricing.competition.taking_in import Reading, TakenIn, take_in
from pricing.models import (
    Competitor,
    CompetitorFeed,
    CompetitorOffer,
    FeedFormat,
    MatchState,
)

BARCODE = "4006381333931"


def make_competitor(code: str = "rival", **more) -> Competitor:
    return save_competitor(
        competitor=Competitor(code=code, name=more.pop("name", code.capitalize()), **more)
    )


def see_price(
    competitor: Competitor,
    variant: Variant | None,
    amount: str,
    *,
    currency: str = "EUR",
    key: str = "",
    at: datetime | None = None,
    **more,
) -> CompetitorOffer:
    """One look at what a competitor asks; for ``variant``, told by our own SKU."""
    told = Observation(
        key=key or (variant.sku if variant else "K-1"),
        amount=Money.of(amount, currency),
        our_sku=variant.sku if variant else "",
        **more,
    )
    enter(competitor, told, at=at)
    return competitor.offers.get(key=told.key)


def enter(competitor: Competitor, *looks: Observation, at: datetime | None = None) -> TakenIn:
    return take_in(competitor=competitor, reading=Reading(looks), at=at)


def fill_competition(variant: Variant, *, name: str) -> None:
    """A competitor with a feed, an offer of the variant, and one that reads like it."""
    rival = make_competitor(f"rival-{name}", name=f"Rival {name}")
    # Past the service, which would look its address up.
    CompetitorFeed.objects.create(
        competitor=rival, url=f"https://rival.example/{name}.csv", format=FeedFormat.CSV
    )
    see_price(rival, variant, "18.00", title=f"Thing {name}")
    alike = see_price(rival, None, "19.00", key=f"K-{name}", title=f"Thing {name} alike")
    alike.state, alike.candidate, alike.similarity = MatchState.PROPOSED, variant, 0.8
    alike.save()
