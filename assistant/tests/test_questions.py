"""Questions without an answer: without what tells a person, alike ones counted as one."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.kinds import QuestionState
from assistant.learning.blotting import BLOT, LONGEST, blot
from assistant.learning.questions import note_unanswered, set_aside
from assistant.models import OpenQuestion
from assistant.tests.factories import make_article
from foundation import clock


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Where is order SW-10023?", "10023"),
        ("write to anna.lee@mail.example", "anna"),
        ("call me on +44 20 7946 0958", "7946"),
        ("My name is Anna Lee, do you engrave?", "Anna"),
        ("Ich heiße Jörg Müller und suche Tee", "Müller"),
        ("Je m'appelle Élodie Martin", "Martin"),
        ("Liefern Sie in die Lange Straße 12?", "Straße"),
        ("Livrez-vous 12 rue de la Paix ?", "Paix"),
        ("deliver to 4 Cherry Tree Lane", "Cherry"),
        ("see https://me.example/anna", "anna"),
        ("Viele Grüße Peter", "Peter"),
    ],
)
def test_what_tells_a_person_is_blotted_out(text, hidden):
    assert hidden not in blot(text)
    assert BLOT in blot(text)


def test_names_that_are_known_are_blotted_out_whatever_their_case():
    assert blot("is anna lee allowed to pick it up?", ["Anna Lee"]) == (
        f"is {BLOT} allowed to pick it up?"
    )


@pytest.mark.parametrize("text", ["This is urgent, do you engrave?", "Gibt es Geschenkpapier?"])
def test_other_words_stay_as_they_were(text):
    assert blot(text) == text


@given(st.text(max_size=400))
def test_no_digit_is_ever_kept_and_twice_is_once(text):
    once = blot(text)
    assert not any(sign.isdecimal() for sign in once)
    assert len(once) <= LONGEST
    assert blot(once) == once


@pytest.mark.django_db
def test_questions_alike_are_counted_as_one_and_others_apart():
    now = clock.now()
    first = note_unanswered(text="Do you engrave rings?", language="en", at=now)
    later = now + timedelta(days=2)
    note_unanswered(text="ring engraving, do you do that?", language="en", at=later)
    note_unanswered(text="do you ENGRAVE rings", language="en", at=later)
    other = note_unanswered(text="Can I visit your showroom?", language="en", at=later)
    german = note_unanswered(text="Gravieren Sie Ringe?", language="de", at=later)

    first.refresh_from_db()
    assert (first.asked, first.first_at, first.last_at) == (3, now, later)
    assert {first.pk, other.pk, german.pk} == set(OpenQuestion.objects.values_list("pk", flat=True))
    assert (other.asked, german.asked) == (1, 1)


@pytest.mark.django_db
def test_words_that_say_nothing_are_not_kept():
    assert note_unanswered(text="??? 123", language="en") is None
    assert not OpenQuestion.objects.exists()


@pytest.mark.django_db
def test_asked_again_in_vain_opens_what_was_answered_and_leaves_aside_what_was_set_aside():
    answered = note_unanswered(text="Do you engrave rings?", language="en")
    aside = note_unanswered(text="Can I visit your showroom?", language="en")
    OpenQuestion.objects.filter(pk=answered.pk).update(
        state=QuestionState.ANSWERED, article=make_article()
    )
    set_aside(question=aside)

    note_unanswered(text="Do you engrave rings?", language="en")
    note_unanswered(text="can i visit the showroom", language="en")

    answered.refresh_from_db()
    aside.refresh_from_db()
    assert (answered.state, answered.asked) == (QuestionState.OPEN, 2)
    assert (aside.state, aside.asked) == (QuestionState.SET_ASIDE, 2)


@pytest.mark.django_db
def test_names_of_the_person_are_not_kept():
    kept = note_unanswered(text="Does Anna get engraving?", language="en", names=["Anna Lee"])
    assert "Anna" not in kept.text
