"""Prices by quantity for groups: proposed from lines and quotes, taken into a list in one click."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, assign_role
from catalog.models import Variant
from events import jobs
from foundation import clock
from foundation.money import Money
from foundation.refusals import Refusal
from pricing.models import PriceList, PriceListEntry, WholesaleState, WholesaleSuggestion
from pricing.services import set_price
from pricing.tests.elasticity_champions import make_elasticities
from pricing.tests.factories import make_variant
from pricing.tests.trading import buy_much, fill_wholesale, give_cost, make_group
from pricing.wholesale.explaining import explain
from pricing.wholesale.proposing import propose_wholesale
from pricing.wholesale.services import reject_suggestions, take_suggestions
from pricing.wholesale.trade import record_quote

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def mug() -> Variant:
    made = make_variant("20.00", name="Mug")
    give_cost(made)
    make_elasticities({made.product_id: (-2.6, 0.2)})
    return made


def test_a_group_that_buys_much_is_offered_prices_by_quantity(mug):
    group = make_group()
    buy_much(group, mug)
    assert propose_wholesale().made == 1
    row = WholesaleSuggestion.objects.get()
    assert (row.group, row.variant, row.lines, row.buyers) == (group, mug, 16, 2)
    assert row.tiers[0]["from"] >= 5
    assert row.tiers[0]["amount_minor"] < 2000
    assert 0 < row.gain_low_minor <= row.gain_minor <= row.gain_high_minor
    assert "2 buyers of the group bought 206 units in 16 lines" in explain(row)[0]
    assert row.model_version in explain(row)[1]


def test_one_buyer_alone_makes_no_price_and_no_cost_no_proposal(mug):
    group = make_group()
    buy_much(group, mug, buyers=1)
    bare = make_variant("20.00")
    buy_much(group, bare)
    assert propose_wholesale().made == 0


def test_again_puts_in_the_place_and_what_does_not_hold_any_more_expires(mug):
    group = make_group()
    buy_much(group, mug)
    propose_wholesale()
    assert propose_wholesale().made == 1
    assert WholesaleSuggestion.objects.count() == 1
    group.wholesale_terms.is_active = False
    group.wholesale_terms.save()
    assert propose_wholesale().expired == 1
    assert WholesaleSuggestion.objects.get().state == WholesaleState.EXPIRED


def test_what_was_rejected_is_quiet_for_a_while(mug):
    group = make_group()
    buy_much(group, mug)
    propose_wholesale()
    reject_suggestions(suggestions=WholesaleSuggestion.objects.all(), by=None)
    assert propose_wholesale().made == 0
    assert propose_wholesale(at=clock.now() + timedelta(days=91)).made == 1


def test_quotes_of_the_group_go_before_the_shops_model(mug):
    group = make_group()
    buy_much(group, mug)
    for number in range(30):
        cheap = number % 2 == 0
        record_quote(
            variant=mug, group=group, quantity=50, won=cheap, listed=Money(2000, "EUR"),
            unit_price=Money(1500 if cheap else 1950, "EUR"),
            at=clock.now() - timedelta(days=1),
        )  # fmt: skip
    propose_wholesale()
    row = WholesaleSuggestion.objects.get()
    assert (row.quotes, row.model_version) == (30, "")
    assert row.elasticity < -1
    assert "By 30 quotes won and lost" in explain(row)[1]


def test_taken_in_one_click_they_stand_in_the_groups_list(mug):
    group = make_group()
    buy_much(group, mug)
    propose_wholesale()
    row = WholesaleSuggestion.objects.get()
    take_suggestions(suggestions=[row], by=None)
    made = PriceList.objects.get(group=group)
    entries = PriceListEntry.objects.filter(price_list=made)
    assert [(entry.minimum_quantity, entry.amount_minor) for entry in entries] == [
        (tier["from"], tier["amount_minor"]) for tier in row.tiers
    ]
    with pytest.raises(Refusal):
        take_suggestions(suggestions=[row], by=None)
    assert propose_wholesale().made == 0  # the group has these prices now


def test_nothing_is_taken_when_the_price_has_changed_since(mug):
    other = make_variant("20.00")
    rows = [fill_wholesale(mug, name="a"), fill_wholesale(other, name="b")]
    set_price(variant=other, amount=Money.of("25.00", "EUR"))
    with pytest.raises(Refusal, match="has changed since"):
        take_suggestions(suggestions=rows, by=None)
    assert not PriceListEntry.objects.exists()
    assert WholesaleSuggestion.objects.filter(state=WholesaleState.PROPOSED).count() == 2


def test_staff_take_and_reject_on_the_pages(client, mug):
    user = User.objects.create_user("m@example.com", "a good long password")
    assign_role(user=user, role=Role.MERCHANDISER, actor=None)
    client.force_login(user, backend=BACKEND)
    row = fill_wholesale(mug, name="a")
    change = reverse("admin:pricing_wholesalesuggestion_change", args=[row.pk])
    page = client.get(change).content.decode()
    assert "€17.00" in page
    assert "€20.00 – €80.00" in page
    decide = reverse("admin:pricing_wholesalesuggestion_decide", args=[row.pk])
    page = client.post(decide, {"do": "take"}, follow=True).content.decode()
    assert "in its group&#x27;s price list now" in page
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (WholesaleState.TAKEN, user)
    page = client.post(decide, {"do": "reject"}, follow=True).content.decode()
    assert "decided upon meanwhile" in page
    chosen = {"action": "reject_chosen", "_selected_action": [fill_wholesale(mug, name="b").pk]}
    client.post(reverse("admin:pricing_wholesalesuggestion_changelist"), chosen)
    assert WholesaleSuggestion.objects.filter(state=WholesaleState.REJECTED).count() == 1


def test_the_weekly_job_proposes(mug):
    buy_much(make_group(), mug)
    jobs.enqueue("pricing.wholesale", key="week")
    jobs.run_due()
    assert WholesaleSuggestion.objects.count() == 1
