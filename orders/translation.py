"""Which columns exist once for each language of the shop."""

from modeltranslation.translator import TranslationOptions, register

from orders.models import ShippingMethod


@register(ShippingMethod)
class ShippingMethodTranslation(TranslationOptions):
    fields = ("name", "description")
