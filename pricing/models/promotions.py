"""Promotions, the coupons that open them and what was redeemed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField
from foundation.money import BASIS_POINTS
from pricing.engine import GroupRule, Spread


class PromotionKind(models.TextChoices):
    PERCENTAGE = "percentage", _("Percentage off")
    AMOUNT = "amount", _("Amount off")
    FIXED_PRICE = "fixed_price", _("Fixed price")
    BUY_GET = "buy_get", _("Buy some, get some")
    GIFT = "gift", _("Gift")
    FREE_SHIPPING = "free_shipping", _("Free shipping")


SPREADS = ((Spread.TOGETHER.value, _("the goods together")), (Spread.EACH.value, _("each piece")))
GROUP_RULES = (
    (GroupRule.BEST.value, _("the one worth most to the buyer")),
    (GroupRule.FIRST.value, _("the first that does anything")),
)
# What a kind cannot do without; a CHECK each.
NEEDS = {
    PromotionKind.PERCENTAGE: Q(percent_basis_points__range=(1, BASIS_POINTS)),
    PromotionKind.AMOUNT: Q(amount_minor__gt=0),
    PromotionKind.FIXED_PRICE: Q(amount_minor__gte=0),
    PromotionKind.BUY_GET: Q(
        buy_quantity__gte=1, get_quantity__gte=1, percent_basis_points__range=(1, BASIS_POINTS)
    ),
    PromotionKind.GIFT: Q(gift_variant__isnull=False, gift_quantity__gte=1),
}


class PromotionGroup(models.Model):
    """Promotions of which only one applies to an order."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    rule = models.CharField(
        _("applies"), max_length=5, choices=GROUP_RULES, default=GroupRule.BEST.value
    )

    class Meta:
        verbose_name = _("promotion group")
        verbose_name_plural = _("promotion groups")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Promotion(models.Model):
    """A rule that takes something off, in words of ``pricing.engine``.

    Amounts are minor units of ``currency`` and converted where an order is in another.
    """

    label = models.CharField(
        _("name"), max_length=80, help_text=_("Shoppers read it in the cart and on the order.")
    )
    kind = models.CharField(_("kind"), max_length=13, choices=PromotionKind)
    currency = CurrencyField(verbose_name=_("currency of its amounts"))
    percent_basis_points = models.PositiveIntegerField(_("percentage"), null=True, blank=True)
    amount_minor = models.BigIntegerField(_("amount"), null=True, blank=True)
    spread = models.CharField(
        _("taken off"), max_length=8, choices=SPREADS, default=Spread.TOGETHER.value
    )
    buy_quantity = models.PositiveIntegerField(_("pieces to buy"), null=True, blank=True)
    get_quantity = models.PositiveIntegerField(_("pieces to get"), null=True, blank=True)
    most_sets = models.PositiveIntegerField(
        _("at most so often in an order"), null=True, blank=True
    )
    gift_variant = models.ForeignKey(
        "catalog.Variant",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("gift"),
    )
    gift_quantity = models.PositiveIntegerField(_("pieces of the gift"), default=1)

    skips_reduced = models.BooleanField(_("not on what is reduced already"), default=False)
    minimum_value_minor = models.BigIntegerField(_("from a value of"), default=0)
    minimum_quantity = models.PositiveIntegerField(_("from so many pieces"), default=0)
    first_order_only = models.BooleanField(_("first order only"), default=False)
    only_currency = CurrencyField(verbose_name=_("only in the currency"), blank=True)
    needs_coupon = models.BooleanField(_("needs a coupon"), default=False)

    priority = models.PositiveSmallIntegerField(
        _("priority"), default=100, help_text=_("Smaller goes first.")
    )
    group = models.ForeignKey(
        PromotionGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="promotions",
        verbose_name=_("group"),
        help_text=_("Of a group only one applies to an order."),
    )
    combinable = models.BooleanField(
        _("combines with others"),
        default=True,
        help_text=_("One that does not applies alone, where it is worth more than the others."),
    )
    cap_minor = models.BigIntegerField(_("largest discount of an order"), null=True, blank=True)
    most_uses = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    most_uses_each = models.PositiveIntegerField(_("uses of each customer"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    starts_at = models.DateTimeField(_("starts"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["priority", "pk"]
        indexes = [models.Index(fields=["is_active", "starts_at"], name="promotion_live")]
        constraints = [
            *(
                models.CheckConstraint(condition=~Q(kind=kind) | needs, name=f"promo_{kind.value}")
                for kind, needs in NEEDS.items()
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
                name="promotion_period",
                violation_error_message=_("It must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(minimum_value_minor__gte=0)
                & (Q(cap_minor__isnull=True) | Q(cap_minor__gt=0)),
                name="promotion_amounts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def is_limited(self) -> bool:
        return self.most_uses is not None or self.most_uses_each is not None


class PromotionTarget(models.Model):
    """One product, category, brand, customer group or company that a promotion is about.

    Of goods a fitting one of every named kind is asked for; buyers must be of one of the groups
    or companies. ``is_reward`` names goods to get instead of goods to buy.
    """

    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="targets")
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(
        "catalog.Category", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    brand = models.ForeignKey(
        "catalog.Brand", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        "accounts.CustomerGroup", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    is_reward = models.BooleanField(_("to get, not to buy"), default=False)

    class Meta:
        verbose_name = _("promotion target")
        verbose_name_plural = _("promotion targets")

    def __str__(self) -> str:
        return f"{self.promotion_id}"


class Coupon(models.Model):
    """A code that opens a promotion; ``uses`` counts the redemptions that stand."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    promotion = models.ForeignKey(
        Promotion, on_delete=models.PROTECT, related_name="coupons", verbose_name=_("promotion")
    )
    batch = models.CharField(_("batch"), max_length=60, blank=True)
    most_uses = models.PositiveIntegerField(_("uses in all"), null=True, blank=True)
    most_uses_each = models.PositiveIntegerField(_("uses of each customer"), null=True, blank=True)
    uses = models.PositiveIntegerField(_("used"), default=0, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        ordering = ["-created_at", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=models.F("starts_at")),
                name="coupon_period",
                violation_error_message=_("It must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(most_uses__isnull=True) | Q(uses__lte=models.F("most_uses")),
                name="coupon_uses",
                violation_error_message=_("It was used more often already."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Redemption(models.Model):
    """A promotion that was used by an order; ``released_at`` when the order came to nothing."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="redemptions")
    coupon = models.ForeignKey(
        Coupon, on_delete=models.PROTECT, null=True, blank=True, related_name="redemptions"
    )
    order_ref = models.CharField(max_length=40)
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    email_hash = models.CharField(max_length=64, blank=True)
    amount_minor = models.BigIntegerField()
    currency = CurrencyField()
    redeemed_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        ordering = ["-redeemed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order_ref", "promotion"],
                name="redeemed_once",
                condition=Q(released_at__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["email_hash"], name="redemption_email")]

    def __str__(self) -> str:
        return f"{self.order_ref}: {self.promotion_id}"
