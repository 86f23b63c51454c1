"""A workbook open in Excel, read and marked through xlwings."""
