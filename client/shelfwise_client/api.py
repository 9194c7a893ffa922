"""Every entity of the shop: in pages, one by one, written in bulk.

Written by ``scripts/generate-client``: change the API instead.
"""


# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from shelfwise_client.reading import build
from shelfwise_client.records import (
    BackordersPage,
    BackordersRecord,
    BrandsPage,
    BrandsRecord,
    BulkAnswer,
    BundlesPage,
    BundlesRecord,
    CategoriesPage,
    CategoriesRecord,
    CompaniesPage,
    CompaniesRecord,
    CouponsPage,
    CouponsRecord,
    CurrenciesPage,
    CurrenciesRecord,
    CustomersPage,
    CustomersRecord,
    DisputesPage,
    DisputesRecord,
    ExchangeRatesPage,
    ExchangeRatesRecord,
    GroupsPage,
    GroupsRecord,
    InvoicesPage,
    InvoicesRecord,
    OrdersPage,
    OrdersRecord,
    PaymentsPage,
    PaymentsRecord,
    PriceListEntriesPage,
    PriceListEntriesRecord,
    PriceListsPage,
    PriceListsRecord,
    PricesPage,
    PricesRecord,
    PricesWriteRequest,
    ProductsPage,
    ProductsRecord,
    ProductsWriteRequest,
    PromotionsPage,
    PromotionsRecord,
    PurchaseOrdersPage,
    PurchaseOrdersRecord,
    QuotesPage,
    QuotesRecord,
    RefundsPage,
    RefundsRecord,
    ReturnsPage,
    ReturnsRecord,
    ReviewsPage,
    ReviewsRecord,
    ShipmentsPage,
    ShipmentsRecord,
    ShippingMethodsPage,
    ShippingMethodsRecord,
    StockMovementsPage,
    StockMovementsRecord,
    StockPage,
    StockRecord,
    StockWriteRequest,
    SupplierOffersPage,
    SupplierOffersRecord,
    SuppliersPage,
    SuppliersRecord,
    TaxRatesPage,
    TaxRatesRecord,
    TransfersPage,
    TransfersRecord,
    ValueAccountsPage,
    ValueAccountsRecord,
    ValueEntriesPage,
    ValueEntriesRecord,
    VariantsPage,
    VariantsRecord,
    VariantsWriteRequest,
    WarehousesPage,
    WarehousesRecord,
    WebhookDeliveriesPage,
    WebhookDeliveriesRecord,
    WebhookEndpointsPage,
    WebhookEndpointsRecord,
)
from shelfwise_client.transport import Transport, quoted


