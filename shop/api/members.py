"""What is one customer's own: the address book, wishlists, alerts. Nobody else's is ever found."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import addresses
from accounts.addresses import AddressDetails
from accounts.models import Address, Customer
from catalog import wishlists
from catalog.models import Variant, Wishlist
from foundation.refusals import Refusal
from inventory import alerts
from inventory.models import AlertState, StockAlert
from shop.api.auth import ACCOUNT_SCOPES, MayAsk, MembersOnly
from shop.api.base import View, context_of, given, responses
from shop.api.errors import Refused
from shop.api.member_serializers import (
    AddressSerializer,
    AlertAsked,
    AlertSerializer,
    NewAddress,
    NewAlert,
    NewWish,
    WishlistDetailSerializer,
    WishlistName,
    WishlistSerializer,
)
from shop.storefront.holding import customer_of
from shop.storefront.wishes import wanted_variant, wishes_of

TAGS = ["account"]


class MemberView(View):
    """Base of the views of what is one's own."""

    scopes = ACCOUNT_SCOPES
    permission_classes = [MayAsk, MembersOnly]
    customer: Customer

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def handle_exception(self, exc: Exception) -> Response:
        """What a service refuses is told at its field."""
        if isinstance(exc, Refusal):
            exc = Refused(exc.message, field=exc.field)
        return super().handle_exception(exc)


