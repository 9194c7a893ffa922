"""Who logs in, who buys, for which firm, and what they agreed to and like."""

from accounts.models.companies import Company, CompanyInvitation, CompanyRole, CustomerGroup
from accounts.models.people import (
    Address,
    ApiToken,
    ConsentLevel,
    ConsentRecord,
    Customer,
    CustomerNote,
    Preference,
    PreferenceKind,
    Stance,
    User,
    UserManager,
    VisitorLink,
)

__all__ = [
    "Address",
    "ApiToken",
    "Company",
    "CompanyInvitation",
    "CompanyRole",
    "ConsentLevel",
    "ConsentRecord",
    "Customer",
    "CustomerGroup",
    "CustomerNote",
    "Preference",
    "PreferenceKind",
    "Stance",
    "User",
    "UserManager",
    "VisitorLink",
]
