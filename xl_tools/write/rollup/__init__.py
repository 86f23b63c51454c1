"""The workbook of a roll-up, a sheet or a kind of block a file."""
