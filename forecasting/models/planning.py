"""By which rules goods are ordered, and what that means today for each variant and warehouse."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField


class PolicyScope(models.TextChoices):
    """What a replenishment policy is for. The narrowest that fits governs."""

    SHOP = "shop", _("the whole shop")
    SUPPLIER = "supplier", _("a supplier")
    CATEGORY = "category", _("a category")
    VARIANT = "variant", _("a variant")


class ReplenishmentKind(models.TextChoices):
    """When to order and how much; the field's names stand in ``inventory.algorithms``."""

    ORDER_UP_TO = "order_up_to", _("Order up to a level (s, S)")
    REORDER_POINT = "reorder_point", _("Economic lots at a reorder point (r, Q)")
    PERIODIC = "periodic", _("Order up to a level at every review (R, S)")
    MIN_MAX = "min_max", _("Minimum and maximum")
    JUST_IN_TIME = "just_in_time", _("Just in time, by containers")
    NEWSVENDOR = "newsvendor", _("One purchase for a season, by margin (newsvendor)")


class ReplenishmentPolicy(models.Model):
    """How the stock of the shop, a category, a supplier's goods or one variant is kept up.

    Without any row the defaults of the columns hold for everything, and nothing is ordered alone.
    Money is in the base currency.
    """

    scope = models.CharField(_("for"), max_length=10, choices=PolicyScope, default=PolicyScope.SHOP)
    category = models.ForeignKey(
        "catalog.Category", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("category"),
    )  # fmt: skip
    supplier = models.ForeignKey(
        "inventory.Supplier", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("supplier"),
    )  # fmt: skip
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("variant"),
    )  # fmt: skip
    kind = models.CharField(
        _("kind"), max_length=16, choices=ReplenishmentKind, default=ReplenishmentKind.ORDER_UP_TO
    )
    service_level = models.FloatField(
        _("service level"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.5), MaxValueValidator(0.999)],
        help_text=_("Share of order cycles without a stock-out. Empty: by ABC and XYZ class."),
    )
    review_days = models.PositiveSmallIntegerField(
        _("days between reviews"), default=1, validators=[MinValueValidator(1)]
    )
    cover_days = models.PositiveSmallIntegerField(
        _("days of cover"), default=21, help_text=_("How long an order should last.")
    )
    cover_varies = models.BooleanField(
        _("by turnover"),
        default=True,
        help_text=_(
            "What turns over much is ordered more often, what turns over little less often: as "
            "many orders in all, less money in stock."
        ),
    )
    minimum = models.PositiveIntegerField(_("minimum"), null=True, blank=True)
    maximum = models.PositiveIntegerField(_("maximum"), null=True, blank=True)
    order_cost_minor = models.BigIntegerField(
        _("cost of an order in minor units"), default=0, validators=[MinValueValidator(0)]
    )
    holding_rate = models.FloatField(
        _("holding cost a year"),
        default=0.2,
        validators=[MinValueValidator(0.01), MaxValueValidator(2)],
        help_text=_("Share of a unit's cost that keeping it for a year takes."),
    )
    overstock_days = models.PositiveSmallIntegerField(
        _("too much from, days of cover"), default=120, validators=[MinValueValidator(1)]
    )
    dead_days = models.PositiveSmallIntegerField(
        _("dead after, days without a sale"), default=120, validators=[MinValueValidator(1)]
    )
    alone_limit_minor = models.BigIntegerField(
        _("may order alone a day, in minor units"),
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Up to this value a day the shop orders without being asked. 0: never."),
    )
    budget_minor = models.BigIntegerField(
        _("budget in minor units"), null=True, blank=True, validators=[MinValueValidator(0)],
        help_text=_("What one plan may cost at most."),
    )  # fmt: skip
    capacity_units = models.PositiveIntegerField(
        _("room, units a warehouse"), null=True, blank=True,
        help_text=_("How many units of these goods find room in each warehouse."),
    )  # fmt: skip
    is_active = models.BooleanField(_("active"), default=True)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("replenishment policy")
        verbose_name_plural = _("replenishment policies")
        constraints = [
            models.UniqueConstraint(
                fields=["scope"], name="replenishment_one_for_shop", condition=Q(scope="shop")
            ),
            models.UniqueConstraint(fields=["category"], name="replenishment_one_a_category"),
            models.UniqueConstraint(fields=["supplier"], name="replenishment_one_a_supplier"),
            models.UniqueConstraint(fields=["variant"], name="replenishment_one_a_variant"),
            models.CheckConstraint(
                condition=Q(scope="shop", category=None, supplier=None, variant=None)
                | Q(scope="category", category__isnull=False, supplier=None, variant=None)
                | Q(scope="supplier", category=None, supplier__isnull=False, variant=None)
                | Q(scope="variant", category=None, supplier=None, variant__isnull=False),
                name="replenishment_scope_named",
                violation_error_message=_("Name what the policy is for, and nothing else."),
            ),
            models.CheckConstraint(
                condition=Q(maximum=None) | Q(minimum__isnull=False, maximum__gte=F("minimum")),
                name="replenishment_maximum",
                violation_error_message=_("The maximum is at least the minimum."),
            ),
            models.CheckConstraint(
                condition=Q(service_level=None) | Q(service_level__gt=0, service_level__lt=1),
                name="replenishment_service_level",
            ),
            models.CheckConstraint(
                condition=Q(review_days__gt=0, alone_limit_minor__gte=0, order_cost_minor__gte=0),
                name="replenishment_numbers",
            ),
        ]

    def __str__(self) -> str:
        subject = self.category or self.supplier or self.variant
        return f"{self.get_scope_display()}: {subject}" if subject else self.get_scope_display()


