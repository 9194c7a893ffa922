"""Which columns exist once for each language of the shop."""

from modeltranslation.translator import TranslationOptions, register

from pricing.models import Promotion, TaxClass


@register(Promotion)
class PromotionTranslation(TranslationOptions):
    fields = ("label",)


@register(TaxClass)
class TaxClassTranslation(TranslationOptions):
    fields = ("name",)
