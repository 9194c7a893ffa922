"""Reading people."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import Customer, User


def customer_of_user(user: User | AnonymousUser | None) -> Customer | None:
    """The customer behind a login; None for guests, staff and customers who were erased."""
    if user is None or not user.is_authenticated:
        return None
    return Customer.objects.filter(user=user, erased_at__isnull=True).first()
