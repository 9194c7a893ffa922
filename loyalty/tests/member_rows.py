"""Orders as the roof tells of them, and a row of all that the programme keeps."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from accounts.models import Customer
from foundation import clock
from loyalty.models import Earning, Programme, Referral, Tier
from loyalty.points.earning import OrderFacts, note_left
from loyalty.programme import save_programme
from loyalty.tests.factories import make_customer
from loyalty.tiers import save_tier

_numbers = count(1)


def make_programme(**rules: object) -> Programme:
    """The programme switched on: a point for each whole euro, unless told otherwise."""
    return save_programme(changed=Programme(**{"is_active": True, **rules}))


def make_tier(name: str = "Gold", *, spend_from: int = 50_000, **options: object) -> Tier:
    return save_tier(tier=Tier(name=name, spend_from_minor=spend_from, **options))


def make_facts(
    customer: Customer | None = None, *, kept: int = 10_000, ref: str = "", **told: object
) -> OrderFacts:
    """An order of goods for a hundred euros that has just left, unless told otherwise."""
    number = next(_numbers)
    facts: dict[str, object] = {"number": f"{100_000 + number}", "left_at": clock.now(), **told}
    return OrderFacts(
        ref=ref or f"order-{number}",
        customer=customer or make_customer(),
        kept_minor=kept,
        **facts,  # type: ignore[arg-type]
    )


def make_earning(
    customer: Customer | None = None, *, kept: int = 10_000, at: datetime | None = None
) -> Earning:
    """Points that wait, of an order that left just now."""
    facts = make_facts(customer, kept=kept, left_at=at or clock.now())
    earning = note_left(facts=facts, at=at)
    assert earning is not None, "the programme rests"
    return earning


def fill_programme(customer: Customer, *, name: str) -> None:
    """A row of everything the programme keeps, about one customer."""
    make_programme(has_referrals=True)
    make_tier(f"Tier {name}", spend_from=10_000 + next(_numbers))
    make_earning(customer)
    Referral.objects.create(referrer=customer, friend=make_customer(name=f"Friend {name}"))
