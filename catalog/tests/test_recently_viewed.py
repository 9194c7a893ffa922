"""Recently viewed: from the log with consent, from the session without; only what is shown."""

from uuid import uuid4

import pytest

from catalog.recently_viewed import KEPT, recently_viewed, remember
from catalog.tests.factories import make_product
from events.context import NOBODY, EventContext
from events.names import Consent, EventName
from events.services import Fact, record

pytestmark = pytest.mark.django_db


def test_the_session_keeps_the_latest_first_and_once():
    assert remember([1, 2, 3], 2) == [2, 1, 3]
    assert remember([], 7) == [7]
    assert len(remember(range(KEPT), 99)) == KEPT


def test_without_consent_only_the_session_is_read():
    mug, bowl, draft = make_product("Mug"), make_product("Bowl"), make_product(published=False)
    kept = [bowl.pk, draft.pk, mug.pk, 10**9]
    assert recently_viewed(context=NOBODY, kept=kept) == [bowl.pk, mug.pk]
    assert recently_viewed(context=NOBODY, kept=kept, besides=bowl.pk) == [mug.pk]
    assert recently_viewed(context=NOBODY, kept=kept, limit=1) == [bowl.pk]


def test_with_consent_the_log_is_read():
    mug, bowl = make_product("Mug"), make_product("Bowl")
    context = EventContext(visitor=uuid4(), consent=Consent.PERSONALISATION)
    for product in (mug, bowl, mug):
        record(Fact(name=EventName.PRODUCT_VIEWED, product_id=product.pk), context=context)
    assert recently_viewed(context=context, kept=[]) == [mug.pk, bowl.pk]
    other = EventContext(visitor=uuid4(), consent=Consent.PERSONALISATION)
    assert recently_viewed(context=other, kept=[mug.pk]) == []
