"""Sales at their prices -> checks -> last weeks foretold -> gate -> elasticities, registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import transaction

from forecasting.dataset import WEEK
from mlops.artifacts import Array
from mlops.models import ModelVersion, VersionState
from mlops.selectors import champion
from mlops.services import Candidate, refuse_data, register_version
from pricing.algorithms.cross_effects import CrossEffects, fit_cross_effects
from pricing.algorithms.elasticity import Elasticities
from pricing.algorithms.elasticity_scores import Answers
from pricing.algorithms.panel import FloatArray, IntArray, Sales
from pricing.dataset import Market, load_market
from pricing.drift import reference
from pricing.judging import Trial, fit_market, judge, try_out
from pricing.learned import Learned
from pricing.price_answers import answers_of
from pricing.quality import MarketProfile, faults, profile_of
from pricing.services.elasticities import CROSS_ARRAYS, keep_estimates
from pricing.serving import NAME, learned

Report = Callable[[str], None]

NEW_BRAND = -1
ANY_CATEGORY = -1
MOST_CROSSED = 1_500
"""Products among which cross effects are looked for, the most sold ones."""
MOST_NEIGHBOURS, LEAST_EFFECT = 8, 0.02


def train_elasticity(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Learn how demand answers to price; None where too few weeks or no moved price say anything.

    The new version serves unless it foretells the last weeks worse than one elasticity for all
    products, or than the champion.
    """
    report("reading sales and prices")
    serving = champion(NAME)
    market = load_market()
    before = MarketProfile.from_json(serving.trained_on.get("profile", {})) if serving else None
    if not len(market.product) or not market.weeks:
        return None
    found = [] if trust_data else list(faults(market, before))
    if found:
        return refuse_data(name=NAME, reason=" ".join(found), trained_on=_trained_on(market))
    report("backtest")
    trial = try_out(market, _answers(market, learned(serving)))
    return None if trial is None else _register(market, trial, report)


def _answers(market: Market, before: Learned | None) -> Answers | None:
    if before is None:
        return None
    return Answers(before.slopes_of(market.product, market.category), before.lift)


def _register(market: Market, trial: Trial, report: Report) -> ModelVersion:
    report("fit")
    fit = fit_market(with_newcomers(market))
    found = learned_of(market, fit)
    report("cross effects")
    cross = _cross_effects(market)
    report("writing")
    candidate = Candidate(
        name=NAME,
        arrays=found.to_arrays() | _cross_arrays(cross),
        judgement=judge(trial),
        parameters={
            "shop": round(fit.shop, 4),
            "shop_sd": round(fit.shop_sd, 4),
            "spreads": [round(spread, 4) for spread in fit.spreads],
            "lift": round(fit.lift, 4),
            "cross": _cross_table(cross),
        },
        trained_on=_trained_on(market)
        | {"answers": answers_of(market), "drift": reference(market, found)},
    )
    with transaction.atomic():
        version = register_version(candidate=candidate)
        if version.state == VersionState.CHAMPION:
            keep_estimates(version=version)
    return version


def with_newcomers(market: Market) -> Market:
    """The market with a product without sales in each category, and one in none.

    What is believed of them is what is believed of a product that is new there.
    """
    groups = np.unique(market.category)
    # Numbers below zero, so that they stand before all products, ascending.
    names = np.append(-groups[::-1] - 1, 0)
    categories = np.append(groups[::-1], ANY_CATEGORY)
    nothing = np.full((len(names), market.weeks), np.nan)

    def above(values: FloatArray, fill: FloatArray) -> FloatArray:
        return np.concatenate([fill, values])

    return replace(
        market,
        product=np.concatenate([names, market.product]).astype(np.int64),
        category=np.concatenate([categories, market.category]).astype(np.int64),
        brand=np.concatenate([np.full(len(names), NEW_BRAND), market.brand]).astype(np.int64),
        units=above(market.units, nothing),
        price=above(market.price, nothing),
        promoted=above(market.promoted, np.zeros_like(nothing)),
        in_stock=above(market.in_stock, np.ones_like(nothing)),
        from_lines=np.concatenate([np.zeros(len(names), dtype=np.bool_), market.from_lines]),
    )


def learned_of(market: Market, fit: Elasticities) -> Learned:
    """A fit of ``with_newcomers`` of a market as it is kept."""
    new = len(fit.product) - len(market.product)
    group = np.unique(market.category)
    return Learned(
        product=market.product,
        category=market.category,
        mean=fit.mean[new:],
        sd=fit.sd[new:],
        own=fit.own[new:],
        own_sd=fit.own_sd[new:],
        variation=fit.variation[new:],
        weekly_units=fit.weekly_units[new:],
        noise=fit.noise[new:],
        weeks=market.known.sum(axis=1).astype(np.int64),
        from_lines=market.from_lines,
        group=group.astype(np.int64),
        group_mean=fit.mean[: new - 1][::-1].copy(),
        group_sd=fit.sd[: new - 1][::-1].copy(),
        shop=np.array([fit.shop, fit.shop_sd, fit.mean[new - 1], fit.sd[new - 1], fit.lift]),
    )


def _cross_effects(market: Market) -> CrossEffects | None:
    """None in a shop of one category: its weeks and its mean price cannot be told apart."""
    sold = np.nan_to_num(market.units).sum(axis=1)
    chosen = np.sort(np.argsort(-sold)[:MOST_CROSSED])
    if len(np.unique(market.category[chosen])) < 2:
        return None
    return fit_cross_effects(_sales_of(market, chosen), groups=market.category[chosen])


def _sales_of(market: Market, rows: IntArray) -> Sales:
    return replace(
        market,
        product=market.product[rows],
        units=market.units[rows],
        price=market.price[rows],
        promoted=market.promoted[rows],
        in_stock=market.in_stock[rows],
    ).sales()


def _cross_arrays(cross: CrossEffects | None) -> dict[str, Array]:
    """The strongest neighbours of each product, where there are any."""
    rows: list[tuple[int, int, float]] = []
    matrix = np.zeros((0, 0)) if cross is None else cross.matrix
    for place, effects in enumerate(matrix):
        strongest = np.argsort(-np.abs(effects))[:MOST_NEIGHBOURS]
        for other in strongest[np.abs(effects[strongest]) >= LEAST_EFFECT].tolist():
            if cross is not None:
                rows.append(
                    (int(cross.product[place]), int(cross.product[other]), float(effects[other]))
                )
    return {
        CROSS_ARRAYS[0]: np.array([row[0] for row in rows], dtype=np.int64),
        CROSS_ARRAYS[1]: np.array([row[1] for row in rows], dtype=np.int64),
        CROSS_ARRAYS[2]: np.array([row[2] for row in rows], dtype=np.float64),
    }


def _cross_table(cross: CrossEffects | None) -> list[dict[str, Any]]:
    """What was asked of each category, and whether its sales bear an answer."""
    if cross is None:
        return []
    return [
        {
            "category": int(group),
            "mean": round(float(mean), 4),
            "sd": round(float(sd), 4),
            "p_value": round(float(p_value), 5),
            "borne": bool(borne),
        }
        for group, mean, sd, p_value, borne in zip(
            cross.group, cross.mean, cross.sd, cross.p_value, cross.borne, strict=True
        )
        if np.isfinite(sd)
    ]


def _trained_on(market: Market) -> dict[str, Any]:
    return {
        "first": (market.as_of - timedelta(days=WEEK * market.weeks)).isoformat(),
        "until": market.as_of.isoformat(),
        "products": len(market.product),
        "from_lines": int(market.from_lines.sum()),
        "profile": profile_of(market).to_json(),
    }
