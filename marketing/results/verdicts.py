"""What can be said of a campaign in one word, and why nothing can be said yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from experiments.algorithms.assignment import WHOLE
from experiments.algorithms.sample_ratio import sample_ratio
from marketing.algorithms.effects import expected_share_held_out, stays_clear_of_zero
from marketing.contact.policy import policy
from marketing.models import CampaignResult
from marketing.models.results import Outcome

CLEAREST_AT: Final = 5_000
"""Customers at about which words come soonest: a flow's first months in a shop of middling size."""


class Verdict(models.TextChoices):
    FEW = "few", _("Too few known")
    SKEWED = "skewed", _("Holdout is off")
    UNCLEAR = "unclear", _("Not clear yet")
    GAINS = "gains", _("Brings more orders")
    LOSES = "loses", _("Costs orders")


COLOURS: Final = {
    Verdict.FEW: "",
    Verdict.SKEWED: "danger",
    Verdict.UNCLEAR: "info",
    Verdict.GAINS: "success",
    Verdict.LOSES: "danger",
}


@dataclass(frozen=True, slots=True)
class Earnings:
    """Margin less cost, and what each unit of cost brought; None where it is not known."""

    net_minor: int | None
    low_minor: int | None
    high_minor: int | None
    cost_minor: int

    @property
    def ratio(self) -> float | None:
        """Of each unit of money spent, how many came back as margin."""
        if self.net_minor is None or self.cost_minor <= 0:
            return None
        return (self.net_minor + self.cost_minor) / self.cost_minor


def earnings(row: Outcome) -> Earnings:
    """What was earned beyond what it cost. Codes are out of the margin already."""
    if row.margin_minor is None or row.margin_low_minor is None or row.margin_high_minor is None:
        return Earnings(None, None, None, row.cost_minor)
    return Earnings(
        row.margin_minor - row.cost_minor,
        row.margin_low_minor - row.cost_minor,
        row.margin_high_minor - row.cost_minor,
        row.cost_minor,
    )


def verdict(row: CampaignResult) -> Verdict:
    """By orders, as they are the least noisy; a word is given only where looking again each day
    would not unsay it (``effects.stays_clear_of_zero``)."""
    return verdicts([row])[0]


def verdicts(rows: Sequence[CampaignResult]) -> list[Verdict]:
    """The word on each, by one look at the policy."""
    everything = policy().holdout
    return [_verdict(row, everything) for row in rows]


def is_skewed(row: CampaignResult) -> bool:
    """Whether the arms are not as large as the hash makes them: then nothing can be believed.

    Where the policy's share was changed while the campaign ran, that alone makes it so.
    """
    return _is_skewed(row, policy().holdout)


def _verdict(row: CampaignResult, everything: int) -> Verdict:
    if _is_skewed(row, everything):
        return Verdict.SKEWED
    if row.orders is None or row.orders_low is None or row.orders_high is None:
        return Verdict.FEW
    is_clear = stays_clear_of_zero(
        total=row.orders,
        low=row.orders_low,
        high=row.orders_high,
        customers=row.treated + row.held_out,
        narrowest_at=CLEAREST_AT,
    )
    if not is_clear:
        return Verdict.UNCLEAR
    return Verdict.GAINS if row.orders > 0 else Verdict.LOSES


def _is_skewed(row: CampaignResult, everything: int) -> bool:
    share = expected_share_held_out(own=row.campaign.holdout / WHOLE, everything=everything / WHOLE)
    held_out = round(share * WHOLE)
    return sample_ratio([row.treated, row.held_out], [WHOLE - held_out, held_out]).is_broken
