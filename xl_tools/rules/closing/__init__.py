"""Rules about the ledger of closing steps (V)."""
