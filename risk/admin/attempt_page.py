"""What the pages of an attempt and of a held one share: why, what it has in common, what was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.link_charts import NARROW, WIDE, Dot, Kind, legend_mark, link_chart
from risk.admin.words import (
    attempt_title,
    base_money,
    mark_name,
    marks_text,
    moment_text,
    outcome_label,
    points_text,
    reasons_of,
    score_text,
    verdict_label,
    verdict_name,
)
from risk.algorithms.vocabulary import IDENTITIES, Mark, Verdict
from risk.decisions import Dossier, keepers
from risk.models import Assessment
from risk.reviewing.links import Links, Other, SharedMark, links_of
from risk.wording import told

MOST_DRAWN: Final = 12
SEES_RULES: Final = "risk.view_rule"
KNOWS_MARKS: Final = "risk.add_knownmark"
STRANGERS: Final = frozenset(Mark) - frozenset(IDENTITIES)
SAME_DAY: Final = timedelta(days=1)
KIND_OF: Final = {Verdict.FRAUD: Kind.BAD, Verdict.LEGITIMATE: Kind.GOOD}
Pairs = list[tuple[str, str]]


def attempt_context(request: HttpRequest, attempt: Assessment) -> dict[str, Any]:
    """All that is known of an attempt, for its page or that of the held one."""
    links = links_of(attempt)
    return {
        "attempt": attempt,
        "dossier": dossier_of(attempt),
        "facts": _facts(attempt),
        "reasons": _reasons(request, attempt),
        "links": links,
        "figure": _figure(attempt, links) if links.others else None,
        "shared": [_shared_row(request, attempt, shared) for shared in links.marks],
        "story": _story(attempt, links),
        "labels": [
            (verdict_label(Verdict(said.verdict)), said)
            for said in attempt.labels.select_related("labelled_by").order_by("-labelled_at", "-pk")
        ],
    }


def dossier_of(attempt: Assessment) -> Dossier | None:
    """What the app that keeps it tells; None where nobody does, or where it has gone."""
    keeper = keepers.get(attempt.door)
    return keeper.dossier(attempt.subject) if keeper and attempt.subject else None


def _reasons(request: HttpRequest, attempt: Assessment) -> list[dict[str, str]]:
    reasons = reasons_of(attempt)
    sees_rules = request.user.has_perm(SEES_RULES)
    return [
        {
            "words": each.words,
            "why": each.why,
            "points": points_text(reason.weight) if reason.weight else "–",
            "rule_url": _rule_url(reason.code) if sees_rules else "",
        }
        for reason, each in zip(reasons, told(reasons), strict=True)
    ]


def _rule_url(code: str) -> str:
    kind, _colon, number = code.partition(":")
    if kind != "rule" or not number.isdecimal():
        return ""
    return reverse("admin:risk_rule_change", args=[number])


def _facts(attempt: Assessment) -> Pairs:
    facts = [
        (_("Score"), _("%(score)s of 100") % {"score": score_text(attempt.score)}),
        (_("Decided by"), str(attempt.get_decided_by_display())),
        (_("Became"), str(attempt.get_result_display())),
        (_("When"), moment_text(attempt.occurred_at)),
    ]
    if attempt.amount_minor:
        facts.insert(0, (_("Amount"), base_money(attempt.amount_minor)))
    if attempt.model_version:
        facts.append((_("Model version"), attempt.model_version))
    return facts


def _figure(attempt: Assessment, links: Links) -> dict[str, Any]:
    """The drawing in two widths with its legend; the table beside it tells the same."""
    shared = [each for each in links.marks if each.others]
    drawn = links.others[:MOST_DRAWN]
    places = {each.mark: place for place, each in enumerate(shared)}
    joined = [(places[mark], number) for number, other in enumerate(drawn) for mark in other.marks]
    this = Dot(Kind.THIS, _("This one"), attempt_title(attempt))
    title = _("What this one shares with others")

    def draw(columns: Any) -> SafeString:
        hubs = [_hub_text(each) for each in shared]
        return link_chart(this, hubs, [_dot(each) for each in drawn], joined, title=title,
                          columns=columns)  # fmt: skip

    return {
        "title": title,
        "wide": draw(WIDE),
        "narrow": draw(NARROW),
        "keys": [
            (legend_mark(Kind.THIS), _("This one")),
            (legend_mark(Kind.BAD), verdict_name(Verdict.FRAUD)),
            (legend_mark(Kind.GOOD), verdict_name(Verdict.LEGITIMATE)),
            (legend_mark(Kind.OPEN), _("Nobody said yet")),
        ],
        "not_drawn": len(links.others) - len(drawn) + links.left_out,
    }


def _hub_text(shared: SharedMark) -> str:
    return f"{mark_name(shared.mark)} · {_count(shared)}"


def _count(shared: SharedMark) -> str:
    return f"{shared.others}+" if shared.is_more else str(shared.others)


def _dot(other: Other) -> Dot:
    attempt, verdict = other.attempt, other.verdict
    told = f"{attempt_title(attempt)} · {moment_text(attempt.occurred_at)} · " + (
        str(verdict_name(verdict)) if verdict else _("Nobody said yet")
    )
    return Dot(
        kind=KIND_OF[verdict] if verdict else Kind.OPEN,
        text=attempt_title(attempt),
        told=told,
        url=reverse("admin:risk_assessment_change", args=[attempt.pk]),
    )


def _shared_row(request: HttpRequest, attempt: Assessment, shared: SharedMark) -> dict[str, Any]:
    known_url = ""
    if request.user.has_perm(KNOWS_MARKS):
        asked = urlencode({"assessment": attempt.public_id, "mark": shared.mark})
        known_url = f"{reverse('admin:risk_knownmark_add')}?{asked}"
    return {
        "name": mark_name(shared.mark),
        "others": _count(shared),
        "fraud": shared.fraud,
        "honest": shared.honest,
        "known_url": known_url,
    }


def _story(attempt: Assessment, links: Links) -> list[dict[str, Any]]:
    """This attempt among those of the same person or of the same day, newest first."""
    rows = [
        _story_row(other.attempt, other.marks, other.verdict)
        for other in links.others
        if not STRANGERS.issuperset(other.marks)
        or abs(other.attempt.occurred_at - attempt.occurred_at) < SAME_DAY
    ]
    this = _story_row(attempt, (), None) | {"is_this": True}
    return sorted([*rows, this], key=lambda row: row["at"], reverse=True)


def _story_row(
    attempt: Assessment, marks: Sequence[Any], verdict: Verdict | None
) -> dict[str, Any]:
    return {
        "at": attempt.occurred_at,
        "title": attempt_title(attempt),
        "url": reverse("admin:risk_assessment_change", args=[attempt.pk]),
        "outcome": outcome_label(attempt),
        "result": attempt.get_result_display(),
        "shares": marks_text(marks),
        "verdict": verdict_label(verdict),
        "is_this": False,
    }
