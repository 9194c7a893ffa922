"""Landing pages and the hero of the home page, for everybody or by segment."""
