"""The backtest of a training: the last weeks foretold, against one slope for all and the champion.

What is judged is how prices move units, and nothing else: levels of products and effects of weeks
are the same for all who are asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from mlops.algorithms.bootstrap import paired_difference
from mlops.gate import Contest, Rival, verdict
from mlops.services import Judgement
from pricing.algorithms.elasticity import Elasticities, fit_elasticities
from pricing.algorithms.elasticity_poisson import Slopes, poisson_slopes
from pricing.algorithms.elasticity_scores import Answers, deviances
from pricing.algorithms.panel import FloatArray, arrange
from pricing.dataset import Market

TOLD_WEEKS, LEAST_TOLD = 12, 4
FEWEST_WEEKS = 16
TOLERANCE_SHARE, LEAST_TOLERANCE = 0.1, 0.02
"""Part of what a rival explains, and of all deviance, that may be lost to it by chance."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Deviances of products over the weeks told, of those who were asked; each of shape (n,).

    ``nobody``: without any answer to price. ``champion``: None where there was none.
    """

    weeks: int
    ours: FloatArray
    common: FloatArray
    nobody: FloatArray
    champion: FloatArray | None


def try_out(market: Market, champion: Answers | None) -> Trial | None:
    """Foretell the last weeks; None where there is too little history or no price ever varied.

    ``champion``: what serves now answers for the products of the market. It saw the weeks told:
    its lead is bounded by the tolerance of the gate.
    """
    told = min(TOLD_WEEKS, market.weeks // 4)
    if market.weeks < FEWEST_WEEKS or told < LEAST_TOLD:
        return None
    early = _until(market, market.weeks - told)
    fit = fit_market(early)
    one = poisson_slopes(arrange(early.sales()), common=True)
    if not np.isfinite(one.slope).any():
        return None
    table = arrange(market.sales())
    asked = {
        "ours": Answers(fit.mean, fit.lift),
        "common": _common(one),
        "nobody": Answers(np.zeros(len(market.product))),
    }
    if champion is not None:
        asked["champion"] = champion
    found = {
        who: deviances(table, answers, told=told, noise=fit.noise) for who, answers in asked.items()
    }
    known = np.isfinite(found["nobody"])
    if not known.any():
        return None
    return Trial(
        weeks=told,
        ours=found["ours"][known],
        common=found["common"][known],
        nobody=found["nobody"][known],
        champion=found["champion"][known] if "champion" in found else None,
    )


def fit_market(market: Market) -> Elasticities:
    """Elasticities of all products of a market, drawn to brand, category and shop."""
    return fit_elasticities(market.sales(), groups=[market.category, market.brand])


def judge(trial: Trial) -> Judgement:
    """A version serves unless it may be worse than one slope for all, or than the champion."""
    contests = [_contest(trial, Rival.BASELINE, trial.common)]
    if trial.champion is not None:
        contests.append(_contest(trial, Rival.CHAMPION, trial.champion))
    return Judgement(
        metrics={**_figures(trial, trial.ours), "weeks": trial.weeks, "products": len(trial.ours)},
        baseline=_figures(trial, trial.common),
        accepted=all(contest.passed for contest in contests),
        reason=verdict(contests),
        contests=contests,
    )


def _contest(trial: Trial, rival: Rival, theirs: FloatArray) -> Contest:
    """Share of the deviance that the answer to price takes away, product by product."""
    whole = max(float(trial.nobody.mean()), 1e-9)
    ours, others = (trial.nobody - trial.ours) / whole, (trial.nobody - theirs) / whole
    return Contest(
        task=_("the last weeks"),
        metric=_("deviance explained by prices"),
        rival=rival,
        ours=float(ours.mean()),
        theirs=float(others.mean()),
        difference=paired_difference(ours, others),
        tolerance=max(TOLERANCE_SHARE * float(others.mean()), LEAST_TOLERANCE),
    )


def _figures(trial: Trial, deviance: FloatArray) -> dict[str, Any]:
    whole = max(float(trial.nobody.sum()), 1e-9)
    return {
        "deviance": round(float(deviance.mean()), 4),
        "explained": round(1.0 - float(deviance.sum()) / whole, 4),
    }


def _common(one: Slopes) -> Answers:
    """One slope for all, also for those whose own price never varied."""
    slope = float(one.slope[np.isfinite(one.slope)][0])
    return Answers(np.full(len(one.slope), slope), one.lift)


def _until(market: Market, week: int) -> Market:
    return replace(
        market,
        units=market.units[:, :week],
        price=market.price[:, :week],
        promoted=market.promoted[:, :week],
        in_stock=market.in_stock[:, :week],
    )
