"""Files in which others list what the shop sells: Google Merchant Center, Meta's catalogues."""
