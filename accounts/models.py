"""Who logs in (User), who buys (Customer), what they agreed to (Consent)."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
    consent = models.SmallIntegerField(choices=ConsentLevel, default=ConsentLevel.NECESSARY)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.UniqueConstraint(
                fields=["external_ref"],
                name="customer_external_ref",
                condition=~models.Q(external_ref=""),
            ),
            models.UniqueConstraint(
                Lower("email"), name="customer_email", condition=~models.Q(email="")
            ),
        ]
        indexes = [models.Index(fields=["-created_at"], name="customer_newest")]

    def __str__(self) -> str:
        return self.name or self.email or self.external_ref or self.public_id


class Address(models.Model):
    """A place a customer has things sent to."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    name = models.CharField(max_length=120)
    line1 = models.CharField(max_length=120)
    line2 = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20)
    city = models.CharField(max_length=80)
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

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.given_at:%Y-%m-%d}"
