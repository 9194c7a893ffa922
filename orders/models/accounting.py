"""The shop's accounts: a journal that is only ever added to, and what staff set for it."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import CurrencyField
from orders.accounting.roles import PostingKind, Role, Treatment
from orders.models.orders import Order

_DIGITS = RegexValidator(r"^[0-9]{1,9}$", _("An account's number has one to nine digits."))


class AccountingPolicy(models.Model):
    """The one row of what staff decided about the accounts.

    ``closed_until`` moves forward only, by ``orders.accounting.close_period``.
    """

    ONLY = 1

    uses_oss = models.BooleanField(
        _("One-Stop-Shop"),
        default=True,
        help_text=_(
            "Consumers elsewhere in the EU are taxed by their country (OSS). Without it their "
            "sales stand with those at home."
        ),
    )
    begins_on = models.DateField(
        _("begins on"),
        null=True,
        blank=True,
        help_text=_("Orders placed before this day are in older books. Empty: all are posted."),
    )
    closed_until = models.DateField(
        _("closed until"), null=True, blank=True, editable=False,
        help_text=_("Nothing is posted on this day or before it any more."),
    )  # fmt: skip
    posted_until = models.DateTimeField(
        _("posted until"), null=True, blank=True, editable=False,
        help_text=_("What happened before it is in the journal. Empty: every order is looked at."),
    )  # fmt: skip
    consultant_number = models.CharField(
        _("consultant number"), max_length=7, blank=True, validators=[_DIGITS],
        help_text=_("DATEV's number of your tax adviser, for the DATEV file."),
    )  # fmt: skip
    client_number = models.CharField(
        _("client number"), max_length=5, blank=True, validators=[_DIGITS],
        help_text=_("Your number at your tax adviser, for the DATEV file."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("accounting policy")
        verbose_name_plural = _("accounting policy")
        permissions = [
            ("export_accounts", _("Can export the accounts")),
            ("close_period", _("Can close a period of the accounts")),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class AccountNumber(models.Model):
    """The number of an account in the shop's own chart; the row that says most is taken."""

    role = models.CharField(_("what is booked"), max_length=20, choices=Role)
    treatment = models.CharField(
        _("how it is taxed"), max_length=14, choices=Treatment, blank=True,
        help_text=_("Empty: however it is taxed."),
    )  # fmt: skip
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Empty: every country.")
    )
    rate_basis_points = models.PositiveIntegerField(
        _("tax rate in basis points"), null=True, blank=True,
        help_text=_("1900 is 19 %. Empty: every rate."),
    )  # fmt: skip
    provider = models.CharField(
        _("way of paying"), max_length=20, blank=True,
        help_text=_("The provider of the payment, such as stripe. Empty: all of them."),
    )  # fmt: skip
    number = models.CharField(_("number"), max_length=9, validators=[_DIGITS])
    name = models.CharField(_("name"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("account number")
        verbose_name_plural = _("account numbers")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(
                "role",
                "treatment",
                "country",
                Coalesce("rate_basis_points", -1),
                "provider",
                name="account_number_once",
                violation_error_message=_("There is a number for this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()


class JournalEntry(models.Model):
    """One posting, written once and never changed; its lines sum to zero.

    ``source`` names what it tells of. Where that reads otherwise later (a refund that came back),
    the difference is posted as the next ``turn`` of the same source, on a day that is open.
    """

    number = models.PositiveBigIntegerField(
        _("number"), unique=True, help_text=_("From 1, without gaps.")
    )
    source = models.CharField(_("source"), max_length=120)
    turn = models.PositiveSmallIntegerField(_("turn"), default=1)
    kind = models.CharField(_("kind"), max_length=14, choices=PostingKind)
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("order"),
    )  # fmt: skip
    reference = models.CharField(
        _("document"), max_length=40, blank=True,
        help_text=_("The number on the paper: of the order, or of the credit note."),
    )  # fmt: skip
    booked_on = models.DateField(_("booked on"))
    document_on = models.DateField(_("happened on"))
    currency = CurrencyField(verbose_name=_("currency"))
    base_currency = CurrencyField(verbose_name=_("base currency"))
    posted_at = models.DateTimeField(_("posted at"), default=timezone.now)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "turn"], name="journal_entry_once"),
        ]
        indexes = [
            models.Index(fields=["booked_on", "number"], name="journal_entry_day"),
            models.Index(fields=["order"], name="journal_entry_order"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class JournalLine(models.Model):
    """One side of a posting: positive is debit, negative is credit."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines")
    role = models.CharField(_("what is booked"), max_length=20, choices=Role)
    treatment = models.CharField(_("how it is taxed"), max_length=14, choices=Treatment, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    rate_basis_points = models.PositiveIntegerField(
        _("tax rate in basis points"), null=True, blank=True
    )
    provider = models.CharField(_("way of paying"), max_length=20, blank=True)
    amount_minor = models.BigIntegerField(_("amount"), help_text=_("In the entry's currency."))
    base_minor = models.BigIntegerField(
        _("amount in base currency"), help_text=_("At the rate of its order.")
    )

    class Meta:
        verbose_name = _("journal line")
        verbose_name_plural = _("journal lines")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_minor=0, base_minor=0), name="journal_line_some"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.amount_minor:+d}"
