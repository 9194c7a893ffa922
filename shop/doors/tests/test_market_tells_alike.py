"""The simulated market may tell of an order only what a checkout of this shop can tell."""

from __future__ import annotations

import pytest

from risk.algorithms.vocabulary import Door, Signal
from risk.models import Assessment
from shop.demo.comers import Translator
from shop.doors.tests.scenes import order
from simulation import Market, MarketConfig, synthetic_catalogue
from simulation.doors import Gatehouse

pytestmark = pytest.mark.django_db
OF_THE_PROXY = {Signal.NETWORK_ABROAD}
"""Told where the shop stands behind one that names countries; not in a test client."""
OF_THE_BANK = {Signal.CARD_ABROAD}


def told_by_the_market():
    market = Market(synthetic_catalogue(seed=3, n=60), 5, MarketConfig(customers=300))
    gatehouse = Gatehouse(market, 5)
    translator = Translator(lambda _mark, number: number + 1, lambda day: day * 86_400.0)
    told = set()
    for day in range(5):
        comers = gatehouse.watch(market.step(market.catalogue.variant_price))
        for visit in translator.visits(comers, day):
            if visit.attempt.door is Door.CHECKOUT:
                told |= set(visit.attempt.facts)
    return told


def test_the_market_tells_no_fact_of_an_order_that_the_shop_cannot(client, stocked):
    order(client, stocked)
    kept = {Signal(name) for name in Assessment.objects.get(door=Door.CHECKOUT).facts}
    told = told_by_the_market()
    assert Signal.AMOUNT in told
    assert told <= kept | OF_THE_PROXY | OF_THE_BANK
