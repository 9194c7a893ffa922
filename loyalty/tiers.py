"""Tiers: what staff set, and where a spend leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from foundation.refusals import Refusal
from foundation.remembered import Remembered
from loyalty.algorithms.tiers import Step, standing
from loyalty.models import Tier

NO_TIER: Final = 100
"""What customers without a tier earn, in percent."""


@dataclass(frozen=True, slots=True)
class Place:
    """The tier of a spend and the next, with what is missing to it in minor units."""

    tier: Tier | None
    following: Tier | None
    missing_minor: int

    @property
    def multiplier_percent(self) -> int:
        return self.tier.multiplier_percent if self.tier else NO_TIER


def _read() -> tuple[Tier, ...]:
    return tuple(Tier.objects.order_by("spend_from_minor"))


_tiers: Remembered[tuple[Tier, ...]] = Remembered(_read)


def remembered_tiers() -> tuple[Tier, ...]:
    """All tiers, the lowest first; some seconds old at most."""
    return _tiers.get()


def place_of(spend_minor: int) -> Place:
    """Where a spend of 365 days leads, in minor units of the base currency."""
    known = {tier.pk: tier for tier in remembered_tiers()}
    found = standing(spend_minor, [Step(key, tier.spend_from_minor) for key, tier in known.items()])
    return Place(
        tier=known.get(found.reached or 0),
        following=known.get(found.following or 0),
        missing_minor=found.missing,
    )


@transaction.atomic
def save_tier(*, tier: Tier) -> Tier:
    """Keep a tier that staff set; who stands in it is seen to by the next night's look.

    Raises:
        Refusal: another has its name or its bound, or a number is out of range.
    """
    try:
        tier.full_clean()
    except ValidationError as error:
        field, texts = next(iter(error.message_dict.items()))
        raise Refusal(texts[0], field="" if field == NON_FIELD_ERRORS else field) from error
    tier.save()
    _forget()
    return tier


@transaction.atomic
def delete_tier(*, tier: Tier) -> None:
    """Take a tier away; its members stand where their spend leads after the next night's look."""
    tier.delete()
    _forget()


def _forget() -> None:
    _tiers.forget()
    transaction.on_commit(_tiers.forget)  # others may have read the old ones meanwhile
