"""The ledger of closing steps (销号台账): its sheets to records."""
