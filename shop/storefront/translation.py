"""Which columns exist once for each language of the shop."""

from modeltranslation.translator import TranslationOptions, register

from shop.storefront.models import Listing


@register(Listing)
class ListingTranslation(TranslationOptions):
    fields = ("name", "slug")
