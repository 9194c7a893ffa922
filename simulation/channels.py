"""Where visits come from, and what each channel is really worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.columns import NONE, FloatArray, IntArray
from simulation.kinds import Source

_CUSTOMER_SHARES = (0.50, 0.20, 0.10, 0.08, 0.0, 0.06, 0.06)
_GUEST_SHARES = (0.12, 0.33, 0.24, 0.18, 0.0, 0.06, 0.07)
_LIFT = {
    Source.DIRECT: 0.1,
    Source.ORGANIC_SEARCH: 0.05,
    Source.PAID_SEARCH: 0.2,
    Source.SOCIAL: -0.3,
    Source.EMAIL: 0.25,
    Source.AFFILIATE: 0.1,
    Source.REFERRAL: 0.0,
}


@dataclass(frozen=True)
class Campaign:
    """What a tagged link says of itself."""

    name: str
    source: Source
    medium: str


CAMPAIGNS = (
    Campaign("brand-terms", Source.PAID_SEARCH, "cpc"),
    Campaign("product-feed", Source.PAID_SEARCH, "cpc"),
    Campaign("competitor-terms", Source.PAID_SEARCH, "cpc"),
    Campaign("new-season", Source.SOCIAL, "paid-social"),
    Campaign("lookalike", Source.SOCIAL, "paid-social"),
    Campaign("creators", Source.SOCIAL, "post"),
    Campaign("cashback", Source.AFFILIATE, "affiliate"),
    Campaign("magazines", Source.AFFILIATE, "affiliate"),
    Campaign("newsletter", Source.EMAIL, "email"),
    Campaign("welcome", Source.EMAIL, "email"),
    Campaign("abandoned-cart", Source.EMAIL, "email"),
    Campaign("win-back", Source.EMAIL, "email"),
    Campaign("replenishment", Source.EMAIL, "email"),
    Campaign("browse", Source.EMAIL, "email"),
)
"""The mail campaigns stand in the order of ``MailKind``."""

FIRST_MAIL_CAMPAIGN = 8
_DRAWN_CAMPAIGNS = 13


@dataclass(frozen=True)
class Channels:
    source_lift: FloatArray
    """(sources,) log odds of a purchase by channel."""
    campaign_lift: FloatArray
    """(campaigns,) log odds that a campaign adds to its channel's."""


def draw_channels(rng: np.random.Generator) -> Channels:
    noise = rng.normal(0, 0.05, len(Source))
    # What came later has no lift of its own: one more draw would move all that is drawn after it.
    lift = np.zeros(len(CAMPAIGNS))
    lift[:_DRAWN_CAMPAIGNS] = rng.normal(0, 0.2, _DRAWN_CAMPAIGNS)
    return Channels(
        source_lift=np.array([_LIFT[source] for source in Source]) + noise, campaign_lift=lift
    )


def draw_sources(customer: bool, n: int, rng: np.random.Generator) -> IntArray:
    """(n,) channels of visits that nobody mailed for."""
    shares = np.array(_CUSTOMER_SHARES if customer else _GUEST_SHARES)
    return rng.choice(len(Source), size=n, p=shares / shares.sum()).astype(np.int64)


def draw_campaigns(source: IntArray, rng: np.random.Generator) -> IntArray:
    """(n,) campaign of each visit, -1 for channels without; mail visits get theirs elsewhere."""
    campaign = np.full(len(source), NONE, dtype=np.int64)
    uniform = rng.random(len(source))
    for channel in (Source.PAID_SEARCH, Source.SOCIAL, Source.AFFILIATE):
        own = [row for row, c in enumerate(CAMPAIGNS) if c.source == channel]
        rows = source == channel
        campaign[rows] = np.array(own)[(uniform[rows] * len(own)).astype(np.int64)]
    return campaign
