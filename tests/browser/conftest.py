"""Debian's Chromium against the live shop, its files hashed and served as in production."""

import os
import shutil

import pytest
from django.conf import settings
from django.contrib.staticfiles import handlers
from django.core.management import call_command

from catalog.illustrations import Kind
from catalog.models import Review, ReviewStatus
from catalog.tests.factories import make_category, make_product
from orders.tests.factories import make_shipping_method
from shop.storefront.listing import rebuild_listings

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
# Chromium without a window calls itself a headless one, and one that is driven says so: the shop
# takes both for programs. Told when it starts, not by playwright alone: what a page sends while it
# is left goes out when playwright has let go of it, under Chromium's own name.
BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
    "Safari/537.36"
)
FLAGS = [
    f"--user-agent={BROWSER}",
    "--disable-blink-features=AutomationControlled",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not CHROMIUM:
        pytest.skip("no chromium on this machine (make services installs it)")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "user_agent": BROWSER, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def static_files(tmp_path_factory):
    """Collected once; WhiteNoise serves them, not the test server's own handler."""
    folder = str(tmp_path_factory.mktemp("static"))
    handlers.StaticFilesHandler = lambda application: application
    hashed = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    settings.STATIC_ROOT = folder
    before, settings.STORAGES = settings.STORAGES, hashed
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.STORAGES = before
    return folder, hashed


@pytest.fixture
def shelves(transactional_db, settings, tmp_path):
    """A small shop: a dozen products in three departments, two ways of delivery, some reviews."""
    settings.MEDIA_ROOT = tmp_path
    make_shipping_method("standard", 490)
    make_shipping_method("express", 990)
    fashion, home = make_category("Fashion"), make_category("Home")
    clothes = make_category("Clothes", parent=fashion)
    tee = make_product(
        "Pocket tee",
        price="24.00",
        compare_at="30.00",
        colours=["forest", "sand", "poppy"],
        sizes=["S", "M"],
        category=clothes,
        kind=Kind.TEE,
        brand="Alder",
        description="A tee for every day.",
    )
    for rating in (5, 4):
        Review.objects.create(
            product=tee,
            author="Ada",
            rating=rating,
            title="Good",
            text="I would buy it again.",
            is_verified=True,
            status=ReviewStatus.PUBLISHED,
        )
    for number, kind in enumerate((Kind.MUG, Kind.LAMP, Kind.CHAIR, Kind.SOFA)):
        make_product(
            f"{kind.value.capitalize()} {number}",
            price=f"{20 + number}.00",
            stock=number,
            colours=["ivory", "teal"],
            category=home,
            kind=kind,
        )
    for number in range(6):
        make_product(f"Boot {number}", category=fashion, kind=Kind.BOOT)
    rebuild_listings()
    return tee


@pytest.fixture
def base(live_server, shelves, static_files, settings):
    folder, hashed = static_files
    settings.STATIC_ROOT, settings.STORAGES = folder, hashed
    settings.SHOP_BASE_URL = live_server.url
    return live_server.url


def leave_quietly(page):
    """Nothing may reach the server once the test's tables are emptied for the next one."""
    page.evaluate("navigator.sendBeacon = () => true")
    page.wait_for_load_state("networkidle")


@pytest.fixture
def shop(page, base):
    """A page that fails its test on a console error, an error status or an off-site request."""
    bad = []
    page.on("console", lambda said: bad.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: bad.append(str(error)))
    page.on(
        "response",
        lambda got: bad.append(f"{got.status} {got.url}") if got.status >= 400 else None,
    )
    page.on(
        "request",
        lambda sent: None if sent.url.startswith((base, "data:")) else bad.append(sent.url),
    )
    page.base = base
    yield page
    leave_quietly(page)
    assert not bad, bad
