"""What uplift holds of a person: handed out with its reasons in words, and deleted with them."""

from __future__ import annotations

from foundation.registries import PersonalData, privacy
from marketing.models import UpliftScore
from marketing.uplift.reasons import tell


def register() -> None:
    """Called when the app is ready."""
    privacy.register("uplift", PersonalData(export=_export, erase=_erase))


def _export(customer_id: int) -> list[dict[str, object]]:
    return [
        {
            "what": "uplift",
            "effect": score.effect,
            "ordered": score.ordered,
            "reasons": [tell(reason) for reason in score.reasons],
            "version": score.version,
            "scored_at": score.scored_at,
        }
        for score in UpliftScore.objects.filter(customer=customer_id)
    ]


def _erase(customer_id: int) -> int:
    return UpliftScore.objects.filter(customer=customer_id).delete()[0]
