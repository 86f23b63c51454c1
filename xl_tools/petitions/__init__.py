"""Petitions that an inspection handed over (信访件): read from their tables, counted, added to a ledger, rolled up."""
