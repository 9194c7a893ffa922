"""What programs of the shop ask: every entity in pages, and the work of staff.

Written by ``scripts/generate-client``: change the API instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from shelfwise_client.reading import build, build_all
from shelfwise_client.shapes import (
    Application,
    Approval,
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
    CompetitorOffer,
    Coupon,
    CouponsPage,
    CouponsRecord,
    CurrenciesPage,
    CurrenciesRecord,
    CustomersPage,
    CustomersRecord,
    DisputesPage,
    DisputesRecord,
    Draft,
    ExchangeRatesPage,
    ExchangeRatesRecord,
    Forecast,
    GroupsPage,
    GroupsRecord,
    InvoicesPage,
    InvoicesRecord,
    KeptValues,
    MarketplacesPage,
    MarketplacesRecord,
    NewCancellation,
    NewCompetitorPrices,
    NewCount,
    NewCoupon,
    NewDrafts,
    NewPrice,
    NewShipment,
    NewValues,
    OrdersPage,
    OrdersRecord,
    Outcome,
    PaginatedCompetitorOfferList,
    PaginatedCouponList,
    PaginatedForecastList,
    PaginatedPlanLineList,
    PaginatedPricePositionList,
    PaginatedStaffOrderList,
    PaginatedStaffPriceList,
    PaginatedStaffShipmentList,
    PaginatedStockLevelList,
    PaginatedSuggestionList,
    PatchedCouponChanges,
    PaymentsPage,
    PaymentsRecord,
    PickUpsPage,
    PickUpsRecord,
    PlanLine,
    PriceListEntriesPage,
    PriceListEntriesRecord,
    PriceListsPage,
    PriceListsRecord,
    PricePosition,
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
    RegistersPage,
    RegistersRecord,
    Rejection,
    RenewalsPage,
    RenewalsRecord,
    ReturnsPage,
    ReturnsRecord,
    Reversal,
    ReviewsPage,
    ReviewsRecord,
    Scheduling,
    ShiftsPage,
    ShiftsRecord,
    ShipmentsPage,
    ShipmentsRecord,
    ShippingMethodsPage,
    ShippingMethodsRecord,
    StaffOrder,
    StaffPrice,
    StaffShipment,
    StockLevel,
    StockMovementsPage,
    StockMovementsRecord,
    StockPage,
    StockRecord,
    StockWriteRequest,
    SubscriptionOffersPage,
    SubscriptionOffersRecord,
    SubscriptionsPage,
    SubscriptionsRecord,
    Suggestion,
    SupplierOffersPage,
    SupplierOffersRecord,
    SuppliersPage,
    SuppliersRecord,
    TakenIn,
    TaxRatesPage,
    TaxRatesRecord,
    TotalForecast,
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
from shelfwise_client.transport import Transport, new_key, quoted


class Client(Transport):
    """The shop, as the owner of a token of staff sees it."""

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
        told = self.ask(
            "GET",
            "/api/v1/records/backorders/",
            query={
                "created_at_since": created_at_since,
                "created_at_until": created_at_until,
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "reference": reference,
                "sku": sku,
                "sort": sort,
            },
        )
        return build(BackordersPage, told)

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
            told = self.backorders_page(
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                fields=fields,
                limit=limit,
                reference=reference,
                sku=sku,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def backorders_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> BackordersRecord:
        """Units that orders wait for."""
        told = self.ask(
            "GET", f"/api/v1/records/backorders/{quoted(key)}/", query={"fields": fields}
        )
        return build(BackordersRecord, told)

    def brands_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> BrandsPage:
        """Brands. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/records/brands/",
            query={"cursor": cursor, "fields": fields, "limit": limit, "sort": sort},
        )
        return build(BrandsPage, told)

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
            told = self.brands_page(fields=fields, limit=limit, sort=sort, cursor=cursor)
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def brands_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> BrandsRecord:
        """Brands."""
        told = self.ask("GET", f"/api/v1/records/brands/{quoted(key)}/", query={"fields": fields})
        return build(BrandsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/bundle-parts/",
            query={
                "bundle": bundle,
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "part": part,
                "sort": sort,
            },
        )
        return build(BundlesPage, told)

    def bundle_parts(
        self,
        *,
        bundle: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        part: str | None = None,
        sort: str | None = None,
    ) -> Iterator[BundlesRecord]:
        """What bundles are made of: so many units of a part in one. All of them, page after
        page.
        """
        cursor: str | None = None
        while True:
            told = self.bundle_parts_page(
                bundle=bundle, fields=fields, limit=limit, part=part, sort=sort, cursor=cursor
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def bundle_parts_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> BundlesRecord:
        """What bundles are made of: so many units of a part in one."""
        told = self.ask(
            "GET", f"/api/v1/records/bundle-parts/{quoted(key)}/", query={"fields": fields}
        )
        return build(BundlesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/categories/",
            query={
                "cursor": cursor,
                "depth": depth,
                "fields": fields,
                "is_visible": is_visible,
                "limit": limit,
                "sort": sort,
            },
        )
        return build(CategoriesPage, told)

    def categories(
        self,
        *,
        depth: int | None = None,
        fields: Sequence[str] | None = None,
        is_visible: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[CategoriesRecord]:
        """The tree of categories; `path` sorts it, four signs a level. All of them, page
        after page.
        """
        cursor: str | None = None
        while True:
            told = self.categories_page(
                depth=depth,
                fields=fields,
                is_visible=is_visible,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def categories_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> CategoriesRecord:
        """The tree of categories; `path` sorts it, four signs a level."""
        told = self.ask(
            "GET", f"/api/v1/records/categories/{quoted(key)}/", query={"fields": fields}
        )
        return build(CategoriesRecord, told)

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
        """Companies with the terms on which their members buy; amounts in the base currency.
        One page of them.
        """
        told = self.ask(
            "GET",
            "/api/v1/records/companies/",
            query={
                "country": country,
                "created_at_since": created_at_since,
                "created_at_until": created_at_until,
                "cursor": cursor,
                "fields": fields,
                "is_active": is_active,
                "limit": limit,
                "sort": sort,
                "vat_id": vat_id,
            },
        )
        return build(CompaniesPage, told)

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
        """Companies with the terms on which their members buy; amounts in the base currency.
        All of them, page after page.
        """
        cursor: str | None = None
        while True:
            told = self.companies_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def companies_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> CompaniesRecord:
        """Companies with the terms on which their members buy; amounts in the base currency."""
        told = self.ask(
            "GET", f"/api/v1/records/companies/{quoted(key)}/", query={"fields": fields}
        )
        return build(CompaniesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/coupons/",
            query={
                "batch": batch,
                "created_at_since": created_at_since,
                "created_at_until": created_at_until,
                "cursor": cursor,
                "fields": fields,
                "is_active": is_active,
                "limit": limit,
                "sort": sort,
            },
        )
        return build(CouponsPage, told)

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
            told = self.coupons_page(
                batch=batch,
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                fields=fields,
                is_active=is_active,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def coupons_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> CouponsRecord:
        """Codes and what they open."""
        told = self.ask("GET", f"/api/v1/records/coupons/{quoted(key)}/", query={"fields": fields})
        return build(CouponsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/currencies/",
            query={
                "cursor": cursor,
                "fields": fields,
                "is_active": is_active,
                "limit": limit,
                "sort": sort,
            },
        )
        return build(CurrenciesPage, told)

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
            told = self.currencies_page(
                fields=fields, is_active=is_active, limit=limit, sort=sort, cursor=cursor
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def currencies_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> CurrenciesRecord:
        """What the shop sells in."""
        told = self.ask(
            "GET", f"/api/v1/records/currencies/{quoted(key)}/", query={"fields": fields}
        )
        return build(CurrenciesRecord, told)

    def customer_groups_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> GroupsPage:
        """Groups of customers. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/records/customer-groups/",
            query={"cursor": cursor, "fields": fields, "limit": limit, "sort": sort},
        )
        return build(GroupsPage, told)

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
            told = self.customer_groups_page(fields=fields, limit=limit, sort=sort, cursor=cursor)
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def customer_groups_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> GroupsRecord:
        """Groups of customers."""
        told = self.ask(
            "GET", f"/api/v1/records/customer-groups/{quoted(key)}/", query={"fields": fields}
        )
        return build(GroupsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/customers/",
            query={
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
            },
        )
        return build(CustomersPage, told)

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
        """Who buys here. One who was erased has neither name nor address. All of them, page
        after page.
        """
        cursor: str | None = None
        while True:
            told = self.customers_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def customers_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> CustomersRecord:
        """Who buys here. One who was erased has neither name nor address."""
        told = self.ask(
            "GET", f"/api/v1/records/customers/{quoted(key)}/", query={"fields": fields}
        )
        return build(CustomersRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/disputes/",
            query={
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "opened_at_since": opened_at_since,
                "opened_at_until": opened_at_until,
                "sort": sort,
                "state": state,
            },
        )
        return build(DisputesPage, told)

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
            told = self.disputes_page(
                fields=fields,
                limit=limit,
                opened_at_since=opened_at_since,
                opened_at_until=opened_at_until,
                sort=sort,
                state=state,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def disputes_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> DisputesRecord:
        """Payments that a bank takes back."""
        told = self.ask("GET", f"/api/v1/records/disputes/{quoted(key)}/", query={"fields": fields})
        return build(DisputesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/exchange-rates/",
            query={
                "currency": currency,
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "sort": sort,
                "starts_at_since": starts_at_since,
                "starts_at_until": starts_at_until,
            },
        )
        return build(ExchangeRatesPage, told)

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
        """What a currency was worth against the base currency, since when. All of them, page
        after page.
        """
        cursor: str | None = None
        while True:
            told = self.exchange_rates_page(
                currency=currency,
                fields=fields,
                limit=limit,
                sort=sort,
                starts_at_since=starts_at_since,
                starts_at_until=starts_at_until,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def exchange_rates_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ExchangeRatesRecord:
        """What a currency was worth against the base currency, since when."""
        told = self.ask(
            "GET", f"/api/v1/records/exchange-rates/{quoted(key)}/", query={"fields": fields}
        )
        return build(ExchangeRatesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/invoices/",
            query={
                "cursor": cursor,
                "fields": fields,
                "issued_at_since": issued_at_since,
                "issued_at_until": issued_at_until,
                "kind": kind,
                "limit": limit,
                "order": order,
                "sort": sort,
            },
        )
        return build(InvoicesPage, told)

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
            told = self.invoices_page(
                fields=fields,
                issued_at_since=issued_at_since,
                issued_at_until=issued_at_until,
                kind=kind,
                limit=limit,
                order=order,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def invoices_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> InvoicesRecord:
        """Invoices and credit notes by number."""
        told = self.ask("GET", f"/api/v1/records/invoices/{quoted(key)}/", query={"fields": fields})
        return build(InvoicesRecord, told)

    def marketplaces_page(
        self,
        *,
        code: str | None = None,
        country: str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> MarketplacesPage:
        """Marketplaces that sell from the same stock; `orders` of theirs have the channel
        `market`. One page of them.
        """
        told = self.ask(
            "GET",
            "/api/v1/records/marketplaces/",
            query={
                "code": code,
                "country": country,
                "cursor": cursor,
                "fields": fields,
                "is_active": is_active,
                "limit": limit,
                "sort": sort,
            },
        )
        return build(MarketplacesPage, told)

    def marketplaces(
        self,
        *,
        code: str | None = None,
        country: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
    ) -> Iterator[MarketplacesRecord]:
        """Marketplaces that sell from the same stock; `orders` of theirs have the channel
        `market`. All of them, page after page.
        """
        cursor: str | None = None
        while True:
            told = self.marketplaces_page(
                code=code,
                country=country,
                fields=fields,
                is_active=is_active,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def marketplaces_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> MarketplacesRecord:
        """Marketplaces that sell from the same stock; `orders` of theirs have the channel
        `market`.
        """
        told = self.ask(
            "GET", f"/api/v1/records/marketplaces/{quoted(key)}/", query={"fields": fields}
        )
        return build(MarketplacesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/orders/",
            query={
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
            },
        )
        return build(OrdersPage, told)

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
            told = self.orders_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def orders_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> OrdersRecord:
        """Orders with their lines."""
        told = self.ask("GET", f"/api/v1/records/orders/{quoted(key)}/", query={"fields": fields})
        return build(OrdersRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/payments/",
            query={
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
            },
        )
        return build(PaymentsPage, told)

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
            told = self.payments_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def payments_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> PaymentsRecord:
        """What was paid or is to be paid, by which provider."""
        told = self.ask("GET", f"/api/v1/records/payments/{quoted(key)}/", query={"fields": fields})
        return build(PaymentsRecord, told)

    def pick_ups_page(
        self,
        *,
        collected_at_since: datetime | str | None = None,
        collected_at_until: datetime | str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        order: str | None = None,
        ready_at_since: datetime | str | None = None,
        ready_at_until: datetime | str | None = None,
        sort: str | None = None,
        warehouse: str | None = None,
    ) -> PickUpsPage:
        """Orders that lie or lay ready in a store. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/records/pick-ups/",
            query={
                "collected_at_since": collected_at_since,
                "collected_at_until": collected_at_until,
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "order": order,
                "ready_at_since": ready_at_since,
                "ready_at_until": ready_at_until,
                "sort": sort,
                "warehouse": warehouse,
            },
        )
        return build(PickUpsPage, told)

    def pick_ups(
        self,
        *,
        collected_at_since: datetime | str | None = None,
        collected_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        order: str | None = None,
        ready_at_since: datetime | str | None = None,
        ready_at_until: datetime | str | None = None,
        sort: str | None = None,
        warehouse: str | None = None,
    ) -> Iterator[PickUpsRecord]:
        """Orders that lie or lay ready in a store. All of them, page after page."""
        cursor: str | None = None
        while True:
            told = self.pick_ups_page(
                collected_at_since=collected_at_since,
                collected_at_until=collected_at_until,
                fields=fields,
                limit=limit,
                order=order,
                ready_at_since=ready_at_since,
                ready_at_until=ready_at_until,
                sort=sort,
                warehouse=warehouse,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def pick_ups_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> PickUpsRecord:
        """Orders that lie or lay ready in a store."""
        told = self.ask("GET", f"/api/v1/records/pick-ups/{quoted(key)}/", query={"fields": fields})
        return build(PickUpsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/price-list-entries/",
            query={
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "price_list": price_list,
                "sku": sku,
                "sort": sort,
            },
        )
        return build(PriceListEntriesPage, told)

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
            told = self.price_list_entries_page(
                fields=fields, limit=limit, price_list=price_list, sku=sku, sort=sort, cursor=cursor
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def price_list_entries_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> PriceListEntriesRecord:
        """Lines of price lists."""
        told = self.ask(
            "GET", f"/api/v1/records/price-list-entries/{quoted(key)}/", query={"fields": fields}
        )
        return build(PriceListEntriesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/price-lists/",
            query={
                "company": company,
                "currency": currency,
                "cursor": cursor,
                "fields": fields,
                "group": group,
                "is_active": is_active,
                "limit": limit,
                "sort": sort,
            },
        )
        return build(PriceListsPage, told)

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
            told = self.price_lists_page(
                company=company,
                currency=currency,
                fields=fields,
                group=group,
                is_active=is_active,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def price_lists_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> PriceListsRecord:
        """Prices of a group or a company, by quantity."""
        told = self.ask(
            "GET", f"/api/v1/records/price-lists/{quoted(key)}/", query={"fields": fields}
        )
        return build(PriceListsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/prices/",
            query={
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
            },
        )
        return build(PricesPage, told)

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
            told = self.prices_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def prices_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> PricesRecord:
        """Prices by time: the one in force has no end."""
        told = self.ask("GET", f"/api/v1/records/prices/{quoted(key)}/", query={"fields": fields})
        return build(PricesRecord, told)

    def write_prices(
        self, body: PricesWriteRequest | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> BulkAnswer:
        """Prices."""
        told = self.ask(
            "POST", "/api/v1/records/prices/bulk/", body=body, key=idempotency_key or new_key()
        )
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
        told = self.ask(
            "GET",
            "/api/v1/records/products/",
            query={
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
            },
        )
        return build(ProductsPage, told)

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
        """Products with their variants, in every language of the shop. All of them, page
        after page.
        """
        cursor: str | None = None
        while True:
            told = self.products_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def products_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ProductsRecord:
        """Products with their variants, in every language of the shop."""
        told = self.ask("GET", f"/api/v1/records/products/{quoted(key)}/", query={"fields": fields})
        return build(ProductsRecord, told)

    def write_products(
        self, body: ProductsWriteRequest | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> BulkAnswer:
        """Texts, outside references and the status of products."""
        told = self.ask(
            "POST", "/api/v1/records/products/bulk/", body=body, key=idempotency_key or new_key()
        )
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
        told = self.ask(
            "GET",
            "/api/v1/records/promotions/",
            query={
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
            },
        )
        return build(PromotionsPage, told)

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
            told = self.promotions_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def promotions_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> PromotionsRecord:
        """Promotions as staff set them up."""
        told = self.ask(
            "GET", f"/api/v1/records/promotions/{quoted(key)}/", query={"fields": fields}
        )
        return build(PromotionsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/purchase-orders/",
            query={
                "created_at_since": created_at_since,
                "created_at_until": created_at_until,
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "sort": sort,
                "state": state,
                "supplier": supplier,
                "warehouse": warehouse,
            },
        )
        return build(PurchaseOrdersPage, told)

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
            told = self.purchase_orders_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def purchase_orders_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> PurchaseOrdersRecord:
        """Orders to suppliers with their lines."""
        told = self.ask(
            "GET", f"/api/v1/records/purchase-orders/{quoted(key)}/", query={"fields": fields}
        )
        return build(PurchaseOrdersRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/quotes/",
            query={
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
            },
        )
        return build(QuotesPage, told)

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
            told = self.quotes_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def quotes_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> QuotesRecord:
        """Quotes, each in its last version."""
        told = self.ask("GET", f"/api/v1/records/quotes/{quoted(key)}/", query={"fields": fields})
        return build(QuotesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/refunds/",
            query={
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
            },
        )
        return build(RefundsPage, told)

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
            told = self.refunds_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def refunds_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> RefundsRecord:
        """What went back, or is on its way."""
        told = self.ask("GET", f"/api/v1/records/refunds/{quoted(key)}/", query={"fields": fields})
        return build(RefundsRecord, told)

    def registers_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
        warehouse: str | None = None,
    ) -> RegistersPage:
        """Tills, and the warehouse of whose stock each sells. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/records/registers/",
            query={
                "cursor": cursor,
                "fields": fields,
                "is_active": is_active,
                "limit": limit,
                "sort": sort,
                "warehouse": warehouse,
            },
        )
        return build(RegistersPage, told)

    def registers(
        self,
        *,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        sort: str | None = None,
        warehouse: str | None = None,
    ) -> Iterator[RegistersRecord]:
        """Tills, and the warehouse of whose stock each sells. All of them, page after page."""
        cursor: str | None = None
        while True:
            told = self.registers_page(
                fields=fields,
                is_active=is_active,
                limit=limit,
                sort=sort,
                warehouse=warehouse,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def registers_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> RegistersRecord:
        """Tills, and the warehouse of whose stock each sells."""
        told = self.ask(
            "GET", f"/api/v1/records/registers/{quoted(key)}/", query={"fields": fields}
        )
        return build(RegistersRecord, told)

    def renewals_page(
        self,
        *,
        cursor: str | None = None,
        due_on_since: datetime | str | None = None,
        due_on_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
        subscription: str | None = None,
    ) -> RenewalsPage:
        """What came, comes or failed to come of subscriptions, a row for each due day. One
        page of them.
        """
        told = self.ask(
            "GET",
            "/api/v1/records/renewals/",
            query={
                "cursor": cursor,
                "due_on_since": due_on_since,
                "due_on_until": due_on_until,
                "fields": fields,
                "limit": limit,
                "sort": sort,
                "state": state,
                "subscription": subscription,
            },
        )
        return build(RenewalsPage, told)

    def renewals(
        self,
        *,
        due_on_since: datetime | str | None = None,
        due_on_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        sort: str | None = None,
        state: str | None = None,
        subscription: str | None = None,
    ) -> Iterator[RenewalsRecord]:
        """What came, comes or failed to come of subscriptions, a row for each due day. All
        of them, page after page.
        """
        cursor: str | None = None
        while True:
            told = self.renewals_page(
                due_on_since=due_on_since,
                due_on_until=due_on_until,
                fields=fields,
                limit=limit,
                sort=sort,
                state=state,
                subscription=subscription,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def renewals_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> RenewalsRecord:
        """What came, comes or failed to come of subscriptions, a row for each due day."""
        told = self.ask("GET", f"/api/v1/records/renewals/{quoted(key)}/", query={"fields": fields})
        return build(RenewalsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/returns/",
            query={
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "number": number,
                "order": order,
                "requested_at_since": requested_at_since,
                "requested_at_until": requested_at_until,
                "sort": sort,
                "state": state,
            },
        )
        return build(ReturnsPage, told)

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
            told = self.returns_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def returns_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> ReturnsRecord:
        """What comes back, and what was found when it came."""
        told = self.ask("GET", f"/api/v1/records/returns/{quoted(key)}/", query={"fields": fields})
        return build(ReturnsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/reviews/",
            query={
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "product": product,
                "rating": rating,
                "sort": sort,
                "status": status,
                "written_at_since": written_at_since,
                "written_at_until": written_at_until,
            },
        )
        return build(ReviewsPage, told)

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
        """What customers wrote of products; who they are is not told. All of them, page
        after page.
        """
        cursor: str | None = None
        while True:
            told = self.reviews_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def reviews_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> ReviewsRecord:
        """What customers wrote of products; who they are is not told."""
        told = self.ask("GET", f"/api/v1/records/reviews/{quoted(key)}/", query={"fields": fields})
        return build(ReviewsRecord, told)

    def shifts_page(
        self,
        *,
        closed_at_since: datetime | str | None = None,
        closed_at_until: datetime | str | None = None,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        opened_at_since: datetime | str | None = None,
        opened_at_until: datetime | str | None = None,
        register: str | None = None,
        sort: str | None = None,
    ) -> ShiftsPage:
        """Shifts of registers; `report` is the Z report of those that are closed. One page
        of them.
        """
        told = self.ask(
            "GET",
            "/api/v1/records/shifts/",
            query={
                "closed_at_since": closed_at_since,
                "closed_at_until": closed_at_until,
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "opened_at_since": opened_at_since,
                "opened_at_until": opened_at_until,
                "register": register,
                "sort": sort,
            },
        )
        return build(ShiftsPage, told)

    def shifts(
        self,
        *,
        closed_at_since: datetime | str | None = None,
        closed_at_until: datetime | str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        opened_at_since: datetime | str | None = None,
        opened_at_until: datetime | str | None = None,
        register: str | None = None,
        sort: str | None = None,
    ) -> Iterator[ShiftsRecord]:
        """Shifts of registers; `report` is the Z report of those that are closed. All of
        them, page after page.
        """
        cursor: str | None = None
        while True:
            told = self.shifts_page(
                closed_at_since=closed_at_since,
                closed_at_until=closed_at_until,
                fields=fields,
                limit=limit,
                opened_at_since=opened_at_since,
                opened_at_until=opened_at_until,
                register=register,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def shifts_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> ShiftsRecord:
        """Shifts of registers; `report` is the Z report of those that are closed."""
        told = self.ask("GET", f"/api/v1/records/shifts/{quoted(key)}/", query={"fields": fields})
        return build(ShiftsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/shipments/",
            query={
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "order": order,
                "shipped_at_since": shipped_at_since,
                "shipped_at_until": shipped_at_until,
                "sort": sort,
                "tracking": tracking,
                "warehouse": warehouse,
            },
        )
        return build(ShipmentsPage, told)

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
            told = self.shipments_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def shipments_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ShipmentsRecord:
        """Parcels, and what is in them."""
        told = self.ask(
            "GET", f"/api/v1/records/shipments/{quoted(key)}/", query={"fields": fields}
        )
        return build(ShipmentsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/shipping-methods/",
            query={
                "cursor": cursor,
                "fields": fields,
                "is_active": is_active,
                "kind": kind,
                "limit": limit,
                "sort": sort,
            },
        )
        return build(ShippingMethodsPage, told)

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
            told = self.shipping_methods_page(
                fields=fields, is_active=is_active, kind=kind, limit=limit, sort=sort, cursor=cursor
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def shipping_methods_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ShippingMethodsRecord:
        """Ways of delivery; prices in the base currency."""
        told = self.ask(
            "GET", f"/api/v1/records/shipping-methods/{quoted(key)}/", query={"fields": fields}
        )
        return build(ShippingMethodsRecord, told)

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
        """What lies where; `on_hand` less `allocated` is not yet promised to an order. One
        page of them.
        """
        told = self.ask(
            "GET",
            "/api/v1/records/stock/",
            query={
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "on_hand": on_hand,
                "sku": sku,
                "sort": sort,
                "warehouse": warehouse,
            },
        )
        return build(StockPage, told)

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
        """What lies where; `on_hand` less `allocated` is not yet promised to an order. All
        of them, page after page.
        """
        cursor: str | None = None
        while True:
            told = self.stock_page(
                fields=fields,
                limit=limit,
                on_hand=on_hand,
                sku=sku,
                sort=sort,
                warehouse=warehouse,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
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
        told = self.ask(
            "GET",
            "/api/v1/records/stock-movements/",
            query={
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
            },
        )
        return build(StockMovementsPage, told)

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
            told = self.stock_movements_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def stock_movements_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> StockMovementsRecord:
        """Every change of stock, as the ledger has it."""
        told = self.ask(
            "GET", f"/api/v1/records/stock-movements/{quoted(key)}/", query={"fields": fields}
        )
        return build(StockMovementsRecord, told)

    def stock_one(self, key: str | int, *, fields: Sequence[str] | None = None) -> StockRecord:
        """What lies where; `on_hand` less `allocated` is not yet promised to an order."""
        told = self.ask("GET", f"/api/v1/records/stock/{quoted(key)}/", query={"fields": fields})
        return build(StockRecord, told)

    def write_stock(
        self, body: StockWriteRequest | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> BulkAnswer:
        """What was counted."""
        told = self.ask(
            "POST", "/api/v1/records/stock/bulk/", body=body, key=idempotency_key or new_key()
        )
        return build(BulkAnswer, told)

    def subscription_offers_page(
        self,
        *,
        cursor: str | None = None,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        product: str | None = None,
        sort: str | None = None,
    ) -> SubscriptionOffersPage:
        """Which products can be had again and again, how often, how much cheaper. One page
        of them.
        """
        told = self.ask(
            "GET",
            "/api/v1/records/subscription-offers/",
            query={
                "cursor": cursor,
                "fields": fields,
                "is_active": is_active,
                "limit": limit,
                "product": product,
                "sort": sort,
            },
        )
        return build(SubscriptionOffersPage, told)

    def subscription_offers(
        self,
        *,
        fields: Sequence[str] | None = None,
        is_active: bool | None = None,
        limit: int | None = None,
        product: str | None = None,
        sort: str | None = None,
    ) -> Iterator[SubscriptionOffersRecord]:
        """Which products can be had again and again, how often, how much cheaper. All of
        them, page after page.
        """
        cursor: str | None = None
        while True:
            told = self.subscription_offers_page(
                fields=fields,
                is_active=is_active,
                limit=limit,
                product=product,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def subscription_offers_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> SubscriptionOffersRecord:
        """Which products can be had again and again, how often, how much cheaper."""
        told = self.ask(
            "GET", f"/api/v1/records/subscription-offers/{quoted(key)}/", query={"fields": fields}
        )
        return build(SubscriptionOffersRecord, told)

    def subscriptions_page(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        cursor: str | None = None,
        customer: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        next_on_since: datetime | str | None = None,
        next_on_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> SubscriptionsPage:
        """Subscriptions with what comes each time; `next_on` is the day of the next order.
        One page of them.
        """
        told = self.ask(
            "GET",
            "/api/v1/records/subscriptions/",
            query={
                "created_at_since": created_at_since,
                "created_at_until": created_at_until,
                "cursor": cursor,
                "customer": customer,
                "fields": fields,
                "limit": limit,
                "next_on_since": next_on_since,
                "next_on_until": next_on_until,
                "sort": sort,
                "state": state,
            },
        )
        return build(SubscriptionsPage, told)

    def subscriptions(
        self,
        *,
        created_at_since: datetime | str | None = None,
        created_at_until: datetime | str | None = None,
        customer: str | None = None,
        fields: Sequence[str] | None = None,
        limit: int | None = None,
        next_on_since: datetime | str | None = None,
        next_on_until: datetime | str | None = None,
        sort: str | None = None,
        state: str | None = None,
    ) -> Iterator[SubscriptionsRecord]:
        """Subscriptions with what comes each time; `next_on` is the day of the next order.
        All of them, page after page.
        """
        cursor: str | None = None
        while True:
            told = self.subscriptions_page(
                created_at_since=created_at_since,
                created_at_until=created_at_until,
                customer=customer,
                fields=fields,
                limit=limit,
                next_on_since=next_on_since,
                next_on_until=next_on_until,
                sort=sort,
                state=state,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def subscriptions_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> SubscriptionsRecord:
        """Subscriptions with what comes each time; `next_on` is the day of the next order."""
        told = self.ask(
            "GET", f"/api/v1/records/subscriptions/{quoted(key)}/", query={"fields": fields}
        )
        return build(SubscriptionsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/supplier-offers/",
            query={
                "cursor": cursor,
                "fields": fields,
                "is_preferred": is_preferred,
                "limit": limit,
                "sku": sku,
                "sort": sort,
                "supplier": supplier,
            },
        )
        return build(SupplierOffersPage, told)

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
            told = self.supplier_offers_page(
                fields=fields,
                is_preferred=is_preferred,
                limit=limit,
                sku=sku,
                sort=sort,
                supplier=supplier,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def supplier_offers_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> SupplierOffersRecord:
        """What suppliers sell, at which cost and how fast."""
        told = self.ask(
            "GET", f"/api/v1/records/supplier-offers/{quoted(key)}/", query={"fields": fields}
        )
        return build(SupplierOffersRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/suppliers/",
            query={
                "country": country,
                "cursor": cursor,
                "fields": fields,
                "is_active": is_active,
                "limit": limit,
                "sort": sort,
            },
        )
        return build(SuppliersPage, told)

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
            told = self.suppliers_page(
                country=country,
                fields=fields,
                is_active=is_active,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def suppliers_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> SuppliersRecord:
        """Whom the shop buys from."""
        told = self.ask(
            "GET", f"/api/v1/records/suppliers/{quoted(key)}/", query={"fields": fields}
        )
        return build(SuppliersRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/tax-rates/",
            query={
                "country": country,
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "sort": sort,
                "tax_class": tax_class,
            },
        )
        return build(TaxRatesPage, told)

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
            told = self.tax_rates_page(
                country=country,
                fields=fields,
                limit=limit,
                sort=sort,
                tax_class=tax_class,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def tax_rates_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> TaxRatesRecord:
        """Rates by tax class and place."""
        told = self.ask(
            "GET", f"/api/v1/records/tax-rates/{quoted(key)}/", query={"fields": fields}
        )
        return build(TaxRatesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/transfers/",
            query={
                "created_at_since": created_at_since,
                "created_at_until": created_at_until,
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "sort": sort,
                "source": source,
                "state": state,
                "target": target,
            },
        )
        return build(TransfersPage, told)

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
            told = self.transfers_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def transfers_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> TransfersRecord:
        """Goods on their way from one warehouse to another."""
        told = self.ask(
            "GET", f"/api/v1/records/transfers/{quoted(key)}/", query={"fields": fields}
        )
        return build(TransfersRecord, told)

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
        """Gift cards, store credit and points: what the shop owes. `balance` is minor units
        or points. A gift card's code is told nowhere. One page of them.
        """
        told = self.ask(
            "GET",
            "/api/v1/records/value-accounts/",
            query={
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
            },
        )
        return build(ValueAccountsPage, told)

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
        """Gift cards, store credit and points: what the shop owes. `balance` is minor units
        or points. A gift card's code is told nowhere. All of them, page after page.
        """
        cursor: str | None = None
        while True:
            told = self.value_accounts_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def value_accounts_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ValueAccountsRecord:
        """Gift cards, store credit and points: what the shop owes. `balance` is minor units
        or points. A gift card's code is told nowhere.
        """
        told = self.ask(
            "GET", f"/api/v1/records/value-accounts/{quoted(key)}/", query={"fields": fields}
        )
        return build(ValueAccountsRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/value-entries/",
            query={
                "account": account,
                "cursor": cursor,
                "fields": fields,
                "kind": kind,
                "limit": limit,
                "reference": reference,
                "sort": sort,
                "written_at_since": written_at_since,
                "written_at_until": written_at_until,
            },
        )
        return build(ValueEntriesPage, told)

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
        """Every change of such an account, with the balance after it. All of them, page
        after page.
        """
        cursor: str | None = None
        while True:
            told = self.value_entries_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def value_entries_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> ValueEntriesRecord:
        """Every change of such an account, with the balance after it."""
        told = self.ask(
            "GET", f"/api/v1/records/value-entries/{quoted(key)}/", query={"fields": fields}
        )
        return build(ValueEntriesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/variants/",
            query={
                "barcode": barcode,
                "cursor": cursor,
                "fields": fields,
                "is_active": is_active,
                "limit": limit,
                "product": product,
                "sku": sku,
                "sort": sort,
            },
        )
        return build(VariantsPage, told)

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
            told = self.variants_page(
                barcode=barcode,
                fields=fields,
                is_active=is_active,
                limit=limit,
                product=product,
                sku=sku,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def variants_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> VariantsRecord:
        """What is sold: a product in one size and colour."""
        told = self.ask("GET", f"/api/v1/records/variants/{quoted(key)}/", query={"fields": fields})
        return build(VariantsRecord, told)

    def write_variants(
        self, body: VariantsWriteRequest | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> BulkAnswer:
        """Barcodes, weights, and whether a variant is sold."""
        told = self.ask(
            "POST", "/api/v1/records/variants/bulk/", body=body, key=idempotency_key or new_key()
        )
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
        told = self.ask(
            "GET",
            "/api/v1/records/warehouses/",
            query={
                "cursor": cursor,
                "fields": fields,
                "is_active": is_active,
                "is_pickup": is_pickup,
                "limit": limit,
                "sort": sort,
            },
        )
        return build(WarehousesPage, told)

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
            told = self.warehouses_page(
                fields=fields,
                is_active=is_active,
                is_pickup=is_pickup,
                limit=limit,
                sort=sort,
                cursor=cursor,
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def warehouses_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> WarehousesRecord:
        """Where goods lie."""
        told = self.ask(
            "GET", f"/api/v1/records/warehouses/{quoted(key)}/", query={"fields": fields}
        )
        return build(WarehousesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/webhook-deliveries/",
            query={
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
            },
        )
        return build(WebhookDeliveriesPage, told)

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
            told = self.webhook_deliveries_page(
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
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def webhook_deliveries_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> WebhookDeliveriesRecord:
        """What was sent to whom, and how it went."""
        told = self.ask(
            "GET", f"/api/v1/records/webhook-deliveries/{quoted(key)}/", query={"fields": fields}
        )
        return build(WebhookDeliveriesRecord, told)

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
        told = self.ask(
            "GET",
            "/api/v1/records/webhook-endpoints/",
            query={
                "cursor": cursor,
                "fields": fields,
                "limit": limit,
                "sort": sort,
                "state": state,
            },
        )
        return build(WebhookEndpointsPage, told)

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
            told = self.webhook_endpoints_page(
                fields=fields, limit=limit, sort=sort, state=state, cursor=cursor
            )
            yield from told.results
            cursor = told.next_cursor
            if cursor is None:
                return

    def webhook_endpoints_one(
        self, key: str | int, *, fields: Sequence[str] | None = None
    ) -> WebhookEndpointsRecord:
        """Who is told of what; never the secret."""
        told = self.ask(
            "GET", f"/api/v1/records/webhook-endpoints/{quoted(key)}/", query={"fields": fields}
        )
        return build(WebhookEndpointsRecord, told)

    def staff_competitor_prices(
        self,
        code: str,
        body: NewCompetitorPrices | Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
    ) -> TakenIn:
        """What cannot be read is told and passed over; the same prices again change nothing."""
        told = self.ask(
            "POST",
            f"/api/v1/staff/competitors/{quoted(code)}/prices/",
            body=body,
            key=idempotency_key or new_key(),
        )
        return build(TakenIn, told)

    def staff_competitor_offers_page(
        self,
        *,
        competitor: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        sku: str | None = None,
        state: str | None = None,
    ) -> PaginatedCompetitorOfferList:
        """What competitors ask, the latest look first. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/staff/competitors/offers/",
            query={
                "competitor": competitor,
                "page": page,
                "page_size": page_size,
                "sku": sku,
                "state": state,
            },
        )
        return build(PaginatedCompetitorOfferList, told)

    def staff_competitor_offers(
        self,
        *,
        competitor: str | None = None,
        page_size: int | None = None,
        sku: str | None = None,
        state: str | None = None,
    ) -> Iterator[CompetitorOffer]:
        """What competitors ask, the latest look first. All of them, page after page."""
        page = 1
        while True:
            told = self.staff_competitor_offers_page(
                competitor=competitor, page_size=page_size, sku=sku, state=state, page=page
            )
            yield from told.results
            if told.next is None:
                return
            page += 1

    def staff_coupons_page(
        self,
        *,
        batch: str | None = None,
        is_active: bool | None = None,
        page: int | None = None,
        page_size: int | None = None,
        promotion: int | None = None,
    ) -> PaginatedCouponList:
        """Coupons, the latest first. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/staff/coupons/",
            query={
                "batch": batch,
                "is_active": is_active,
                "page": page,
                "page_size": page_size,
                "promotion": promotion,
            },
        )
        return build(PaginatedCouponList, told)

    def staff_coupons(
        self,
        *,
        batch: str | None = None,
        is_active: bool | None = None,
        page_size: int | None = None,
        promotion: int | None = None,
    ) -> Iterator[Coupon]:
        """Coupons, the latest first. All of them, page after page."""
        page = 1
        while True:
            told = self.staff_coupons_page(
                batch=batch,
                is_active=is_active,
                page_size=page_size,
                promotion=promotion,
                page=page,
            )
            yield from told.results
            if told.next is None:
                return
            page += 1

    def staff_coupon_add(
        self, body: NewCoupon | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Coupon:
        """Make a code; its promotion asks for one from then on."""
        told = self.ask(
            "POST", "/api/v1/staff/coupons/", body=body, key=idempotency_key or new_key()
        )
        return build(Coupon, told)

    def staff_coupon(self, code: str) -> Coupon:
        """One coupon."""
        told = self.ask("GET", f"/api/v1/staff/coupons/{quoted(code)}/")
        return build(Coupon, told)

    def staff_coupon_change(
        self, code: str, body: PatchedCouponChanges | Mapping[str, Any]
    ) -> Coupon:
        """How far it goes and when it holds. What was used stays used."""
        told = self.ask("PATCH", f"/api/v1/staff/coupons/{quoted(code)}/", body=body)
        return build(Coupon, told)

    def staff_forecasts_page(
        self,
        *,
        days: int | None = None,
        demand_class: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        sku: str | None = None,
    ) -> PaginatedForecastList:
        """What will be wanted of each variant, the most wanted first. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/staff/forecasts/",
            query={
                "days": days,
                "demand_class": demand_class,
                "page": page,
                "page_size": page_size,
                "sku": sku,
            },
        )
        return build(PaginatedForecastList, told)

    def staff_forecasts(
        self,
        *,
        days: int | None = None,
        demand_class: str | None = None,
        page_size: int | None = None,
        sku: str | None = None,
    ) -> Iterator[Forecast]:
        """What will be wanted of each variant, the most wanted first. All of them, page
        after page.
        """
        page = 1
        while True:
            told = self.staff_forecasts_page(
                days=days, demand_class=demand_class, page_size=page_size, sku=sku, page=page
            )
            yield from told.results
            if told.next is None:
                return
            page += 1

    def staff_forecast_table(self) -> str:
        """All forecasts as CSV."""
        told = self.ask("GET", "/api/v1/staff/forecasts/table/")
        return str(told)

    def staff_total_forecast(self, *, category: str | None = None) -> TotalForecast:
        """What will be wanted in all, or of a category: 90 days and twelve months."""
        told = self.ask("GET", "/api/v1/staff/forecasts/total/", query={"category": category})
        return build(TotalForecast, told)

    def staff_orders_page(
        self,
        *,
        fulfilment_state: str | None = None,
        held: bool | None = None,
        number: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        payment_state: str | None = None,
        placed_since: datetime | str | None = None,
        placed_until: datetime | str | None = None,
        state: str | None = None,
    ) -> PaginatedStaffOrderList:
        """Orders, the latest first. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/staff/orders/",
            query={
                "fulfilment_state": fulfilment_state,
                "held": held,
                "number": number,
                "page": page,
                "page_size": page_size,
                "payment_state": payment_state,
                "placed_since": placed_since,
                "placed_until": placed_until,
                "state": state,
            },
        )
        return build(PaginatedStaffOrderList, told)

    def staff_orders(
        self,
        *,
        fulfilment_state: str | None = None,
        held: bool | None = None,
        number: str | None = None,
        page_size: int | None = None,
        payment_state: str | None = None,
        placed_since: datetime | str | None = None,
        placed_until: datetime | str | None = None,
        state: str | None = None,
    ) -> Iterator[StaffOrder]:
        """Orders, the latest first. All of them, page after page."""
        page = 1
        while True:
            told = self.staff_orders_page(
                fulfilment_state=fulfilment_state,
                held=held,
                number=number,
                page_size=page_size,
                payment_state=payment_state,
                placed_since=placed_since,
                placed_until=placed_until,
                state=state,
                page=page,
            )
            yield from told.results
            if told.next is None:
                return
            page += 1

    def staff_order(self, public_id: str) -> StaffOrder:
        """One order."""
        told = self.ask("GET", f"/api/v1/staff/orders/{quoted(public_id)}/")
        return build(StaffOrder, told)

    def staff_cancel(
        self,
        public_id: str,
        body: NewCancellation | Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
    ) -> StaffOrder:
        """Some units, or all of the order. What was paid for them goes back."""
        told = self.ask(
            "POST",
            f"/api/v1/staff/orders/{quoted(public_id)}/cancellation/",
            body=body,
            key=idempotency_key or new_key(),
        )
        return build(StaffOrder, told)

    def staff_shipments_page(
        self, public_id: str, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedStaffShipmentList:
        """The parcels of an order. One page of them."""
        told = self.ask(
            "GET",
            f"/api/v1/staff/orders/{quoted(public_id)}/shipments/",
            query={"page": page, "page_size": page_size},
        )
        return build(PaginatedStaffShipmentList, told)

    def staff_shipments(
        self, public_id: str, *, page_size: int | None = None
    ) -> Iterator[StaffShipment]:
        """The parcels of an order. All of them, page after page."""
        page = 1
        while True:
            told = self.staff_shipments_page(public_id, page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def staff_ship(
        self,
        public_id: str,
        body: NewShipment | Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
    ) -> list[StaffShipment]:
        """Units leave: a parcel for each warehouse. The buyer is told by mail."""
        told = self.ask(
            "POST",
            f"/api/v1/staff/orders/{quoted(public_id)}/shipments/",
            body=body,
            key=idempotency_key or new_key(),
        )
        return build_all(StaffShipment, told)

    def staff_outside_values(
        self, code: str, body: NewValues | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> KeptValues:
        """A day that is there already gets the new value; days to come are foretold by you."""
        told = self.ask(
            "POST",
            f"/api/v1/staff/outside-series/{quoted(code)}/values/",
            body=body,
            key=idempotency_key or new_key(),
        )
        return build(KeptValues, told)

    def staff_plan_page(
        self,
        *,
        advice: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        sku: str | None = None,
        state: str | None = None,
        status: str | None = None,
        supplier: str | None = None,
        to_order: bool | None = None,
        warehouse: str | None = None,
    ) -> PaginatedPlanLineList:
        """The plan: each variant in each warehouse, the riskiest first. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/staff/plan/",
            query={
                "advice": advice,
                "page": page,
                "page_size": page_size,
                "sku": sku,
                "state": state,
                "status": status,
                "supplier": supplier,
                "to_order": to_order,
                "warehouse": warehouse,
            },
        )
        return build(PaginatedPlanLineList, told)

    def staff_plan(
        self,
        *,
        advice: str | None = None,
        page_size: int | None = None,
        sku: str | None = None,
        state: str | None = None,
        status: str | None = None,
        supplier: str | None = None,
        to_order: bool | None = None,
        warehouse: str | None = None,
    ) -> Iterator[PlanLine]:
        """The plan: each variant in each warehouse, the riskiest first. All of them, page
        after page.
        """
        page = 1
        while True:
            told = self.staff_plan_page(
                advice=advice,
                page_size=page_size,
                sku=sku,
                state=state,
                status=status,
                supplier=supplier,
                to_order=to_order,
                warehouse=warehouse,
                page=page,
            )
            yield from told.results
            if told.next is None:
                return
            page += 1

    def staff_plan_order(
        self, body: NewDrafts | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> list[Draft]:
        """One draft a supplier and warehouse; what is ordered already is left out."""
        told = self.ask(
            "POST", "/api/v1/staff/plan/orders/", body=body, key=idempotency_key or new_key()
        )
        return build_all(Draft, told)

    def staff_plan_table(self) -> str:
        """The whole plan as CSV."""
        told = self.ask("GET", "/api/v1/staff/plan/table/")
        return str(told)

    def staff_price_positions_page(
        self, *, page: int | None = None, page_size: int | None = None
    ) -> PaginatedPricePositionList:
        """Our prices among competitors', of all variants that one is known to sell. One page
        of them.
        """
        told = self.ask(
            "GET", "/api/v1/staff/price-positions/", query={"page": page, "page_size": page_size}
        )
        return build(PaginatedPricePositionList, told)

    def staff_price_positions(self, *, page_size: int | None = None) -> Iterator[PricePosition]:
        """Our prices among competitors', of all variants that one is known to sell. All of
        them, page after page.
        """
        page = 1
        while True:
            told = self.staff_price_positions_page(page_size=page_size, page=page)
            yield from told.results
            if told.next is None:
                return
            page += 1

    def staff_price_suggestions_page(
        self,
        *,
        automatic: bool | None = None,
        kind: str | None = None,
        page: int | None = None,
        page_size: int | None = None,
        product: str | None = None,
        sku: str | None = None,
        state: str | None = None,
    ) -> PaginatedSuggestionList:
        """Suggestions of a state, what gains most first; those that wait, unless asked
        otherwise. One page of them.
        """
        told = self.ask(
            "GET",
            "/api/v1/staff/price-suggestions/",
            query={
                "automatic": automatic,
                "kind": kind,
                "page": page,
                "page_size": page_size,
                "product": product,
                "sku": sku,
                "state": state,
            },
        )
        return build(PaginatedSuggestionList, told)

    def staff_price_suggestions(
        self,
        *,
        automatic: bool | None = None,
        kind: str | None = None,
        page_size: int | None = None,
        product: str | None = None,
        sku: str | None = None,
        state: str | None = None,
    ) -> Iterator[Suggestion]:
        """Suggestions of a state, what gains most first; those that wait, unless asked
        otherwise. All of them, page after page.
        """
        page = 1
        while True:
            told = self.staff_price_suggestions_page(
                automatic=automatic,
                kind=kind,
                page_size=page_size,
                product=product,
                sku=sku,
                state=state,
                page=page,
            )
            yield from told.results
            if told.next is None:
                return
            page += 1

    def staff_price_suggestions_apply(
        self, body: Application | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Outcome:
        """Changing the prices now: of what was agreed to before, or has a moment yet to
        come.
        """
        told = self.ask(
            "POST",
            "/api/v1/staff/price-suggestions/applications/",
            body=body,
            key=idempotency_key or new_key(),
        )
        return build(Outcome, told)

    def staff_price_suggestions_approve(
        self, body: Approval | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Outcome:
        """Each family of prices changes as a whole or not at all; see ``refused`` for why
        not.
        """
        told = self.ask(
            "POST",
            "/api/v1/staff/price-suggestions/approvals/",
            body=body,
            key=idempotency_key or new_key(),
        )
        return build(Outcome, told)

    def staff_price_suggestions_reject(
        self, body: Rejection | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Outcome:
        """Saying no, and why: what is proposed later learns from it."""
        told = self.ask(
            "POST",
            "/api/v1/staff/price-suggestions/rejections/",
            body=body,
            key=idempotency_key or new_key(),
        )
        return build(Outcome, told)

    def staff_price_suggestions_revert(
        self, body: Reversal | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Outcome:
        """Giving the former prices back, exactly, with those of the same family."""
        told = self.ask(
            "POST",
            "/api/v1/staff/price-suggestions/reversals/",
            body=body,
            key=idempotency_key or new_key(),
        )
        return build(Outcome, told)

    def staff_price_suggestions_schedule(
        self, body: Scheduling | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Outcome:
        """Agreeing from a moment on: the prices change in its minute, if the rails hold
        then.
        """
        told = self.ask(
            "POST",
            "/api/v1/staff/price-suggestions/schedules/",
            body=body,
            key=idempotency_key or new_key(),
        )
        return build(Outcome, told)

    def staff_price_suggestion_table(self) -> str:
        """All suggestions as CSV, a row a variant."""
        told = self.ask("GET", "/api/v1/staff/price-suggestions/table/")
        return str(told)

    def staff_prices_page(
        self,
        *,
        currency: str | None = None,
        in_force: bool | None = None,
        page: int | None = None,
        page_size: int | None = None,
        sku: str | None = None,
    ) -> PaginatedStaffPriceList:
        """Prices in force or gone, and setting new ones. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/staff/prices/",
            query={
                "currency": currency,
                "in_force": in_force,
                "page": page,
                "page_size": page_size,
                "sku": sku,
            },
        )
        return build(PaginatedStaffPriceList, told)

    def staff_prices(
        self,
        *,
        currency: str | None = None,
        in_force: bool | None = None,
        page_size: int | None = None,
        sku: str | None = None,
    ) -> Iterator[StaffPrice]:
        """Prices in force or gone, and setting new ones. All of them, page after page."""
        page = 1
        while True:
            told = self.staff_prices_page(
                currency=currency, in_force=in_force, page_size=page_size, sku=sku, page=page
            )
            yield from told.results
            if told.next is None:
                return
            page += 1

    def staff_price_set(
        self, body: NewPrice | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> StaffPrice:
        """A price begins now and ends the one before it."""
        told = self.ask(
            "POST", "/api/v1/staff/prices/", body=body, key=idempotency_key or new_key()
        )
        return build(StaffPrice, told)

    def staff_stock_page(
        self,
        *,
        at_most: int | None = None,
        page: int | None = None,
        page_size: int | None = None,
        sku: str | None = None,
        warehouse: str | None = None,
    ) -> PaginatedStockLevelList:
        """What lies where. One page of them."""
        told = self.ask(
            "GET",
            "/api/v1/staff/stock/",
            query={
                "at_most": at_most,
                "page": page,
                "page_size": page_size,
                "sku": sku,
                "warehouse": warehouse,
            },
        )
        return build(PaginatedStockLevelList, told)

    def staff_stock(
        self,
        *,
        at_most: int | None = None,
        page_size: int | None = None,
        sku: str | None = None,
        warehouse: str | None = None,
    ) -> Iterator[StockLevel]:
        """What lies where. All of them, page after page."""
        page = 1
        while True:
            told = self.staff_stock_page(
                at_most=at_most, page_size=page_size, sku=sku, warehouse=warehouse, page=page
            )
            yield from told.results
            if told.next is None:
                return
            page += 1

    def staff_stock_count(
        self, body: NewCount | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> StockLevel:
        """The units on hand become those counted; the movement keeps the difference and why."""
        told = self.ask(
            "POST", "/api/v1/staff/stock/counts/", body=body, key=idempotency_key or new_key()
        )
        return build(StockLevel, told)
