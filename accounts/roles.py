"""What members of staff may do: six roles, each a group of Django's with permissions by this table.

The table is the truth: the groups of these names are brought back to it after every ``migrate``.
A shop that needs another cut makes a group of its own beside them. Roles name apps and models by
their labels, because most of them stand on higher floors.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import audit
from events.audit import AuditAction

EVERY = "*"
VIEW = ("view",)
EDIT = ("view", "add", "change")
ALL = (EVERY,)


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    MERCHANDISER = "merchandiser", _("Merchandiser")
    WAREHOUSE = "warehouse", _("Warehouse")
    SUPPORT = "support", _("Support")
    ANALYST = "analyst", _("Analyst")


@dataclass(frozen=True, slots=True)
class Grant:
    """Verbs on models of an app; ``*`` for every model, or for every verb and further permission.

    ``besides`` names models that the grant leaves out; ``further`` adds permissions by codename.
    """

    app: str
    verbs: tuple[str, ...] = VIEW
    model_names: tuple[str, ...] = (EVERY,)
    besides: tuple[str, ...] = ()
    further: tuple[str, ...] = ()

    def covers(self, permission: Permission) -> bool:
        """Whether the grant gives this permission (its content type is read already)."""
        model = permission.content_type.model
        if permission.content_type.app_label != self.app or model in self.besides:
            return False
        if permission.codename in self.further:
            return True
        if self.model_names != (EVERY,) and model not in self.model_names:
            return False
        return self.verbs == ALL or permission.codename in {f"{v}_{model}" for v in self.verbs}


_PEOPLE = ("customer", "customernote", "address", "consentrecord", "preference")
_ABOUT_PEOPLE = ("customerprofile", "companyhealth", "orderorigin")
"""What analytics knows of single customers and orders; its other tables tell of groups alone."""
_SPOKEN_TO = (
    "enrolment", "message", "contact", "pushsubscription", "pushdelivery", "inboxnote",
)  # fmt: skip
"""What marketing knows of single customers."""
_BOOKS = ("accountingpolicy", "accountnumber", "journalentry", "journalline")
"""The shop's accounts."""
_FORECAST_INPUTS = ("calendarevent", "outsideseries", "outsidevalue")

