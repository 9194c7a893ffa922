"""Every entity of the shop, read alike: filters, cursors, sparse fields; some written in bulk."""
