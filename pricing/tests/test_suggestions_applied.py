"""From suggestion to price and back: all or nothing, refused when the ground has moved."""

from datetime import timedelta

import pytest

from accounts.models import User
from catalog.tests.factories import make_product
from events.models import AuditEntry, OutboxMessage
from foundation import clock
from foundation.money import Money
from pricing.models import Price, PriceSource, SuggestionState
from pricing.repricing import services
from pricing.repricing.structure import save_family, save_ladder
from pricing.services import set_price
from pricing.tests.suggestions import (
    age_prices,
    asked_of,
    make_policy,
    price_of,
    suggest,
    suggest_family,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return User.objects.create_user("clerk@example.com", "x", is_staff=True)


def state_of(suggestion):
    suggestion.refresh_from_db()
    return suggestion.state


def test_approving_changes_every_variant_at_once_and_history_tells_by_whom(clerk):
    mug = make_product(price="20.00", colours=["forest", "sand"])
    OutboxMessage.objects.all().delete()
    suggestion = suggest(mug, -1000)

    outcome = services.approve(suggestions=[suggestion], by=clerk)

    assert [one.pk for one in outcome.done] == [suggestion.pk]
    assert price_of(mug) == 1800
    assert state_of(suggestion) == SuggestionState.APPLIED
    assert (suggestion.decided_by, suggestion.applied_by) == (clerk.pk, clerk.pk)
    lines = suggestion.lines.select_related("before", "applied")
    assert all(line.applied.source == PriceSource.MODEL for line in lines)
    assert all(line.before.ends_at == line.applied.starts_at for line in lines)
    heard = OutboxMessage.objects.filter(topic="product.changed")
    assert set(heard.values_list("payload__product", flat=True)) == {mug.pk}
    told = AuditEntry.objects.filter(model="pricing.pricesuggestion").order_by("pk")
    assert list(told.values_list("action", "actor")) == [
        ("approve", clerk.pk),
        ("price.changed", clerk.pk),
    ]


def test_staff_may_agree_now_and_let_another_apply(clerk):
    mug = make_product(price="20.00")
    suggestion = suggest(mug)
    services.approve(suggestions=[suggestion], by=clerk, apply_at_once=False)
    assert (state_of(suggestion), price_of(mug)) == (SuggestionState.APPROVED, 2000)

    services.apply(suggestions=[suggestion], by=None)

    assert (state_of(suggestion), price_of(mug)) == (SuggestionState.APPLIED, 1800)
    assert (suggestion.decided_by, suggestion.applied_by) == (clerk.pk, None)


def test_a_family_moves_as_a_whole_whichever_of_it_is_named(clerk):
    one, two = make_product(price="20.00"), make_product(price="30.00")
    save_family(name="Mugs", products=[one, two])
    first, second = suggest_family([one, two])

    outcome = services.approve(suggestions=[second], by=clerk)

    assert {done.pk for done in outcome.done} == {first.pk, second.pk}
    assert (price_of(one), price_of(two)) == (1800, 2700)


def test_one_member_that_cannot_move_holds_all_of_its_family(clerk):
    one, two, alone = (make_product(price="20.00") for _ in range(3))
    family = suggest_family([one, two])
    other = suggest(alone)
    set_price(variant=two.variants.get(), amount=Money.of("21.00", "EUR"))

    outcome = services.approve(suggestions=[*family, other], by=clerk)

    assert [done.pk for done in outcome.done] == [other.pk]
    assert {refused.suggestion.pk for refused in outcome.refused} == {one.pk for one in family}
    assert (price_of(one), price_of(two), price_of(alone)) == (2000, 2100, 1800)
    assert {state_of(member) for member in family} == {SuggestionState.SUPERSEDED}
    assert family[0].note == "Its prices have been changed since it was made."


@pytest.mark.parametrize("changed", ["amount", "compare-at", "a new variant"])
def test_a_price_that_changed_since_supersedes_the_suggestion(clerk, changed):
    mug = make_product(price="20.00", colours=["forest"])
    suggestion = suggest(mug)
    if changed == "a new variant":
        variant = mug.variants.create(sku="LATE")
        set_price(variant=variant, amount=Money.of("20.00", "EUR"))
    else:
        amount, compare_at = ("20.50", None) if changed == "amount" else ("20.00", "25.00")
        set_price(
            variant=mug.variants.get(),
            amount=Money.of(amount, "EUR"),
            compare_at=Money.of(compare_at, "EUR") if compare_at else None,
        )
    before = asked_of(mug)

    outcome = services.apply(suggestions=[suggestion], by=clerk)

    assert outcome.done == ()
    assert asked_of(mug) == before
    assert state_of(suggestion) == SuggestionState.SUPERSEDED


def test_a_new_cost_alone_is_no_change_of_price_and_stays_after_the_revert(clerk):
    mug = make_product(price="20.00")
    suggestion = suggest(mug)
    set_price(
        variant=mug.variants.get(),
        amount=Money.of("20.00", "EUR"),
        cost=Money.of("9.00", "EUR"),
    )

    services.approve(suggestions=[suggestion], by=clerk)
    assert list(asked_of(mug).values()) == [(1800, None, 900)]
    suggestion.refresh_from_db()
    services.revert(suggestion=suggestion, by=clerk)

    assert list(asked_of(mug).values()) == [(2000, None, 900)]


@pytest.mark.parametrize(
    ("rail", "step", "told"),
    [
        ({"largest_change_basis_points": 500}, -1000, "Largest change"),
        ({"margin_floor_basis_points": 4000}, -1000, "Margin floor"),
        ({"days_between": 90}, -1000, "Days between changes"),
        ({"ends_in_99": True}, -1000, "Price ending"),
    ],
)
def test_a_rail_that_holds_no_more_refuses_and_leaves_it_proposed(clerk, rail, step, told):
    mug = make_product(price="20.00")
    variant = mug.variants.get()
    set_price(variant=variant, amount=Money.of("19.00", "EUR"))
    set_price(variant=variant, amount=Money.of("20.00", "EUR"), cost=Money.of("12.00", "EUR"))
    suggestion = suggest(mug, step)
    policy = suggestion.policy
    for name, value in rail.items():
        setattr(policy, name, value)
    policy.save()

    outcome = services.approve(suggestions=[suggestion], by=clerk)

    assert [told in refused.message for refused in outcome.refused] == [True]
    assert (state_of(suggestion), price_of(mug)) == (SuggestionState.PROPOSED, 2000)


def test_ladders_are_judged_by_all_prices_as_they_would_be_after(clerk):
    good, better = make_product(price="20.00"), make_product(price="21.00")
    save_ladder(name="Pans", tiers=[[good], [better]])
    together = suggest_family([good, better], 1000)

    outcome = services.approve(suggestions=together, by=clerk)
    assert len(outcome.done) == 2
    assert (price_of(good), price_of(better)) == (2200, 2310)

    alone = suggest(good, 1000)
    outcome = services.approve(suggestions=[alone], by=clerk)
    assert "Good, better, best" in outcome.refused[0].message
    assert price_of(good) == 2200


def test_what_has_expired_or_is_settled_is_refused(clerk):
    mug = make_product(price="20.00")
    late = suggest(mug, expires_at=clock.now() - timedelta(seconds=1))
    outcome = services.approve(suggestions=[late], by=clerk)
    assert "expired" in outcome.refused[0].message
    services.reject(suggestions=[late], reason="timing", by=clerk)

    for deed in (
        lambda: services.approve(suggestions=[late], by=clerk),
        lambda: services.apply(suggestions=[late], by=clerk),
        lambda: services.reject(suggestions=[late], reason="timing", by=clerk),
        lambda: services.schedule(
            suggestions=[late], when=clock.now() + timedelta(days=1), by=clerk
        ),
    ):
        assert [one.message for one in deed().refused] == ["It is settled already: Rejected."]
    with pytest.raises(services.SuggestionRefused, match="not applied"):
        services.revert(suggestion=late, by=clerk)
    assert price_of(mug) == 2000


def test_a_rejection_needs_a_reason_and_another_one_needs_words(clerk):
    suggestion = suggest(make_product())
    for reason, note in (("", ""), ("whim", ""), ("other", "  ")):
        with pytest.raises(services.SuggestionRefused):
            services.reject(suggestions=[suggestion], reason=reason, note=note, by=clerk)
    assert state_of(suggestion) == SuggestionState.PROPOSED

    services.reject(suggestions=[suggestion], reason="other", note="Fair next week.", by=clerk)

    assert state_of(suggestion) == SuggestionState.REJECTED
    assert (suggestion.reject_reason, suggestion.note) == ("other", "Fair next week.")


def test_a_revert_takes_the_whole_family_back(clerk):
    one, two = make_product(price="20.00"), make_product(price="30.00", compare_at="40.00")
    before = asked_of(one) | asked_of(two)
    first, second = suggest_family([one, two])
    services.approve(suggestions=[first], by=clerk)
    first.refresh_from_db()

    back = services.revert(suggestion=first, by=clerk)

    assert {row.pk for row in back} == {first.pk, second.pk}
    assert asked_of(one) | asked_of(two) == before
    assert state_of(second) == SuggestionState.REVERTED
    assert second.reverted_by == clerk.pk


def test_a_revert_never_undoes_what_others_set_since(clerk):
    mug = make_product(price="20.00")
    suggestion = suggest(mug)
    services.approve(suggestions=[suggestion], by=clerk)
    set_price(variant=mug.variants.get(), amount=Money.of("17.00", "EUR"))
    suggestion.refresh_from_db()

    with pytest.raises(services.SuggestionRefused, match="changed again since"):
        services.revert(suggestion=suggestion, by=clerk)

    assert (state_of(suggestion), price_of(mug)) == (SuggestionState.APPLIED, 1700)


def test_a_reduction_is_shown_as_one_and_gone_after_the_revert(clerk):
    mug = make_product(price="20.00")
    suggestion = suggest(mug, -1000, compare_at=2000)
    services.approve(suggestions=[suggestion], by=clerk)
    assert list(asked_of(mug).values()) == [(1800, 2000, None)]
    suggestion.refresh_from_db()

    services.revert(suggestion=suggestion, by=clerk)

    assert list(asked_of(mug).values()) == [(2000, None, None)]


def test_history_keeps_every_step(clerk):
    mug = make_product(price="20.00")
    age_prices(mug)
    suggestion = suggest(mug)
    services.approve(suggestions=[suggestion], by=clerk)
    suggestion.refresh_from_db()
    services.revert(suggestion=suggestion, by=clerk)

    rows = list(Price.objects.filter(variant__product=mug).order_by("pk"))
    assert [(row.amount_minor, row.source) for row in rows] == [
        (2000, "staff"),
        (1800, "model"),
        (2000, "staff"),
    ]
    assert [row.ends_at for row in rows[:2]] == [row.starts_at for row in rows[1:]]


def test_a_policy_that_is_gone_leaves_what_it_proposed_to_staff(clerk):
    mug = make_product(price="20.00")
    suggestion = suggest(mug, -500, policy=make_policy("Gone"))
    suggestion.policy.delete()
    age_prices(mug)
    suggestion.refresh_from_db()

    outcome = services.approve(suggestions=[suggestion], by=clerk)

    # Without a policy those rails hold that every new policy begins with: endings in .99.
    assert "Price ending" in outcome.refused[0].message
