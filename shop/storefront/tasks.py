"""What the storefront does in the background."""

from celery import shared_task

from shop.storefront import listing


@shared_task(name="storefront.refresh_popularity", ignore_result=True)
def refresh_popularity() -> None:
    listing.refresh_popularity()
