"""The ledger of closing steps as a workbook that computes itself."""
