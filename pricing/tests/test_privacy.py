import pytest

from foundation.money import Money
from foundation.registries import privacy
from pricing.coupons import redeem
from pricing.engine import AppliedPromotion
from pricing.models import Redemption
from pricing.selectors import coupon_differences
from pricing.tests.factories import make_coupon, make_customer

pytestmark = pytest.mark.django_db


def test_offers_used_are_handed_out_and_forgotten_but_still_counted():
    customer, coupon = make_customer(), make_coupon("TEN")
    entry = AppliedPromotion(coupon.promotion_id, "Ten", "TEN", Money(100, "EUR"))
    redeem(applied=[entry], order_ref="one", customer_id=customer.pk, email=customer.email)
    redeem(applied=[entry], order_ref="two", customer_id=None, email=customer.email)
    redeem(applied=[entry], order_ref="three", customer_id=None, email="eve@example.com")
    held = privacy.get("pricing")
    assert held is not None

    assert {row["order"] for row in held.export(customer.pk)} == {"one", "two"}
    assert held.erase(customer.pk) == 2
    assert held.export(customer.pk) == []
    assert Redemption.objects.exclude(email_hash="").count() == 1
    assert coupon_differences() == []
