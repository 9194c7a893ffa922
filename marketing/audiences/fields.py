"""What audiences may be asked by: the fields of the query builder, and how each is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import WishlistItem
from marketing.audiences import choices, facts
from marketing.audiences.choices import Choice
from marketing.audiences.shapes import Deed, Kind, Operator, Value

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Asked = Callable[[Operator, Value, datetime], Q]
"""The condition for an operator and a value, as of a moment."""


class Topic(StrEnum):
    """Under what a field stands in the list to choose from."""

    WHO = "who"
    ORDERS = "orders"
    SCORES = "scores"
    INTEREST = "interest"
    CAMPAIGNS = "campaigns"


TOPICS: Final = {
    Topic.WHO: _("Who they are"),
    Topic.ORDERS: _("What they ordered"),
    Topic.SCORES: _("Segments and scores"),
    Topic.INTEREST: _("What they are drawn to"),
    Topic.CAMPAIGNS: _("Campaigns and audiences"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """Something customers are asked by.

    ``is_personal`` fields read behaviour or scores: only customers who agreed to personalisation
    are ever found by them. ``choices`` are read from the shop when they are offered; of a deed
    without them only the days are asked for.
    """

    key: str
    label: StrOrPromise
    kind: Kind
    topic: Topic
    asked: Asked
    choices: Callable[[], list[Choice]] | None = None
    is_personal: bool = False
    help_text: StrOrPromise = ""


def _column(path: str) -> Asked:
    return lambda operator, value, at: facts.among(path, operator, value)


def _amount(path: str, whole: int = 1) -> Asked:
    return lambda operator, value, at: facts.amount(path, operator, value, whole=whole)


def _moment(path: str) -> Asked:
    return lambda operator, value, at: facts.day(path, operator, value, at)


def _flag(condition: Callable[[], Q]) -> Asked:
    return lambda operator, value, at: condition() if value else ~condition()


def _deed(done: Callable[[Deed, datetime], Q]) -> Asked:
    def _asked(operator: Operator, value: Value, at: datetime) -> Q:
        if not isinstance(value, Deed):
            raise TypeError(f"{value!r} is no deed")
        found = done(value, at)
        return found if operator == Operator.DID else ~found

    return _asked


def _liked(kind: str) -> Asked:
    def _asked(operator: Operator, value: Value, at: datetime) -> Q:
        if not isinstance(value, tuple):
            raise TypeError(f"{value!r} is no choice")
        found = facts.likes(kind, value)
        return found if operator == Operator.ONE_OF else ~found

    return _asked


def _bought_skus(deed: Deed, at: datetime) -> Q:
    return facts.bought(deed, at, sku__in=deed.of) if deed.of else facts.bought(deed, at)


def _has_wish() -> Q:
    return Q(Exists(WishlistItem.objects.filter(wishlist__customer=OuterRef("pk"))))


def _in_audiences(operator: Operator, value: Value, at: datetime) -> Q:
    from marketing.audiences.asking import in_any_of

    found = in_any_of(value, at=at)
    return found if operator == Operator.ONE_OF else ~found


_WHO = (
    Field("country", _("Country"), Kind.CHOICE, Topic.WHO, _column("country"), choices.countries),
    Field("language", _("Language"), Kind.CHOICE, Topic.WHO, _column("language"),
          choices.languages),
    Field("group", _("Customer group"), Kind.CHOICE, Topic.WHO, _column("group__code"),
          choices.groups),
    Field("company", _("Buys for a company"), Kind.FLAG, Topic.WHO,
          _flag(lambda: Q(company__isnull=False))),
    Field("login", _("Has an account"), Kind.FLAG, Topic.WHO,
          _flag(lambda: Q(user__isnull=False))),
    Field("registered", _("Registration"), Kind.DAYS_AGO, Topic.WHO, _moment("created_at")),
    Field("age", _("Age"), Kind.CHOICE, Topic.WHO,
          lambda operator, value, at: choices.of_age(operator, value, at), choices.ages,
          is_personal=True, help_text=_("Of those who told their year of birth.")),
)  # fmt: skip

_ORDERS = (
    Field("orders", _("Number of orders"), Kind.NUMBER, Topic.ORDERS,
          lambda operator, value, at: facts.orders_placed(operator, value)),
    Field("last_order", _("Last order"), Kind.DAYS_AGO, Topic.ORDERS, facts.last_order),
    Field("first_order", _("First order"), Kind.DAYS_AGO, Topic.ORDERS, facts.first_order),
    Field("bought_category", _("Bought from a category"), Kind.DEED, Topic.ORDERS,
          _deed(facts.bought_from), choices.categories),
    Field("bought_product", _("Bought a product"), Kind.DEED, Topic.ORDERS, _deed(_bought_skus),
          help_text=_("SKUs, separated by commas; none: anything.")),
    Field("cart", _("Something in the cart"), Kind.FLAG, Topic.ORDERS, _flag(facts.has_cart)),
    Field("wish", _("Something on a wishlist"), Kind.FLAG, Topic.ORDERS, _flag(_has_wish)),
)  # fmt: skip

_SCORES = (
    Field("segment", _("Segment"), Kind.CHOICE, Topic.SCORES, _column("profile__segment"),
          choices.segments, is_personal=True),
    Field("cluster", _("Behaviour"), Kind.CHOICE, Topic.SCORES, _column("profile__cluster"),
          choices.clusters, is_personal=True),
    Field("churn_risk", _("Churn risk"), Kind.PERCENT, Topic.SCORES,
          _amount("profile__churn_risk", 100), is_personal=True),
    Field("value", _("Value of a year"), Kind.MONEY, Topic.SCORES,
          _amount("profile__value_365_minor"), is_personal=True),
    Field("revenue", _("Revenue so far"), Kind.MONEY, Topic.SCORES,
          _amount("profile__revenue_minor"), is_personal=True),
    Field("engagement", _("Engagement"), Kind.PERCENT, Topic.SCORES,
          _amount("profile__engagement"), is_personal=True),
    Field("uplift", _("Place by uplift"), Kind.PERCENT, Topic.SCORES,
          _amount("uplift__place", 100), is_personal=True,
          help_text=_("0 is whom an offer changes most, 100 whom it changes least.")),
)  # fmt: skip

_INTEREST = (
    Field("likes_category", _("Likes a category"), Kind.CHOICE, Topic.INTEREST,
          _liked("category"), choices.categories, is_personal=True),
    Field("likes_brand", _("Likes a brand"), Kind.CHOICE, Topic.INTEREST, _liked("brand"),
          choices.brands, is_personal=True),
    Field("viewed", _("Looked at a product"), Kind.DEED, Topic.INTEREST, _deed(facts.looked_at),
          choices.categories, is_personal=True),
    Field("searched", _("Searched"), Kind.DEED, Topic.INTEREST, _deed(facts.searched),
          is_personal=True),
)  # fmt: skip

_CAMPAIGNS = (
    Field("opened", _("Opened a campaign"), Kind.DEED, Topic.CAMPAIGNS,
          _deed(partial(facts.read_mail, column="opened_at")), choices.campaigns,
          is_personal=True),
    Field("clicked", _("Clicked in a campaign"), Kind.DEED, Topic.CAMPAIGNS,
          _deed(partial(facts.read_mail, column="clicked_at")), choices.campaigns,
          is_personal=True),
    Field("audience", _("In another audience"), Kind.CHOICE, Topic.CAMPAIGNS, _in_audiences,
          choices.audiences),
)  # fmt: skip

FIELDS: Final[dict[str, Field]] = {
    field.key: field for field in (*_WHO, *_ORDERS, *_SCORES, *_INTEREST, *_CAMPAIGNS)
}
KINDS: Final[dict[str, Kind]] = {key: field.kind for key, field in FIELDS.items()}
TYPED: Final = frozenset({"bought_product"})
"""Deeds whose things are typed instead of chosen."""
