"""The shop's settings, jobs that are slow enough to be killed in, and a screen that may hold."""

from shop.settings import *  # noqa: F403
from shop.settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.faults.slow_jobs", "tests.faults.held_checkouts", *INSTALLED_APPS]
