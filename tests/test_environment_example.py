"""``.env.example`` lists every variable that the settings read, and no other."""

import re

from tests.settings_names import ROOT, variables_read

LINE = re.compile(r"^# ([A-Z][A-Z0-9_]+)=", re.MULTILINE)


def test_every_variable_is_listed_once_and_nothing_else():
    listed = LINE.findall((ROOT / ".env.example").read_text())

    assert sorted(listed) == sorted(variables_read())


def test_copied_as_it_is_it_sets_nothing():
    text = (ROOT / ".env.example").read_text()

    assert not [line for line in text.splitlines() if line and not line.startswith("#")]
