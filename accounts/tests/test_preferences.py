"""What a customer said of their taste is kept, changed, taken back, and known by pseudonym."""

import pytest

from accounts.models import PreferenceKind, Stance
from accounts.preferences import (
    Preferences,
    forget_preferences,
    preferences_of,
    preferences_of_pseudonym,
    set_preference,
)
from accounts.tests.factories import make_customer
from foundation.refusals import Refusal

pytestmark = pytest.mark.django_db
BRAND, CATEGORY = PreferenceKind.BRAND, PreferenceKind.CATEGORY


def test_said_changed_and_taken_back():
    ada = make_customer()
    set_preference(customer=ada, kind=BRAND, name="alder", stance=Stance.BOOSTED)
    set_preference(customer=ada, kind=CATEGORY, name="toys", stance=Stance.MUTED)
    said = preferences_of(ada)
    assert said.stance(BRAND, "alder") == Stance.BOOSTED
    assert said.stance(CATEGORY, "toys") == Stance.MUTED
    assert said.stance(CATEGORY, "alder") is None

    set_preference(customer=ada, kind=BRAND, name="alder", stance=Stance.MUTED)
    assert preferences_of(ada).stance(BRAND, "alder") == Stance.MUTED
    set_preference(customer=ada, kind=BRAND, name="alder", stance=None)
    assert preferences_of(ada).stance(BRAND, "alder") is None

    assert forget_preferences(customer=ada) == 1
    assert not preferences_of(ada)


def test_the_log_knows_them_by_pseudonym_and_nobody_elses():
    ada, eve = make_customer(), make_customer("Eve")
    set_preference(customer=ada, kind=BRAND, name="alder", stance=Stance.MUTED)
    assert preferences_of_pseudonym(ada.pseudonym) == preferences_of(ada)
    assert preferences_of_pseudonym(eve.pseudonym) == Preferences()
    assert preferences_of_pseudonym(None) == Preferences()


def test_a_name_that_cannot_be_is_refused():
    with pytest.raises(Refusal) as refusal:
        set_preference(customer=make_customer(), kind=BRAND, name="", stance=Stance.MUTED)
    assert refusal.value.field == "name"
