"""Forecasts as they were last made, and what a backtest said of each version."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

SUM_DAYS = (7, 14, 28, 56, 91)
"""Over how many days to come ``DemandForecast.sum_mean`` and ``sum_sd`` are told."""


class ForecastMethod(models.IntegerChoices):
    """How a forecast was made; the numbers are those of ``forecasting.algorithms.Method``."""

    NOTHING = 0, _("nothing to go by")
    SEASONAL_NAIVE = 1, _("the last season again")
    MOVING_AVERAGE = 2, _("moving average")
    ETS = 3, _("exponential smoothing")
    THETA = 4, _("Theta method")
    ARIMA = 5, _("ARIMA")
    IMAPA = 6, _("IMAPA")
    TSB = 7, _("TSB")
    BOOSTED_TREES = 8, _("boosted trees")
    RANDOM_FOREST = 9, _("random forest")
    PROPHET = 10, _("Prophet")
    RECURRENT_NET = 11, _("recurrent net")
    ENSEMBLE = 12, _("several methods together")
    INTERMITTENT_MIX = 13, _("methods for rare sales")
    GROUP_SHARE = 14, _("share of its category")
    STATISTICAL_STAND_IN = 15, _("statistics instead of a doubtful model")


class SeriesClass(models.TextChoices):
    """How a variant sells, by how often and how evenly (Syntetos, Boylan and Croston 2005)."""

    SMOOTH = "smooth", _("steady")
    ERRATIC = "erratic", _("often, uneven")
    INTERMITTENT = "intermittent", _("rarely, even")
    LUMPY = "lumpy", _("rarely, uneven")
    NEW = "new", _("new")
    NONE = "none", _("never sold")


class Grain(models.TextChoices):
    """How long the periods are that a figure is reckoned on."""

    DAY = "day", _("by day")
    WEEK = "week", _("by week")


class Level(models.TextChoices):
    """What a series is the demand for."""

    VARIANT = "variant", _("variant")
    PRODUCT = "product", _("product")
    CATEGORY = "category", _("category")
    SHOP = "shop", _("shop")


class Answerer(models.TextChoices):
    """Who looked ahead in a backtest."""

    MODEL = "model", _("the trained version")
    SEASONAL_NAIVE = "naive", _("the last season again")
    CHAMPION = "champion", _("the version that served before")


class DemandForecast(models.Model):
    """What will be wanted of one variant, in units, from ``as_of`` on; the latest answer only.

    ``daily`` holds 28 means from the day ``as_of`` on with the ends of 80 per cent, ``weekly`` 13
    means from the same day on, ``weekly_quantiles`` for each week the five levels of
    ``forecasting.algorithms.QUANTILES``. ``sum_mean`` and ``sum_sd`` are mean and standard
    deviation of the demand over the next ``SUM_DAYS``. No foreign keys: whole shards are written
    at once, and a variant that is gone is swept by the nightly run.
    """

    variant_id = models.BigIntegerField(_("variant"), unique=True)
    product_id = models.BigIntegerField(_("product"))
    category_id = models.BigIntegerField(_("category"), null=True, blank=True)
    as_of = models.DateField(_("from day"))
    made_at = models.DateTimeField(_("made"))
    version = models.CharField(
        _("version"), max_length=40, blank=True, help_text=_("Empty: by statistics alone.")
    )
    method = models.PositiveSmallIntegerField(_("method"), choices=ForecastMethod)
    demand_class = models.CharField(_("demand"), max_length=12, choices=SeriesClass)
    explanation = models.JSONField(_("how it was made"), default=dict, blank=True)
    next_28 = models.FloatField(_("next 28 days"), default=0)
    last_28 = models.FloatField(_("last 28 days"), default=0)
    daily = models.JSONField(default=list, blank=True)
    daily_low = models.JSONField(default=list, blank=True)
    daily_high = models.JSONField(default=list, blank=True)
    weekly = models.JSONField(default=list, blank=True)
    weekly_quantiles = models.JSONField(default=list, blank=True)
    sum_mean = models.JSONField(default=list, blank=True)
    sum_sd = models.JSONField(default=list, blank=True)
    history = models.JSONField(
        default=list, blank=True, help_text=_("Units of the last twelve weeks, oldest first.")
    )

    class Meta:
        verbose_name = _("demand forecast")
        verbose_name_plural = _("demand forecasts")
        indexes = [
            models.Index(F("next_28").desc(), name="forecast_most_wanted"),
            models.Index(fields=["product_id"], name="forecast_product"),
            models.Index(fields=["category_id"], name="forecast_category"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.as_of}"


class TotalForecast(models.Model):
    """What will be wanted of the shop, a category, or (when staff ask) a product or a variant.

    ``daily`` holds 90 means from ``as_of`` on with the ends of 80 per cent; ``monthly`` twelve
    calendar months as ``{"month": "2026-12", "mean": …, "low": …, "high": …}``; ``components``
    what the model takes the course apart into, by name: ``{"x": […], "y": […]}``.
    """

    level = models.CharField(_("level"), max_length=10, choices=Level)
    subject_id = models.BigIntegerField(
        _("of"), default=0, help_text=_("Number of the category, product or variant; the shop: 0.")
    )
    as_of = models.DateField(_("from day"))
    made_at = models.DateTimeField(_("made"))
    version = models.CharField(_("version"), max_length=40, blank=True)
    method = models.PositiveSmallIntegerField(_("method"), choices=ForecastMethod)
    explanation = models.JSONField(_("how it was made"), default=dict, blank=True)
    daily = models.JSONField(default=list, blank=True)
    daily_low = models.JSONField(default=list, blank=True)
    daily_high = models.JSONField(default=list, blank=True)
    monthly = models.JSONField(default=list, blank=True)
    components = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("total forecast")
        verbose_name_plural = _("total forecasts")
        constraints = [
            models.UniqueConstraint(fields=["level", "subject_id"], name="total_forecast_once")
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.subject_id} {self.as_of}"


class BacktestReport(models.Model):
    """Who erred how much in the rolling-origin backtest of a version.

    In per cent, but for MAE and RMSE (units) and MASE. ``demand_class`` is empty where all classes
    are taken together. A figure is null where there was too little history to tell.
    """

    version = models.ForeignKey(
        "mlops.ModelVersion",
        on_delete=models.CASCADE,
        related_name="backtests",
        verbose_name=_("version"),
    )
    grain = models.CharField(_("periods"), max_length=5, choices=Grain)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    demand_class = models.CharField(_("demand"), max_length=12, choices=SeriesClass, blank=True)
    answerer = models.CharField(_("by"), max_length=10, choices=Answerer)
    series = models.PositiveIntegerField(_("series"))
    origins = models.PositiveSmallIntegerField(_("origins"))
    horizon = models.PositiveSmallIntegerField(_("periods ahead"))
    wape = models.FloatField(_("WAPE"), null=True)
    wape_h = models.FloatField(
        _("WAPE of the sum"), null=True, help_text=_("Error of each sum over all periods ahead.")
    )
    mae = models.FloatField(_("MAE"), null=True)
    rmse = models.FloatField(_("RMSE"), null=True)
    mase = models.FloatField(_("MASE"), null=True)
    bias = models.FloatField(_("bias"), null=True, help_text=_("Above 0: too much was foretold."))
    wql = models.FloatField(_("wQL"), null=True)
    coverage_80 = models.FloatField(_("80 % interval"), null=True)
    coverage_95 = models.FloatField(_("95 % interval"), null=True)

    class Meta:
        verbose_name = _("backtest report")
        verbose_name_plural = _("backtest reports")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "grain", "level", "demand_class", "answerer"],
                name="backtest_report_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.grain} {self.level} {self.demand_class} {self.answerer}"
