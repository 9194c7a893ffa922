"""People to test with."""

from itertools import count

from accounts.models import Customer, User

PASSWORD = "a good long password"
_numbers = count(1)


def make_customer(name: str = "Ada Lovelace", **fields) -> Customer:
    """A customer with a login of their own."""
    number = next(_numbers)
    email = fields.pop("email", f"customer{number}@example.com")
    user = User.objects.create_user(email, PASSWORD, name=name)
    return Customer.objects.create(user=user, email=email, name=name, **fields)
