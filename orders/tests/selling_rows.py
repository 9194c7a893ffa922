"""Bundles and downloads for pages of staff to show."""

from datetime import timedelta

from catalog.models import DigitalFile, ProductKind
from catalog.tests.factories import make_product
from foundation import clock
from inventory.models import PromisedPart
from inventory.tests.factories import make_bundle
from orders.models import DownloadGrant, Order
from pricing.services import set_bundle_share


def fill_selling(order: Order, *, name: str) -> DownloadGrant:
    """A bundle with its price that an order was promised, and a file that the order may fetch."""
    part = make_product(f"Part {name}").variants.get()
    bundle = make_bundle({part: 2})
    set_bundle_share(variant=bundle, share_basis_points=1_000)
    PromisedPart.objects.create(reference=f"kit-{name}", bundle=bundle, part=part, quantity=2)
    product = make_product(f"Pattern {name}", stock=None, published=False)
    product.kind = ProductKind.DIGITAL
    product.save()
    file = DigitalFile.objects.create(
        variant=product.variants.get(), title=f"Pattern {name}", file="downloads/pattern.pdf",
        name="pattern.pdf", size=20_000,
    )  # fmt: skip
    return DownloadGrant.objects.create(
        line=order.lines.first(), file=file, allowed=5,
        expires_at=clock.now() + timedelta(days=30),
    )  # fmt: skip
