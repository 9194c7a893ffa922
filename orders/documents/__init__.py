"""Papers of an order: invoices and credit notes as they were issued, slips for the warehouse."""
