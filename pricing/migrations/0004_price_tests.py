import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import pricing.models.price_tests


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("pricing", "0003_competitors"),
    ]

    operations = [
        migrations.CreateModel(
            name="PriceTest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "question",
                    models.TextField(
                        blank=True,
                        help_text="What is expected of the test price, and why.",
                        verbose_name="question",
                    ),
                ),
                (
                    "grouping",
                    models.CharField(
                        choices=[
                            ("category", "Each category as a whole"),
                            ("family", "Each family, and others one by one"),
                        ],
                        default="category",
                        max_length=10,
                        verbose_name="change together",
                    ),
                ),
                (
                    "step_basis_points",
                    models.SmallIntegerField(
                        default=500,
                        help_text="Of the usual price, in hundredths of a per cent: 500 is 5% more.",
                        validators=[
                            django.core.validators.MinValueValidator(-2000),
                            django.core.validators.MaxValueValidator(2000),
                        ],
                        verbose_name="step",
                    ),
                ),
                (
                    "period_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="Whole weeks: a Monday buys otherwise.",
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(28),
                        ],
                        verbose_name="days of a period",
                    ),
                ),
                (
                    "pairs",
                    models.PositiveSmallIntegerField(
                        default=4,
                        help_text="In each pair one period asks the usual price and one the test price.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(26),
                        ],
                        verbose_name="pairs of periods",
                    ),
                ),
                (
                    "washout_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="First days of a period, in which people act on the price before.",
                        verbose_name="days not counted",
                    ),
                ),
                (
                    "seed",
                    models.BigIntegerField(
                        default=pricing.models.price_tests.new_seed, editable=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("running", "Running"),
                            ("ended", "Ended"),
                            ("concluded", "Concluded"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("undecided", "Undecided"),
                            ("better", "The test price earns more"),
                            ("worse", "The test price earns less"),
                            ("alike", "No difference can be told"),
                            ("too_little", "Too little was tested to tell"),
                        ],
                        default="undecided",
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                ("plan", models.JSONField(blank=True, default=dict, editable=False)),
                ("result", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="made"),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "concluded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="concluded"),
                ),
                (
                    "took_test_price",
                    models.BooleanField(blank=True, null=True, verbose_name="took the test price"),
                ),
                ("conclusion", models.TextField(blank=True, verbose_name="conclusion")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        help_text="All products in it and below it take part.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalog.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "products",
                    models.ManyToManyField(
                        blank=True,
                        help_text="These take part as well.",
                        related_name="+",
                        to="catalog.product",
                        verbose_name="products",
                    ),
                ),
            ],
            options={
                "verbose_name": "price test",
                "verbose_name_plural": "price tests",
                "permissions": [("decide_pricetest", "Can start, stop and conclude price tests")],
            },
        ),
        migrations.CreateModel(
            name="PriceTestItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cluster", models.PositiveSmallIntegerField(verbose_name="cluster")),
                ("cluster_name", models.CharField(max_length=120, verbose_name="cluster")),
                ("usual_minor", models.BigIntegerField(verbose_name="usual price")),
                ("test_minor", models.BigIntegerField(verbose_name="test price")),
                (
                    "asks_test",
                    models.BooleanField(default=False, verbose_name="asks the test price"),
                ),
                ("is_live", models.BooleanField(default=False, verbose_name="in test")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="left")),
                (
                    "left_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("changed", "its price was changed by somebody"),
                            ("guard_rail", "a guard rail would be broken"),
                            ("together", "another product of its cluster left"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                (
                    "price",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="pricing.price",
                    ),
                ),
                (
                    "test",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="pricing.pricetest",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="price_test_items",
                        to="catalog.variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "price in a test",
                "verbose_name_plural": "prices in a test",
            },
        ),
        migrations.CreateModel(
            name="PriceTestPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cluster", models.PositiveSmallIntegerField(verbose_name="cluster")),
                ("number", models.PositiveSmallIntegerField(verbose_name="period")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
                ("asks_test", models.BooleanField(verbose_name="asks the test price")),
                (
                    "test",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schedule",
                        to="pricing.pricetest",
                    ),
                ),
            ],
            options={
                "verbose_name": "period of a test",
                "verbose_name_plural": "periods of a test",
            },
        ),
        migrations.AddConstraint(
            model_name="pricetest",
            constraint=models.CheckConstraint(
                condition=models.Q(("step_basis_points", 0), _negated=True),
                name="price_test_step",
                violation_error_message="A test price is another than the usual one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetest",
            constraint=models.CheckConstraint(
                condition=models.Q(("washout_days__lt", models.F("period_days"))),
                name="price_test_washout",
                violation_error_message="Some days of a period have to be counted.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetest",
            constraint=models.CheckConstraint(
                condition=models.Q(("pairs__gte", 1)), name="price_test_pairs"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"),
                    models.Q(("started_at__isnull", False), ("starts_on__isnull", False)),
                    _connector="OR",
                ),
                name="price_test_started",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetestitem",
            constraint=models.UniqueConstraint(
                fields=("test", "variant"), name="price_test_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetestitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_live", True)),
                fields=("variant",),
                name="price_test_item_in_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetestitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("test_minor__gt", 0), ("usual_minor__gt", 0)),
                name="price_test_item_prices",
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetestperiod",
            constraint=models.UniqueConstraint(
                fields=("test", "cluster", "number"), name="price_test_period_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricetestperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))),
                name="price_test_period_days",
            ),
        ),
    ]
