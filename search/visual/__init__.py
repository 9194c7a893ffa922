"""Visual search: what looks like a picture, and what a new picture says of its product."""
