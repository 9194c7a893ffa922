"""A shop that says it is in production is refused while anything of it is embedded or open."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from shop.checks import production_is_safe

pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")


@pytest.fixture
def production(settings):
    """Settings of a shop that is fit for production."""
    settings.PRODUCTION = True
    settings.DEBUG = False
    settings.SECRET_KEY = "k" * 60
    settings.SECRET_KEY_IS_DEFAULT = False
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    settings.EMBEDDED_BROKER = False
    settings.ALLOWED_HOSTS = ["shop.example"]
    settings.TEST_PAYMENTS = False
    settings.SHOP_BASE_URL = "https://shop.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


def found():
    return [message.id for message in production_is_safe(None)]


def test_a_proper_shop_passes(production):
    assert found() == []


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("DEBUG", True, "shop.E001"),
        ("VAPID_PRIVATE_KEY", "none", "shop.E007"),
        ("LLM_BASE_URL", "models.example/v1", "shop.E008"),
        ("LLM_BASE_URL", "file:///etc/passwd", "shop.E008"),
        ("LLM_BASE_URL", "http://models.example/v1", "shop.W003"),
        ("LLM_BASE_URL", "http://203.0.114.9/v1", "shop.W003"),
        ("SECRET_KEY_IS_DEFAULT", True, "shop.E002"),
        ("SECRET_KEY", "short", "shop.E002"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "shop.E003"),
        ("EMBEDDED_BROKER", True, "shop.E004"),
        ("ALLOWED_HOSTS", ["*"], "shop.E005"),
        ("ALLOWED_HOSTS", [], "shop.E005"),
        ("SHOP_BASE_URL", "http://shop.example", "shop.E006"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "shop.W001"),
        ("TEST_PAYMENTS", True, "shop.W002"),
    ],
)
def test_each_fault_is_found_alone(production, setting, value, code):
    setattr(production, setting, value)

    assert found() == [code]


@pytest.mark.parametrize(
    "near",
    [
        "https://models.example/v1",
        "http://127.0.0.1:8080/v1",
        "http://10.0.0.7/v1",
        "http://models/v1",
    ],
)
def test_a_language_model_by_https_or_in_the_own_network_is_fit(production, near):
    production.LLM_BASE_URL = near

    assert found() == []


def test_outside_production_all_of_it_is_allowed(production):
    production.PRODUCTION = False
    production.DEBUG = True
    production.EMBEDDED_BROKER = True

    assert found() == []


def test_the_shop_refuses_to_be_managed_in_that_state(production):
    production.EMBEDDED_BROKER = True

    with pytest.raises(SystemCheckError, match=r"shop\.E004"):
        call_command("check")
