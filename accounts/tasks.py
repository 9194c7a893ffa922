"""Celery's doors into accounts."""

from celery import shared_task

from accounts.companies.privacy import forget_old_invitations
from accounts.privacy import forget_late_events


@shared_task(name="accounts.forget_late_events")
def forget_late() -> int:
    """Events that were on their way while their customer was erased."""
    return forget_late_events()


@shared_task(name="accounts.forget_invitations")
def forget_invitations() -> int:
    """Addresses of those who were asked to join a company and never answered."""
    return forget_old_invitations()
