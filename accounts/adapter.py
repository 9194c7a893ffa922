"""What allauth asks of the shop."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Anyone may open an account; nothing of ours hangs on a username."""
