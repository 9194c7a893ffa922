"""What of the pricing desk somebody looks at: read from the page's address, bounded."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Abs
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from pricing.models import (
    BindingRule,
    PricePolicy,
    PriceSuggestion,
    SuggestionKind,
    SuggestionState,
)
from pricing.repricing.selectors import QueueFilters, queue

LONGEST = 80
LARGEST_ID = 12
"""Digits of a row's number that are read."""
SHOWS = {
    "waiting": (_("Waiting for you"), (SuggestionState.PROPOSED, SuggestionState.APPROVED)),
    "scheduled": (_("Scheduled"), (SuggestionState.SCHEDULED,)),
    "applied": (_("Applied"), (SuggestionState.APPLIED,)),
    "closed": (
        _("Taken back, rejected, expired"),
        (SuggestionState.REVERTED, SuggestionState.REJECTED, SuggestionState.EXPIRED),
    ),
}
DIRECTIONS = {"up": _("Dearer"), "down": _("Cheaper")}
ORDERS = {
    "gain": (_("Largest gain"), ("-gain_minor", "pk")),
    "sure": (_("Surest gain"), ("chance_to_lose", "-gain_minor", "pk")),
    "step": (_("Largest step"), ("-step_size", "-gain_minor", "pk")),
    "new": (_("Newest"), ("-made_at", "-gain_minor", "pk")),
}
LATEST_FIRST = {
    "scheduled": ("scheduled_for", "pk"),
    "applied": ("-applied_at", "-gain_minor", "pk"),
    "closed": ("-decided_at", "-made_at", "pk"),
}


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """Empty is everything; ``show`` and ``order`` always say something."""

    show: str = "waiting"
    kind: str = ""
    direction: str = ""
    policy: str = ""
    category: str = ""
    rule: str = ""
    q: str = ""
    order: str = ""

    @classmethod
    def of(cls, told: QueryDict) -> DeskFilter:
        """What an address asks for; what it cannot ask for counts as nothing asked."""
        known: dict[str, Any] = {
            "show": SHOWS,
            "kind": SuggestionKind.values,
            "direction": DIRECTIONS,
            "order": ORDERS,
            "rule": [str(value) for value in BindingRule.values],
        }
        asked = {name: str(told.get(name, "")) for name in (*known, "policy", "category")}
        read = {name: asked[name] for name, choices in known.items() if asked[name] in choices}
        for name in ("policy", "category"):
            if asked[name].isascii() and asked[name].isdigit():
                read[name] = asked[name][:LARGEST_ID]
        return cls(**read, q=str(told.get("q", "")).replace("\x00", "").strip()[:LONGEST])

    def address(self, **changes: str | int) -> str:
        """The query of the same look with something changed; the page is not kept."""
        told = {each.name: getattr(self, each.name) for each in fields(self)} | changes
        usual = {"show": "waiting"}
        return urlencode({k: v for k, v in told.items() if v and usual.get(k) != v})

    def rows(self) -> QuerySet[PriceSuggestion]:
        """The suggestions that are asked for, in the order that is asked for."""
        _title, states = SHOWS[self.show]
        rows = queue(
            QueueFilters(
                states=states,
                kind=SuggestionKind(self.kind) if self.kind else None,
                category=_category(self.category),
                policy_id=int(self.policy) if self.policy else None,
                raises=None if not self.direction else self.direction == "up",
                binding_rule=int(self.rule) if self.rule else None,
                text=self.q,
            )
        )
        chosen = self.order or ("" if self.show in LATEST_FIRST else "gain")
        order = ORDERS[chosen][1] if chosen else LATEST_FIRST[self.show]
        if "-step_size" in order:
            rows = rows.annotate(step_size=Abs("step_basis_points"))
        return rows.order_by(*order)


def _category(number: str) -> Category | None:
    return Category.objects.filter(pk=int(number)).first() if number else None


def policies() -> list[PricePolicy]:
    """Those that have proposed something."""
    return list(PricePolicy.objects.filter(suggestions__isnull=False).distinct().order_by("name"))
