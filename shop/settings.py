"""Settings of the shop, driven by the environment alone.

No variable set means *embedded*: SQLite, a file broker and local files below ``DATA_DIR``.
Each URL that is set moves one layer to its real engine. ``.env.example`` lists every variable.
"""

from pathlib import Path

import environ
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from shop.configuration import (
    cache_settings,
    database_settings,
    description_settings,
    given,
    logging_settings,
    unfold_settings,
)
from shop.content_security import POLICY

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env")

# --- where things live ---------------------------------------------------------------------
DATA_DIR = Path(given(env, "SHELFWISE_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
PRODUCTION = env.bool("SHELFWISE_PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """The secret of the environment; embedded, one made on first use and kept beside the data."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    kept = DATA_DIR / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key())
    return kept.read_text()


SECRET_KEY = _secret_key()
SECRET_KEY_IS_DEFAULT = not env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- the shop ------------------------------------------------------------------------------
SHOP_NAME = env.str("SHOP_NAME", default="Shelfwise")
SHOP_BASE_URL = given(env, "SHOP_BASE_URL", default="http://127.0.0.1:8000")
SHOP_EMAIL = env.str("SHOP_EMAIL", default="hello@shelfwise.example")
SHOP_BASE_CURRENCY = env.str("SHOP_BASE_CURRENCY", default="EUR")
SHOP_CURRENCIES = env.list("SHOP_CURRENCIES", default=[SHOP_BASE_CURRENCY])
SHOP_PRICES_INCLUDE_TAX = env.bool("SHOP_PRICES_INCLUDE_TAX", default=True)
SHOP_TAX_RATE_BASIS_POINTS = env.int("SHOP_TAX_RATE_BASIS_POINTS", default=2000)
SHOP_COUNTRY = env.str("SHOP_COUNTRY", default="GB")
# What stands on invoices: who sells, and how that is registered.
SHOP_LEGAL_NAME = env.str("SHOP_LEGAL_NAME", default="")
SHOP_LEGAL_ADDRESS = env.list("SHOP_LEGAL_ADDRESS", default=[])
SHOP_VAT_ID = env.str("SHOP_VAT_ID", default="")
SHOP_REGISTRATION = env.str("SHOP_REGISTRATION", default="")
SHOP_BANK = env.str("SHOP_BANK", default="")
SHOP_RETURN_DAYS = env.int("SHOP_RETURN_DAYS", default=30)
SHOP_REVIEW_REQUEST_DAYS = env.int("SHOP_REVIEW_REQUEST_DAYS", default=10)
# How long the books need a buyer's name and address, also of customers who were erased.
SHOP_KEEP_BUYERS_YEARS = env.int("SHOP_KEEP_BUYERS_YEARS", default=10)

# --- payments ------------------------------------------------------------------------------
# Keys of a Stripe account move paying from the test cards to Stripe's own page.
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_API_BASE = given(env, "STRIPE_API_BASE", default="")
TEST_PAYMENTS = env.bool("TEST_PAYMENTS", default=not (STRIPE_SECRET_KEY or PRODUCTION))
# Invoices: for members of a company always, for other customers up to the limit.
INVOICE_DAYS = env.int("INVOICE_DAYS", default=14)
# How many days a store keeps an order that lies ready for collection.
SHOP_PICK_UP_DAYS = env.int("SHOP_PICK_UP_DAYS", default=7)
# Gift cards are good until the end of the year so many years on; 0: they never end.
GIFT_CARD_YEARS = env.int("GIFT_CARD_YEARS", default=3)
INVOICE_LIMIT_MINOR = env.int("INVOICE_LIMIT_MINOR", default=0)
# How many days an offer of a quote holds, unless staff say another day.
QUOTE_DAYS = env.int("QUOTE_DAYS", default=14)
# How many days an accepted offer's order waits to be paid before it ends; 0: staff end it.
QUOTE_PAY_DAYS = env.int("QUOTE_PAY_DAYS", default=14)

# How many days before a renewal of a subscription its buyer is told what it will cost.
RENEWAL_NOTICE_DAYS = env.int("RENEWAL_NOTICE_DAYS", default=5)

# --- apps, by floor: an app imports only from floors below its own --------------------------
INSTALLED_APPS = [
    "shop",
    "shop.storefront",
    "shop.dashboards",
    "shop.exchange",
    "shop.feeds",
    "shop.marketplaces",
    "shop.bulk",
    "assistant",
    "marketing",
    "orders",
    "recommendations",
    "analytics",
    "search",
    "pricing",
    "risk",
    "loyalty",
    "forecasting",
    "inventory",
    "catalog",
    "notifications",
    "accounts",
    "experiments",
    "mlops",
    "events",
    "foundation",
    "modeltranslation",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "shop.staff_app.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "shop.static_files.ServedStaticFiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lucide",
    "rest_framework",
    "template_partials",
    "treebeard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shop.middleware.VisitorMiddleware",
    "shop.doors.browsers.BrowserMiddleware",
    "shop.storefront.currency.CurrencyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "events.audited_admin.AuditMiddleware",
    "shop.rates.RateLimitMiddleware",
    "axes.middleware.AxesMiddleware",
    "shop.impossible_addresses.ImpossibleAddressMiddleware",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "shop.context_processors.shop",
            ],
        },
    }
]

