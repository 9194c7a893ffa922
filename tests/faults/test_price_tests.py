"""A process that is killed between two prices of a test: all of them change, or none."""

import signal

POINT = "pricing.price_test_half_switched"
OPEN = """
from pricing.price_tests.services import start
from pricing.tests.price_test_shop import TestShop
shop = TestShop(past_days=60)
start(test=shop.draft(), actor=None)
"""
SWITCH = """
from datetime import timedelta
from pricing.models import PriceTest
from pricing.price_tests.jobs import switch_all
from pricing.tests.price_test_shop import midday
switch_all(at=midday(PriceTest.objects.get().starts_on + timedelta(days={days})))
"""
ASKED = "SELECT variant_id, amount_minor FROM pricing_price WHERE ends_at IS NULL ORDER BY 1"


def _run(store, text, *, point=""):
    store.environment["SHELFWISE_FAILPOINT"] = point
    done = store.manage("shell", "-c", text)
    store.environment.pop("SHELFWISE_FAILPOINT")
    return done


def test_a_switch_that_is_killed_in_the_middle_changes_no_price_and_the_next_changes_all(store):
    assert _run(store, OPEN).returncode == 0
    usual = store.rows(ASKED)
    assert {price for _variant, price in usual} == {2_000}

    assert _run(store, SWITCH.format(days=0), point=POINT).returncode == -signal.SIGKILL
    assert store.rows(ASKED) == usual

    assert _run(store, SWITCH.format(days=0)).returncode == 0
    asked = [price for _variant, price in store.rows(ASKED)]
    assert sorted(asked) == [2_000] * 4 + [2_100] * 4

    # The end is a switch as well: killed, and done by whoever comes next.
    over = SWITCH.format(days=24)
    assert _run(store, over, point="pricing.price_test_half_ended").returncode == -signal.SIGKILL
    assert [price for _variant, price in store.rows(ASKED)] == asked
    assert _run(store, over).returncode == 0
    assert store.rows(ASKED) == usual
    ((state, live),) = store.rows(
        "SELECT t.state, (SELECT count(*) FROM pricing_pricetestitem i WHERE i.is_live)"
        " FROM pricing_pricetest t"
    )
    assert (state, live) == ("ended", 0)
