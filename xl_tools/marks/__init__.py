"""What is marked on a workbook, apart from how it is painted."""
