"""What the programme promises: the rules that staff set, the tiers, and where a customer stands."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, CustomerGroup


class Programme(models.Model):
    """The one row of the shop's rules for points and friends; amounts in the base currency.

    A shop owes nothing that it did not promise: until staff switch it on nobody earns anything.
    """

    ONLY = 1

    is_active = models.BooleanField(
        _("customers earn points"), default=False,
        help_text=_("Switched off, nothing more is earned; what was earned can still be spent."),
    )  # fmt: skip
    points_per_unit = models.PositiveSmallIntegerField(
        _("points for one unit of the base currency"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("Of what was paid for goods, with tax and without delivery."),
    )
    point_worth_minor = models.PositiveIntegerField(
        _("what a point pays"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text=_("In minor units of the base currency, such as cents."),
    )
    days_until_points = models.PositiveSmallIntegerField(
        _("days until points can be spent"),
        default=14,
        validators=[MaxValueValidator(365)],
        help_text=_("From the day an order left in full: as long as it may be withdrawn from."),
    )
    months_until_expiry = models.PositiveSmallIntegerField(
        _("months until points expire"), null=True, blank=True, default=24,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Counted from when they can be spent; empty: never."),
    )  # fmt: skip
    birthday_points = models.PositiveIntegerField(
        _("points on the birthday"), default=0, validators=[MaxValueValidator(100_000)],
        help_text=_("For customers who told their birthday; 0: none."),
    )  # fmt: skip
    has_referrals = models.BooleanField(
        _("customers recommend the shop"), default=False,
        help_text=_("Friends who come by a customer's link, and the customer, get store credit."),
    )  # fmt: skip
    referrer_reward_minor = models.PositiveBigIntegerField(
        _("credit for who recommends"), default=1000,
        help_text=_("In minor units of the base currency."),
    )  # fmt: skip
    friend_reward_minor = models.PositiveBigIntegerField(
        _("credit for the friend"), default=500,
        help_text=_("In minor units of the base currency."),
    )  # fmt: skip
    friend_spends_minor = models.PositiveBigIntegerField(
        _("the friend's first order is worth at least"), default=3000,
        help_text=_("Of goods that were kept, in minor units of the base currency."),
    )  # fmt: skip
    days_until_reward = models.PositiveSmallIntegerField(
        _("days until both get it"), default=30, validators=[MaxValueValidator(365)],
        help_text=_("From the day the friend's first order left: its time of return must be over."),
    )  # fmt: skip
    rewards_a_year = models.PositiveSmallIntegerField(
        _("rewards of one customer a year"), default=10,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )  # fmt: skip
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("loyalty programme")
        verbose_name_plural = _("loyalty programme")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="programme_only"),
            models.CheckConstraint(
                condition=Q(point_worth_minor__gt=0, points_per_unit__gt=0),
                name="programme_worth",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Loyalty programme"))


class Tier(models.Model):
    """A standing that customers reach by what they bought in the last 365 days."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    spend_from_minor = models.PositiveBigIntegerField(
        _("from a spend of"), unique=True,
        help_text=_("In 365 days, in minor units of the base currency."),
    )  # fmt: skip
    multiplier_percent = models.PositiveSmallIntegerField(
        _("points in percent"),
        default=100,
        validators=[MinValueValidator(100), MaxValueValidator(1000)],
        help_text=_("150: half as many points again."),
    )
    group = models.ForeignKey(
        CustomerGroup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tiers",
        verbose_name=_("customer group"),
        help_text=_(
            "Members without a group are put in it as long as they stand here: for prices and "
            "promotions of their own, such as free delivery."
        ),
    )
    perk = models.CharField(
        _("what else it brings"), max_length=160, blank=True,
        help_text=_("In words for the customer; the shop sees to it by hand."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["spend_from_minor"]
        constraints = [
            models.CheckConstraint(condition=Q(multiplier_percent__gte=100), name="tier_multiplier")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Where a customer stands; written together with, and under the lock of, their points.

    ``shortfall`` are points to be taken back that had been spent: what comes in fills it first.
    """

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, related_name="membership", verbose_name=_("customer")
    )
    tier = models.ForeignKey(
        Tier, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships",
        verbose_name=_("tier"),
    )  # fmt: skip
    tier_since = models.DateTimeField(_("in it since"), null=True, blank=True)
    given_group = models.ForeignKey(
        CustomerGroup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group given by the tier"),
    )
    spend_minor = models.BigIntegerField(
        _("spend of 365 days"), default=0, help_text=_("In minor units of the base currency.")
    )
    shortfall = models.PositiveBigIntegerField(_("points owed to the shop"), default=0)
    friend_code = models.CharField(
        _("code for friends"), max_length=12, null=True, blank=True, unique=True
    )
    joined_at = models.DateTimeField(_("since"), default=timezone.now)
    looked_at = models.DateTimeField(_("tier last looked at"), default=timezone.now)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = [models.Index(fields=["looked_at"], name="membership_looked_at")]

    def __str__(self) -> str:
        return str(self.customer)
