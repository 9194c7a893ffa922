"""``manage.py suggest_prices``: propose prices now, or see what a policy would propose."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.money import Money
from pricing.models import PricePolicy
from pricing.repricing.proposing import Proposed, propose_prices
from pricing.repricing.simulating import Simulation, simulate


class Command(BaseCommand):
    help = "Propose prices under the active policies, as every night; nothing is changed by it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--simulate",
            metavar="POLICY",
            help="Only say what the policy of that name would propose, active or not.",
        )

    def handle(self, **options: Any) -> None:
        if options["simulate"]:
            self._tell_simulation(simulate(policy=_policy(options["simulate"])))
            return
        self._tell(propose_prices(report=self.stdout.write))

    def _tell(self, found: Proposed) -> None:
        self.stdout.write(
            f"{found.governed} products under policies: {found.proposed} new suggestions, "
            f"{found.renewed} renewed, {found.superseded} superseded, {found.expired} expired"
        )
        for why, count in found.skipped.most_common():
            self.stdout.write(f"  {count} left alone: {why}")

    def _tell_simulation(self, found: Simulation) -> None:
        self.stdout.write(
            f"{found.products} products: {found.changes} would change "
            f"({found.up} up, {found.down} down), {found.losers:g} of them expected to bring less"
        )
        margin = Money(found.margin_after_minor - found.margin_now_minor, found.currency)
        revenue = Money(found.revenue_after_minor - found.revenue_now_minor, found.currency)
        self.stdout.write(f"margin {margin}, revenue {revenue} more in {found.days} days")
        for example in found.examples:
            before, after = (
                Money(minor, found.currency)
                for minor in (example.price_before, example.price_after)
            )
            self.stdout.write(f"  {example.name}: {before} > {after} ({example.kind})")


def _policy(name: str) -> PricePolicy:
    policy = PricePolicy.objects.filter(name=name).order_by("-is_active", "pk").first()
    if policy is None:
        raise CommandError(f"There is no price policy named {name!r}.")
    return policy
