"""The demo shop's programme: a point for each euro, two tiers, credit for friends."""

from __future__ import annotations

from datetime import datetime

from loyalty.models import Programme, Tier
from loyalty.programme import save_programme
from loyalty.tiers import save_tier


def open_programme(*, now: datetime) -> None:
    """Orders that leave from now on earn; what left before promised nothing."""
    save_programme(changed=Programme(is_active=True, has_referrals=True), at=now)
    save_tier(tier=Tier(name="Silver", spend_from_minor=30_000, multiplier_percent=125))
    save_tier(
        tier=Tier(
            name="Gold",
            spend_from_minor=100_000,
            multiplier_percent=150,
            perk="Gift wrapping at no charge",
        )
    )
