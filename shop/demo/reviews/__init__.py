"""Reviews as shoppers write them, composed from sentences that fit the goods and the rating."""

from .writing import author_name, write_review

__all__ = ["author_name", "write_review"]
