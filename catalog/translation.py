"""Which columns exist once for each language of the shop."""

from modeltranslation.translator import TranslationOptions, register

from catalog.models import Attribute, Category, Option, OptionValue, Product


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("name", "slug", "description")


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("name", "slug", "summary", "description")


@register(Attribute)
class AttributeTranslation(TranslationOptions):
    fields = ("name",)


@register(Option)
class OptionTranslation(TranslationOptions):
    fields = ("name",)


@register(OptionValue)
class OptionValueTranslation(TranslationOptions):
    fields = ("name",)
