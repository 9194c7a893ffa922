"""CUPED: what was known before an experiment is taken out of its noise.

Deng, Xu, Kohavi, Walker: "Improving the Sensitivity of Online Controlled Experiments by Utilizing
Pre-Experiment Data", WSDM 2013. The variance falls by r², r being the correlation of an outcome
with its covariate; the expectation of a difference stays, since no arm can change what was before.
"""

from __future__ import annotations

from collections.abc import Sequence

from experiments.algorithms.moments import Estimate, Moments


def slope(arms: Sequence[Moments]) -> float:
    """θ of all arms together: within-arm covariance over within-arm variance of the covariate."""
    covariance = sum((arm.n - 1) * arm.covariance for arm in arms if arm.n > 1)
    variance = sum((arm.n - 1) * arm.covariate_variance for arm in arms if arm.n > 1)
    return covariance / variance if variance > 0 else 0.0


def adjust(arms: Sequence[Moments]) -> list[Estimate]:
    """The arms' means as they would be, had all had the same covariate's mean before."""
    theta = slope(arms)
    total = sum(arm.n for arm in arms)
    overall = sum(arm.n * arm.covariate_mean for arm in arms) / total if total else 0.0
    return [
        Estimate(
            n=arm.n,
            mean=arm.mean - theta * (arm.covariate_mean - overall),
            variance=max(
                arm.variance - 2 * theta * arm.covariance + theta**2 * arm.covariate_variance, 0.0
            ),
        )
        for arm in arms
    ]


def variance_left(arms: Sequence[Moments]) -> float:
    """The share of the pooled variance that the adjustment leaves: 1 − r²; 1 where nothing helps.

    It is the factor by which fewer visitors tell as much.
    """
    before = sum((arm.n - 1) * arm.variance for arm in arms if arm.n > 1)
    after = sum((arm.n - 1) * left.variance for arm, left in zip(arms, adjust(arms), strict=True))
    return after / before if before > 0 else 1.0
