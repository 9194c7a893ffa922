"""Who logs in (User), who buys (Customer), what they agreed to and like, API tokens."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.companies import Company, CompanyRole, CustomerGroup
from events.names import Consent as ConsentLevel
from foundation.fields import PublicIdField
from foundation.ids import uuid7


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: object) -> "User":
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """A login, by e-mail address. Staff have no customer, most customers of a shop no login."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email.split("@")[0]


class Customer(models.Model):
    """Somebody who buys. A guest becomes a customer only by a verified e-mail.

    ``pseudonym`` is what the event log calls them; replacing it makes the log anonymous.
    """

    public_id = PublicIdField()
    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="customer"
    )
    pseudonym = models.UUIDField(unique=True, default=uuid7, editable=False)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=8, blank=True)
    external_ref = models.CharField(
        max_length=60, blank=True, help_text=_("The customer's name in the system they came from.")
    )
    group = models.ForeignKey(
        CustomerGroup,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("group"),
    )
    company = models.ForeignKey(
        Company,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("company"),
    )
    company_role = models.CharField(
        _("role in the company"),
        max_length=10,
        choices=CompanyRole,
        default=CompanyRole.BUYER,
        db_default=CompanyRole.BUYER,
    )
    consent = models.SmallIntegerField(choices=ConsentLevel, default=ConsentLevel.NECESSARY)
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"), null=True, blank=True,
        help_text=_("Only where the customer gave it, to be counted by age."),
    )  # fmt: skip
    birth_month = models.PositiveSmallIntegerField(
        _("month of the birthday"), null=True, blank=True,
        help_text=_("Only where the customer gave it, to be greeted on the day."),
    )  # fmt: skip
    birth_day = models.PositiveSmallIntegerField(_("day of the birthday"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        permissions = [
            ("export_customer", _("Can hand out a customer's data")),
            ("erase_customer", _("Can erase a customer")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_ref"],
                name="customer_external_ref",
                condition=~models.Q(external_ref=""),
            ),
            models.UniqueConstraint(
                Lower("email"), name="customer_email", condition=~models.Q(email="")
            ),
            models.CheckConstraint(
                condition=models.Q(birth_year__isnull=True) | models.Q(birth_year__gte=1900),
                name="customer_birth_year",
            ),
            models.CheckConstraint(
                condition=models.Q(birth_month__isnull=True, birth_day__isnull=True)
                | models.Q(birth_month__isnull=False, birth_day__isnull=False)
                & models.Q(birth_month__range=(1, 12), birth_day__range=(1, 31)),
                name="customer_whole_birthday",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at"], name="customer_newest"),
            models.Index(
                fields=["birth_month", "birth_day"],
                name="customer_birthday",
                condition=models.Q(birth_month__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.external_ref or self.public_id


class Address(models.Model):
    """A place a customer has things sent to."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    label = models.CharField(
        max_length=40, blank=True, help_text=_("What the customer calls it, such as “Work”.")
    )
    name = models.CharField(max_length=120)
    company = models.CharField(max_length=120, blank=True)
    vat_id = models.CharField(_("VAT number"), max_length=20, blank=True)
    line1 = models.CharField(max_length=120)
    line2 = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=30, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="address_one_default", condition=models.Q(is_default=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class VisitorLink(models.Model):
    """Which visitor is which customer. Deleting a row makes the visitor's events anonymous."""

    visitor = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="visitors")
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("visitor link")
        verbose_name_plural = _("visitor links")

    def __str__(self) -> str:
        return str(self.visitor)


class ConsentRecord(models.Model):
    """A choice that was made, when and on what wording: kept as proof."""

    visitor = models.UUIDField(null=True, blank=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="consents"
    )
    level = models.SmallIntegerField(choices=ConsentLevel)
    wording = models.CharField(max_length=40)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["given_at"], name="consent_given")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.given_at:%Y-%m-%d}"


class PreferenceKind(models.TextChoices):
    CATEGORY = "category", _("Category")
    BRAND = "brand", _("Brand")
    ATTRIBUTE = "attribute", _("Attribute")


class Stance(models.TextChoices):
    BOOSTED = "boosted", _("More of it")
    MUTED = "muted", _("Not for me")


class Preference(models.Model):
    """What a customer said they like more, or do not want to be shown.

    ``name`` is the slug of a category or brand, or ``code=value`` of an attribute: the catalogue
    stands on a higher floor, so this names its rows instead of pointing at them.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=10, choices=PreferenceKind)
    name = models.CharField(max_length=160)
    stance = models.CharField(max_length=8, choices=Stance)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(fields=["customer", "kind", "name"], name="preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.stance}"


class ApiToken(models.Model):
    """A key to the API. Only its digest is kept: the key itself is shown once.

    It may do what its scopes name *and* its owner may do at the time of the request.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80, help_text=_("What it is for."))
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        indexes = [models.Index(fields=["user", "-created_at"], name="api_token_of_user")]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"


class CustomerNote(models.Model):
    """What staff wrote down about a customer, who may ask to read it and have it forgotten."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="staff_notes")
    author = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.TextField(_("note"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("customer note")
        verbose_name_plural = _("customer notes")
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["customer", "-written_at"], name="note_of_customer")]

    def __str__(self) -> str:
        return self.text[:60]