class Addresses(MemberView, ListAPIView[Address]):
    """The address book, the default one first."""

    serializer_class = AddressSerializer
    queryset = Address.objects.none()

    @extend_schema(
        operation_id="addresses",
        tags=TAGS,
        responses=responses(AddressSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Address]:
        return addresses.addresses_of(self.customer)

    @extend_schema(
        operation_id="address_add",
        tags=TAGS,
        request=NewAddress,
        responses=responses(AddressSerializer, 400, 401, 403, 409, 415, status=201),
    )
    def post(self, request: Request) -> Response:
        """Put one into the book."""
        typed = given(NewAddress, request)
        is_default = typed.pop("is_default")
        made = addresses.add_address(
            customer=self.customer, details=AddressDetails(**typed), is_default=is_default
        )
        return Response(AddressSerializer(made).data, status=201)


class OneAddress(MemberView):
    """An address of the book."""

    def address(self, address_id: int) -> Address:
        found = addresses.find_address(customer=self.customer, address_id=address_id)
        if found is None:
            raise NotFound
        return found

    @extend_schema(
        operation_id="address", tags=TAGS, responses=responses(AddressSerializer, 401, 403, 404)
    )
    def get(self, request: Request, address_id: int) -> Response:
        return Response(AddressSerializer(self.address(address_id)).data)

    @extend_schema(
        operation_id="address_change",
        tags=TAGS,
        request=NewAddress,
        responses=responses(AddressSerializer, 400, 401, 403, 404, 409, 415),
    )
    def put(self, request: Request, address_id: int) -> Response:
        """Write it anew. Orders keep the one they were sent to."""
        found, typed = self.address(address_id), given(NewAddress, request)
        is_default = typed.pop("is_default")
        changed = addresses.change_address(
            customer=self.customer, address=found, details=AddressDetails(**typed)
        )
        if is_default:
            changed = addresses.make_default(customer=self.customer, address=changed)
        return Response(AddressSerializer(changed).data)

    @extend_schema(
        operation_id="address_remove",
        tags=TAGS,
        responses=responses(None, 401, 403, 404, status=204),
    )
    def delete(self, request: Request, address_id: int) -> Response:
        """Take it out of the book; orders keep it."""
        addresses.remove_address(customer=self.customer, address=self.address(address_id))
        return Response(status=204)


class Wishlists(MemberView, ListAPIView[Wishlist]):
    """The customer's lists, the oldest first."""

    serializer_class = WishlistSerializer
    queryset = Wishlist.objects.none()

    @extend_schema(
        operation_id="wishlists",
        tags=TAGS,
        responses=responses(WishlistSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Wishlist]:
        return wishlists.wishlists_of(self.customer)

    @extend_schema(
        operation_id="wishlist_add",
        tags=TAGS,
        request=WishlistName,
        responses=responses(WishlistDetailSerializer, 400, 401, 403, 409, 415, status=201),
    )
    def post(self, request: Request) -> Response:
        """Begin another list."""
        name = given(WishlistName, request)["name"]
        made = wishlists.create_wishlist(customer=self.customer, name=name)
        return Response(_shown(request, made), status=201)


class WishlistView(MemberView):
    """Base of the views of one list."""

    def wishlist(self, public_id: str) -> Wishlist:
        found = wishlists.find_wishlist(customer=self.customer, public_id=public_id)
        if found is None:
            raise NotFound
        return found


class OneWishlist(WishlistView):
    """A list with what is on it."""

    @extend_schema(
        operation_id="wishlist",
        tags=TAGS,
        responses=responses(WishlistDetailSerializer, 401, 403, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        return Response(_shown(request, self.wishlist(public_id)))

    @extend_schema(
        operation_id="wishlist_rename",
        tags=TAGS,
        request=WishlistName,
        responses=responses(WishlistDetailSerializer, 400, 401, 403, 404, 409, 415),
    )
    def put(self, request: Request, public_id: str) -> Response:
        """Give the list another name."""
        found, name = self.wishlist(public_id), given(WishlistName, request)["name"]
        wishlists.rename_wishlist(customer=self.customer, wishlist=found, name=name)
        return Response(_shown(request, found))

    @extend_schema(
        operation_id="wishlist_remove",
        tags=TAGS,
        responses=responses(None, 401, 403, 404, status=204),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """Remove the list with all that is on it."""
        wishlists.remove_wishlist(customer=self.customer, wishlist=self.wishlist(public_id))
        return Response(status=204)


class WishlistLink(WishlistView):
    """The link that shows a list to others."""

    @extend_schema(
        operation_id="wishlist_share",
        tags=TAGS,
        request=None,
        responses=responses(WishlistDetailSerializer, 401, 403, 404),
    )
    def put(self, request: Request, public_id: str) -> Response:
        """Make it; the same until it is taken back."""
        found = self.wishlist(public_id)
        wishlists.share_wishlist(customer=self.customer, wishlist=found)
        return Response(_shown(request, found))

    @extend_schema(
        operation_id="wishlist_unshare",
        tags=TAGS,
        responses=responses(WishlistDetailSerializer, 401, 403, 404),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """Take it back: it opens nothing any more."""
        found = self.wishlist(public_id)
        wishlists.unshare_wishlist(customer=self.customer, wishlist=found)
        return Response(_shown(request, found))


class Wishes(WishlistView):
    """Putting something on a list."""

    @extend_schema(
        operation_id="wish_add",
        tags=TAGS,
        request=NewWish,
        responses=responses(WishlistDetailSerializer, 400, 401, 403, 404, 409, 415, status=201),
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Put it on the list; what is on it already stays there once."""
        found = self.wishlist(public_id)
        variant = variant_on_sale(given(NewWish, request)["variant"])
        wishlists.add_wish(
            customer=self.customer, variant=variant, wishlist=found, context=context_of(request)
        )
        return Response(_shown(request, found), status=201)


class OneWish(WishlistView):
    """Something on a list."""

    @extend_schema(
        operation_id="wish_remove",
        tags=TAGS,
        responses=responses(WishlistDetailSerializer, 401, 403, 404),
    )
    def delete(self, request: Request, public_id: str, variant_id: str) -> Response:
        """Take it off the list."""
        found = self.wishlist(public_id)
        variant = Variant.objects.filter(public_id=variant_id).first()
        if variant is None or not wishlists.remove_wish(
            customer=self.customer, wishlist=found, variant=variant
        ):
            raise NotFound
        return Response(_shown(request, found))


class Alerts(MemberView, ListAPIView[StockAlert]):
    """What the customer waits for, the newest first."""

    serializer_class = AlertSerializer
    queryset = StockAlert.objects.none()

    @extend_schema(
        operation_id="alerts",
        tags=TAGS,
        responses=responses(AlertSerializer(many=True), 401, 403, 404),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[StockAlert]:
        return alerts.open_alerts(self.customer.pk)


class AlertRequests(View):
    """Being told when something is back."""

    scopes = ACCOUNT_SCOPES

    @extend_schema(
        operation_id="alert_ask",
        tags=TAGS,
        request=NewAlert,
        responses=responses(AlertAsked, 400, 403, 404, 409, 415, status=201),
    )
    def post(self, request: Request) -> Response:
        """Any address but the customer's own is asked first, by mail."""
        wanted = given(NewAlert, request)
        customer = customer_of(request._request)
        email = wanted.get("email") or (customer.email if customer else "")
        if not email:
            raise ValidationError({"email": [_("Say where to write to.")]})
        try:
            alert = alerts.ask_for_alert(
                variant=variant_on_sale(wanted["variant"]),
                email=email,
                customer=customer,
                language=self.language,
            )
        except alerts.TooManyAlerts as problem:
            raise Refused(str(problem), field="email") from problem
        must_confirm = alert.state == AlertState.UNCONFIRMED
        return Response(AlertAsked({"must_confirm": must_confirm}).data, status=201)


class OneAlert(MemberView):
    """An alert of the customer's."""

    @extend_schema(
        operation_id="alert_cancel", tags=TAGS, responses=responses(None, 401, 403, 404, status=204)
    )
    def delete(self, request: Request, variant_id: str) -> Response:
        """Wait for it no more."""
        waiting = alerts.open_alerts(self.customer.pk).filter(variant__public_id=variant_id)
        tokens = list(waiting.values_list("token", flat=True))
        if not tokens:
            raise NotFound
        for token in tokens:
            alerts.cancel_alert(token=token)
        return Response(status=204)


def variant_on_sale(public_id: str) -> Variant:
    """A variant that can be looked at in the shop.

    Raises:
        NotFound: there is none of that id.
    """
    found = wanted_variant({"variant": public_id})
    if found is None:
        raise NotFound
    return found


def _shown(request: Request, wishlist: Wishlist) -> Any:
    path = reverse("storefront:wishlist-shared", args=[wishlist.token]) if wishlist.token else ""
    body = {
        "wishlist": wishlist,
        "wishes": wishes_of(wishlist),
        "url": request.build_absolute_uri(path) if path else None,
    }
    return WishlistDetailSerializer(body).data
