"""The shop's settings and one more app, whose jobs are slow enough to be killed in."""

from shop.settings import *  # noqa: F403
from shop.settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.faults.slow_jobs", *INSTALLED_APPS]
