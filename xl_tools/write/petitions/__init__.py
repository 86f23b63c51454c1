"""Workbooks and papers of petitions: the ledger, its statistics, the list for the public."""