GRANTS: dict[Role, tuple[Grant, ...]] = {
    Role.OWNER: (
        *(
            Grant(app, ALL)
            for app in (
                "accounts", "account", "analytics", "mfa", "axes", "catalog", "events",
                "experiments", "forecasting", "inventory", "mlops", "notifications", "orders",
                "pricing", "recommendations", "search", "storefront", "dashboards", "marketing",
                "assistant", "risk", "loyalty", "exchange", "feeds", "bulk",
                "marketplaces",
            )
        ),
        Grant("auth", VIEW, ("group",)),
    ),
    Role.MANAGER: (
        *(
            Grant(app, ALL)
            for app in ("analytics", "assistant", "catalog", "experiments", "forecasting",
                        "inventory", "loyalty", "marketing", "notifications", "orders", "pricing",
                        "recommendations", "risk", "search", "storefront", "dashboards",
                        "exchange", "feeds", "bulk", "marketplaces")
        ),
        Grant("accounts", EDIT, ("customergroup", "company", "customer", "address")),
        Grant("accounts", ("view", "add"), ("companyinvitation",)),
        Grant("accounts", VIEW, ("consentrecord", "preference")),
        Grant("accounts", ("view", "add", "delete"), ("customernote",)),
        Grant(
            "events",
            VIEW,
            besides=("auditentry",),
            further=("change_job", "change_deadletter"),
        ),
        Grant("mlops"),
    ),
    Role.MERCHANDISER: (
        Grant("orders", ALL, ("subscriptionoffer",)),
        Grant("catalog", ALL),
        Grant("pricing", ALL),
        Grant("recommendations", ALL),
        Grant("search", ALL),
        Grant("feeds", ALL),
        Grant("inventory", VIEW),
        Grant("forecasting", VIEW),
        Grant("forecasting", ALL, _FORECAST_INPUTS),
        Grant("analytics", VIEW, besides=_ABOUT_PEOPLE),
        Grant("storefront", VIEW),
        Grant("exchange", EDIT),
        Grant("bulk", EDIT, ("bulkchange",)),
        Grant("accounts", VIEW, ("customergroup", "company")),
        Grant("mlops"),
        Grant("experiments", VIEW, besides=("exposure",)),
        Grant("experiments", EDIT, ("experiment", "arm")),
    ),
    Role.WAREHOUSE: (
        Grant("inventory", ALL),
        Grant("exchange", EDIT, ("importrun",)),
        Grant("marketplaces", VIEW, ("marketplaceorder", "marketplaceline")),
        Grant("bulk", EDIT, ("bulkchange",)),
        Grant("forecasting", VIEW, further=("order_planline",)),
        Grant("catalog", VIEW, ("product", "variant", "category", "brand", "bundlepart")),
        Grant("orders", VIEW, ("order", "orderline", "shipment", "shipmentline", "returnrequest",
                               "returnline", "ordernote", "shippingmethod", "pickup")),
        Grant("orders", EDIT, ("shipment",), further=("fulfil_order", "change_returnrequest")),
    ),
    Role.SUPPORT: (
        Grant("orders", VIEW, besides=_BOOKS,
              further=("change_order", "add_order", "add_ordernote",
                                       "change_quote", "use_counter", "discount_counter",
                                       "change_subscription",
                                       "refund_order", "change_returnrequest",
                                       "add_returnrequest")),
        Grant("accounts", VIEW, (*_PEOPLE, "company", "companyinvitation", "customergroup",
                                "visitorlink"),
              further=("change_customer", "change_address", "export_customer",
                       "add_customernote")),
        Grant("catalog", VIEW, further=("change_review",)),
        Grant("inventory", VIEW, ("stocklevel", "warehouse", "stockalert")),
        Grant("notifications", VIEW, further=("resend_mail", "add_mail", "add_suppression")),
        Grant("analytics", VIEW, ("customerprofile", "companyhealth", "segmentstrategy")),
        Grant("marketing", VIEW, ("enrolment", "message")),
        Grant("assistant", VIEW, ("openquestion", "turn", "proposal", "example", "servicepolicy"),
              further=("change_openquestion", "add_example")),
        Grant("assistant", EDIT, ("conversation", "tag", "savedreply", "article"),
              further=("answer_conversation",)),
        Grant("risk", VIEW, ("assessment", "case", "label"), further=("decide_assessment",)),
        Grant("loyalty", VIEW),
        Grant("bulk", EDIT, ("bulkchange",)),
        Grant("marketplaces", VIEW, ("marketplaceorder", "marketplaceline")),
        Grant("pricing", VIEW),
    ),
    Role.ANALYST: (
        Grant("analytics", VIEW, besides=_ABOUT_PEOPLE, further=("view_dashboards",)),
        Grant("dashboards", VIEW, ("salestarget",)),
        Grant("marketing", VIEW, besides=_SPOKEN_TO),
        Grant("catalog", VIEW, besides=("wishlist", "wishlistitem", "reviewvote")),
        Grant("inventory", VIEW, besides=("stockalert",)),
        Grant("forecasting", VIEW),
        Grant("pricing", VIEW),
        Grant("recommendations", VIEW),
        Grant("search", VIEW),
        Grant("events", VIEW, ("event", "dailydemand", "job", "minutecount", "archivedday")),
        Grant("storefront", VIEW),
        Grant("mlops"),
        Grant("experiments", VIEW, besides=("exposure",)),
        Grant("experiments", EDIT, ("experiment", "arm")),
    ),
}  # fmt: skip


def ensure_roles(*, app_label: str | None = None) -> None:
    """Bring the six groups to the table; with ``app_label`` their permissions of that app only."""
    known = Permission.objects.select_related("content_type")
    if app_label is not None:
        known = known.filter(content_type__app_label=app_label)
    permissions = list(known)
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        wanted = {p.pk for p in permissions if any(g.covers(p) for g in GRANTS[role])}
        _bring_to(group, wanted, {permission.pk for permission in permissions})


def _bring_to(group: Group, wanted: set[int], known: Iterable[int]) -> None:
    has = set(group.permissions.filter(pk__in=known).values_list("pk", flat=True))
    if missing := wanted - has:
        group.permissions.add(*missing)
    if surplus := has - wanted:
        group.permissions.remove(*surplus)


def apps_with_grants() -> set[str]:
    return {grant.app for grants in GRANTS.values() for grant in grants}


def role_of(user: User) -> Role | None:
    """The role somebody has; the first in the order of the table where there are several."""
    names = set(user.groups.values_list("name", flat=True))
    return next((role for role in Role if role.value in names), None)


@transaction.atomic
def assign_role(
    *, user: User, role: Role | None, actor: User | None, at: datetime | None = None
) -> None:
    """Give somebody one role, or none; whoever has a role is staff. Other groups stay.

    The audit trail tells who gave it. Taking a role away leaves the login, which then opens no
    staff page unless it is a superuser's.
    """
    before = role_of(user)
    groups = Group.objects.filter(name__in=[choice.value for choice in Role])
    user.groups.remove(*groups)
    if role is not None:
        user.groups.add(Group.objects.get(name=role.value))
    user.is_staff = role is not None or user.is_superuser
    user.save(update_fields=["is_staff"])
    if before != role:
        audit.write(
            actor=actor,
            action=AuditAction.ROLE_CHANGED,
            target=user,
            changes={"before": before or "", "after": role or ""},
            at=at,
        )


def staff_of(request: HttpRequest) -> User:
    """Who of the staff asks.

    Raises:
        PermissionDenied: nobody who is known; the staff site lets none of them so far.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
