"""Firms whose members buy on account, the terms that they buy on, and who is asked to join."""

from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import PublicIdField


class CustomerGroup(models.Model):
    """Customers who get prices or promotions of their own, such as the trade."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class CompanyRole(models.TextChoices):
    """What a member may do for the company; each may what those before it may."""

    BUYER = "buyer", _("Buyer")
    APPROVER = "approver", _("Approver")
    ADMIN = "admin", _("Administrator")


class Company(models.Model):
    """A firm whose members buy on its account, at its prices and on its terms.

    Amounts are of the shop's base currency. Its row is locked where credit is taken.
    """

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=120)
    vat_id = models.CharField(_("VAT number"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    payment_days = models.PositiveSmallIntegerField(
        _("days to pay"), null=True, blank=True,
        help_text=_("How long its invoices may stay open; empty: as long as everybody's."),
    )  # fmt: skip
    credit_limit_minor = models.BigIntegerField(
        _("credit limit"), null=True, blank=True,
        help_text=_("What its open invoices may come to; empty: as much as it likes."),
    )  # fmt: skip
    approval_from_minor = models.BigIntegerField(
        _("approval from"), null=True, blank=True,
        help_text=_("Orders of this value and more need an approver; empty: none does."),
    )  # fmt: skip
    needs_po_number = models.BooleanField(
        _("needs a purchase-order number"), default=False, db_default=False
    )
    tax_exemption = models.CharField(
        _("tax exemption certificate"), max_length=60, blank=True, default="", db_default="",
        help_text=_("Its number; in the company's own country no tax is charged while it holds."),
    )  # fmt: skip
    tax_exempt_until = models.DateField(
        _("certificate holds until"), null=True, blank=True,
        help_text=_("The last day on which it holds."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("vat_id"), name="company_vat_id", condition=~models.Q(vat_id="")
            ),
            models.CheckConstraint(
                condition=models.Q(credit_limit_minor__isnull=True)
                | models.Q(credit_limit_minor__gte=0),
                name="company_credit_limit",
            ),
            models.CheckConstraint(
                condition=models.Q(approval_from_minor__isnull=True)
                | models.Q(approval_from_minor__gte=0),
                name="company_approval_from",
            ),
            models.CheckConstraint(
                condition=models.Q(tax_exemption="") | models.Q(tax_exempt_until__isnull=False),
                name="company_certificate_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CompanyInvitation(models.Model):
    """Somebody is asked to buy for a company. Only the digest of the mailed key is kept."""

    public_id = PublicIdField()
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=CompanyRole)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        "accounts.Customer", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("invited by"), help_text=_("Empty where staff did."),
    )  # fmt: skip
    created_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("holds until"))
    accepted_by = models.ForeignKey(
        "accounts.Customer", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("accepted by"),
    )  # fmt: skip
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("company invitation")
        verbose_name_plural = _("company invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "company",
                Lower("email"),
                name="invitation_one_open",
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.role}"
