"""The score workbook with live formulas, a sheet or a kind of sheet a file."""
