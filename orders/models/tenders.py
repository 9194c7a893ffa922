"""What else than a bank pays an order, and to whom the gift cards go that it buys."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.models.carts import Cart
from orders.models.orders import Order


class CartGiftCard(models.Model):
    """A gift card that is to pay for a cart. It keeps nothing of the card before the checkout."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="gift_cards")
    account = models.ForeignKey("loyalty.Account", on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("gift card in a cart")
        verbose_name_plural = _("gift cards in carts")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "account"], name="cart_gift_card_once")
        ]

    def __str__(self) -> str:
        return f"{self.cart_id}: {self.account_id}"


class GiftNote(models.Model):
    """To whom the gift cards of an order go, with which words, and when."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="gift_note")
    to_name = models.CharField(_("for"), max_length=120, blank=True)
    to_email = models.EmailField(_("sent to"))
    message = models.CharField(_("message"), max_length=500, blank=True)
    send_on = models.DateField(_("to be sent on"), null=True, blank=True)

    class Meta:
        verbose_name = _("note with a gift")
        verbose_name_plural = _("notes with gifts")

    def __str__(self) -> str:
        return self.to_name or self.to_email
