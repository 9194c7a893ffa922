"""What can be done at a counter: each posted form is one deed, carried out by a service."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import Variant
from events.audit import by_staff
from foundation.money import Money, exponent
from orders import counter
from orders.counter import CounterRefused, Paying
from orders.counter.finding import find_customer, find_items
from orders.models import CashKind, CounterSale, OrderLine, Register, Shift

MAY_SELL = "orders.use_counter"
MAY_DISCOUNT = "orders.discount_counter"
MAY_GIVE_BACK = "orders.refund_order"
_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,10})(?:[.,](?P<part>[0-9]{1,4}))?")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a deed is done and by whom; ``shift`` and ``sale`` None where there is none now."""

    request: HttpRequest
    register: Register
    shift: Shift | None
    sale: CounterSale | None
    staff: User

    @property
    def typed(self) -> Mapping[str, str]:
        """What the form holds; a database takes no NUL in a text."""
        return {name: str(text).replace("\0", "") for name, text in self.request.POST.items()}

    def open_shift(self) -> Shift:
        if self.shift is None:
            raise CounterRefused(_("Open the register first."))
        return self.shift

    def open_sale(self) -> CounterSale:
        """The basket, a new one where there is none."""
        if self.sale is not None:
            return self.sale
        return counter.begin_sale(shift=self.open_shift(), by=self.staff)

    def amount(self, name: str) -> Money | None:
        """An amount as people type it, with a point or a comma; None where nothing was typed.

        ``1.000`` is a thousand to some and one to others: it is refused.

        Raises:
            CounterRefused: it is none.
        """
        currency, text = self.register.currency, "".join(self.typed.get(name, "").split())
        if not text:
            return None
        number = _AMOUNT.fullmatch(text)
        if number is None or len(number["part"] or "") > exponent(currency):
            words = _("“%(text)s” is no amount; write it like 1299.00.")
            raise CounterRefused(words % {"text": text[:20]}, field=name)
        return Money.of(f"{number['whole']}.{number['part'] or 0}", currency)

    def needed_amount(self, name: str) -> Money:
        amount = self.amount(name)
        if amount is None:
            raise CounterRefused(_("Type an amount; 0 for none."), field=name)
        return amount

    def number(self, name: str) -> int:
        text = self.typed.get(name, "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else -1


@dataclass(frozen=True, slots=True)
class Done:
    """Where the page goes on: with a basket, with what was looked for, or at a receipt."""

    sale: CounterSale | None = None
    find: str = ""
    is_sold: bool = False
    closed: Shift | None = None
    words: str = ""


Deed = Callable[[Desk], Done]


def open_register(desk: Desk) -> Done:
    shift = counter.open_shift(
        register=desk.register, float_=desk.needed_amount("float"), by=desk.staff
    )
    by_staff(desk.request, "counter.open", shift, float_minor=shift.float_minor)
    return Done(words=_("The register is open."))


def scan(desk: Desk) -> Done:
    """Put in what was scanned; words that fit several lead to a choice."""
    text = desk.typed.get("text", "")
    found = find_items(text)
    if found.variant is not None:
        sale = desk.open_sale()
        counter.add_units(sale=sale, variant=found.variant, units=found.units)
        return Done(sale)
    if not found.candidates:
        raise CounterRefused(_("Nothing is called so."), field="text")
    return Done(desk.sale, find=text)


def add(desk: Desk) -> Done:
    variant = Variant.objects.select_related("product").filter(pk=desk.number("variant")).first()
    if variant is None:
        raise CounterRefused(_("There is no such item any more."))
    sale = desk.open_sale()
    counter.add_units(sale=sale, variant=variant, units=max(desk.number("units"), 1))
    return Done(sale)


def set_units(desk: Desk) -> Done:
    sale = _sale(desk)
    line = OrderLine.objects.filter(order=sale.order_id, pk=desk.number("line")).first()
    if line is None:
        raise CounterRefused(_("This line has changed. Please look at it again."))
    counter.set_units(sale=sale, line=line, units=desk.number("units"))
    return Done(sale)


def name_buyer(desk: Desk) -> Done:
    customer = find_customer(desk.typed.get("buyer", ""))
    if customer is None:
        raise CounterRefused(_("No customer is known by that."), field="buyer")
    return Done(counter.set_buyer(sale=desk.open_sale(), customer=customer))


def forget_buyer(desk: Desk) -> Done:
    return Done(counter.set_buyer(sale=_sale(desk), customer=None))


def put_code(desk: Desk) -> Done:
    return Done(counter.put_code(sale=_sale(desk), code=desk.typed.get("code", "")))


def drop_code(desk: Desk) -> Done:
    return Done(counter.drop_code(sale=_sale(desk), code=desk.typed.get("code", "")))


def put_gift_card(desk: Desk) -> Done:
    code = desk.typed.get("gift_card", "")
    return Done(counter.put_gift_card(sale=_sale(desk), code=code))


def drop_gift_card(desk: Desk) -> Done:
    account = desk.typed.get("account", "")
    return Done(counter.drop_gift_card(sale=_sale(desk), account=account))


def give_discount(desk: Desk) -> Done:
    if not desk.staff.has_perm(MAY_DISCOUNT):
        raise PermissionDenied
    sale, amount = _sale(desk), desk.needed_amount("discount")
    reason = desk.typed.get("reason", "")
    counter.give_discount(sale=sale, amount=amount, reason=reason)
    by_staff(desk.request, "counter.discount", sale.order, amount_minor=amount.minor)
    return Done(sale)


def begin(desk: Desk) -> Done:
    """Put the basket aside and begin another."""
    return Done(counter.begin_sale(shift=desk.open_shift(), by=desk.staff))


def discard(desk: Desk) -> Done:
    counter.discard_sale(sale=_sale(desk))
    return Done(words=_("The basket was thrown away."))


def pay(desk: Desk) -> Done:
    """Sell; by the button that was pressed all in cash, all by card, or as was typed.

    Enter presses none of them: it sells where cash alone was typed.
    """
    sale = counter.finish_sale(sale=_sale(desk), paying=_paying(desk), by=desk.staff)
    by_staff(desk.request, "counter.sale", sale.order, total_minor=sale.order.total_minor)
    return Done(sale, is_sold=True)


_MEANS = ("cash", "card", "both")


def _paying(desk: Desk) -> Paying:
    currency, typed = desk.register.currency, desk.typed
    seen = Money(desk.number("seen_rest"), currency)
    means, reference = typed.get("means", ""), typed.get("reference", "").strip()[:120]
    card, cash = desk.amount("card"), desk.amount("cash")
    nothing = Money.zero(currency)
    if means not in _MEANS and (cash is None or typed.get("mail_to")):
        raise CounterRefused(_("Press the button for how it was paid."), field="cash")
    wrong_part = means == "card" and card not in (None, seen)
    no_part = means not in ("card", "both") and (card or reference)
    if wrong_part or no_part:
        words = _("Something is typed for the card: press “Paid by card and in cash”, or clear it.")
        raise CounterRefused(words, field="card")
    if means == "card":
        card, cash = seen, None
    return Paying(
        seen_rest=seen,
        by_card=card or nothing,
        cash=cash,
        reference=reference,
        use_points="use_points" in typed,
        use_credit="use_credit" in typed,
        mail_to=typed.get("mail_to", "").strip()[:254],
    )


def move_cash(desk: Desk) -> Done:
    kind = CashKind.PAID_OUT if desk.typed.get("way") == "out" else CashKind.PAID_IN
    moved = counter.move_cash(
        shift=desk.open_shift(),
        kind=kind,
        amount=desk.needed_amount("amount"),
        reason=desk.typed.get("reason", ""),
        by=desk.staff,
        seen=desk.number("seen_moves") if "seen_moves" in desk.typed else None,
    )
    by_staff(desk.request, "counter.cash", moved.shift, amount_minor=moved.amount_minor)
    return Done(desk.sale, words=_("Written down."))


def close_register(desk: Desk) -> Done:
    shift = counter.close_shift(
        shift=desk.open_shift(),
        counted=desk.needed_amount("counted"),
        note=desk.typed.get("note", ""),
        by=desk.staff,
    )
    by_staff(desk.request, "counter.close", shift, difference_minor=shift.difference_minor)
    return Done(closed=shift)


def _sale(desk: Desk) -> CounterSale:
    if desk.sale is None:
        gone = desk.typed.get("sale")
        words = _("This sale is over.") if gone else _("There is nothing in this sale yet.")
        raise CounterRefused(words)
    return desk.sale


DEEDS: dict[str, Deed] = {
    "open": open_register,
    "scan": scan,
    "add": add,
    "units": set_units,
    "buyer": name_buyer,
    "no_buyer": forget_buyer,
    "code": put_code,
    "drop_code": drop_code,
    "gift_card": put_gift_card,
    "drop_gift_card": drop_gift_card,
    "discount": give_discount,
    "new": begin,
    "discard": discard,
    "pay": pay,
    "cash": move_cash,
    "close": close_register,
}
