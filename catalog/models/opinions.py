"""What shoppers think of products, and what they wish for."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.products import Product, Variant
from foundation.fields import PublicIdField


class ReviewStatus(models.TextChoices):
    PENDING = "pending", _("Waiting")
    PUBLISHED = "published", _("Published")
    REFUSED = "refused", _("Refused")


class RefusalReason(models.TextChoices):
    """Why a review is not shown; its author is told."""

    OFF_TOPIC = "off_topic", _("Not about the product")
    ABUSIVE = "abusive", _("Insulting")
    PERSONAL = "personal", _("Names somebody or tells of them")
    ADVERTISING = "advertising", _("Advertising")
    SPAM = "spam", _("Spam")
    OTHER = "other", _("Another reason")


class Review(models.Model):
    """What somebody thinks of a product. ``author`` is the name they chose to show."""

    public_id = PublicIdField()
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reviews")
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews",
    )
    author = models.CharField(max_length=80, help_text=_("The name shown."))
    rating = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    is_verified = models.BooleanField(_("verified purchase"), default=False)
    status = models.CharField(max_length=10, choices=ReviewStatus, default=ReviewStatus.PENDING)
    refusal = models.CharField(
        _("reason of the refusal"),
        max_length=12,
        choices=RefusalReason,
        blank=True,
        default="",
        db_default="",
    )
    helpful_votes = models.PositiveIntegerField(default=0, db_default=0)
    unhelpful_votes = models.PositiveIntegerField(default=0, db_default=0)
    written_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    moderated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating__gte=1, rating__lte=5), name="review_rating_range"
            ),
            models.UniqueConstraint(
                fields=["product", "customer"],
                name="review_once",
                condition=models.Q(customer__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["product", "status", "-written_at"], name="review_of_product")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.rating}"


class ReviewVote(models.Model):
    """Whether a customer found a review helpful; ``Review`` keeps the sums."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.CASCADE, related_name="review_votes"
    )
    is_helpful = models.BooleanField()
    voted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("vote on a review")
        verbose_name_plural = _("votes on reviews")
        constraints = [
            models.UniqueConstraint(fields=["review", "customer"], name="review_vote_once")
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.is_helpful}"


class Wishlist(models.Model):
    """A list of things somebody would like to have; ``token`` opens it to whom they give it."""

    public_id = PublicIdField()
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.CASCADE, related_name="wishlists"
    )
    name = models.CharField(max_length=80)
    token = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wishlist")
        verbose_name_plural = _("wishlists")
        constraints = [
            models.UniqueConstraint("customer", Lower("name"), name="wishlist_name_once"),
            models.UniqueConstraint(
                fields=["token"], name="wishlist_token", condition=~models.Q(token="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WishlistItem(models.Model):
    wishlist = models.ForeignKey(Wishlist, on_delete=models.CASCADE, related_name="items")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="wishes")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["-added_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["wishlist", "variant"], name="wish_once")]

    def __str__(self) -> str:
        return f"{self.wishlist_id}: {self.variant_id}"
