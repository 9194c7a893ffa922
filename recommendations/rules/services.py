"""Keeping rules and settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from recommendations.models import RecommendationRule, SegmentPrices, SurfaceSettings
from recommendations.rules.book import RuleKind, ShopSurface
from recommendations.rules.selectors import forget_rule_books

# What each kind uses; everything else is emptied, so that no forgotten field speaks up later.
USES = {
    RuleKind.PIN: "position",
    RuleKind.BOOST: "strength",
    RuleKind.BURY: "strength",
    RuleKind.EXCLUDE: None,
    RuleKind.REPEAT: "days",
}


def save_rule(
    *, rule: RecommendationRule, actor: User | None, at: datetime | None = None
) -> RecommendationRule:
    """Keep a rule; fields that its kind does not use are emptied. It holds at once here.

    Raises:
        ValidationError: something its kind needs is missing or out of range, it names no goods or
            several, or a surface that there is not.
    """
    if rule.kind in set(RuleKind):
        for name in {field for field in USES.values() if field} - {USES[RuleKind(rule.kind)]}:
            setattr(rule, name, None)
    known = {surface.value for surface in ShopSurface}
    if not isinstance(rule.surfaces, list) or not set(rule.surfaces) <= known:
        raise ValidationError({"surfaces": _("There is no such place in the shop.")})
    # Every place named is no place left out: so it stays when a surface is added.
    rule.surfaces = [] if set(rule.surfaces) == known else list(dict.fromkeys(rule.surfaces))
    rule.changed_by, rule.changed_at = actor, at or clock.now()
    rule.full_clean()
    rule.save()
    _read_anew()
    return rule


def delete_rule(*, rule: RecommendationRule) -> None:
    """Take a rule away; the lists are as the models make them again."""
    rule.delete()
    _read_anew()


def save_settings(
    *, settings: SurfaceSettings, actor: User | None, at: datetime | None = None
) -> SurfaceSettings:
    """Keep the settings of a surface.

    Raises:
        ValidationError: a surface that has settings already, or a value out of range.
    """
    settings.changed_by, settings.changed_at = actor, at or clock.now()
    settings.full_clean()
    settings.save()
    _read_anew()
    return settings


@transaction.atomic
def set_price_bands(*, settings: SurfaceSettings, bands: Sequence[SegmentPrices]) -> None:
    """Say which prices each segment sees first, in place of what was said before.

    Raises:
        ValidationError: a band that names no price, ends before it begins, or a segment twice.
    """
    settings.bands.all().delete()
    for band in bands:
        band.pk, band.settings = None, settings
        band.full_clean()
        band.save()
    _read_anew()


def delete_settings(*, settings: SurfaceSettings) -> None:
    """Take the settings of a surface away; it weighs nothing then."""
    settings.delete()
    _read_anew()


def _read_anew() -> None:
    """What is asked in this transaction hears of it, and what was read beside it is forgotten."""
    forget_rule_books()
    transaction.on_commit(forget_rule_books)
