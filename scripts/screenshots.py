"""Take the README's screenshots of a shop that is being served.

    .venv/bin/python scripts/screenshots.py [--url http://127.0.0.1:8000] [--staff EMAIL:PASSWORD]

Needs Chromium (``make services``) and the development environment. Pictures go to docs/images,
as WebP small enough for a repository.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
DESKTOP, PHONE = (1440, 900), (390, 844)
QUALITY = 82
FIRST_PRODUCT = "main a[href*='/p/']"


@dataclass(frozen=True)
class Shot:
    """One picture: where, how wide, in which colours, and how many pixels it is kept at."""

    name: str
    path: str
    size: tuple[int, int] = DESKTOP
    scheme: Literal["light", "dark"] = "light"
    kept_width: int = 1200
    opens_product: bool = False
    for_staff: bool = False


SHOTS = (
    Shot("home", "/"),
    Shot("list", "/products/"),
    Shot("product", "/products/", opens_product=True),
    Shot("home-phone", "/", PHONE, kept_width=390),
    Shot("product-phone-dark", "/products/", PHONE, "dark", 390, opens_product=True),
    Shot("staff-home", "/admin/", for_staff=True),
    Shot("staff-home-dark", "/admin/", scheme="dark", for_staff=True),
    Shot("staff-products", "/admin/catalog/product/", for_staff=True),
)


def main() -> int:
    options = _options()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Chromium is missing: make services", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for shot in SHOTS:
            _take(browser, shot, options)
        browser.close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Take the README's screenshots.")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--staff", default="staff@shelfwise.example:shelf-by-shelf")
    return parser.parse_args()


def _take(browser: Browser, shot: Shot, options: argparse.Namespace) -> None:
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=shot.scheme,
        device_scale_factor=2 if shot.size == PHONE else 1,
    )
    page = context.new_page()
    if shot.for_staff:
        _log_in(page, options)
    page.goto(options.url + shot.path)
    _settle(page)
    if shot.opens_product:
        page.goto(options.url + str(page.locator(FIRST_PRODUCT).first.get_attribute("href")))
        _settle(page)
    _keep(page.screenshot(), shot)
    context.close()


def _log_in(page: Page, options: argparse.Namespace) -> None:
    email, _colon, password = options.staff.partition(":")
    page.goto(f"{options.url}/admin/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("form.form button")
    page.wait_for_load_state()


def _settle(page: Page) -> None:
    """Pictures, fonts and holes are there; the question about consent is answered."""
    page.wait_for_load_state("networkidle")
    decline = page.locator(".consent button").first
    if decline.count() and decline.is_visible():
        decline.click()
        page.wait_for_load_state("networkidle")


def _keep(png: bytes, shot: Shot) -> None:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    height = round(picture.height * shot.kept_width / picture.width)
    small = picture.resize((shot.kept_width, height), Image.Resampling.LANCZOS)
    path = FOLDER / f"{shot.name}.webp"
    small.save(path, "WEBP", quality=QUALITY, method=6)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    raise SystemExit(main())
