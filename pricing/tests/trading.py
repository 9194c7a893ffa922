"""Customer groups that buy much, to test prices by quantity with."""

from datetime import timedelta

from accounts.models import CustomerGroup
from catalog.models import Variant
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record_many
from foundation import clock
from foundation.money import Money
from pricing.models import WholesaleState, WholesaleSuggestion, WholesaleTerms
from pricing.services import set_price
from pricing.tests.factories import make_customer
from pricing.wholesale.services import save_terms

QUANTITIES = (1, 1, 2, 5, 12, 12, 20, 50)


def make_group(code: str = "trade", *, handling: int = 300, **more) -> CustomerGroup:
    """A group with terms, in which nobody is yet."""
    group, _made = CustomerGroup.objects.get_or_create(code=code, defaults={"name": code.title()})
    save_terms(terms=WholesaleTerms(group=group, handling_minor=handling, **more))
    return group


def buy_much(
    group: CustomerGroup, variant: Variant, *, buyers: int = 2, quantities=QUANTITIES
) -> None:
    """Each buyer buys each of the quantities once, in the last weeks."""
    moment = clock.now() - timedelta(days=20)
    for number in range(buyers):
        buyer = make_customer(f"{group.code}-{variant.pk}-{number}@example.com", group=group.code)
        context = EventContext(customer=buyer.pseudonym, consent=Consent.PERSONALISATION)
        record_many(
            [
                Fact(
                    name=EventName.PRODUCT_PURCHASED,
                    product_id=variant.product_id,
                    variant_id=variant.pk,
                    quantity=quantity,
                    value=Money(2000 * quantity, "EUR"),
                    at=moment + timedelta(hours=place),
                )
                for place, quantity in enumerate(quantities)
            ],
            context=context,
        )


def give_cost(variant: Variant, cost: str = "8.00", price: str = "20.00") -> None:
    set_price(variant=variant, amount=Money.of(price, "EUR"), cost=Money.of(cost, "EUR"))


def fill_wholesale(variant: Variant, *, name: str) -> WholesaleSuggestion:
    """A group with terms and a proposal to it."""
    return WholesaleSuggestion.objects.create(
        group=make_group(f"trade-{name}"), variant=variant, currency="EUR", retail_minor=2000,
        cost_minor=800, units=200, lines=16, buyers=2, days=180, elasticity=-2.2,
        elasticity_sd=0.2, gain_minor=5000, gain_low_minor=2000, gain_high_minor=8000,
        tiers=[{"from": 12, "amount_minor": 1700, "off": 1500, "units": 150, "gain": 5000,
                "low": 2000, "high": 8000}],
        made_at=clock.now(), state=WholesaleState.PROPOSED,
    )  # fmt: skip
