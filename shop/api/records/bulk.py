"""Writing many rows of an entity by one request: each for itself, or all of them or none.

An item goes through the service that staff's own pages use, in a savepoint of its own, and has its
own answer. With ``all_or_nothing`` one that is refused takes all of them back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken
from accounts.tokens import Scope
from events import audit
from foundation.idempotency import Answer
from foundation.refusals import Refusal
from shop.api.base import View, given, responses
from shop.api.errors import Refused
from shop.api.idempotency import PARAMETER, answered_once

MOST_ITEMS = 500


class NotAll(Refused):
    """Some items were refused, so none was written."""

    default_code = "not_all"

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(_("Nothing was written: see the items that are refused."))
        self.fields = fields


class BulkResult(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="Of the item, from 0.")
    key = serializers.CharField(help_text="What the item names.")
    written = serializers.BooleanField()
    field = serializers.CharField(allow_blank=True, help_text="What was refused, if anything.")
    message = serializers.CharField(allow_blank=True)


class BulkAnswer(serializers.Serializer[Any]):
    written = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = BulkResult(many=True)


class BulkWrite(View, ABC):
    """What all bulk writes have in common; a class of its own says what an item is and does."""

    item: ClassVar[type[serializers.Serializer[Any]]]
    key: ClassVar[str] = "sku"
    action: ClassVar[str]
    target: ClassVar[str]

    def carry_out(self, request: Request) -> Response:
        asked = given(self.body, request)
        return answered_once(
            request, lambda: self._write(request, asked["items"], asked["all_or_nothing"])
        )

    body: ClassVar[type[serializers.Serializer[Any]]]

    def prepare(self, items: Sequence[dict[str, Any]]) -> None:
        """Read at once what all items need, and lock what they change in the house's order.

        Items come in any order: locked one after the other they would meet an order or another
        bulk write that holds the second and waits for the first.
        """

    @abstractmethod
    def write(self, item: dict[str, Any]) -> None:
        """Write one item.

        Raises:
            Refusal: the shop's rules say no.
        """

    @transaction.atomic
    def _write(self, request: Request, items: list[dict[str, Any]], all_of_them: bool) -> Answer:
        self.prepare(items)
        results = [self._one(index, item) for index, item in enumerate(items)]
        refused = [result for result in results if not result["written"]]
        if refused and all_of_them:
            raise NotAll(
                {f"items.{row['index']}.{row['field']}".rstrip("."): [row["message"]]
                 for row in refused}
            )  # fmt: skip
        written = [result["key"] for result in results if result["written"]]
        if written:
            told = {"count": len(written), "of": written}
            if isinstance(request.auth, ApiToken):
                told["token"] = request.auth.prefix
            audit.by_staff(request._request, self.action, self.target, **told)
        body = {"written": len(written), "refused": len(refused), "results": results}
        return Answer(200, body)

    def _one(self, index: int, item: dict[str, Any]) -> dict[str, Any]:
        result = {"index": index, "key": item[self.key], "field": "", "message": ""}
        try:
            with transaction.atomic():
                self.write(item)
        except Refusal as problem:
            told = {"field": problem.field, "message": problem.message}
            return {**result, **told, "written": False}
        return {**result, "written": True}


def described(
    view: type[BulkWrite], *, slug: str, scope: Scope, permission: str
) -> type[BulkWrite]:
    """A bulk write with its address, its needs and its place in the description."""
    body = type(
        f"{view.__name__}Request",
        (serializers.Serializer,),
        {
            "items": serializers.ListField(
                child=view.item(), min_length=1, max_length=MOST_ITEMS, allow_empty=False
            ),
            "all_or_nothing": serializers.BooleanField(default=False),
        },
    )

    @extend_schema(
        operation_id=f"records_{slug}_write",
        tags=["records"],
        parameters=[PARAMETER],
        request=body,
        responses=responses(BulkAnswer, 400, 401, 403, 409, 415, 422),
    )
    def post(self: BulkWrite, request: Request) -> Response:
        return self.carry_out(request)

    told = {
        "__doc__": view.__doc__,
        "post": post,
        "body": body,
        "scopes": {"*": scope},
        "permissions": {"*": permission},
    }
    return type(view.__name__, (view,), told)
