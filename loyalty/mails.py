"""What members are written: points about to expire, a tier reached, credit for a friend.

All of it can be declined, like any news that nobody needs to use what they bought.
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings

from accounts.models import Customer
from foundation.money import Money
from loyalty.models import Membership, Tier
from notifications.contexts import LoyaltyNews, LoyaltyTopic
from notifications.kinds import MailKind
from notifications.links import page
from notifications.services import send_mail


def tell_tier(*, member: Membership, tier: Tier, at: datetime) -> None:
    """Somebody reached a tier: told once for each time."""
    news = _news(member.customer, LoyaltyTopic.TIER, tier=tier.name, perk=tier.perk)
    _send(member.customer, news, key=f"tier:{member.pk}:{tier.pk}:{at:%Y-%m-%d}", at=at)


def tell_expiring(*, customer: Customer, points: int, last_day: date, at: datetime) -> bool:
    """Points are good until a day that is near; whether that was not told before."""
    news = _news(customer, LoyaltyTopic.EXPIRING, points=points, last_day=last_day)
    return _send(customer, news, key=f"expiring:{customer.pk}:{last_day}", at=at)


def tell_reward(*, customer: Customer, credit: Money, key: str, at: datetime) -> None:
    """Credit for a recommendation is there."""
    _send(customer, _news(customer, LoyaltyTopic.FRIEND, credit=credit), key=key, at=at)


def _news(
    customer: Customer,
    topic: LoyaltyTopic,
    *,
    points: int = 0,
    last_day: date | None = None,
    tier: str = "",
    perk: str = "",
    credit: Money | None = None,
) -> LoyaltyNews:
    return LoyaltyNews(
        topic=topic,
        name=customer.name,
        page_url=page("storefront:points", language=_language(customer)),
        points=points,
        last_day=last_day,
        tier=tier,
        perk=perk,
        credit=credit,
    )


def _send(customer: Customer, news: LoyaltyNews, *, key: str, at: datetime) -> bool:
    if not customer.email:
        return False
    mail = send_mail(
        kind=MailKind.LOYALTY,
        to=customer.email,
        language=_language(customer),
        context=news.as_json(),
        key=key,
        reference=customer.public_id,
        customer_id=customer.pk,
        at=at,
    )
    return mail is not None


def _language(customer: Customer) -> str:
    return customer.language or settings.LANGUAGE_CODE
