"""``manage.py customer export|erase EMAIL``: what the law lets a customer ask for."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import Customer
from accounts.privacy import CannotErase, erase_customer, export_customer


class Command(BaseCommand):
    help = "Hand out all that the shop holds of a customer (JSON), or forget them for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("deed", choices=["export", "erase"])
        parser.add_argument("email", help="their e-mail address or number")
        parser.add_argument("--yes", action="store_true", help="erase without asking")

    def handle(self, *args: Any, **options: Any) -> None:
        customer = _find(options["email"])
        if options["deed"] == "export":
            told = export_customer(customer)
            self.stdout.write(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
            return
        if not options["yes"] and input(f"Forget {customer} for good? [y/N] ").lower() != "y":
            raise CommandError("Nothing was erased.")
        try:
            touched = erase_customer(customer=customer)
        except CannotErase as problem:
            raise CommandError("\n".join(problem.reasons)) from None
        for part, rows in touched.items():
            self.stdout.write(f"{part}: {rows}")


def _find(text: str) -> Customer:
    """The customer of an address or number.

    Raises:
        CommandError: there is none.
    """
    by_email = Customer.objects.filter(email__iexact=text).first()
    customer = by_email or Customer.objects.filter(public_id=text).first()
    if customer is None:
        raise CommandError(f"There is no customer {text}.")
    return customer
