"""Where a table stands in a sheet, which column is what, and its entries."""
