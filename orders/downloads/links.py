"""The link of a download: nobody can guess it, and it ends when staff renew what it opens."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from orders.models import DownloadGrant

_SIGNER = Signer(salt="orders.downloads", sep="~")


def link_of(grant: DownloadGrant) -> str:
    """What stands in the address: the grant and its series, signed."""
    return _SIGNER.sign(f"{grant.public_id}-{grant.series}")


def address_of(grant: DownloadGrant) -> str:
    """The page of a download, without the shop's own address."""
    return reverse("storefront:download", args=[link_of(grant)])


def find_grant(link: str) -> DownloadGrant | None:
    """The grant that a link opens; None where it is forged, or from before it was renewed."""
    try:
        public_id, _dash, series = _SIGNER.unsign(link).rpartition("-")
    except BadSignature:
        return None
    grants = DownloadGrant.objects.select_related("file", "line__order")
    return grants.filter(public_id=public_id, series=series).first()
