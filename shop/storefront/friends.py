"""Friends who come by a customer's link: remembered by their browser until they have an account."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Customer
from foundation.money import Money
from loyalty.models import Programme
from shop.rewards.friends import bring_friend
from shop.rewards.words import remembered_rate
from shop.storefront.cards import money_text

_KEY: Final = "friend_of"


def remember_link(request: HttpRequest, code: str) -> None:
    """By whose link this browser came; the first one counts."""
    request.session.setdefault(_KEY, code)


def tell_who_brought(request: HttpRequest, customer: Customer) -> None:
    """Somebody who came by a link has an account now; the link has done its work."""
    code = request.session.pop(_KEY, "")
    if code:
        bring_friend(code=code, friend=customer)


def reward_text(rules: Programme, currency: str) -> str:
    """What both get, in one sentence."""
    return _(
        "Your friend gets %(friend)s and you get %(own)s as store credit, %(days)d days after a "
        "first order of at least %(least)s has left."
    ) % {
        "friend": _text(rules.friend_reward_minor, currency),
        "own": _text(rules.referrer_reward_minor, currency),
        "least": _text(rules.friend_spends_minor, currency),
        "days": rules.days_until_reward,
    }


def friend_text(rules: Programme, currency: str) -> str:
    """The same for the friend, who is asked in."""
    return _(
        "You get %(friend)s as store credit, %(days)d days after your first order of at least "
        "%(least)s has left."
    ) % {
        "friend": _text(rules.friend_reward_minor, currency),
        "least": _text(rules.friend_spends_minor, currency),
        "days": rules.days_until_reward,
    }


def _text(base_minor: int, currency: str) -> str:
    base = Money(base_minor, settings.SHOP_BASE_CURRENCY)
    shown = base.converted(currency, remembered_rate(currency))
    return money_text(shown.minor, shown.currency, get_language() or settings.LANGUAGE_CODE)
