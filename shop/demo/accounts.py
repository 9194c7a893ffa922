"""The logins of the demo store, printed when it starts."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from accounts.models import CompanyRole, User
from accounts.roles import Role, assign_role


@dataclass(frozen=True, slots=True)
class DemoLogin:
    email: str
    password: str


DEMO_STAFF = DemoLogin("staff@shelfwise.example", "shelf-by-shelf")
DEMO_SHOPPER = DemoLogin("ada@shelfwise.example", "lamps-and-books")

# One login a role, with the password of the staff's: to see the staff pages as they see them.
DEMO_ROLES = {
    role: DemoLogin(f"{role.value}@shelfwise.example", DEMO_STAFF.password) for role in Role
}
_NAMES = {
    Role.OWNER: "Olivia Owner",
    Role.MANAGER: "Max Manager",
    Role.MERCHANDISER: "Mei Merchandiser",
    Role.WAREHOUSE: "Walid Warehouse",
    Role.SUPPORT: "Sofia Support",
    Role.ANALYST: "Anna Analyst",
}


@dataclass(frozen=True, slots=True)
class DemoMember:
    """Somebody who buys for the demo's company."""

    name: str
    login: DemoLogin


def _member(name: str, mailbox: str) -> DemoMember:
    return DemoMember(name, DemoLogin(f"{mailbox}@northlight.example", DEMO_SHOPPER.password))


DEMO_MEMBERS = {
    CompanyRole.BUYER: _member("Bea Buyer", "buyer"),
    CompanyRole.APPROVER: _member("Arlo Approver", "approver"),
    CompanyRole.ADMIN: _member("Ines Admin", "admin"),
}


def make_role_logins() -> None:
    """One member of staff in each role."""
    for role, login in DEMO_ROLES.items():
        assign_role(user=make_login(login, name=_NAMES[role]), role=role, actor=None)


def make_login(login: DemoLogin, *, name: str) -> User:
    """Somebody who can sign in, their address confirmed."""
    user = User.objects.create_user(login.email, login.password, name=name)
    confirm_address(user)
    return user


def confirm_address(user: User) -> None:
    """As if the link of the mail had been clicked: two-step sign-in asks for that."""
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
