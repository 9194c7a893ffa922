"""Who comes to the doors: honest life beside attacks, and nothing that the market did changes."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from simulation import FraudKind, Market, MarketConfig, StepResult, synthetic_catalogue
from simulation.columns import Columns
from simulation.doors import Comers, DoorKind, Gatehouse
from simulation.doors.disguises import Disguises
from simulation.doors.keyed import About, Chances

CATALOGUE = synthetic_catalogue(seed=3, n=60)
CONFIG = MarketConfig(customers=900, guest_sessions=120.0, horizon_days=90, attack_scale=6.0)
DAYS = 90


def _played(seed: int = 5) -> tuple[list[StepResult], list[Comers]]:
    market = Market(CATALOGUE, seed, CONFIG)
    gatehouse = Gatehouse(market, seed)
    results, comers = [], []
    for day in range(DAYS):
        promotions = market.propose_promotions(day)
        results.append(market.step(CATALOGUE.variant_price, promotions=promotions))
        comers.append(gatehouse.watch(results[-1]))
    return results, comers


@pytest.fixture(scope="module")
def played() -> tuple[list[StepResult], list[Comers]]:
    return _played()


@pytest.fixture(scope="module")
def comers(played: tuple[list[StepResult], list[Comers]]) -> Comers:
    return Comers.concatenate(played[1])


def _at(comers: Comers, door: DoorKind) -> Comers:
    return comers.take(comers.door == door)


def _same(one: Columns, other: Columns) -> bool:
    return all(
        np.array_equal(getattr(one, f.name), getattr(other, f.name), equal_nan=True)
        for f in fields(one)
    )


def test_the_same_seed_brings_the_same_people(comers: Comers) -> None:
    assert _same(comers, Comers.concatenate(_played()[1]))


def test_watching_changes_nothing_in_the_market(
    played: tuple[list[StepResult], list[Comers]],
) -> None:
    market = Market(CATALOGUE, 5, CONFIG)
    for day, watched in enumerate(played[0]):
        alone = market.step(CATALOGUE.variant_price, promotions=market.propose_promotions(day))
        assert _same(alone.orders, watched.orders)
        assert _same(alone.payments, watched.payments)
        assert _same(alone.reviews, watched.reviews)


def test_every_order_comes_to_the_checkout_once(
    played: tuple[list[StepResult], list[Comers]],
) -> None:
    for result, comers in zip(*played, strict=True):
        paid = _at(comers, DoorKind.CHECKOUT)
        paid = paid.take(paid.passed)
        assert sorted(paid.order_number.tolist()) == result.orders.number.tolist()
        by_number = np.argsort(paid.order_number)
        assert np.array_equal(paid.fraud[by_number], result.truth.order_fraud)
        assert np.array_equal(np.sort(comers.second), comers.second)


def test_attacks_of_every_kind_come(comers: Comers) -> None:
    kinds = {
        DoorKind.CHECKOUT: {1, 2, 3, 4},
        DoorKind.LOGIN: {3},
        DoorKind.COUPON: {4},
        DoorKind.RETURN: {5},
        DoorKind.REVIEW: {6},
    }
    for door, expected in kinds.items():
        assert set(_at(comers, door).fraud.tolist()) - {0} == expected


def test_some_attackers_hide_what_gives_others_away(comers: Comers) -> None:
    checkouts = _at(comers, DoorKind.CHECKOUT)
    stolen = checkouts.take((checkouts.fraud == FraudKind.STOLEN_CARD) & checkouts.passed)
    plain = ~stolen.express & ~stolen.card_abroad & ~stolen.network_abroad
    assert 0.1 < plain.mean() < 0.6
    logins = _at(comers, DoorKind.LOGIN)
    stolen_accounts = logins.take((logins.fraud == FraudKind.ACCOUNT_TAKEOVER) & logins.passed)
    assert 0.1 < stolen_accounts.network_abroad.mean() < 0.9


def test_card_testers_change_browsers_or_networks() -> None:
    disguises, n = Disguises(Chances(5)), 600
    visitor, session = np.repeat(np.arange(30), 20), np.arange(n)
    fraud = np.full(n, int(FraudKind.CARD_TESTING))
    networks = disguises.networks(fraud, visitor, session, 300_000_000 + visitor)
    devices = disguises.devices(fraud, visitor, session)
    for keys, share in ((networks, 0.4), (devices, 0.3)):
        changing = [np.unique(keys[visitor == one]).size > 1 for one in range(30)]
        assert abs(np.mean(changing) - share) < 0.25


def test_honest_people_share_and_change_what_thieves_do(comers: Comers) -> None:
    honest = comers.take((comers.fraud == FraudKind.NONE) & (comers.customer >= 0))
    devices: dict[int, set[int]] = {}
    owners: dict[int, set[int]] = {}
    networks: dict[int, set[int]] = {}
    for customer, device, network in zip(
        honest.customer.tolist(), honest.device.tolist(), honest.network.tolist(), strict=True
    ):
        devices.setdefault(customer, set()).add(device)
        owners.setdefault(device, set()).add(customer)
        networks.setdefault(network, set()).add(customer)
    several = [customer for customer, found in devices.items() if len(found) > 1]
    assert len(several) > 0.1 * len(devices)
    assert any(len(found) > 1 for found in owners.values())
    assert max(map(len, networks.values())) >= 8
    logins = _at(honest, DoorKind.LOGIN)
    assert 0.005 < logins.network_abroad.mean() < 0.05
    assert 0.02 < (~logins.passed).mean() < 0.2
    reviews = _at(honest, DoorKind.REVIEW)
    assert reviews.unverified.any()
    returns = _at(honest, DoorKind.RETURN)
    assert returns.worn.mean() < 0.1


def test_a_return_is_a_part_of_its_order(comers: Comers) -> None:
    returns = _at(comers, DoorKind.RETURN)
    assert len(returns) > 10
    assert ((returns.share_of_order > 0) & (returns.share_of_order <= 1)).all()
    assert returns.worn[returns.fraud == FraudKind.RETURN_ABUSE].all()


def test_an_honest_market_has_no_attack_at_any_door() -> None:
    market = Market(CATALOGUE, 5, replace(CONFIG, attacks=False))
    gatehouse = Gatehouse(market, 5)
    for _day in range(30):
        comers = gatehouse.watch(market.step(CATALOGUE.variant_price))
        assert not comers.fraud.any()


def test_chances_are_even_and_belong_to_their_keys() -> None:
    chances = Chances(9)
    keys = np.arange(20_000)
    told = chances.uniform(About.AWAY, keys, 3)
    assert np.array_equal(told, chances.uniform(About.AWAY, keys, 3))
    assert abs(told.mean() - 0.5) < 0.01
    assert abs(told.var() - 1 / 12) < 0.003
    for other in (
        chances.uniform(About.AWAY, keys, 4),
        chances.uniform(About.HOTEL, keys, 3),
        Chances(10).uniform(About.AWAY, keys, 3),
        np.roll(told, 1),
    ):
        assert abs(np.corrcoef(told, other)[0, 1]) < 0.03
