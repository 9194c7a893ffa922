"""What the assistant prepares, and only a click of the owner carries out, once."""

from assistant.proposals.forms import Described, Field, FieldKind, Form, Settled
from assistant.proposals.handlers import Deed, Handler, handlers
from assistant.proposals.settling import decline, described, offer, settle

__all__ = [
    "Deed",
    "Described",
    "Field",
    "FieldKind",
    "Form",
    "Handler",
    "Settled",
    "decline",
    "described",
    "handlers",
    "offer",
    "settle",
]
