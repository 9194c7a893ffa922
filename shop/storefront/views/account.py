"""The account: a customer's orders."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.models import Order
from orders.selectors import orders_of
from shop.storefront.holding import customer_of

ORDERS_A_PAGE = 10


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    customer = customer_of(request)
    orders = orders_of(customer) if customer else Order.objects.none()
    page = Paginator(orders, ORDERS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "storefront/account.html", {"customer": customer, "orders": page})
