"""What a rule would have done, as its page shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from foundation import clock
from foundation.charts import Series, bar_chart, data_table
from risk.admin.words import (
    attempt_title,
    base_money,
    moment_text,
    outcome_label,
    score_text,
    verdict_label,
)
from risk.algorithms.vocabulary import Outcome, Verdict
from risk.models import Assessment
from risk.rules.looking_back import Asked, Did, LookBack
from risk.wording import condition_words, outcome_words, share_words

_VERDICTS = {1: Verdict.FRAUD, -1: Verdict.LEGITIMATE}
STOPS = (Outcome.STEP_UP, Outcome.HOLD, Outcome.REFUSE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: the rule as written, as it stands, and the difference."""

    name: str
    cells: tuple[str, ...]


def look_context(look: LookBack, *, at: datetime | None = None) -> dict[str, Any]:
    """What the fragment of the look back shows."""
    return {
        "look": look,
        "sentences": _sentences(look),
        "columns": _columns(look),
        "lines": _lines(look),
        "asked": [_asked_line(look, each) for each in look.asked],
        "figure": _chart(look, at or clock.now()) if look.draft.applied.count else None,
        "examples": [_example(attempt) for attempt in look.examples],
    }


def _sentences(look: LookBack) -> list[str]:
    if not look.attempts:
        return [
            _("No attempt at this door has a score of the last %(days)s days yet.")
            % {"days": look.days}
        ]
    return [_applied(look), _alone(look.draft), *_changed(look), *_work(look)]


def _applied(look: LookBack) -> str:
    count = look.draft.applied.count
    words = _(
        "In the last %(days)s days it would have applied to %(count)s of %(all)s attempts "
        "(%(share)s)."
    )
    return words % {
        "days": look.days,
        "count": whole(count),
        "all": whole(look.attempts),
        "share": share_words(count / look.attempts),
    }


def _alone(did: Did) -> str:
    words = _(
        "Of these, %(count)s would have been stopped by nothing else: %(fraud)s confirmed as "
        "fraud, %(honest)s confirmed as honest."
    )
    return words % {
        "count": whole(did.alone.count),
        "fraud": whole(did.alone.fraud),
        "honest": whole(did.alone.honest),
    }


def _changed(look: LookBack) -> list[str]:
    if look.stands is None:
        return []
    return [
        _("Beside the rule as it stands: %(gained)s more, %(lost)s no longer.")
        % {"gained": whole(look.gained.count), "lost": whole(look.lost.count)}
    ]


def _work(look: LookBack) -> list[str]:
    if not look.draft.looks:
        return []
    words = _("Looking at what it alone holds would have cost about %(cost)s.")
    found = [words % {"cost": base_money(look.review_cost.minor)}]
    if look.is_too_much:
        too_much = _("That alone is more than the %(share)s of attempts that you have time for.")
        found.append(too_much % {"share": share_words(look.review_share)})
    return found


def _columns(look: LookBack) -> list[str]:
    written = _("As written here")
    return [written, _("As it stands"), _("Difference")] if look.stands else [written]


def _lines(look: LookBack) -> list[Line]:
    return [
        _line(look, _("Applied to"), lambda did: did.applied.count),
        *(_line(look, outcome_words(outcome), partial(_ended, outcome)) for outcome in STOPS),
        _line(look, _("Stopped by nothing else"), lambda did: did.alone.count),
        _line(look, _("Confirmed as fraud"), lambda did: did.applied.fraud),
        _line(look, _("Confirmed as honest"), lambda did: did.applied.honest),
        _line(look, _("Nobody has said"), lambda did: did.applied.unknown),
        _line(look, _("Money in all of them"), lambda did: did.applied.amount_minor, base_money),
        _line(look, _("Money in confirmed fraud"), lambda did: did.applied.fraud_minor, base_money),
        _line(look, _("Money of honest people"), lambda did: did.applied.honest_minor, base_money),
    ]


def _ended(outcome: Outcome, did: Did) -> int:
    return did.ended[outcome].count


def _line(
    look: LookBack, name: str, of: Callable[[Did], int], write: Callable[[int], str] | None = None
) -> Line:
    write = write or whole
    drafted = of(look.draft)
    if look.stands is None:
        return Line(name, (write(drafted),))
    stood = of(look.stands)
    return Line(name, (write(drafted), write(stood), _signed(drafted - stood, write)))


def _signed(difference: int, write: Callable[[int], str]) -> str:
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return f"{sign}{write(abs(difference))}"


def _asked_line(look: LookBack, asked: Asked) -> dict[str, Any]:
    return {
        "words": condition_words(asked.condition),
        "known": share_words(asked.known / look.attempts) if look.attempts else "–",
        "met": whole(asked.met),
        "is_never_known": bool(look.attempts) and not asked.known,
    }


def _chart(look: LookBack, at: datetime) -> dict[str, str]:
    weeks = len(look.weeks)
    first_days = [at - timedelta(days=7 * (weeks - place)) for place in range(weeks)]
    labels = [date_format(day, "j M") for day in first_days]
    name, counts = _("Applied to, by week"), [float(count) for count in look.weeks]
    return {
        "title": name,
        "wide": bar_chart(labels, counts, title=name, height=200, every=2),
        "narrow": bar_chart(labels, counts, title=name, width=400, height=200, every=4),
        "table": data_table(labels, [Series(_("Attempts"), counts)], heading=_("Week from")),
    }


def _example(attempt: Assessment) -> dict[str, Any]:
    return {
        "url": reverse("admin:risk_assessment_change", args=[attempt.pk]),
        "title": attempt_title(attempt),
        "when": moment_text(attempt.occurred_at),
        "score": score_text(attempt.score),
        "outcome": outcome_label(attempt),
        "verdict": verdict_label(_VERDICTS.get(attempt.verdict)),
    }


def whole(count: int) -> str:
    return number_format(count, 0, use_l10n=True, force_grouping=True)
