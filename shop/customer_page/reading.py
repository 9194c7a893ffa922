"""What a customer's page tells beside what happened: who, orders, what is known, what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Customer, User
from analytics.customers.naming import cluster_name, country_name, demographic_name
from analytics.customers.strategies import Strategy, strategy_of
from analytics.customers.words import (
    churn_reasons,
    likely_categories,
    preference_lines,
    retention_advice,
)
from analytics.models import CompanyHealth, CustomerProfile
from catalog.selectors import published_products
from events.context import EventContext
from events.names import Consent
from foundation.admin import money_text
from orders.models import Order, OrderState
from orders.privacy import orders_of_person
from recommendations import serving
from shop.customer_page.visits import may_tell_behaviour

SEES_CUSTOMERS = "accounts.view_customer"
SEES_PROFILES = "analytics.view_customerprofile"
SEES_ORDERS = "orders.view_order"
LATEST_ORDERS = 5
SUGGESTIONS = 4
SURE = 0.99

Pairs = list[tuple[str, str]]
Reader = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with what it needs to be read rightly."""

    title: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the last night knew of them, for those who may see profiles."""

    as_of: date
    facts: list[Fact]
    segment: str
    groups: Pairs
    strategy: Strategy | None
    reasons: list[tuple[str, bool]]
    """What moves the risk, and whether it raises it."""
    advice: str
    likely: Pairs
    preferences: Pairs
    versions: str


@dataclass(frozen=True, slots=True)
class CustomerSheet:
    """Everything that the page shows above its timeline."""

    customer: Customer
    who: Pairs
    orders: list[tuple[Order, str]]
    """The latest, with their totals."""
    order_count: int
    known: Known | None
    company: CompanyHealth | None
    suggestions: Pairs
    behaviour_note: str
    missing_note: str = ""
    links: Pairs = field(default_factory=list)


def read_customer(customer: Customer, reader: Reader) -> CustomerSheet:
    """The sheet as far as its reader may see it."""
    sees_profiles = reader.has_perm(SEES_PROFILES)
    profile = CustomerProfile.objects.filter(customer=customer).first() if sees_profiles else None
    placed = orders_of_person(customer.pk).filter(state=OrderState.PLACED)
    sees_orders = reader.has_perm(SEES_ORDERS)
    latest = orders_of_person(customer.pk).exclude(state=OrderState.PENDING)
    return CustomerSheet(
        customer=customer,
        who=_who(customer),
        orders=_with_totals(latest.order_by("-created_at")) if sees_orders else [],
        order_count=placed.count() if sees_orders else 0,
        known=_known(profile) if profile else None,
        company=_company(customer) if sees_profiles else None,
        suggestions=_suggestions(customer) if sees_profiles else [],
        behaviour_note=_behaviour_note(customer),
        missing_note=_missing_note(customer) if sees_profiles and profile is None else "",
        links=_links(customer, sees_orders),
    )


def _with_totals(orders: QuerySet[Order]) -> list[tuple[Order, str]]:
    return [
        (order, money_text(order.total_minor, order.currency) or "")
        for order in orders[:LATEST_ORDERS]
    ]


def _who(customer: Customer) -> Pairs:
    rows = [
        (_("E-mail"), customer.email),
        (_("Country"), country_name(customer.country) if customer.country else ""),
        (_("Language"), str(dict(settings.LANGUAGES).get(customer.language, customer.language))),
        (_("Group"), str(customer.group or "")),
        (_("Company"), str(customer.company or "")),
        (_("Year of birth"), str(customer.birth_year or "")),
        (_("Customer since"), date_format(customer.created_at, "DATE_FORMAT")),
        (_("Agreed to"), str(customer.get_consent_display())),
        (_("Number"), customer.public_id),
    ]
    return [(name, value) for name, value in rows if value]


def _known(profile: CustomerProfile) -> Known:
    return Known(
        as_of=profile.as_of,
        facts=[fact for fact in _facts(profile) if fact.value],
        segment=str(profile.get_segment_display()) if profile.segment else "",
        groups=[
            (name, value)
            for name, value in (
                (_("How they buy"), cluster_name(profile.cluster)),
                (_("Age and country"), demographic_name(profile.demographic)),
                (_("Before that"), _segment_before(profile)),
            )
            if value
        ],
        strategy=strategy_of(profile.segment),
        reasons=churn_reasons(profile),
        advice=retention_advice(profile),
        likely=[(name, f"{chance:.0%}") for name, chance in likely_categories(profile)],
        preferences=preference_lines(profile),
        versions=", ".join(
            f"{name} {version}"
            for name, version in (
                ("churn", profile.churn_version),
                ("customer-value", profile.value_version),
                ("customer-clusters", profile.cluster_version),
            )
            if version
        ),
    )


def _facts(profile: CustomerProfile) -> list[Fact]:
    return [
        Fact(_("Orders"), str(profile.orders), _day(profile.last_order_on, _("the last on %s"))),
        Fact(
            _("Revenue"),
            _money(profile.revenue_minor),
            ngettext("%d unit", "%d units", profile.units) % profile.units,
        ),
        Fact(
            _("Sent back"),
            f"{profile.returned_units / profile.units:.0%}" if profile.units else "",
            _("of the units"),
        ),
        Fact(
            _("Engagement"),
            number_format(profile.engagement, 0) if profile.engagement is not None else "",
            _("of 100"),
        ),
        Fact(
            _("Churn risk"),
            _chance(profile.churn_risk) if profile.churn_risk is not None else "",
            _("no order in 90 days"),
        ),
        Fact(
            _("Value of 90 days"),
            _money(profile.value_90_minor),
            _between(profile.value_90_low_minor, profile.value_90_high_minor),
        ),
        Fact(
            _("Value of a year"),
            _money(profile.value_365_minor),
            _between(profile.value_365_low_minor, profile.value_365_high_minor),
        ),
        Fact(_("Next order"), _window(profile), _("as a window: days cannot be foretold")),
    ]


def _money(minor: int | None) -> str:
    return money_text(minor, settings.SHOP_BASE_CURRENCY) or ""


def _chance(chance: float) -> str:
    """In whole per cent, and never as certain: nobody can foretell that."""
    if chance > SURE:
        return _("over %(percent)s") % {"percent": f"{SURE:.0%}"}
    if chance < 1 - SURE:
        return _("under %(percent)s") % {"percent": f"{1 - SURE:.0%}"}
    return f"{chance:.0%}"


def _between(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return ""
    if not high:
        return _("most likely none")
    return _("%(low)s to %(high)s") % {"low": _money(low), "high": _money(high)}


def _window(profile: CustomerProfile) -> str:
    if profile.next_order_from is None or profile.next_order_to is None:
        return ""
    return _("%(first)s to %(last)s") % {
        "first": date_format(profile.next_order_from, "j M"),
        "last": date_format(profile.next_order_to, "j M"),
    }


def _day(day: date | None, words: str) -> str:
    return words % date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _segment_before(profile: CustomerProfile) -> str:
    """What they were before, and since when they are what they are."""
    if not profile.segment_before or profile.segment_since is None:
        return ""
    return _("%(segment)s, until %(day)s") % {
        "segment": profile.get_segment_before_display(),
        "day": date_format(profile.segment_since, "SHORT_DATE_FORMAT"),
    }


def _company(customer: Customer) -> CompanyHealth | None:
    if customer.company_id is None:
        return None
    return CompanyHealth.objects.filter(company=customer.company_id).first()


def _suggestions(customer: Customer) -> Pairs:
    """What the shop itself would show them now, with their consent, as names and addresses."""
    if not may_tell_behaviour(customer):
        return []
    context = EventContext(customer=customer.pseudonym, consent=Consent.PERSONALISATION)
    found = [one.product_id for one in serving.for_you(context, n=SUGGESTIONS)]
    named = {product.pk: product for product in published_products(found)}
    return [
        (str(named[key]), reverse("admin:catalog_product_change", args=[key]))
        for key in found
        if key in named
    ]


def _behaviour_note(customer: Customer) -> str:
    """Why there are no visits, searches and answers to mail; empty where there may be."""
    if customer.erased_at is not None:
        return _("This customer was erased: what they did is counted without them.")
    if may_tell_behaviour(customer):
        return ""
    return _(
        "They did not agree to personalisation: visits, searches and answers to mail are neither"
        " kept with their name nor learned from. Orders are the shop's books and stand here."
    )


def _missing_note(customer: Customer) -> str:
    if customer.erased_at is not None:
        return ""
    return _(
        "Nothing was reckoned of this customer yet. Segment, risk and value are written every"
        " night, from the first order on."
    )


def _links(customer: Customer, sees_orders: bool) -> Pairs:
    links = [(_("Data and terms"), reverse("admin:accounts_customer_change", args=[customer.pk]))]
    if sees_orders:
        orders = reverse("admin:orders_order_changelist")
        links.append((_("All orders"), f"{orders}?customer__id__exact={customer.pk}"))
    return links
