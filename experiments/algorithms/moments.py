"""What a mean, its noise and its adjustment need of an arm: six sums, so that no row is kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moments:
    """Outcomes ``y`` of ``n`` subjects beside a covariate ``x`` of before their first exposure.

    Variances and the covariance are the unbiased ones; zero where there are fewer than two.
    """

    n: int
    mean: float
    variance: float
    covariate_mean: float = 0.0
    covariate_variance: float = 0.0
    covariance: float = 0.0

    @classmethod
    def of_sums(
        cls, n: int, y: float, yy: float, x: float = 0.0, xx: float = 0.0, xy: float = 0.0
    ) -> Moments:
        """From the sums of y, y², x, x² and xy over ``n`` subjects."""
        if n < 1:
            return cls(0, 0.0, 0.0)
        if n == 1:
            return cls(1, y, 0.0, x)
        return cls(
            n=n,
            mean=y / n,
            variance=max((yy - y * y / n) / (n - 1), 0.0),
            covariate_mean=x / n,
            covariate_variance=max((xx - x * x / n) / (n - 1), 0.0),
            covariance=(xy - x * y / n) / (n - 1),
        )

    @classmethod
    def of_values(cls, y: FloatArray, x: FloatArray | None = None) -> Moments:
        """From the outcomes themselves, each of one subject."""
        x = np.zeros_like(y) if x is None else x
        return cls.of_sums(
            len(y), float(y.sum()), float(y @ y), float(x.sum()), float(x @ x), float(x @ y)
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over ``n`` subjects with the variance of one of them."""

    n: int
    mean: float
    variance: float

    @property
    def standard_error(self) -> float:
        return float(np.sqrt(self.variance / self.n)) if self.n else 0.0
