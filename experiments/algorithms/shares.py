"""A sum over another sum, such as returned of all orders, as the mean of one number a subject.

The delta method by linearisation: with R = Σy / Σx over an arm's subjects, the subject's number is
R + (y − R·x) / x̄. Its mean is R, and its variance over n that of R (Deng, Knoblich, Lu: "Applying
the Delta Method in Metric Analytics", KDD 2018, section 2; Budylin et al., WSDM 2018).
"""

from __future__ import annotations

from experiments.algorithms.moments import Estimate, Moments


def share(sums: Moments) -> Estimate:
    """The share of an arm whose subjects have ``y`` of ``x`` each; nothing where all x are zero."""
    if sums.covariate_mean <= 0:
        return Estimate(sums.n, 0.0, 0.0)
    ratio = sums.mean / sums.covariate_mean
    variance = sums.variance - 2 * ratio * sums.covariance + ratio**2 * sums.covariate_variance
    return Estimate(sums.n, ratio, max(variance, 0.0) / sums.covariate_mean**2)
