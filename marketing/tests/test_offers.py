"""A code is handed out once a message, works once, for as long as it was promised."""

from datetime import timedelta

import pytest
from django.utils.formats import date_format
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from foundation import clock
from marketing.content.filling import fill
from marketing.models import Message
from marketing.offers.services import OfferEnded, hand_out, is_live
from marketing.tests.factories import make_enrolment, make_flow, make_message, make_offer
from pricing.models import Coupon
from pricing.tests.factories import make_promotion

NOW = clock.now


@pytest.fixture
def message(db):
    return make_message(make_enrolment(make_flow()))


def test_a_code_opens_its_promotion_once_for_as_long_as_the_offer_says(message):
    offer, now = make_offer(valid_days=7), NOW()
    code = hand_out(offer=offer, message=message, at=now)
    coupon = Coupon.objects.get(code=code)
    assert coupon.promotion == offer.promotion
    assert (coupon.most_uses, coupon.most_uses_each) == (1, 1)
    midnight = clock.day_bounds(clock.business_day(now) + timedelta(days=7))[1]
    assert (coupon.starts_at, coupon.ends_at) == (now, midnight), "its last day is a whole one"
    assert Message.objects.get().coupon_code == code


def test_a_promotion_asks_for_a_coupon_once_it_is_handed_out(message):
    offer = make_offer()
    assert not offer.promotion.needs_coupon
    hand_out(offer=offer, message=message, at=NOW())
    offer.promotion.refresh_from_db()
    assert offer.promotion.needs_coupon


def test_a_code_ends_with_its_promotion(message):
    now = NOW()
    promotion = make_promotion(starts_at=now, ends_at=now + timedelta(days=2))
    code = hand_out(offer=make_offer(promotion=promotion), message=message, at=now)
    assert Coupon.objects.get(code=code).ends_at == promotion.ends_at


def test_the_last_day_that_is_told_is_one_on_which_the_code_works(message):
    now = NOW()
    eve = clock.business_day(now) + timedelta(days=2)
    promotion = make_promotion(starts_at=now, ends_at=clock.day_bounds(eve)[1])
    message.variant.offer = make_offer(valid_days=7, promotion=promotion)
    message.variant.blocks = [{"kind": "coupon", "text": {"en": "Until {valid_until}"}}]
    message.coupon_code = "ADA-10"
    message.enrolment.customer.language = "en"
    assert f"Until {date_format(eve)}" in fill(message, at=now).text


def test_asked_again_it_is_the_same_code_even_when_the_offer_is_over(message):
    offer = make_offer()
    code = hand_out(offer=offer, message=message, at=NOW())
    offer.is_active = False
    offer.save()
    stale = Message.objects.get()
    assert hand_out(offer=offer, message=stale, at=NOW()) == code
    assert Coupon.objects.count() == 1


@pytest.mark.parametrize("where", ["offer", "promotion", "past", "future"])
def test_what_is_over_is_not_handed_out(message, where):
    now = NOW()
    period = {
        "past": {"starts_at": now - timedelta(days=9), "ends_at": now},
        "future": {"starts_at": now + timedelta(days=1)},
        "promotion": {"is_active": False},
    }.get(where, {})
    offer = make_offer(promotion=make_promotion(**period), is_active=where != "offer")
    assert not is_live(offer, now)
    with pytest.raises(OfferEnded):
        hand_out(offer=offer, message=message, at=now)
    assert not Coupon.objects.exists()
    assert Message.objects.get().coupon_code == ""


class HandedOut(TestCase):
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(asked=st.lists(st.integers(0, 4), min_size=1, max_size=12), offers=st.integers(1, 3))
    def test_a_code_is_never_handed_to_two(self, asked, offers):
        campaign = make_flow()
        made = [make_offer() for _number in range(offers)]
        messages = [make_message(make_enrolment(campaign)) for _number in range(5)]
        codes: dict[int, set[str]] = {}
        for number in asked:
            fresh = Message.objects.get(pk=messages[number].pk)
            code = hand_out(offer=made[number % offers], message=fresh, at=NOW())
            codes.setdefault(number, set()).add(code)
        assert all(len(own) == 1 for own in codes.values())
        everything = [code for own in codes.values() for code in own]
        assert len(everything) == len(set(everything))
        assert Coupon.objects.count() == len(everything)
