"""A budget over campaigns: proposed by what each brought so far, approved by staff."""
