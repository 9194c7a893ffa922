"""Carts, orders, their payments, and what is sent and comes back."""

from orders.models.accounting import (
    AccountingPolicy,
    AccountNumber,
    JournalEntry,
    JournalLine,
)
from orders.models.approvals import ApprovalRequest, ApprovalState
from orders.models.carts import Cart, CartLine, CartState
from orders.models.counter import (
    CashKind,
    CashMovement,
    CashRowFixed,
    CounterReturn,
    CounterSale,
    PickUp,
    Register,
    Shift,
)
from orders.models.disputes import Dispute, DisputeReason, DisputeState
from orders.models.documents import Invoice, InvoiceKind, NumberSequence
from orders.models.downloads import DownloadGrant
from orders.models.fulfilment import Shipment, ShipmentLine
from orders.models.intervals import Interval
from orders.models.orders import (
    FulfilmentState,
    HoldState,
    Order,
    OrderDiscount,
    OrderLine,
    OrderNote,
    OrderPaymentState,
    OrderState,
)
from orders.models.payments import Payment, PaymentState, Refund, RefundState, WebhookEvent
from orders.models.quotes import Quote, QuoteLine, QuoteState, QuoteVersion
from orders.models.returns import (
    ItemCondition,
    ReturnLine,
    ReturnReason,
    ReturnRequest,
    ReturnState,
)
from orders.models.shipping import ShippingKind, ShippingMethod, ShippingRate, ShippingZone
from orders.models.subscriptions import (
    OPEN_RENEWALS,
    Mandate,
    OutOfStockChoice,
    PauseReason,
    Renewal,
    RenewalState,
    Subscription,
    SubscriptionLine,
    SubscriptionOffer,
    SubscriptionState,
)
from orders.models.tenders import CartGiftCard, GiftNote

__all__ = [
    "OPEN_RENEWALS",
    "AccountNumber",
    "AccountingPolicy",
    "ApprovalRequest",
    "ApprovalState",
    "Cart",
    "CartGiftCard",
    "CartLine",
    "CartState",
    "CashKind",
    "CashMovement",
    "CashRowFixed",
    "CounterReturn",
    "CounterSale",
    "Dispute",
    "DisputeReason",
    "DisputeState",
    "DownloadGrant",
    "FulfilmentState",
    "GiftNote",
    "HoldState",
    "Interval",
    "Invoice",
    "InvoiceKind",
    "ItemCondition",
    "JournalEntry",
    "JournalLine",
    "Mandate",
    "NumberSequence",
    "Order",
    "OrderDiscount",
    "OrderLine",
    "OrderNote",
    "OrderPaymentState",
    "OrderState",
    "OutOfStockChoice",
    "PauseReason",
    "Payment",
    "PaymentState",
    "PickUp",
    "Quote",
    "QuoteLine",
    "QuoteState",
    "QuoteVersion",
    "Refund",
    "RefundState",
    "Register",
    "Renewal",
    "RenewalState",
    "ReturnLine",
    "ReturnReason",
    "ReturnRequest",
    "ReturnState",
    "Shift",
    "Shipment",
    "ShipmentLine",
    "ShippingKind",
    "ShippingMethod",
    "ShippingRate",
    "ShippingZone",
    "Subscription",
    "SubscriptionLine",
    "SubscriptionOffer",
    "SubscriptionState",
    "WebhookEvent",
]
