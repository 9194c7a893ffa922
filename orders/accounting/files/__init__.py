"""The accounts as files: journal, VAT, sales and balances as CSV, and a batch for DATEV."""

from orders.accounting.files.writing import FILES, AccountsFile, write_file

__all__ = ["FILES", "AccountsFile", "write_file"]
