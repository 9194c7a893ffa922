"""Trainers by name: what ``manage.py train`` and the nightly job walk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from events import jobs
from foundation import clock
from foundation.registries import Registry
from mlops.models import ModelVersion
from mlops.selectors import champion

Report = Callable[[str], None]


class Trainer(Protocol):
    """Trains one model; None where there is nothing to learn from yet."""

    def __call__(self, report: Report, *, trust_data: bool = False) -> ModelVersion | None: ...


trainers: Registry[Trainer] = Registry("trainers")
JOB = "mlops.train"


def train(name: str, report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Train one model by name; None where there is nothing to learn from yet.

    Data that looks wrong beside the last training is refused, unless it is to be trusted: after an
    import, or a clean-up that was meant.

    Raises:
        LookupError: no trainer of that name.
    """
    trainer = trainers.get(name)
    if trainer is None:
        raise LookupError(f"no trainer {name!r}; there are: {', '.join(trainers.names())}")
    return trainer(report, trust_data=trust_data)


def train_where_due(
    name: str, report: Report, *, every: timedelta = timedelta(days=7)
) -> ModelVersion | None:
    """Train a model unless it was trained lately; None where it was, or nothing can be learned yet.

    Without a champion it is tried each time: there may be enough to learn from by now.
    """
    newest = ModelVersion.objects.filter(name=name).order_by("-trained_at").first()
    if newest and champion(name) and clock.now() - newest.trained_at < every:
        return None
    return train(name, report)


@jobs.handles(JOB)
def train_as_job(payload: dict[str, Any], report: Report) -> dict[str, Any]:
    version = train(payload["name"], report)
    return {"version": version.version if version else None}


def enqueue_training(name: str, *, period: str = "") -> None:
    """Queue a training, once a period (default: the business day)."""
    key = f"train:{name}:{period or clock.business_day().isoformat()}"
    jobs.enqueue(JOB, key=key, payload={"name": name})
