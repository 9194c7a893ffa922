"""Gift cards: an account that is opened by a code."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.models.accounts import Account


class GiftCard(models.Model):
    """A code with money on it. The code itself is kept nowhere: ``loyalty.gift_codes`` makes it.

    ``code_number`` counts the codes that the card had: who loses one asks for another.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="gift_card")
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    code_number = models.PositiveSmallIntegerField(default=1, editable=False)
    last_letters = models.CharField(_("ends with"), max_length=4)
    worth = models.BigIntegerField(_("worth when issued"), help_text=_("In minor units."))
    bought_in = models.CharField(
        _("bought in"), max_length=60, blank=True, help_text=_("The public id of its order.")
    )
    line_id_then = models.BigIntegerField(
        _("line of the order"), null=True, blank=True, editable=False
    )
    to_name = models.CharField(_("for"), max_length=120, blank=True)
    to_email = models.EmailField(_("sent to"), blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)
    language = models.CharField(max_length=8, blank=True, default="", db_default="")
    send_on = models.DateField(_("to be sent on"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    made_at = models.DateTimeField(_("issued"), default=timezone.now)
    disputed_at = models.DateTimeField(
        _("blocked for a dispute"), null=True, blank=True, editable=False,
        help_text=_("Since when the payment that bought it is disputed at the bank, or lost."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("gift card")
        verbose_name_plural = _("gift cards")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(worth__gt=0), name="gift_card_some")
        ]
        indexes = [models.Index(fields=["bought_in"], name="gift_card_order")]

    def __str__(self) -> str:
        return f"…{self.last_letters}"
