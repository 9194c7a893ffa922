"""A policy's guard rails, and those of several policies together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from django.conf import settings

from foundation.money import exponent
from pricing.algorithms.endings import Ending
from pricing.algorithms.guard_rails import GuardRails
from pricing.models import PricePolicy


class NoCommonEnding(ValueError):
    """Policies that must hold together ask for endings of which none is in all of them."""


def rails_of(policy: PricePolicy, *, marking_down: bool = False) -> GuardRails:
    """The rails of a policy; for markdowns with the floor and the step it has for these."""
    floor, largest = policy.margin_floor_basis_points, policy.largest_change_basis_points
    if marking_down and policy.markdown_floor_basis_points is not None:
        floor = policy.markdown_floor_basis_points
    if marking_down and policy.markdown_change_basis_points is not None:
        largest = policy.markdown_change_basis_points
    return GuardRails(
        margin_floor=floor,
        largest_change=largest,
        days_between=policy.days_between,
        competitor_band=policy.competitor_band,
        endings=policy.endings,
        digits=exponent(settings.SHOP_BASE_CURRENCY),
        announces_reductions=policy.announces_reductions,
        ladder_gap=policy.ladder_gap_basis_points,
    )


def strictest(rails: Iterable[GuardRails]) -> GuardRails:
    """Rails that keep to all of several: what moves together may be under several policies.

    Raises:
        NoCommonEnding: no ending is allowed by all of them.
    """
    return reduce(_both, rails)


def _both(one: GuardRails, other: GuardRails) -> GuardRails:
    return GuardRails(
        margin_floor=_most(one.margin_floor, other.margin_floor),
        largest_change=_least(one.largest_change, other.largest_change),
        days_between=max(one.days_between, other.days_between),
        competitor_band=_inside(one.competitor_band, other.competitor_band),
        endings=_shared(one.endings, other.endings),
        digits=one.digits,
        announces_reductions=one.announces_reductions or other.announces_reductions,
        ladder_gap=max(one.ladder_gap, other.ladder_gap),
    )


def _most(one: int | None, other: int | None) -> int | None:
    return max((bound for bound in (one, other) if bound is not None), default=None)


def _least(one: int | None, other: int | None) -> int | None:
    return min((bound for bound in (one, other) if bound is not None), default=None)


def _inside(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
    if one is None or other is None:
        return one or other
    low, high = max(one[0], other[0]), min(one[1], other[1])
    # Bands that do not meet leave one price; the present one stands anyway.
    return low, max(low, high)


def _shared(one: tuple[Ending, ...], other: tuple[Ending, ...]) -> tuple[Ending, ...]:
    if not one or not other:
        return one or other
    shared = tuple(ending for ending in one if ending in other)
    if not shared:
        raise NoCommonEnding
    return shared