class Client(Transport):
    """The shop, as the owner of a token sees it."""

    def backorders_page(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        reference: str | None = None,
        sku: str | None = None,
        sort: str | None = None,
    ) -> BackordersPage:
        """Units that orders wait for. One page of them."""
        query = {
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "reference": reference,
            "sku": sku,
            "sort": sort,
        }
        return build(BackordersPage, self.ask("GET", "/api/v1/records/backorders/", query=query))

    def backorders(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        reference: str | None = None,
        sku: str | None = None,
        sort: str | None = None,
    ) -> Iterator[BackordersRecord]:
        """Units that orders wait for. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.backorders_page(
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                fields=fields,
                limit=limit,
                reference=reference,
                sku=sku,
                sort=sort,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def backorders_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> BackordersRecord:
        """Units that orders wait for. One of them, by its key."""
        query = {"fields": fields}
        return build(
            BackordersRecord,
            self.ask("GET", f"/api/v1/records/backorders/{quoted(key)}/", query=query),
        )

    def brands_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BrandsPage:
        """Brands. One page of them."""
        query = {"cursor": cursor, "fields": fields, "limit": limit, "sort": sort}
        return build(BrandsPage, self.ask("GET", "/api/v1/records/brands/", query=query))

    def brands(
        self,
        *,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[BrandsRecord]:
        """Brands. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.brands_page(fields=fields, limit=limit, sort=sort, cursor=cursor)
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def brands_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> BrandsRecord:
        """Brands. One of them, by its key."""
        query = {"fields": fields}
        return build(
            BrandsRecord, self.ask("GET", f"/api/v1/records/brands/{quoted(key)}/", query=query)
        )

    def bundle_parts_page(
        self,
        *,
        bundle: str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        part: str | None = None,
        sort: str | None = None,
    ) -> BundlesPage:
        """What bundles are made of: so many units of a part in one. One page of them."""
        query = {
            "bundle": bundle,
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "part": part,
            "sort": sort,
        }
        return build(BundlesPage, self.ask("GET", "/api/v1/records/bundle-parts/", query=query))

    def bundle_parts(
        self,
        *,
        bundle: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        part: str | None = None,
        sort: str | None = None,
    ) -> Iterator[BundlesRecord]:
        """What bundles are made of: so many units of a part in one. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.bundle_parts_page(
                bundle=bundle, fields=fields, limit=limit, part=part, sort=sort, cursor=cursor
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def bundle_parts_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> BundlesRecord:
        """What bundles are made of: so many units of a part in one. One of them, by its key."""
        query = {"fields": fields}
        return build(
            BundlesRecord,
            self.ask("GET", f"/api/v1/records/bundle-parts/{quoted(key)}/", query=query),
        )

    def categories_page(
        self,
        *,
        cursor: str | None = None,
        depth: int | None = None,
        fields: Sequence[str] | None = None,
        is_visible: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> CategoriesPage:
        """The tree of categories; `path` sorts it, four signs a level. One page of them."""
        query = {
            "cursor": cursor,
            "depth": depth,
            "fields": fields,
            "is_visible": is_visible,
            "limit": limit,
            "sort": sort,
        }
        return build(CategoriesPage, self.ask("GET", "/api/v1/records/categories/", query=query))

    def categories(
        self,
        *,
        depth: int | None = None,
        fields: Sequence[str] | None = None,
        is_visible: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[CategoriesRecord]:
        """The tree of categories; `path` sorts it, four signs a level. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.categories_page(
                depth=depth,
                fields=fields,
                is_visible=is_visible,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def categories_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> CategoriesRecord:
        """The tree of categories; `path` sorts it, four signs a level. One of them, by its key."""
        query = {"fields": fields}
        return build(
            CategoriesRecord,
            self.ask("GET", f"/api/v1/records/categories/{quoted(key)}/", query=query),
        )

    def companies_page(
        self,
        *,
        country: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
        vat_id: str | None = None,
    ) -> CompaniesPage:
        """Companies with the terms on which their members buy; amounts in the base currency. One page of them."""
        query = {
            "country": country,
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "cursor": cursor,
            "fields": fields,
            "is_active": is_active,
            "limit": limit,
            "sort": sort,
            "vat_id": vat_id,
        }
        return build(CompaniesPage, self.ask("GET", "/api/v1/records/companies/", query=query))

    def companies(
        self,
        *,
        country: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
        vat_id: str | None = None,
    ) -> Iterator[CompaniesRecord]:
        """Companies with the terms on which their members buy; amounts in the base currency. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.companies_page(
                country=country,
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                fields=fields,
                is_active=is_active,
                limit=limit,
                sort=sort,
                vat_id=vat_id,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def companies_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> CompaniesRecord:
        """Companies with the terms on which their members buy; amounts in the base currency. One of them, by its key."""
        query = {"fields": fields}
        return build(
            CompaniesRecord,
            self.ask("GET", f"/api/v1/records/companies/{quoted(key)}/", query=query),
        )

    def coupons_page(
        self,
        *,
        batch: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> CouponsPage:
        """Codes and what they open. One page of them."""
        query = {
            "batch": batch,
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "cursor": cursor,
            "fields": fields,
            "is_active": is_active,
            "limit": limit,
            "sort": sort,
        }
        return build(CouponsPage, self.ask("GET", "/api/v1/records/coupons/", query=query))

    def coupons(
        self,
        *,
        batch: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[CouponsRecord]:
        """Codes and what they open. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.coupons_page(
                batch=batch,
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                fields=fields,
                is_active=is_active,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def coupons_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> CouponsRecord:
        """Codes and what they open. One of them, by its key."""
        query = {"fields": fields}
        return build(
            CouponsRecord, self.ask("GET", f"/api/v1/records/coupons/{quoted(key)}/", query=query)
        )

    def currencies_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> CurrenciesPage:
        """What the shop sells in. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "is_active": is_active,
            "limit": limit,
            "sort": sort,
        }
        return build(CurrenciesPage, self.ask("GET", "/api/v1/records/currencies/", query=query))

    def currencies(
        self,
        *,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[CurrenciesRecord]:
        """What the shop sells in. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.currencies_page(
                fields=fields, is_active=is_active, limit=limit, sort=sort, cursor=cursor
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def currencies_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> CurrenciesRecord:
        """What the shop sells in. One of them, by its key."""
        query = {"fields": fields}
        return build(
            CurrenciesRecord,
            self.ask("GET", f"/api/v1/records/currencies/{quoted(key)}/", query=query),
        )

    def customer_groups_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> GroupsPage:
        """Groups of customers. One page of them."""
        query = {"cursor": cursor, "fields": fields, "limit": limit, "sort": sort}
        return build(GroupsPage, self.ask("GET", "/api/v1/records/customer-groups/", query=query))

    def customer_groups(
        self,
        *,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[GroupsRecord]:
        """Groups of customers. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.customer_groups_page(fields=fields, limit=limit, sort=sort, cursor=cursor)
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def customer_groups_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> GroupsRecord:
        """Groups of customers. One of them, by its key."""
        query = {"fields": fields}
        return build(
            GroupsRecord,
            self.ask("GET", f"/api/v1/records/customer-groups/{quoted(key)}/", query=query),
        )

    def customers_page(
        self,
        *,
        company: str | None = None,
        country: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        email: str | None = None,
        external_ref: str | None = None,
        fields: Sequence[str] | None = None,
        group: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> CustomersPage:
        """Who buys here. One who was erased has neither name nor address. One page of them."""
        query = {
            "company": company,
            "country": country,
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "cursor": cursor,
            "email": email,
            "external_ref": external_ref,
            "fields": fields,
            "group": group,
            "limit": limit,
            "sort": sort,
        }
        return build(CustomersPage, self.ask("GET", "/api/v1/records/customers/", query=query))

    def customers(
        self,
        *,
        company: str | None = None,
        country: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        email: str | None = None,
        external_ref: str | None = None,
        fields: Sequence[str] | None = None,
        group: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[CustomersRecord]:
        """Who buys here. One who was erased has neither name nor address. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.customers_page(
                company=company,
                country=country,
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                email=email,
                external_ref=external_ref,
                fields=fields,
                group=group,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def customers_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> CustomersRecord:
        """Who buys here. One who was erased has neither name nor address. One of them, by its key."""
        query = {"fields": fields}
        return build(
            CustomersRecord,
            self.ask("GET", f"/api/v1/records/customers/{quoted(key)}/", query=query),
        )

    def disputes_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        opened_at_since: datetime | str | None = None,
        opened_at_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> DisputesPage:
        """Payments that a bank takes back. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "opened_at_since": opened_at_since,
            "opened_at_until": opened_at_until,
            "sort": sort,
            "state": state,
        }
        return build(DisputesPage, self.ask("GET", "/api/v1/records/disputes/", query=query))

    def disputes(
        self,
        *,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        opened_at_since: datetime | str | None = None,
        opened_at_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> Iterator[DisputesRecord]:
        """Payments that a bank takes back. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.disputes_page(
                fields=fields,
                limit=limit,
                opened_at_since=opened_at_since,
                opened_at_until=opened_at_until,
                sort=sort,
                state=state,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def disputes_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> DisputesRecord:
        """Payments that a bank takes back. One of them, by its key."""
        query = {"fields": fields}
        return build(
            DisputesRecord, self.ask("GET", f"/api/v1/records/disputes/{quoted(key)}/", query=query)
        )

    def exchange_rates_page(
        self,
        *,
        currency: str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        starts_at_since: datetime | str | None = None,
        starts_at_until: datetime | str | None = None,
    ) -> ExchangeRatesPage:
        """What a currency was worth against the base currency, since when. One page of them."""
        query = {
            "currency": currency,
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "sort": sort,
            "starts_at_since": starts_at_since,
            "starts_at_until": starts_at_until,
        }
        return build(
            ExchangeRatesPage, self.ask("GET", "/api/v1/records/exchange-rates/", query=query)
        )

    def exchange_rates(
        self,
        *,
        currency: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        starts_at_since: datetime | str | None = None,
        starts_at_until: datetime | str | None = None,
    ) -> Iterator[ExchangeRatesRecord]:
        """What a currency was worth against the base currency, since when. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.exchange_rates_page(
                currency=currency,
                fields=fields,
                limit=limit,
                sort=sort,
                starts_at_since=starts_at_since,
                starts_at_until=starts_at_until,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def exchange_rates_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ExchangeRatesRecord:
        """What a currency was worth against the base currency, since when. One of them, by its key."""
        query = {"fields": fields}
        return build(
            ExchangeRatesRecord,
            self.ask("GET", f"/api/v1/records/exchange-rates/{quoted(key)}/", query=query),
        )

    def invoices_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        issued_at_since: datetime | str | None = None,
        issued_at_until: datetime | str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        order: str | None = None,
        sort: str | None = None,
    ) -> InvoicesPage:
        """Invoices and credit notes by number. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "issued_at_since": issued_at_since,
            "issued_at_until": issued_at_until,
            "kind": kind,
            "limit": limit,
            "order": order,
            "sort": sort,
        }
        return build(InvoicesPage, self.ask("GET", "/api/v1/records/invoices/", query=query))

    def invoices(
        self,
        *,
        fields: Sequence[str] | None = None,
        issued_at_since: datetime | str | None = None,
        issued_at_until: datetime | str | None = None,
        kind: str | None = None,
        limit: int | None = None,
        order: str | None = None,
        sort: str | None = None,
    ) -> Iterator[InvoicesRecord]:
        """Invoices and credit notes by number. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.invoices_page(
                fields=fields,
                issued_at_since=issued_at_since,
                issued_at_until=issued_at_until,
                kind=kind,
                limit=limit,
                order=order,
                sort=sort,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def invoices_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> InvoicesRecord:
        """Invoices and credit notes by number. One of them, by its key."""
        query = {"fields": fields}
        return build(
            InvoicesRecord, self.ask("GET", f"/api/v1/records/invoices/{quoted(key)}/", query=query)
        )

    def orders_page(
        self,
        *,
        channel: str | None = None,
        company: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        currency: str | None = None,
        cursor: str | None = None,
        customer: str | None = None,
        external_ref: str | None = None,
        fields: Sequence[str] | None = None,
        fulfilment_state: str | None = None,
        limit: int | None = None,
        number: str | None = None,
        payment_state: str | None = None,
        placed_at_since: datetime | str | None = None,
        placed_at_until: datetime | str | None = None,
        po_number: str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> OrdersPage:
        """Orders with their lines. One page of them."""
        query = {
            "channel": channel,
            "company": company,
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "currency": currency,
            "cursor": cursor,
            "customer": customer,
            "external_ref": external_ref,
            "fields": fields,
            "fulfilment_state": fulfilment_state,
            "limit": limit,
            "number": number,
            "payment_state": payment_state,
            "placed_at_since": placed_at_since,
            "placed_at_until": placed_at_until,
            "po_number": po_number,
            "sort": sort,
            "state": state,
        }
        return build(OrdersPage, self.ask("GET", "/api/v1/records/orders/", query=query))

    def orders(
        self,
        *,
        channel: str | None = None,
        company: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        currency: str | None = None,
        customer: str | None = None,
        external_ref: str | None = None,
        fields: Sequence[str] | None = None,
        fulfilment_state: str | None = None,
        limit: int | None = None,
        number: str | None = None,
        payment_state: str | None = None,
        placed_at_since: datetime | str | None = None,
        placed_at_until: datetime | str | None = None,
        po_number: str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> Iterator[OrdersRecord]:
        """Orders with their lines. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.orders_page(
                channel=channel,
                company=company,
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                currency=currency,
                customer=customer,
                external_ref=external_ref,
                fields=fields,
                fulfilment_state=fulfilment_state,
                limit=limit,
                number=number,
                payment_state=payment_state,
                placed_at_since=placed_at_since,
                placed_at_until=placed_at_until,
                po_number=po_number,
                sort=sort,
                state=state,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def orders_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> OrdersRecord:
        """Orders with their lines. One of them, by its key."""
        query = {"fields": fields}
        return build(
            OrdersRecord, self.ask("GET", f"/api/v1/records/orders/{quoted(key)}/", query=query)
        )

    def payments_page(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        order: str | None = None,
        provider: str | None = None,
        settled_at_since: datetime | str | None = None,
        settled_at_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> PaymentsPage:
        """What was paid or is to be paid, by which provider. One page of them."""
        query = {
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "order": order,
            "provider": provider,
            "settled_at_since": settled_at_since,
            "settled_at_until": settled_at_until,
            "sort": sort,
            "state": state,
        }
        return build(PaymentsPage, self.ask("GET", "/api/v1/records/payments/", query=query))

    def payments(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        order: str | None = None,
        provider: str | None = None,
        settled_at_since: datetime | str | None = None,
        settled_at_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> Iterator[PaymentsRecord]:
        """What was paid or is to be paid, by which provider. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.payments_page(
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                fields=fields,
                limit=limit,
                order=order,
                provider=provider,
                settled_at_since=settled_at_since,
                settled_at_until=settled_at_until,
                sort=sort,
                state=state,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def payments_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> PaymentsRecord:
        """What was paid or is to be paid, by which provider. One of them, by its key."""
        query = {"fields": fields}
        return build(
            PaymentsRecord, self.ask("GET", f"/api/v1/records/payments/{quoted(key)}/", query=query)
        )

    def price_list_entries_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        price_list: int | None = None,
        sku: str | None = None,
        sort: str | None = None,
    ) -> PriceListEntriesPage:
        """Lines of price lists. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "price_list": price_list,
            "sku": sku,
            "sort": sort,
        }
        return build(
            PriceListEntriesPage,
            self.ask("GET", "/api/v1/records/price-list-entries/", query=query),
        )

    def price_list_entries(
        self,
        *,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        price_list: int | None = None,
        sku: str | None = None,
        sort: str | None = None,
    ) -> Iterator[PriceListEntriesRecord]:
        """Lines of price lists. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.price_list_entries_page(
                fields=fields, limit=limit, price_list=price_list, sku=sku, sort=sort, cursor=cursor
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def price_list_entries_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> PriceListEntriesRecord:
        """Lines of price lists. One of them, by its key."""
        query = {"fields": fields}
        return build(
            PriceListEntriesRecord,
            self.ask("GET", f"/api/v1/records/price-list-entries/{quoted(key)}/", query=query),
        )

    def price_lists_page(
        self,
        *,
        company: str | None = None,
        currency: str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        group: str | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> PriceListsPage:
        """Prices of a group or a company, by quantity. One page of them."""
        query = {
            "company": company,
            "currency": currency,
            "cursor": cursor,
            "fields": fields,
            "group": group,
            "is_active": is_active,
            "limit": limit,
            "sort": sort,
        }
        return build(PriceListsPage, self.ask("GET", "/api/v1/records/price-lists/", query=query))

    def price_lists(
        self,
        *,
        company: str | None = None,
        currency: str | None = None,
        fields: Sequence[str] | None = None,
        group: str | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[PriceListsRecord]:
        """Prices of a group or a company, by quantity. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.price_lists_page(
                company=company,
                currency=currency,
                fields=fields,
                group=group,
                is_active=is_active,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def price_lists_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> PriceListsRecord:
        """Prices of a group or a company, by quantity. One of them, by its key."""
        query = {"fields": fields}
        return build(
            PriceListsRecord,
            self.ask("GET", f"/api/v1/records/price-lists/{quoted(key)}/", query=query),
        )

    def prices_page(
        self,
        *,
        currency: str | None = None,
        cursor: str | None = None,
        ends_at_since: datetime | str | None = None,
        ends_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sku: str | None = None,
        sort: str | None = None,
        starts_at_since: datetime | str | None = None,
        starts_at_until: datetime | str | None = None,
    ) -> PricesPage:
        """Prices by time: the one in force has no end. One page of them."""
        query = {
            "currency": currency,
            "cursor": cursor,
            "ends_at_since": ends_at_since,
            "ends_at_until": ends_at_until,
            "fields": fields,
            "limit": limit,
            "sku": sku,
            "sort": sort,
            "starts_at_since": starts_at_since,
            "starts_at_until": starts_at_until,
        }
        return build(PricesPage, self.ask("GET", "/api/v1/records/prices/", query=query))

    def prices(
        self,
        *,
        currency: str | None = None,
        ends_at_since: datetime | str | None = None,
        ends_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sku: str | None = None,
        sort: str | None = None,
        starts_at_since: datetime | str | None = None,
        starts_at_until: datetime | str | None = None,
    ) -> Iterator[PricesRecord]:
        """Prices by time: the one in force has no end. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.prices_page(
                currency=currency,
                ends_at_since=ends_at_since,
                ends_at_until=ends_at_until,
                fields=fields,
                limit=limit,
                sku=sku,
                sort=sort,
                starts_at_since=starts_at_since,
                starts_at_until=starts_at_until,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def prices_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> PricesRecord:
        """Prices by time: the one in force has no end. One of them, by its key."""
        query = {"fields": fields}
        return build(
            PricesRecord, self.ask("GET", f"/api/v1/records/prices/{quoted(key)}/", query=query)
        )

    def write_prices(
        self, body: PricesWriteRequest | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> BulkAnswer:
        """Prices. Tried again it is written once."""
        told = self.ask("POST", "/api/v1/records/prices/bulk/", body=body, key=idempotency_key)
        return build(BulkAnswer, told)

    def products_page(
        self,
        *,
        brand: str | None = None,
        category: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        external_ref: str | None = None,
        fields: Sequence[str] | None = None,
        kind: str | None = None,
        limit: int | None = None,
        published_at_since: datetime | str | None = None,
        published_at_until: datetime | str | None = None,
        sort: str | None = None,
        status: str | None = None,
    ) -> ProductsPage:
        """Products with their variants, in every language of the shop. One page of them."""
        query = {
            "brand": brand,
            "category": category,
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "cursor": cursor,
            "external_ref": external_ref,
            "fields": fields,
            "kind": kind,
            "limit": limit,
            "published_at_since": published_at_since,
            "published_at_until": published_at_until,
            "sort": sort,
            "status": status,
        }
        return build(ProductsPage, self.ask("GET", "/api/v1/records/products/", query=query))

    def products(
        self,
        *,
        brand: str | None = None,
        category: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        external_ref: str | None = None,
        fields: Sequence[str] | None = None,
        kind: str | None = None,
        limit: int | None = None,
        published_at_since: datetime | str | None = None,
        published_at_until: datetime | str | None = None,
        sort: str | None = None,
        status: str | None = None,
    ) -> Iterator[ProductsRecord]:
        """Products with their variants, in every language of the shop. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.products_page(
                brand=brand,
                category=category,
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                external_ref=external_ref,
                fields=fields,
                kind=kind,
                limit=limit,
                published_at_since=published_at_since,
                published_at_until=published_at_until,
                sort=sort,
                status=status,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def products_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ProductsRecord:
        """Products with their variants, in every language of the shop. One of them, by its key."""
        query = {"fields": fields}
        return build(
            ProductsRecord, self.ask("GET", f"/api/v1/records/products/{quoted(key)}/", query=query)
        )

    def write_products(
        self, body: ProductsWriteRequest | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> BulkAnswer:
        """Texts, outside references and the status of products. Tried again it is written once."""
        told = self.ask("POST", "/api/v1/records/products/bulk/", body=body, key=idempotency_key)
        return build(BulkAnswer, told)

    def promotions_page(
        self,
        *,
        cursor: str | None = None,
        ends_at_since: datetime | str | None = None,
        ends_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        needs_coupon: bool | None = None,
        sort: str | None = None,
        starts_at_since: datetime | str | None = None,
        starts_at_until: datetime | str | None = None,
    ) -> PromotionsPage:
        """Promotions as staff set them up. One page of them."""
        query = {
            "cursor": cursor,
            "ends_at_since": ends_at_since,
            "ends_at_until": ends_at_until,
            "fields": fields,
            "is_active": is_active,
            "kind": kind,
            "limit": limit,
            "needs_coupon": needs_coupon,
            "sort": sort,
            "starts_at_since": starts_at_since,
            "starts_at_until": starts_at_until,
        }
        return build(PromotionsPage, self.ask("GET", "/api/v1/records/promotions/", query=query))

    def promotions(
        self,
        *,
        ends_at_since: datetime | str | None = None,
        ends_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        needs_coupon: bool | None = None,
        sort: str | None = None,
        starts_at_since: datetime | str | None = None,
        starts_at_until: datetime | str | None = None,
    ) -> Iterator[PromotionsRecord]:
        """Promotions as staff set them up. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.promotions_page(
                ends_at_since=ends_at_since,
                ends_at_until=ends_at_until,
                fields=fields,
                is_active=is_active,
                kind=kind,
                limit=limit,
                needs_coupon=needs_coupon,
                sort=sort,
                starts_at_since=starts_at_since,
                starts_at_until=starts_at_until,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def promotions_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> PromotionsRecord:
        """Promotions as staff set them up. One of them, by its key."""
        query = {"fields": fields}
        return build(
            PromotionsRecord,
            self.ask("GET", f"/api/v1/records/promotions/{quoted(key)}/", query=query),
        )

    def purchase_orders_page(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
        supplier: str | None = None,
        warehouse: str | None = None,
    ) -> PurchaseOrdersPage:
        """Orders to suppliers with their lines. One page of them."""
        query = {
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "sort": sort,
            "state": state,
            "supplier": supplier,
            "warehouse": warehouse,
        }
        return build(
            PurchaseOrdersPage, self.ask("GET", "/api/v1/records/purchase-orders/", query=query)
        )

    def purchase_orders(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
        supplier: str | None = None,
        warehouse: str | None = None,
    ) -> Iterator[PurchaseOrdersRecord]:
        """Orders to suppliers with their lines. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.purchase_orders_page(
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                fields=fields,
                limit=limit,
                sort=sort,
                state=state,
                supplier=supplier,
                warehouse=warehouse,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def purchase_orders_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> PurchaseOrdersRecord:
        """Orders to suppliers with their lines. One of them, by its key."""
        query = {"fields": fields}
        return build(
            PurchaseOrdersRecord,
            self.ask("GET", f"/api/v1/records/purchase-orders/{quoted(key)}/", query=query),
        )

    def quotes_page(
        self,
        *,
        company: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        customer: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        number: str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> QuotesPage:
        """Quotes, each in its last version. One page of them."""
        query = {
            "company": company,
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "cursor": cursor,
            "customer": customer,
            "fields": fields,
            "limit": limit,
            "number": number,
            "sort": sort,
            "state": state,
        }
        return build(QuotesPage, self.ask("GET", "/api/v1/records/quotes/", query=query))

    def quotes(
        self,
        *,
        company: str | None = None,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        customer: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        number: str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> Iterator[QuotesRecord]:
        """Quotes, each in its last version. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.quotes_page(
                company=company,
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                customer=customer,
                fields=fields,
                limit=limit,
                number=number,
                sort=sort,
                state=state,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def quotes_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> QuotesRecord:
        """Quotes, each in its last version. One of them, by its key."""
        query = {"fields": fields}
        return build(
            QuotesRecord, self.ask("GET", f"/api/v1/records/quotes/{quoted(key)}/", query=query)
        )

    def refunds_page(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        order: str | None = None,
        settled_at_since: datetime | str | None = None,
        settled_at_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> RefundsPage:
        """What went back, or is on its way. One page of them."""
        query = {
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "order": order,
            "settled_at_since": settled_at_since,
            "settled_at_until": settled_at_until,
            "sort": sort,
            "state": state,
        }
        return build(RefundsPage, self.ask("GET", "/api/v1/records/refunds/", query=query))

    def refunds(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        order: str | None = None,
        settled_at_since: datetime | str | None = None,
        settled_at_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> Iterator[RefundsRecord]:
        """What went back, or is on its way. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.refunds_page(
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                fields=fields,
                limit=limit,
                order=order,
                settled_at_since=settled_at_since,
                settled_at_until=settled_at_until,
                sort=sort,
                state=state,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def refunds_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> RefundsRecord:
        """What went back, or is on its way. One of them, by its key."""
        query = {"fields": fields}
        return build(
            RefundsRecord, self.ask("GET", f"/api/v1/records/refunds/{quoted(key)}/", query=query)
        )

    def returns_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        number: str | None = None,
        order: str | None = None,
        requested_at_since: datetime | str | None = None,
        requested_at_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> ReturnsPage:
        """What comes back, and what was found when it came. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "number": number,
            "order": order,
            "requested_at_since": requested_at_since,
            "requested_at_until": requested_at_until,
            "sort": sort,
            "state": state,
        }
        return build(ReturnsPage, self.ask("GET", "/api/v1/records/returns/", query=query))

    def returns(
        self,
        *,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        number: str | None = None,
        order: str | None = None,
        requested_at_since: datetime | str | None = None,
        requested_at_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> Iterator[ReturnsRecord]:
        """What comes back, and what was found when it came. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.returns_page(
                fields=fields,
                limit=limit,
                number=number,
                order=order,
                requested_at_since=requested_at_since,
                requested_at_until=requested_at_until,
                sort=sort,
                state=state,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def returns_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> ReturnsRecord:
        """What comes back, and what was found when it came. One of them, by its key."""
        query = {"fields": fields}
        return build(
            ReturnsRecord, self.ask("GET", f"/api/v1/records/returns/{quoted(key)}/", query=query)
        )

    def reviews_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        product: str | None = None,
        rating: int | None = None,
        sort: str | None = None,
        status: str | None = None,
        written_at_since: datetime | str | None = None,
        written_at_until: datetime | str | None = None,
    ) -> ReviewsPage:
        """What customers wrote of products; who they are is not told. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "product": product,
            "rating": rating,
            "sort": sort,
            "status": status,
            "written_at_since": written_at_since,
            "written_at_until": written_at_until,
        }
        return build(ReviewsPage, self.ask("GET", "/api/v1/records/reviews/", query=query))

    def reviews(
        self,
        *,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        product: str | None = None,
        rating: int | None = None,
        sort: str | None = None,
        status: str | None = None,
        written_at_since: datetime | str | None = None,
        written_at_until: datetime | str | None = None,
    ) -> Iterator[ReviewsRecord]:
        """What customers wrote of products; who they are is not told. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.reviews_page(
                fields=fields,
                limit=limit,
                product=product,
                rating=rating,
                sort=sort,
                status=status,
                written_at_since=written_at_since,
                written_at_until=written_at_until,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def reviews_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> ReviewsRecord:
        """What customers wrote of products; who they are is not told. One of them, by its key."""
        query = {"fields": fields}
        return build(
            ReviewsRecord, self.ask("GET", f"/api/v1/records/reviews/{quoted(key)}/", query=query)
        )

    def shipments_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        order: str | None = None,
        shipped_at_since: datetime | str | None = None,
        shipped_at_until: datetime | str | None = None,
        sort: str | None = None,
        tracking: str | None = None,
        warehouse: str | None = None,
    ) -> ShipmentsPage:
        """Parcels, and what is in them. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "order": order,
            "shipped_at_since": shipped_at_since,
            "shipped_at_until": shipped_at_until,
            "sort": sort,
            "tracking": tracking,
            "warehouse": warehouse,
        }
        return build(ShipmentsPage, self.ask("GET", "/api/v1/records/shipments/", query=query))

    def shipments(
        self,
        *,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        order: str | None = None,
        shipped_at_since: datetime | str | None = None,
        shipped_at_until: datetime | str | None = None,
        sort: str | None = None,
        tracking: str | None = None,
        warehouse: str | None = None,
    ) -> Iterator[ShipmentsRecord]:
        """Parcels, and what is in them. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.shipments_page(
                fields=fields,
                limit=limit,
                order=order,
                shipped_at_since=shipped_at_since,
                shipped_at_until=shipped_at_until,
                sort=sort,
                tracking=tracking,
                warehouse=warehouse,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def shipments_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ShipmentsRecord:
        """Parcels, and what is in them. One of them, by its key."""
        query = {"fields": fields}
        return build(
            ShipmentsRecord,
            self.ask("GET", f"/api/v1/records/shipments/{quoted(key)}/", query=query),
        )

    def shipping_methods_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> ShippingMethodsPage:
        """Ways of delivery; prices in the base currency. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "is_active": is_active,
            "kind": kind,
            "limit": limit,
            "sort": sort,
        }
        return build(
            ShippingMethodsPage, self.ask("GET", "/api/v1/records/shipping-methods/", query=query)
        )

    def shipping_methods(
        self,
        *,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[ShippingMethodsRecord]:
        """Ways of delivery; prices in the base currency. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.shipping_methods_page(
                fields=fields, is_active=is_active, kind=kind, limit=limit, sort=sort, cursor=cursor
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def shipping_methods_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ShippingMethodsRecord:
        """Ways of delivery; prices in the base currency. One of them, by its key."""
        query = {"fields": fields}
        return build(
            ShippingMethodsRecord,
            self.ask("GET", f"/api/v1/records/shipping-methods/{quoted(key)}/", query=query),
        )

    def stock_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        on_hand: int | None = None,
        sku: str | None = None,
        sort: str | None = None,
        warehouse: str | None = None,
    ) -> StockPage:
        """What lies where; `on_hand` less `allocated` is not yet promised to an order. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "on_hand": on_hand,
            "sku": sku,
            "sort": sort,
            "warehouse": warehouse,
        }
        return build(StockPage, self.ask("GET", "/api/v1/records/stock/", query=query))

    def stock(
        self,
        *,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        on_hand: int | None = None,
        sku: str | None = None,
        sort: str | None = None,
        warehouse: str | None = None,
    ) -> Iterator[StockRecord]:
        """What lies where; `on_hand` less `allocated` is not yet promised to an order. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.stock_page(
                fields=fields,
                limit=limit,
                on_hand=on_hand,
                sku=sku,
                sort=sort,
                warehouse=warehouse,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def stock_movements_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        moved_at_since: datetime | str | None = None,
        moved_at_until: datetime | str | None = None,
        reference: str | None = None,
        sku: str | None = None,
        sort: str | None = None,
        type: str | None = None,
        warehouse: str | None = None,
    ) -> StockMovementsPage:
        """Every change of stock, as the ledger has it. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "moved_at_since": moved_at_since,
            "moved_at_until": moved_at_until,
            "reference": reference,
            "sku": sku,
            "sort": sort,
            "type": type,
            "warehouse": warehouse,
        }
        return build(
            StockMovementsPage, self.ask("GET", "/api/v1/records/stock-movements/", query=query)
        )

    def stock_movements(
        self,
        *,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        moved_at_since: datetime | str | None = None,
        moved_at_until: datetime | str | None = None,
        reference: str | None = None,
        sku: str | None = None,
        sort: str | None = None,
        type: str | None = None,
        warehouse: str | None = None,
    ) -> Iterator[StockMovementsRecord]:
        """Every change of stock, as the ledger has it. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.stock_movements_page(
                fields=fields,
                limit=limit,
                moved_at_since=moved_at_since,
                moved_at_until=moved_at_until,
                reference=reference,
                sku=sku,
                sort=sort,
                type=type,
                warehouse=warehouse,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def stock_movements_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> StockMovementsRecord:
        """Every change of stock, as the ledger has it. One of them, by its key."""
        query = {"fields": fields}
        return build(
            StockMovementsRecord,
            self.ask("GET", f"/api/v1/records/stock-movements/{quoted(key)}/", query=query),
        )

    def stock_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> StockRecord:
        """What lies where; `on_hand` less `allocated` is not yet promised to an order. One of them, by its key."""
        query = {"fields": fields}
        return build(
            StockRecord, self.ask("GET", f"/api/v1/records/stock/{quoted(key)}/", query=query)
        )

    def write_stock(
        self, body: StockWriteRequest | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> BulkAnswer:
        """What was counted. Tried again it is written once."""
        told = self.ask("POST", "/api/v1/records/stock/bulk/", body=body, key=idempotency_key)
        return build(BulkAnswer, told)

    def supplier_offers_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_preferred: bool | None = None,
        limit: int | None = None,
        sku: str | None = None,
        sort: str | None = None,
        supplier: str | None = None,
    ) -> SupplierOffersPage:
        """What suppliers sell, at which cost and how fast. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "is_preferred": is_preferred,
            "limit": limit,
            "sku": sku,
            "sort": sort,
            "supplier": supplier,
        }
        return build(
            SupplierOffersPage, self.ask("GET", "/api/v1/records/supplier-offers/", query=query)
        )

    def supplier_offers(
        self,
        *,
        fields: Sequence[str] | None = None,
        is_preferred: bool | None = None,
        limit: int | None = None,
        sku: str | None = None,
        sort: str | None = None,
        supplier: str | None = None,
    ) -> Iterator[SupplierOffersRecord]:
        """What suppliers sell, at which cost and how fast. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.supplier_offers_page(
                fields=fields,
                is_preferred=is_preferred,
                limit=limit,
                sku=sku,
                sort=sort,
                supplier=supplier,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def supplier_offers_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> SupplierOffersRecord:
        """What suppliers sell, at which cost and how fast. One of them, by its key."""
        query = {"fields": fields}
        return build(
            SupplierOffersRecord,
            self.ask("GET", f"/api/v1/records/supplier-offers/{quoted(key)}/", query=query),
        )

    def suppliers_page(
        self,
        *,
        country: str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> SuppliersPage:
        """Whom the shop buys from. One page of them."""
        query = {
            "country": country,
            "cursor": cursor,
            "fields": fields,
            "is_active": is_active,
            "limit": limit,
            "sort": sort,
        }
        return build(SuppliersPage, self.ask("GET", "/api/v1/records/suppliers/", query=query))

    def suppliers(
        self,
        *,
        country: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[SuppliersRecord]:
        """Whom the shop buys from. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.suppliers_page(
                country=country,
                fields=fields,
                is_active=is_active,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def suppliers_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> SuppliersRecord:
        """Whom the shop buys from. One of them, by its key."""
        query = {"fields": fields}
        return build(
            SuppliersRecord,
            self.ask("GET", f"/api/v1/records/suppliers/{quoted(key)}/", query=query),
        )

    def tax_rates_page(
        self,
        *,
        country: str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        tax_class: str | None = None,
    ) -> TaxRatesPage:
        """Rates by tax class and place. One page of them."""
        query = {
            "country": country,
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "sort": sort,
            "tax_class": tax_class,
        }
        return build(TaxRatesPage, self.ask("GET", "/api/v1/records/tax-rates/", query=query))

    def tax_rates(
        self,
        *,
        country: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        tax_class: str | None = None,
    ) -> Iterator[TaxRatesRecord]:
        """Rates by tax class and place. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.tax_rates_page(
                country=country,
                fields=fields,
                limit=limit,
                sort=sort,
                tax_class=tax_class,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def tax_rates_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> TaxRatesRecord:
        """Rates by tax class and place. One of them, by its key."""
        query = {"fields": fields}
        return build(
            TaxRatesRecord,
            self.ask("GET", f"/api/v1/records/tax-rates/{quoted(key)}/", query=query),
        )

    def transfers_page(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        source: str | None = None,
        state: str | None = None,
        target: str | None = None,
    ) -> TransfersPage:
        """Goods on their way from one warehouse to another. One page of them."""
        query = {
            "created_at_since": created_at_since,
            "created_at_until": created_at_until,
            "cursor": cursor,
            "fields": fields,
            "limit": limit,
            "sort": sort,
            "source": source,
            "state": state,
            "target": target,
        }
        return build(TransfersPage, self.ask("GET", "/api/v1/records/transfers/", query=query))

    def transfers(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        source: str | None = None,
        state: str | None = None,
        target: str | None = None,
    ) -> Iterator[TransfersRecord]:
        """Goods on their way from one warehouse to another. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.transfers_page(
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                fields=fields,
                limit=limit,
                sort=sort,
                source=source,
                state=state,
                target=target,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def transfers_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> TransfersRecord:
        """Goods on their way from one warehouse to another. One of them, by its key."""
        query = {"fields": fields}
        return build(
            TransfersRecord,
            self.ask("GET", f"/api/v1/records/transfers/{quoted(key)}/", query=query),
        )

    def value_accounts_page(
        self,
        *,
        currency: str | None = None,
        cursor: str | None = None,
        customer: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        opened_at_since: datetime | str | None = None,
        opened_at_until: datetime | str | None = None,
        sort: str | None = None,
    ) -> ValueAccountsPage:
        """Gift cards, store credit and points: what the shop owes. `balance` is minor units or points. A gift card's code is told nowhere. One page of them."""
        query = {
            "currency": currency,
            "cursor": cursor,
            "customer": customer,
            "fields": fields,
            "is_active": is_active,
            "kind": kind,
            "limit": limit,
            "opened_at_since": opened_at_since,
            "opened_at_until": opened_at_until,
            "sort": sort,
        }
        return build(
            ValueAccountsPage, self.ask("GET", "/api/v1/records/value-accounts/", query=query)
        )

    def value_accounts(
        self,
        *,
        currency: str | None = None,
        customer: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        opened_at_since: datetime | str | None = None,
        opened_at_until: datetime | str | None = None,
        sort: str | None = None,
    ) -> Iterator[ValueAccountsRecord]:
        """Gift cards, store credit and points: what the shop owes. `balance` is minor units or points. A gift card's code is told nowhere. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.value_accounts_page(
                currency=currency,
                customer=customer,
                fields=fields,
                is_active=is_active,
                kind=kind,
                limit=limit,
                opened_at_since=opened_at_since,
                opened_at_until=opened_at_until,
                sort=sort,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def value_accounts_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ValueAccountsRecord:
        """Gift cards, store credit and points: what the shop owes. `balance` is minor units or points. A gift card's code is told nowhere. One of them, by its key."""
        query = {"fields": fields}
        return build(
            ValueAccountsRecord,
            self.ask("GET", f"/api/v1/records/value-accounts/{quoted(key)}/", query=query),
        )

    def value_entries_page(
        self,
        *,
        account: str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        kind: str | None = None,
        limit: int | None = None,
        reference: str | None = None,
        sort: str | None = None,
        written_at_since: datetime | str | None = None,
        written_at_until: datetime | str | None = None,
    ) -> ValueEntriesPage:
        """Every change of such an account, with the balance after it. One page of them."""
        query = {
            "account": account,
            "cursor": cursor,
            "fields": fields,
            "kind": kind,
            "limit": limit,
            "reference": reference,
            "sort": sort,
            "written_at_since": written_at_since,
            "written_at_until": written_at_until,
        }
        return build(
            ValueEntriesPage, self.ask("GET", "/api/v1/records/value-entries/", query=query)
        )

    def value_entries(
        self,
        *,
        account: str | None = None,
        fields: Sequence[str] | None = None,
        kind: str | None = None,
        limit: int | None = None,
        reference: str | None = None,
        sort: str | None = None,
        written_at_since: datetime | str | None = None,
        written_at_until: datetime | str | None = None,
    ) -> Iterator[ValueEntriesRecord]:
        """Every change of such an account, with the balance after it. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.value_entries_page(
                account=account,
                fields=fields,
                kind=kind,
                limit=limit,
                reference=reference,
                sort=sort,
                written_at_since=written_at_since,
                written_at_until=written_at_until,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def value_entries_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ValueEntriesRecord:
        """Every change of such an account, with the balance after it. One of them, by its key."""
        query = {"fields": fields}
        return build(
            ValueEntriesRecord,
            self.ask("GET", f"/api/v1/records/value-entries/{quoted(key)}/", query=query),
        )

    def variants_page(
        self,
        *,
        barcode: str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        product: str | None = None,
        sku: str | None = None,
        sort: str | None = None,
    ) -> VariantsPage:
        """What is sold: a product in one size and colour. One page of them."""
        query = {
            "barcode": barcode,
            "cursor": cursor,
            "fields": fields,
            "is_active": is_active,
            "limit": limit,
            "product": product,
            "sku": sku,
            "sort": sort,
        }
        return build(VariantsPage, self.ask("GET", "/api/v1/records/variants/", query=query))

    def variants(
        self,
        *,
        barcode: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        product: str | None = None,
        sku: str | None = None,
        sort: str | None = None,
    ) -> Iterator[VariantsRecord]:
        """What is sold: a product in one size and colour. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.variants_page(
                barcode=barcode,
                fields=fields,
                is_active=is_active,
                limit=limit,
                product=product,
                sku=sku,
                sort=sort,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def variants_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> VariantsRecord:
        """What is sold: a product in one size and colour. One of them, by its key."""
        query = {"fields": fields}
        return build(
            VariantsRecord, self.ask("GET", f"/api/v1/records/variants/{quoted(key)}/", query=query)
        )

    def write_variants(
        self, body: VariantsWriteRequest | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> BulkAnswer:
        """Barcodes, weights, and whether a variant is sold. Tried again it is written once."""
        told = self.ask("POST", "/api/v1/records/variants/bulk/", body=body, key=idempotency_key)
        return build(BulkAnswer, told)

    def warehouses_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        is_pickup: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> WarehousesPage:
        """Where goods lie. One page of them."""
        query = {
            "cursor": cursor,
            "fields": fields,
            "is_active": is_active,
            "is_pickup": is_pickup,
            "limit": limit,
            "sort": sort,
        }
        return build(WarehousesPage, self.ask("GET", "/api/v1/records/warehouses/", query=query))

    def warehouses(
        self,
        *,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        is_pickup: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[WarehousesRecord]:
        """Where goods lie. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.warehouses_page(
                fields=fields,
                is_active=is_active,
                is_pickup=is_pickup,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def warehouses_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> WarehousesRecord:
        """Where goods lie. One of them, by its key."""
        query = {"fields": fields}
        return build(
            WarehousesRecord,
            self.ask("GET", f"/api/v1/records/warehouses/{quoted(key)}/", query=query),
        )

    def webhook_deliveries_page(
        self,
        *,
        cursor: str | None = None,
        endpoint: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        occurred_at_since: datetime | str | None = None,
        occurred_at_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
        subject: str | None = None,
        topic: str | None = None,
    ) -> WebhookDeliveriesPage:
        """What was sent to whom, and how it went. One page of them."""
        query = {
            "cursor": cursor,
            "endpoint": endpoint,
            "fields": fields,
            "limit": limit,
            "occurred_at_since": occurred_at_since,
            "occurred_at_until": occurred_at_until,
            "sort": sort,
            "state": state,
            "subject": subject,
            "topic": topic,
        }
        return build(
            WebhookDeliveriesPage,
            self.ask("GET", "/api/v1/records/webhook-deliveries/", query=query),
        )

    def webhook_deliveries(
        self,
        *,
        endpoint: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        occurred_at_since: datetime | str | None = None,
        occurred_at_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
        subject: str | None = None,
        topic: str | None = None,
    ) -> Iterator[WebhookDeliveriesRecord]:
        """What was sent to whom, and how it went. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.webhook_deliveries_page(
                endpoint=endpoint,
                fields=fields,
                limit=limit,
                occurred_at_since=occurred_at_since,
                occurred_at_until=occurred_at_until,
                sort=sort,
                state=state,
                subject=subject,
                topic=topic,
                cursor=cursor,
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def webhook_deliveries_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> WebhookDeliveriesRecord:
        """What was sent to whom, and how it went. One of them, by its key."""
        query = {"fields": fields}
        return build(
            WebhookDeliveriesRecord,
            self.ask("GET", f"/api/v1/records/webhook-deliveries/{quoted(key)}/", query=query),
        )

    def webhook_endpoints_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> WebhookEndpointsPage:
        """Who is told of what; never the secret. One page of them."""
        query = {"cursor": cursor, "fields": fields, "limit": limit, "sort": sort, "state": state}
        return build(
            WebhookEndpointsPage, self.ask("GET", "/api/v1/records/webhook-endpoints/", query=query)
        )

    def webhook_endpoints(
        self,
        *,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> Iterator[WebhookEndpointsRecord]:
        """Who is told of what; never the secret. All of them, page after page."""
        cursor: str | None = None
        while True:
            page = self.webhook_endpoints_page(
                fields=fields, limit=limit, sort=sort, state=state, cursor=cursor
            )
            yield from page.results
            cursor = page.next_cursor
            if cursor is None:
                return

    def webhook_endpoints_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> WebhookEndpointsRecord:
        """Who is told of what; never the secret. One of them, by its key."""
        query = {"fields": fields}
        return build(
            WebhookEndpointsRecord,
            self.ask("GET", f"/api/v1/records/webhook-endpoints/{quoted(key)}/", query=query),
        )
