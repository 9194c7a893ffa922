"""A screen that holds every order, before or after its money as the environment says."""

import os
from typing import Any

from django.apps import AppConfig

VARIABLE = "FAULTS_HOLD"


class Holding:
    def before_payment(self, **_told: Any) -> Any:
        return self._ruling("before")

    def after_payment(self, **_told: Any) -> Any:
        return self._ruling("after")

    def declined(self, **_told: Any) -> None:
        pass

    @staticmethod
    def _ruling(moment: str) -> Any:
        from orders.screening import PASS, Course, Ruling

        return Ruling(Course.HOLD) if os.environ.get(VARIABLE) == moment else PASS


class HeldCheckoutsConfig(AppConfig):
    name = "tests.faults.held_checkouts"
    label = "held_checkouts"

    def ready(self) -> None:
        from orders.screening import screens

        screens.register("faults", Holding())
