"""The rules about an assessment workbook."""
