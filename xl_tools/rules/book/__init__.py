"""Rules about a whole workbook: whether it could be read, and whether a table is in it."""
