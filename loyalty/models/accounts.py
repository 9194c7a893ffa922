"""What the shop owes people who paid or earned before: accounts, and the ledger behind each.

``loyalty.ledger`` alone writes them. A balance is the sum of its account's entries; what is held
for an order that is being paid is not free for another.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField, PublicIdField


class AccountKind(models.TextChoices):
    GIFT_CARD = "gift_card", _("Gift card")
    STORE_CREDIT = "credit", _("Store credit")
    POINTS = "points", _("Points")


class Account(models.Model):
    """A balance that can never be negative: minor units of a currency, or points.

    A gift card belongs to whoever knows its code; credit and points belong to a customer.
    """

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=10, choices=AccountKind)
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="value_accounts",
        verbose_name=_("customer"),
    )
    currency = CurrencyField(
        verbose_name=_("currency"), blank=True, default="", help_text=_("Empty for points.")
    )
    balance = models.BigIntegerField(
        _("balance"), default=0, help_text=_("In minor units of the currency, or in points.")
    )
    held = models.BigIntegerField(
        _("held"), default=0, help_text=_("Of the balance, what orders that are being paid keep.")
    )
    is_active = models.BooleanField(_("can be spent"), default=True)
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    expires_on = models.DateField(_("good until"), null=True, blank=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "currency"],
                name="account_one_of_kind",
                condition=models.Q(customer__isnull=False)
                & ~models.Q(kind=AccountKind.GIFT_CARD.value),
            ),
            models.CheckConstraint(
                condition=models.Q(held__gte=0, balance__gte=models.F("held")),
                name="account_never_negative",
            ),
        ]
        indexes = [models.Index(fields=["kind", "opened_at"], name="account_by_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"

    @property
    def free(self) -> int:
        """What can be spent now, in minor units or points."""
        return self.balance - self.held


class EntryKind(models.TextChoices):
    ISSUED = "issued", _("Issued")
    EARNED = "earned", _("Earned")
    SPENT = "spent", _("Spent")
    GIVEN_BACK = "given_back", _("Given back")
    TAKEN_BACK = "taken_back", _("Taken back")
    EXPIRED = "expired", _("Expired")
    CORRECTED = "corrected", _("Corrected by staff")


class Entry(models.Model):
    """One movement of an account: written once, never changed."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    amount = models.BigIntegerField(_("amount"), help_text=_("Negative for what goes out."))
    balance_after = models.BigIntegerField(_("balance after it"))
    key = models.CharField(
        _("key"), max_length=120, unique=True, help_text=_("The same key twice is one movement.")
    )
    reference = models.CharField(
        _("about"), max_length=60, blank=True, help_text=_("The public id of its order.")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name=_("by"),
    )  # fmt: skip
    expires_on = models.DateField(
        _("good until"), null=True, blank=True, help_text=_("Of what came in: when it is gone.")
    )
    written_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="entry_some"),
            models.CheckConstraint(
                condition=models.Q(balance_after__gte=0), name="entry_never_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "written_at"], name="entry_of_account"),
            models.Index(fields=["reference"], name="entry_reference"),
            models.Index(fields=["expires_on"], name="entry_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.kind}"


class HoldState(models.TextChoices):
    HELD = "held", _("Held")
    SPENT = "spent", _("Spent")
    RELEASED = "released", _("Released")


class Hold(models.Model):
    """Part of a balance that an order keeps until it is paid or given up."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    key = models.CharField(_("key"), max_length=120, unique=True)
    reference = models.CharField(_("about"), max_length=60, blank=True)
    amount = models.BigIntegerField(_("amount"))
    state = models.CharField(
        _("state"), max_length=10, choices=HoldState, default=HoldState.HELD.value
    )
    made_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("hold on an account")
        verbose_name_plural = _("holds on accounts")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="account_hold_some")
        ]
        indexes = [models.Index(fields=["state", "made_at"], name="account_hold_open")]

    def __str__(self) -> str:
        return f"{self.amount} {self.state}"
