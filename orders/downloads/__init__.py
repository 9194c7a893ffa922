"""Files that belong to what was bought: given when it is delivered, fetched by a signed link."""
