"""The append-only log, the outbox, the job ledger, the roll-ups and the audit trail."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.names import Channel, Consent, Device, EventName
from events.webhooks import models as _webhooks  # noqa: F401  (Django looks for tables here)
from foundation.fields import CurrencyField
from foundation.ids import uuid7


class Event(models.Model):
    """One thing that happened. Append-only, and it names nobody: people are pseudonyms.

    On PostgreSQL the table is partitioned by day and its key is (occurred_at, id): see the first
    migration. There are no foreign keys, so that the log outlives what it tells of.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.CharField(max_length=40, choices=EventName)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    visitor = models.UUIDField(null=True)
    session = models.UUIDField(null=True)
    customer = models.UUIDField(null=True)
    product_id = models.BigIntegerField(null=True)
    variant_id = models.BigIntegerField(null=True)
    order_ref = models.CharField(max_length=40, blank=True)
    quantity = models.IntegerField(null=True)
    value_minor = models.BigIntegerField(null=True)
    currency = CurrencyField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    source = models.CharField(max_length=60, blank=True)
    medium = models.CharField(max_length=60, blank=True)
    campaign = models.CharField(max_length=80, blank=True)
    device = models.CharField(max_length=10, choices=Device, blank=True)
    country = models.CharField(max_length=2, blank=True)
    consent = models.SmallIntegerField(choices=Consent, default=Consent.NECESSARY)
    slot = models.CharField(max_length=40, blank=True)
    position = models.SmallIntegerField(null=True)
    propensity = models.FloatField(null=True)
    model_version = models.CharField(max_length=60, blank=True)
    payload = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["name", "occurred_at"], name="event_name_time"),
            models.Index(
                fields=["customer", "occurred_at"],
                name="event_customer_time",
                condition=models.Q(customer__isnull=False),
            ),
            models.Index(
                fields=["visitor", "occurred_at"],
                name="event_visitor_time",
                condition=models.Q(visitor__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.occurred_at:%Y-%m-%d %H:%M}"


class OutboxMessage(models.Model):
    """Something that one consumer must hear of, written in the transaction that made it true."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    topic = models.CharField(max_length=60)
    consumer = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    # Failed with its whole batch: of a consumer in order, what came later waits for it.
    holds_later = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="outbox_due",
                condition=models.Q(delivered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} -> {self.consumer}"


class JobState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """The ledger row of a durable job: the truth about it, whatever the broker remembers."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.CharField(max_length=60)
    key = models.CharField(
        max_length=120, unique=True, help_text=_("One job a key: a doubled beat does no harm.")
    )
    payload = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    queued_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.CharField(max_length=120, blank=True)
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="job_open_due",
                condition=models.Q(state__in=["queued", "running"]),
            )
        ]

    def __str__(self) -> str:
        return self.key


class DailyDemand(models.Model):
    """Units and revenue of one variant on one business day, in base currency; no foreign keys."""

    variant_id = models.BigIntegerField()
    product_id = models.BigIntegerField()
    day = models.DateField()
    units = models.IntegerField(default=0)
    orders = models.IntegerField(default=0)
    revenue_minor = models.BigIntegerField(default=0)
    average_price_minor = models.BigIntegerField(default=0)
    promoted = models.BooleanField(default=False)
    stock_out_minutes = models.PositiveSmallIntegerField(default=0)
    in_bundles = models.IntegerField(
        default=0, db_default=0, help_text=_("Units that left as parts of bundles, beside these.")
    )

    class Meta:
        verbose_name = _("daily demand")
        verbose_name_plural = _("daily demand")
        constraints = [
            models.UniqueConstraint(fields=["variant_id", "day"], name="demand_variant_day")
        ]
        indexes = [models.Index(fields=["day"], name="demand_day")]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.day}: {self.units}"


class AuditEntry(models.Model):
    """Who of the staff did what to which row. The database refuses to change or delete it.

    It names people by the numbers of their rows and holds no personal data, so that the erasure of
    a person leaves it whole. Written by ``events.audit`` alone.
    """

    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    actor = models.BigIntegerField(
        null=True, blank=True, help_text=_("Number of the login; none for the shop itself.")
    )
    action = models.CharField(_("action"), max_length=60)
    model = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    changes = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        indexes = [
            models.Index(fields=["-happened_at"], name="audit_newest"),
            models.Index(fields=["model", "object_id"], name="audit_of_object"),
            models.Index(fields=["actor", "-happened_at"], name="audit_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.model} {self.object_id}".strip()


class MinuteCount(models.Model):
    """What happened in one minute: of one kind, or of everything where ``name`` is empty.

    ``subject`` is a product's number for the most seen ones, else empty. ``people`` are visits of
    those who agreed to be known; ``recent_people``, kept for everything alone, are those of the
    half hour that ends with the minute.
    """

    minute = models.DateTimeField(_("minute"))
    name = models.CharField(_("what happened"), max_length=40, blank=True)
    subject = models.CharField(_("about"), max_length=40, blank=True)
    count = models.PositiveIntegerField(_("times"), default=0)
    people = models.PositiveIntegerField(_("visits"), default=0)
    recent_people = models.PositiveIntegerField(_("visits of half an hour"), default=0)
    value_minor = models.BigIntegerField(
        _("value"), default=0, help_text=_("In the base currency.")
    )

    class Meta:
        verbose_name = _("minute in numbers")
        verbose_name_plural = _("minutes in numbers")
        constraints = [
            models.UniqueConstraint(fields=["name", "subject", "minute"], name="minute_once")
        ]
        indexes = [models.Index(fields=["minute"], name="minute_time")]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.name} {self.subject}".strip()


class ArchivedDay(models.Model):
    """A day of the log, in UTC, as a file; ``dropped_at`` where the log has it no more."""

    day = models.DateField(_("day"), primary_key=True)
    rows = models.PositiveBigIntegerField(_("events"))
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    exported_at = models.DateTimeField(_("exported"))
    dropped_at = models.DateTimeField(_("dropped from the log"), null=True)

    class Meta:
        verbose_name = _("archived day")
        verbose_name_plural = _("archived days")

    def __str__(self) -> str:
        return f"{self.day}"


class DeadReason(models.TextChoices):
    UNREADABLE = "unreadable", _("Not readable")
    UNKNOWN_PRODUCT = "product", _("Product unknown")
    REFUSED = "refused", _("Refused by the database")
    WORN = "worn", _("Handed out too often")


class DeadLetter(models.Model):
    """An event that could not be written to the log and stands aside, so that others go on.

    Written by ``events.sink`` alone; settled when a second try has written it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    key = models.CharField(
        max_length=64, unique=True, help_text=_("The same event is put aside once.")
    )
    reason = models.CharField(_("reason"), max_length=20, choices=DeadReason)
    error = models.TextField(_("error"), blank=True)
    content = models.JSONField(_("content"), default=dict)
    received_at = models.DateTimeField(_("received"))
    put_aside_at = models.DateTimeField(_("put aside"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=1)
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)

    class Meta:
        verbose_name = _("dead letter")
        verbose_name_plural = _("dead letters")
        indexes = [models.Index(fields=["-put_aside_at"], name="dead_letter_newest")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.received_at:%Y-%m-%d %H:%M}"