# --- data ----------------------------------------------------------------------------------
DATABASES = {"default": database_settings(env, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = given(env, "REDIS_URL", default="")
CACHES = {"default": cache_settings(REDIS_URL)}
SESSION_ENGINE = (
    "django.contrib.sessions.backends.cached_db"
    if REDIS_URL
    else ("django.contrib.sessions.backends.db")
)
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
ARTIFACTS_DIR = DATA_DIR / "artifacts"
SEARCH_DIR = DATA_DIR / "search"
WAREHOUSE_DIR = DATA_DIR / "warehouse"
FEEDS_DIR = DATA_DIR / "feeds"
# Where there is a Dask cluster, it answers what is asked of the archived log.
DASK_SCHEDULER_ADDRESS = given(env, "DASK_SCHEDULER_ADDRESS", default="")
ELASTICSEARCH_URL = given(env, "ELASTICSEARCH_URL", default="")
SPOOL_DIR = DATA_DIR / "spool"
# "queue": what pages tell waits for `manage.py ingest`, in Redis or on disk; "log": it is written
# in the request.
EVENT_SINK = given(env, "EVENT_SINK", default="queue")
# How often each process writes down how many answers its models gave; 0 is never (tests).
ANSWERS_WRITTEN_SECONDS = 30
# Days that the event log keeps; 0 is for ever. See analytics.rollups.retention.
EVENT_LOG_DAYS = int(given(env, "EVENT_LOG_DAYS", default="0"))
# The longest that reading, and that writing, may take where somebody is judged at a door.
RISK_DEADLINE_MS = int(given(env, "RISK_DEADLINE_MS", default="250"))
# Days after which it is forgotten whose card, address or browser came to a door.
RISK_KEEP_DAYS = int(given(env, "RISK_KEEP_DAYS", default="400"))

# --- people --------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_ADAPTER = "shop.storefront.adapter.AccountAdapter"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "storefront:account"
ACCOUNT_LOGOUT_REDIRECT_URL = "storefront:home"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.lockout.name_tried"
AXES_ENABLE_ADMIN = True

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "shop.storefront.views.errors.csrf_failed"
VISITOR_COOKIE = "visitor"
CART_COOKIE = "cart"
CONSENT_COOKIE = "consent"
BROWSER_COOKIE = "browser"

# --- language and time ---------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["shop.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("SHOP_TIME_ZONE", default="Europe/London")

# --- files ---------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(given(env, "SHELFWISE_STATIC_DIR", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # half of the compressing
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# --- security ------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = POLICY
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
COOKIES_SECURE = PRODUCTION
# Proxies of the shop's own before it: what others say of an address is not believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# The header in which one of these tells the country of the sender's network; believed from them
# alone.
NETWORK_COUNTRY_HEADER = given(env, "NETWORK_COUNTRY_HEADER", default="")
# Feeds of competitors are fetched from public addresses; these hosts may be our own network's.
COMPETITOR_FEED_PRIVATE_HOSTS = env.list("COMPETITOR_FEED_PRIVATE_HOSTS", default=[])
# Web push: who sends is proved by this key (32 bytes in base64url); made on first use where unset.
VAPID_PRIVATE_KEY = given(env, "VAPID_PRIVATE_KEY", default="")
# Push services are spoken to by https and in public; these hosts may be otherwise (tests).
PUSH_PRIVATE_HOSTS = env.list("PUSH_PRIVATE_HOSTS", default=[])
# How long a push waits for a worker that fell silent, before another sends it.
PUSH_LEASE_SECONDS = env.int("PUSH_LEASE_SECONDS", default=120)
# Webhooks go out by https to public addresses; these hosts may be of your own network, and http.
WEBHOOK_PRIVATE_HOSTS = env.list("WEBHOOK_PRIVATE_HOSTS", default=[])
# How long a receiver waits for a worker that fell silent, before another speaks to it; and to how
# many receivers at once.
WEBHOOK_LEASE_SECONDS = env.int("WEBHOOK_LEASE_SECONDS", default=60)
WEBHOOK_SENDERS = env.int("WEBHOOK_SENDERS", default=2)
# How long what was delivered is kept, and what waits for an endpoint that is off, in days.
WEBHOOK_RETENTION_DAYS = env.int("WEBHOOK_RETENTION_DAYS", default=30)
# How often one address may send what; empty is as often as it likes. Read by shop.rates.
PAGE_RATES = {
    "login": env.str("RATE_LOGIN", default="30/min"),
    "checkout": env.str("RATE_CHECKOUT", default="60/min"),
    "coupon": env.str("RATE_COUPON", default="30/min"),
    "alerts": env.str("RATE_ALERTS", default="20/min"),
    "lists": env.str("RATE_LISTS", default="30/min"),
    "pictures": env.str("RATE_PICTURES", default="20/min"),
    "assistant": env.str("RATE_ASSISTANT", default="60/min"),
    "beacon": env.str("RATE_BEACON", default="600/min"),
    "suggest": env.str("RATE_SUGGEST", default="600/min"),
}

# --- mail ----------------------------------------------------------------------------------
if email_url := given(env, "EMAIL_URL", default=""):
    vars().update(env.email_url_config(email_url))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = f"{SHOP_NAME} <{SHOP_EMAIL}>"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=15)
# What a mail provider proves itself by when it tells of bounces and complaints.
MAIL_WEBHOOK_SECRET = given(env, "MAIL_WEBHOOK_SECRET", default="")
# How long a mail waits for a worker that fell silent, before another sends it.
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=300)
MAIL_FIRST_WAIT_SECONDS = env.int("MAIL_FIRST_WAIT_SECONDS", default=60)
# After so long the shop forgets what it wrote to whom; that it wrote stays.
MAIL_RETENTION_DAYS = env.int("MAIL_RETENTION_DAYS", default=180)