class StockState(models.TextChoices):
    UNDER = "under", _("too little")
    HEALTHY = "healthy", _("healthy")
    OVER = "over", _("too much")
    DEAD = "dead", _("dead stock")


class Advice(models.TextChoices):
    """What to do about it, first things first."""

    ORDER = "order", _("Order")
    HURRY = "hurry", _("Order at once, and ask for a fast delivery")
    CHASE = "chase", _("Ask where the late delivery is")
    TRANSFER = "transfer", _("Send some from another warehouse")
    FIND_SUPPLIER = "find_supplier", _("Find a supplier")
    MARK_DOWN = "mark_down", _("Mark down")
    WAIT = "wait", _("Wait for the delivery on its way")
    NOTHING = "nothing", _("Nothing to do")


class LineStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    ORDERED = "ordered", _("Ordered")
    DISMISSED = "dismissed", _("Dismissed")


class PlanLine(models.Model):
    """What the plan says of one variant in one warehouse; each night's plan replaces the last.

    ``free`` is what can be sold, ``incoming`` on its way, ``drafted`` in orders not yet sent,
    ``waiting`` what shoppers wait for: free + incoming + drafted - waiting is the position that
    ``reorder_point`` is held against. ``quantity`` is what to order, in whole packs; ``wanted``
    before packs, budget and room. ``risk`` is how likely it runs out before what is ordered today
    would arrive, ``risk_by_day`` how likely it has run out by the end of each day to come.
    ``reasons`` say where each number came from: see ``replenishment.explaining``.
    """

    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.CASCADE, related_name="plan_lines",
        verbose_name=_("variant"),
    )  # fmt: skip
    warehouse = models.ForeignKey(
        "inventory.Warehouse", on_delete=models.CASCADE, related_name="+",
        verbose_name=_("warehouse"),
    )  # fmt: skip
    supplier = models.ForeignKey(
        "inventory.Supplier", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("supplier"),
    )  # fmt: skip
    policy = models.ForeignKey(
        ReplenishmentPolicy, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("policy"),
    )  # fmt: skip
    purchase_order = models.ForeignKey(
        "inventory.PurchaseOrder", on_delete=models.SET_NULL, null=True, blank=True,
        related_name="plan_lines", verbose_name=_("purchase order"),
    )  # fmt: skip
    as_of = models.DateField(_("day"))
    made_at = models.DateTimeField(_("made"))
    on_hand = models.IntegerField(_("on hand"), default=0)
    free = models.IntegerField(_("free"), default=0)
    incoming = models.PositiveIntegerField(_("on its way"), default=0)
    drafted = models.PositiveIntegerField(_("in drafts"), default=0)
    waiting = models.PositiveIntegerField(_("on backorder"), default=0)
    daily_demand = models.FloatField(_("demand a day"), default=0)
    lead_days = models.FloatField(_("lead time, days"), default=0)
    service_level = models.FloatField(_("service level"), default=0)
    abc = models.CharField(_("ABC"), max_length=1, default="C")
    xyz = models.CharField(_("XYZ"), max_length=1, default="Z")
    safety_stock = models.PositiveIntegerField(_("safety stock"), default=0)
    reorder_point = models.PositiveIntegerField(_("reorder point"), default=0)
    order_up_to = models.PositiveIntegerField(_("order up to"), default=0)
    wanted = models.PositiveIntegerField(_("wanted"), default=0)
    quantity = models.PositiveIntegerField(_("to order"), default=0)
    unit_cost_minor = models.BigIntegerField(_("unit cost in minor units"), null=True, blank=True)
    cost_minor = models.BigIntegerField(_("cost in minor units"), default=0)
    currency = CurrencyField(verbose_name=_("currency"), blank=True)
    stock_value_minor = models.BigIntegerField(_("stock value in minor units"), default=0)
    transfer_from = models.ForeignKey(
        "inventory.Warehouse", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("send from"),
    )  # fmt: skip
    transfer_quantity = models.PositiveIntegerField(_("to send"), default=0)
    days_of_cover = models.FloatField(
        _("days of cover"), null=True, blank=True, help_text=_("Empty: nothing sells.")
    )
    risk = models.FloatField(_("stock-out risk"), default=0)
    risk_by_day = models.JSONField(default=list, blank=True)
    risk_from = models.DateField(_("may run out from"), null=True, blank=True)
    risk_until = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=StockState)
    advice = models.CharField(_("what to do"), max_length=14, choices=Advice)
    markdown_percent = models.PositiveSmallIntegerField(_("markdown, per cent"), default=0)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=LineStatus, default=LineStatus.PROPOSED
    )
    dismiss_reason = models.CharField(_("why not"), max_length=200, blank=True)
    quiet_until = models.DateField(_("not proposed until"), null=True, blank=True)
    decided_by = models.BigIntegerField(
        _("decided by"), null=True, blank=True, help_text=_("Number of the login.")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("plan line")
        verbose_name_plural = _("plan lines")
        permissions = [("order_planline", _("Can turn plan lines into orders"))]
        constraints = [
            models.UniqueConstraint(fields=["variant", "warehouse"], name="plan_line_once"),
            models.CheckConstraint(
                condition=Q(risk__gte=0, risk__lte=1, cost_minor__gte=0), name="plan_line_numbers"
            ),
        ]
        indexes = [
            models.Index(
                F("risk").desc(),
                "id",
                name="plan_line_queue",
                condition=Q(status__in=["proposed", "approved"])
                & (Q(quantity__gt=0) | Q(transfer_quantity__gt=0)),
            ),
            models.Index(fields=["state"], name="plan_line_state"),
            models.Index(fields=["as_of"], name="plan_line_day"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} @ {self.warehouse_id}: {self.quantity}"


class AutomaticOrder(models.Model):
    """What a policy ordered without being asked: once a day and supplier, under its limit."""

    policy = models.ForeignKey(
        ReplenishmentPolicy, on_delete=models.SET_NULL, null=True, related_name="orders",
        verbose_name=_("policy"),
    )  # fmt: skip
    purchase_order = models.OneToOneField(
        "inventory.PurchaseOrder", on_delete=models.CASCADE, related_name="+",
        verbose_name=_("purchase order"),
    )  # fmt: skip
    supplier = models.ForeignKey(
        "inventory.Supplier", on_delete=models.PROTECT, related_name="+", verbose_name=_("supplier")
    )
    warehouse = models.ForeignKey(
        "inventory.Warehouse", on_delete=models.PROTECT, related_name="+", verbose_name=_("to")
    )
    day = models.DateField(_("day"))
    value_minor = models.BigIntegerField(_("value in minor units"))
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("automatic order")
        verbose_name_plural = _("automatic orders")
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "supplier", "warehouse", "day"], name="automatic_order_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.purchase_order_id}"


class ComparisonState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class PolicyComparison(models.Model):
    """Two policies replayed over the shop's own history, side by side.

    ``left`` and ``right`` are ``comparing.Rule`` as JSON; their results hold fill rate, stock-out
    share, mean stock value, holding cost, lost revenue and orders, and ``frontier`` for each side
    the same figures at other service levels, ordered by stock value.
    """

    name = models.CharField(_("name"), max_length=80)
    state = models.CharField(
        _("state"), max_length=8, choices=ComparisonState, default=ComparisonState.WAITING
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    most_variants = models.PositiveIntegerField(_("best-selling variants"), default=200)
    variants = models.PositiveIntegerField(_("variants"), default=0)
    left = models.JSONField(_("policy A"), default=dict)
    right = models.JSONField(_("policy B"), default=dict)
    left_result = models.JSONField(default=dict, blank=True)
    right_result = models.JSONField(default=dict, blank=True)
    frontier = models.JSONField(default=dict, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    asked_by = models.BigIntegerField(_("asked by"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("policy comparison")
        verbose_name_plural = _("policy comparisons")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gt=F("first_day")), name="comparison_ends_after_it_begins",
                violation_error_message=_("It ends after it begins."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
