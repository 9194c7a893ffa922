"""Products and how they are found, described and pictured. No prices and no stock."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from foundation.fields import PublicIdField


class Category(MP_Node):
    """A shelf of the shop, in a tree."""

    public_id = PublicIdField()
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True, null=True)
    description = models.TextField(blank=True)
    is_visible = models.BooleanField(default=True)

    node_order_by: list[str] = []

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return str(self.name)


class Brand(models.Model):
    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AttributeType(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    BOOLEAN = "boolean", _("Yes or no")
    CHOICE = "choice", _("Choice")


class Attribute(models.Model):
    """Something that products of a kind have in common, such as material or screen size."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    type = models.CharField(max_length=10, choices=AttributeType, default=AttributeType.TEXT)
    unit = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.name)


class ProductKind(models.TextChoices):
    """How what is sold reaches its buyer, and whose stock it takes."""

    GOODS = "goods", _("Goods")
    BUNDLE = "bundle", _("Bundle")
    DIGITAL = "digital", _("Download")
    GIFT_CARD = "gift_card", _("Gift card")


class ProductStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class Product(models.Model):
    """What a page shows; what is bought is one of its variants."""

    public_id = PublicIdField()
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True, null=True)
    summary = models.CharField(max_length=240, blank=True)
    description = models.TextField(blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, null=True, blank=True, related_name="products"
    )
    status = models.CharField(max_length=10, choices=ProductStatus, default=ProductStatus.DRAFT)
    kind = models.CharField(
        _("kind"), max_length=10, choices=ProductKind, default=ProductKind.GOODS.value,
        db_default=ProductKind.GOODS.value,
    )  # fmt: skip
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    external_ref = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.UniqueConstraint(
                fields=["external_ref"],
                name="product_external_ref",
                condition=~models.Q(external_ref=""),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="product_published_has_date",
            ),
        ]
        indexes = [models.Index(fields=["status", "-published_at"], name="product_newest")]

    def __str__(self) -> str:
        return str(self.name)


class ProductAttribute(models.Model):
    """The value of one attribute of a product, in the column of its type."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="attributes")
    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="values")
    text = models.CharField(max_length=200, blank=True)
    number = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    boolean = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("attribute value")
        verbose_name_plural = _("attribute values")
        constraints = [
            models.UniqueConstraint(fields=["product", "attribute"], name="attribute_once")
        ]

    def __str__(self) -> str:
        return f"{self.attribute}: {self.value}"

    @property
    def value(self) -> str:
        """The value as it is read, with its unit."""
        match self.attribute.type:
            case AttributeType.BOOLEAN:
                return str(_("Yes") if self.boolean else _("No"))
            case AttributeType.NUMBER if self.number is not None:
                return f"{self.number.normalize():f} {self.attribute.unit}".strip()
            case _:
                return str(self.text)


class Option(models.Model):
    """What variants differ by: colour, size."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return str(self.name)


class OptionValue(models.Model):
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="values")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    swatch = models.CharField(max_length=7, blank=True, help_text=_("Colour as #rrggbb."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("option value")
        verbose_name_plural = _("option values")
        ordering = ["option__position", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["option", "code"], name="option_value_once")]

    def __str__(self) -> str:
        return str(self.name)


class Variant(models.Model):
    """What is bought, priced and stocked: one SKU."""

    public_id = PublicIdField()
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(_("SKU"), max_length=60, unique=True)
    barcode = models.CharField(max_length=14, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    weight_grams = models.PositiveIntegerField(default=0)
    option_values = models.ManyToManyField(
        OptionValue, through="VariantOption", related_name="variants"
    )

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "id"]
        indexes = [
            # People type SKUs in whatever case; scanners send barcodes.
            models.Index(Lower("sku"), name="variant_sku_lower"),
            models.Index(
                fields=["barcode"], name="variant_barcode", condition=~models.Q(barcode="")
            ),
        ]

    def __str__(self) -> str:
        return self.sku


class VariantOption(models.Model):
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="options")
    value = models.ForeignKey(OptionValue, on_delete=models.PROTECT, related_name="variant_options")

    class Meta:
        verbose_name = _("variant option")
        verbose_name_plural = _("variant options")
        constraints = [models.UniqueConstraint(fields=["variant", "value"], name="variant_value")]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.value_id}"


class ProductImage(models.Model):
    """A picture of a product; with ``option_value`` it shows the variants of that colour."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    option_value = models.ForeignKey(
        OptionValue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file = models.FileField(upload_to="products/", max_length=200)
    alt = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.file.name
