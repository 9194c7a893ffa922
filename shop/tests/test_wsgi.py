"""What a process of the web server does before its first request."""

import subprocess
import sys

import pytest
from django.conf import settings

TOLD = """
import gc
from shop.wsgi import application
print(gc.get_freeze_count(), len(gc.get_objects()), application is not None)
"""


@pytest.mark.any_database
def test_what_was_loaded_is_not_walked_through_again():
    asked = [sys.executable, "-c", TOLD]
    done = subprocess.run(asked, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    frozen, walked, is_there = done.stdout.split()[-3:]
    assert int(frozen) > 100_000
    assert int(walked) < int(frozen) / 10
    assert is_there == "True"
