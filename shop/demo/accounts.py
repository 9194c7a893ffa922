"""The logins of the demo store, printed when it starts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoLogin:
    email: str
    password: str


DEMO_STAFF = DemoLogin("staff@shelfwise.example", "shelf-by-shelf")
DEMO_SHOPPER = DemoLogin("ada@shelfwise.example", "lamps-and-books")
