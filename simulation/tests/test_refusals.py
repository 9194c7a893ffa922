"""What a market refuses: arrays that do not fit, strangers, catalogues that cannot be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulation import (
    Mailing,
    MailKind,
    Market,
    MarketConfig,
    ProductSpec,
    VariantSpec,
    build_catalogue,
    synthetic_catalogue,
)

SMALL = MarketConfig(customers=200, guest_profiles=100, guest_sessions=120.0)
CATALOGUE = synthetic_catalogue(3, 40)


@pytest.mark.parametrize(
    ("prices", "stock"),
    [
        (CATALOGUE.variant_price[:-1], None),
        (CATALOGUE.variant_price.astype(np.float64), None),
        (np.zeros(CATALOGUE.variants, dtype=np.int64), None),
        (CATALOGUE.variant_price, np.full(CATALOGUE.variants, -1)),
        (CATALOGUE.variant_price, np.ones(3, dtype=np.int64)),
    ],
)
def test_wrong_arrays_are_refused(prices: np.ndarray, stock: np.ndarray | None) -> None:
    market = Market(CATALOGUE, 1, SMALL)
    with pytest.raises(ValueError, match=r"price|stock"):
        market.step(prices, stock=stock)
    assert market.day == 0


def test_mail_to_strangers_and_unknown_products_are_refused() -> None:
    market = Market(CATALOGUE, 1, SMALL)
    stranger = np.array([len(market.customers) - 1])
    with pytest.raises(ValueError, match="not a customer"):
        market.fork().step(
            CATALOGUE.variant_price, mailings=[Mailing(MailKind.NEWSLETTER, stranger)]
        )
    with pytest.raises(ValueError, match="products of the catalogue"):
        market.fork().step(
            CATALOGUE.variant_price,
            exposures=lambda c: np.full((len(c.visitor), 2), CATALOGUE.products),
        )


def test_a_catalogue_must_make_sense() -> None:
    lamp = ProductSpec("lamp", "lamps", "home", (VariantSpec("lamp-1", 1000, 400),))
    with pytest.raises(ValueError, match="unique"):
        build_catalogue([lamp, lamp])
    with pytest.raises(ValueError, match="no variants"):
        build_catalogue([replace(lamp, variants=())])
    other = ProductSpec("tee", "lamps", "fashion", (VariantSpec("tee-1", 1000, 400),))
    with pytest.raises(ValueError, match="two departments"):
        build_catalogue([lamp, other])
    with pytest.raises(ValueError, match="first day"):
        Market(build_catalogue([replace(lamp, launch_day=3)]), 1, SMALL)
