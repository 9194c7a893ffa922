"""The derived states: who writes them, and that they follow from the rows."""

import ast
from pathlib import Path
from typing import TypeGuard

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from orders.models import FulfilmentState, OrderPaymentState
from orders.states import fulfilment_of_units, payment_state

DERIVED = {"payment_state", "fulfilment_state"}
# History writes states in bulk, by the same functions; a test compares them with the live path.
WRITERS = {"orders/states.py", "orders/history/writing.py", "orders/history/returning.py"}


def _writes(tree: ast.AST) -> list[int]:
    """Lines on which a derived state of an order is set or stored."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = [part for target in targets for part in ast.walk(target)]
            found += [
                part.lineno
                for part in parts
                if isinstance(part, ast.Attribute) and part.attr in DERIVED
            ]
        if _writes_rows(node):
            found += [node.lineno for word in node.keywords if word.arg in DERIVED]
            found += [
                node.lineno
                for argument in node.args
                for part in ast.walk(argument)
                if isinstance(part, ast.Constant) and part.value in DERIVED
            ]
    return found


def _writes_rows(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "bulk_update", "create", "update_or_create"}
    )


def test_nobody_else_writes_the_derived_states():
    root = Path(settings.BASE_DIR)
    apps = [root / app.split(".")[0] for app in settings.INSTALLED_APPS]
    files = {
        path
        for app in apps
        if app.is_dir()
        for path in app.rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
    }
    assert root / "orders/states.py" in files
    offenders = [
        f"{path.relative_to(root)}:{line}"
        for path in sorted(files)
        if str(path.relative_to(root)) not in WRITERS
        for line in _writes(ast.parse(path.read_text()))
    ]
    assert not offenders


@pytest.mark.parametrize(
    "code",
    [
        "order.payment_state = 'paid'",
        "order.state, order.fulfilment_state = 1, 2",
        "orders.update(payment_state='paid')",
        "Order.objects.bulk_update(orders, ['fulfilment_state'])",
    ],
)
def test_the_scan_sees_each_way_to_write(code):
    assert _writes(ast.parse(code))


amounts = st.integers(min_value=0, max_value=10**7)


@given(paid=amounts, data=st.data())
def test_a_payment_state_says_how_much_went_back(paid, data):
    refunded = data.draw(st.integers(min_value=0, max_value=paid))
    state = payment_state(paid=paid, refunded=refunded, total=paid)
    if refunded == 0:
        assert state == OrderPaymentState.PAID
    elif refunded == paid:
        assert state == OrderPaymentState.REFUNDED
    else:
        assert state == OrderPaymentState.PARTLY_REFUNDED


@given(due=st.integers(min_value=1, max_value=10**7))
def test_an_open_invoice_is_due_and_nothing_is_unpaid(due):
    assert payment_state(paid=None, due=due) == OrderPaymentState.DUE
    assert payment_state(paid=None) == OrderPaymentState.UNPAID


def test_a_second_payment_that_went_back_leaves_the_order_paid():
    assert payment_state(paid=200, refunded=100, total=100) == OrderPaymentState.PAID
    assert payment_state(paid=200, refunded=150, total=100) == OrderPaymentState.PARTLY_REFUNDED
    assert payment_state(paid=200, refunded=200, total=100) == OrderPaymentState.REFUNDED


@given(ordered=st.integers(min_value=1, max_value=50), data=st.data())
def test_a_fulfilment_state_follows_from_units(ordered, data):
    cancelled = data.draw(st.integers(min_value=0, max_value=ordered))
    shipped = data.draw(st.integers(min_value=0, max_value=ordered - cancelled))
    returned = data.draw(st.integers(min_value=0, max_value=shipped))
    state = fulfilment_of_units(wanted=ordered - cancelled, shipped=shipped, returned=returned)
    expected = FulfilmentState.PARTIAL
    if not shipped:
        expected = FulfilmentState.UNFULFILLED
    elif shipped == ordered - cancelled:
        expected = FulfilmentState.FULFILLED
        if returned:
            expected = FulfilmentState.PARTLY_RETURNED
        if returned == shipped:
            expected = FulfilmentState.RETURNED
    assert state == expected