# --- background work -----------------------------------------------------------------------
CELERY_BROKER_URL = given(env, "CELERY_BROKER_URL", default=REDIS_URL)
EMBEDDED_BROKER = not CELERY_BROKER_URL
BROKER_DIR = DATA_DIR / "broker"
# How long a job waits for a worker that fell silent, before another takes it over.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)

# --- assistant ------------------------------------------------------------------------------
# An OpenAI-compatible endpoint chooses tools and words where it is set; see docs/operations.md.
LLM_BASE_URL = given(env, "LLM_BASE_URL", default="")
LLM_MODEL = given(env, "LLM_MODEL", default="default")
LLM_API_KEY = given(env, "LLM_API_KEY", default="")
# For a whole answer, tools included; after it the trained engine answers.
LLM_TIMEOUT_SECONDS = env.float("LLM_TIMEOUT_SECONDS", default=12.0)
# How many messages it may answer a business day; 0 is any number.
LLM_DAILY_MESSAGES = env.int("LLM_DAILY_MESSAGES", default=2000)

# --- API -----------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "shop.api.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["shop.api.auth.MayAsk"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    # JSON only: a form on another site cannot send it.
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "shop.api.pagination.Pages",
    "EXCEPTION_HANDLER": "shop.api.errors.handle",
    "DEFAULT_THROTTLE_CLASSES": ["shop.api.throttling.ByWhoAsks"],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": env.str("API_ANONYMOUS_RATE", default="600/min"),
        "login": env.str("API_LOGIN_RATE", default="1200/min"),
        "token": env.str("API_TOKEN_RATE", default="1200/min"),
    },
    "NUM_PROXIES": TRUSTED_PROXIES,
}
SPECTACULAR_SETTINGS = description_settings(SHOP_NAME)
UNFOLD = unfold_settings(SHOP_NAME)
LOGGING = logging_settings(env.str("LOG_LEVEL", default="INFO"))
SILENCED_SYSTEM_CHECKS = [
    "account.W001",  # sign-up asks for one password on purpose: it can be shown and reset
]
