"""Dataset -> checks -> backtest against the crowd and the champion -> fit -> register."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from foundation import clock
from mlops.algorithms.quality import Finding, Profile, faults, history_faults, profile
from mlops.artifacts import Array, ArtifactDamaged, read_arrays
from mlops.gate import describe
from mlops.models import ModelVersion
from mlops.selectors import champion
from mlops.services import Candidate, refuse_data, register_version
from recommendations.algorithms.interactions import SECONDS_A_DAY, Interactions
from recommendations.algorithms.pipeline import PipelineConfig, fit
from recommendations.backtest.answerers import EarlierVersion, places
from recommendations.dataset import TrainingSet, load_training_set
from recommendations.drift import ITEM_GROUPS, reference
from recommendations.judging import BACKTEST_DAYS, Champion, judge
from recommendations.people import PEOPLE, digests_of

logger = logging.getLogger(__name__)

NAME = "recommendations"
PURCHASES = "profile.purchases"
Report = Callable[[str], None]


def train_recommendations(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Train on all that is known, judged by the last four weeks; None without any purchase.

    Nothing is learned from data that is not fit for it (unless it is to be trusted); a version
    serves unless its lists may be worse than the crowd's favourites or the champion's.
    """
    report("reading the log")
    data = load_training_set()
    if not len(data.interactions.purchases()):
        return None
    serving = champion(NAME)
    arrays = _arrays_of(serving)
    trained_on = _trained_on(data)
    findings = [] if trust_data else _findings(data, serving, arrays)
    if findings:
        reason = " ".join(describe(finding) for finding in findings)
        return refuse_data(name=NAME, reason=reason, trained_on=trained_on)
    earlier = _champion(serving, arrays, data)
    backtest = judge(data, PipelineConfig(), champion=earlier, report=report)
    config, until = backtest.config, trained_on["until"]
    models = backtest.settled(
        fit(data.interactions, data.features, config, now=until, progress=report)
    )
    trained_on["drift"], groups = reference(data, models, until=until)
    report("writing")
    candidate = Candidate(
        name=NAME,
        arrays=models.to_arrays() | _arrays_beside(data, until) | {ITEM_GROUPS: groups},
        judgement=backtest.judgement(),
        parameters=_parameters(config),
        trained_on=trained_on,
    )
    return register_version(candidate=candidate)


def profile_of(data: TrainingSet) -> Profile:
    """The data set in the figures that the checks compare."""
    interactions = data.interactions
    return profile(
        users=interactions.users,
        items=interactions.items,
        weights=interactions.weights,
        prices=data.features.prices,
        n_items=interactions.n_items,
    )


def _findings(
    data: TrainingSet, serving: ModelVersion | None, arrays: dict[str, Array]
) -> list[Finding]:
    """What speaks against learning from this data, beside what the champion learned from."""
    before = Profile.from_json(serving.trained_on.get("profile", {})) if serving else None
    found = list(faults(profile_of(data), before))
    if serving is None or PURCHASES not in arrays:
        return found
    then = data.interactions.before(int(serving.trained_on["until"]))
    shared = places(np.asarray(arrays["product_ids"]), among=data.product_ids)
    kept = shared >= 0
    now = _purchases(then)[shared[kept]]
    return found + list(history_faults(now, np.asarray(arrays[PURCHASES])[kept]))


def _champion(
    serving: ModelVersion | None, arrays: dict[str, Array], data: TrainingSet
) -> Champion | None:
    """The champion as the backtest can ask it; None where there is none or it cannot be read."""
    if serving is None or not arrays:
        return None
    try:
        version = EarlierVersion.from_arrays(
            arrays, product_ids=data.product_ids, people=data.people
        )
        return Champion(version, int(serving.trained_on["until"]))
    except (KeyError, ValueError):
        # Written by an older make of the shop: it is judged by the baseline alone.
        logger.exception("recommendations %s cannot be compared with", serving.version)
        return None


def _arrays_of(version: ModelVersion | None) -> dict[str, Array]:
    if version is None:
        return {}
    try:
        return read_arrays(folder=version.artifact, checksums=version.checksums)
    except ArtifactDamaged:
        logger.exception("recommendations %s cannot be read", version.version)
        return {}


def _trained_on(data: TrainingSet) -> dict[str, Any]:
    now = max(int(clock.now().timestamp()), data.interactions.end())
    # A shop that slept (or imported history) is trained as of its last event, not of today.
    if now - data.interactions.end() > BACKTEST_DAYS * SECONDS_A_DAY:
        now = data.interactions.end()
    return {
        "events": len(data.interactions),
        "people": data.interactions.n_users,
        "products": data.interactions.n_items,
        "until": now,
        "profile": profile_of(data).to_json(),
    }


def _arrays_beside(data: TrainingSet, until: int) -> dict[str, Array]:
    """Whose indices the models speak of, and what the next training compares its data with."""
    return {
        "product_ids": data.product_ids,
        PEOPLE: digests_of(data.people),
        "trained_until": np.array([until], np.int64),
        PURCHASES: _purchases(data.interactions),
    }


def _purchases(interactions: Interactions) -> npt.NDArray[np.float32]:
    """Purchases of each item; counted, not weighed, so that they do not fade."""
    counts = np.bincount(interactions.purchases().items, minlength=interactions.n_items)
    return counts.astype(np.float32)


def _parameters(config: PipelineConfig) -> dict[str, Any]:
    return {
        "neighbours": config.neighbours,
        "popularity_days": config.popularity_days,
        "user_regularisation": config.user_regularisation,
        "basket_regularisation": config.basket_regularisation,
        "blends": {
            str(surface): {str(member): weight for member, weight in blend.weights.items()}
            for surface, blend in config.blends.items()
        },
        "blends by segment": {
            str(surface): {
                str(segment): {str(member): weight for member, weight in blend.weights.items()}
                for segment, blend in blends.items()
            }
            for surface, blends in config.segment_blends.items()
        },
    }
